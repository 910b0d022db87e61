"""Nothing that a member wrote stands where it does not belong: not in a log, a staff group, a page's title, the trail.

A named case and an anonymous one are told with words that stand nowhere else, worked on in the console and in a staff
group, and pass through everything that happens by itself; then every place is searched for the words.
"""

import json
import logging
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from bot.app import App
from bot.config import Config, Store, Union
from bot.console.app import PAGES, Desk
from bot.domain import cases, groups, identities, links, postings, staff, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.audit import AuditRow
from bot.domain.cases import Case
from bot.domain.postings import Posting
from bot.domain.staff import Officer
from bot.messages import Address, Incoming, Upload
from bot.server import metrics
from bot.store import outbox
from bot.store.outbox import Outgoing
from handlers.same import FILE_ANEW
from knowledge import KnowledgeBase
from scheduler.jobs import JOBS
from tests.conftest import UNION, Clock
from tests.console.conftest import browser, signed_in

NAME, PHONE, EMPLOYER, FILE = "欧阳翡翠", "13987654321", "金麒麟五金厂", "翡翠的工资条"
STORY = f"我是{NAME}，电话{PHONE}，在公司绕线车间，三个月没发工资，班长叫我闭嘴"
ADDED = f"{NAME}再补充一句，绕线车间的考勤表在我这里"
EVERYWHERE = (NAME, PHONE, f"+86{PHONE}", FILE)
"""These stand nowhere but in what their own case shows."""

QUIETLY = (*EVERYWHERE, EMPLOYER, "绕线车间", "闭嘴")
"""And these in no log, no title, no trail and no figure."""

ADDRESS = Address("test", "visitor-77-secret")


@dataclass
class Played:
    """The account after all that happened, and what it logged meanwhile."""

    app: App
    number: int
    logged: list[str] = field(default_factory=list)

    def found(self, *texts: str, words: tuple[str, ...] = QUIETLY) -> list[tuple[str, str]]:
        """Where a word stands that must not."""
        return [(word, text[:200]) for text in texts for word in (*words, ADDRESS.id) if word in text]


class Listener(logging.Handler):
    """Keeps every line of every logger, its arguments and its exceptions too."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep it as it would be written."""
        self.lines.append(f"{record.name} {logging.Formatter().format(record)} {record.args}")


@pytest.fixture(scope="module")
def played(migrated: Path, knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """Everything, once."""
    file, clock = tmp_path_factory.mktemp("leaks") / "gongyou.db", Clock()
    shutil.copy(migrated, file)
    config = Config(store=Store(url=f"sqlite:///{file}"), union=Union(name=UNION))
    listener, root = Listener(), logging.getLogger()
    before, statements = root.level, logging.getLogger("sqlalchemy")
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    statements.setLevel(logging.INFO)
    try:
        with App(config, clock=clock, knowledge=knowledge) as app:
            number = _play(app, clock)
            yield Played(app, number, listener.lines)
    finally:
        root.removeHandler(listener)
        root.setLevel(before)
        statements.setLevel(logging.WARNING)


def _says(app: App, *texts: str, uploads: tuple[Upload, ...] = ()) -> None:
    for text in texts:
        app.turn(Incoming(ADDRESS, uuid4().hex, text, uploads))


def _play(app: App, clock: Clock) -> int:
    with app.act(OPERATOR) as act:
        top = units.add(act, UNION)
        for name in ("李主任", "王干事"):
            staff.add(act, name, top)
        act.session.flush()
        _, number = groups.link(act, links.offer_group(act, _officer(act), top), "telegram", "-100", "工作群"), 0
    for named, another in ((("实名", NAME, PHONE), ()), (("匿名",), (FILE_ANEW,))):
        _says(app, "欠薪求助", STORY, "跳过", "跳过", EMPLOYER, *another, "今年8月")
        _says(app, "", uploads=(Upload(f"{FILE}.txt", "text/plain", STORY.encode()),))
        _says(app, "完成", *named, "提交")
    _says(app, f"{EMPLOYER}绕线车间叫我闭嘴怎么办")
    _tick(app)
    with app.act(OPERATOR) as act:
        number = _work(act)
    _says(app, f"补充 {_number(app, number)}", ADDED, "跳过", "导出我的数据")
    clock.forward(hours=3)
    _tick(app)
    clock.forward(days=20)
    _tick(app)
    return number


def _work(act: Act) -> int:
    """Staff take both cases on, answer, note, seal who the member is; one looks at it."""
    li, wang = _officer(act), _officer(act, "王干事")
    for case in act.session.scalars(select(Case).order_by(Case.id)):
        mine = act.by(li.actor)
        cases.take(mine, case, li)
        cases.note(mine, case, li, f"{NAME}说得清楚")
        cases.reply(mine, case, li, f"{NAME}您好，收到了")
        if not case.anonymous:
            identities.seal(mine, case, li)
            wish = identities.ask(act.by(wang.actor), case, wang, f"要给{NAME}送文书")
            act.session.flush()
            identities.decide(mine, wish, li, approves=True)
            named = case.id
    return named


def _officer(act: Act, name: str = "李主任") -> Officer:
    found = staff.named(act.session, name)
    assert found
    return found


def _number(app: App, number: int) -> str:
    with app.act() as act:
        return act.session.get_one(Case, number).number


def _tick(app: App) -> None:
    """Everything that happens by itself, and the messages of the group arrive."""
    for _ in range(2):
        for job in JOBS:
            job.run(app.act)
        with app.act() as act:
            for row in act.session.scalars(select(Outgoing).where(Outgoing.kind == postings.POSTING)):
                outbox.sent(row, act.now)
            for one in act.session.scalars(select(Posting)):
                one.message = one.message or str(one.id)


def test_nothing_is_logged(played: Played) -> None:
    assert len(played.logged) > 5
    assert played.found(*played.logged) == []


def test_the_groups_are_told_no_names_and_no_numbers(played: Played) -> None:
    with played.app.act() as act:
        rows = act.session.scalars(select(Outgoing).where(Outgoing.kind == postings.POSTING)).all()
        told = [json.dumps([row.text, row.buttons, row.more], ensure_ascii=False) for row in rows]
        words = [row.words for row in act.session.scalars(select(Posting))]
    assert len(told) > 3
    assert any("绕线车间" in text for text in told)
    assert played.found(*told, *words, words=EVERYWHERE) == []


def test_the_trail_and_the_figures_hold_none_of_it(played: Played) -> None:
    with played.app.act() as act:
        rows = act.session.scalars(select(AuditRow)).all()
        kept = [json.dumps([row.action, row.actor, row.subject, row.facts], ensure_ascii=False) for row in rows]
        keys = list(act.session.scalars(select(Outgoing.key)))
    assert {"case.filed", "case.identity_approved"} <= {row.action for row in rows}
    with TestClient(Starlette(routes=[Route("/metrics", metrics(played.app))])) as client:
        figures = client.get("/metrics").text
    assert "gongyou_outbox_messages" in figures
    assert played.found(*kept, *keys, figures) == []


def test_no_title_tells_of_anybody_and_a_sealed_identity_stands_on_no_page(played: Played) -> None:
    app = played.app
    number = _number(app, played.number)
    with app.act(OPERATOR) as act:
        token = staff.sign_in_link(act, _officer(act, "王干事"))
    with browser(Desk(app.database, app.config, app.clock, app.library)) as client:
        signed_in(client, token)
        paths = [path.format(number=number) for path, *_ in PAGES if set(re.findall(r"{(\w+)}", path)) <= {"number"}]
        pages = {path: client.get(path).text for path in paths if "/suggestions/" not in path}
    titles = [found for page in pages.values() for found in re.findall(r"<title>.*?</title>", page, re.DOTALL)]
    assert len(titles) > 10
    assert played.found(*titles) == []
    alone = {path: page for path, page in pages.items() if path.startswith(f"/console/cases/{number}")}
    assert any("身份已封存" in page for page in alone.values())
    assert {path for path, page in alone.items() if "tel:" in page or f"{NAME}</dd>" in page} == set()
