"""The open board on the web: what an officer has put there is to be read, and nothing else, whatever is asked."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import expect
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.board import Board
from bot.config import Config
from bot.config.suggestions import Suggestions
from bot.domain import effects, staff, suggestions, units, voices, works
from bot.domain.acts import OPERATOR, Act
from bot.domain.box import State, Suggestion
from bot.domain.members import meet
from bot.domain.staff import Officer
from bot.domain.voices import Voice
from bot.messages import Address
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.account import Account, serving
from tests.browser import chromium
from tests.channels.web_phone import bubble, phone, until
from tests.conftest import Clock

SECRET = "机密"
"""Stands in all that is not for everybody."""

STORY = "夜班的工友终于能吃上热饭了。"
PATHS = ("/board", *(f"/board?show={one}" for one in ("open", "answered", "done", "stories")), "/board?page=2")


def filed(act: Act, number: int, **fields: object) -> Suggestion:
    """A suggestion of somebody's own, secret in every part."""
    address = Address("test", f"{SECRET}{number}")
    told = {name: f"{SECRET}{name}{number}" for name in ("title", "body", "situation", "effect", "whom")}
    one = suggestions.file(act, meet(act, address), address, topic="welfare", **(told | fields))  # type: ignore[arg-type]
    act.session.flush()
    return one


def carried_out(act: Act, one: Suggestion, li: Officer) -> None:
    """Adopted, assigned, carried out, verified: the whole way, with secrets at every step."""
    suggestions.answer(act, one, li, State.ADOPTED, f"{SECRET}答复")
    works.assign(act, one, li, department=f"{SECRET}科", person=f"{SECRET}师傅", due_on=act.today)
    works.carry_out(act, one, li, body=f"{SECRET}进展")
    when, told = {"since": act.today, "until": act.today}, {"verified_by": f"{SECRET}财务", "story": STORY}
    effects.verify(act, one, li, benefit=Decimal(68000), **when, **told)  # type: ignore[arg-type]


def thirty(act: Act) -> list[Suggestion]:
    """Thirty suggestions in every state, of two branches; the first three stand on the board."""
    top = units.top(act)
    branch = units.add(act, "分会", top)
    act.session.flush()
    li = staff.add(act, f"{SECRET}主任", top)
    found = [filed(act, number, anonymous=number % 3 == 0, contact=f"{SECRET}姓名{number}") for number in range(30)]
    for number, one in enumerate(found):
        one.unit_id = (top.id, branch.id)[number % 2]
        suggestions.note(act, one, li, f"{SECRET}备注")
        if number % 5 == 2:
            carried_out(act, one, li)
        elif number % 5 == 3:
            suggestions.answer(act, one, li, State.DECLINED, f"{SECRET}理由")
        elif number % 5 == 4:
            suggestions.withdraw(act, one)
    far = Address("test", f"{SECRET}支持")
    voices.support(act, found[2], meet(act, far), far, f"{SECRET}附议")
    for one, title in zip(found[:3], ("食堂热饭窗口", "更衣室加柜子", "夜班班车"), strict=True):
        suggestions.publish(act, one, li, title, f"{title}：公开的说明 <b>&")
    suggestions.publish(act, found[10], li, f"{SECRET}撤下", f"{SECRET}撤下")
    suggestions.unpublish(act, found[10], li)
    return found


@contextmanager
def acting(database: Database, config: Config, clock: Clock) -> Iterator[Act]:
    with database.write() as session:
        yield Act(session, clock(), OPERATOR, config)


def visitor(database: Database, config: Config, clock: Clock) -> TestClient:
    return TestClient(Starlette(routes=Board(database, config, clock).routes()))


@pytest.mark.parametrize("store_url", ["sqlite", "postgresql"], indirect=True)
def test_what_is_not_shown_is_never_told(database: Database, config: Config, clock: Clock) -> None:
    with acting(database, config, clock) as act:
        numbers = [one.number for one in thirty(act)]
    client = visitor(database, config, clock)
    pages = {path: client.get(path) for path in (*PATHS, *(f"/board/{number}" for number in numbers))}
    assert {path for path, page in pages.items() if page.status_code != 200} == {f"/board/{one}" for one in numbers[3:]}
    assert [path for path, page in pages.items() if SECRET in page.text] == []
    named = {path: [number for number in numbers if number in page.text] for path, page in pages.items()}
    assert named["/board"] == numbers[:3]
    assert [named[f"/board?show={group}"] for group in ("open", "done")] == [numbers[:2], [numbers[2]]]
    assert all(named[f"/board/{number}"] == [] for number in numbers[3:])
    assert len({pages[f"/board/{number}"].text for number in numbers[3:]}) == 1, "not shown and unknown look alike"
    assert client.get("/board/JY-2026-0099-9").text == client.get(f"/board/{numbers[20]}").text


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_one_tells_how_it_went_and_how_many_support_it(database: Database, config: Config, clock: Clock) -> None:
    with acting(database, config, clock) as act:
        open_one, _, done = (one.number for one in thirty(act)[:3])
    client = visitor(database, config, clock)
    page = client.get(f"/board/{done}").text
    for words in (
        "夜班班车",
        "效果已核实",
        "1 人附议",
        STORY,
        "2026年11月有人提出",
        "2026年11月23日",
        "答复：采纳",
        "落实了",
    ):
        assert words in re.sub(r"</?time[^>]*>", "", page), words
    assert "2026年11月23日" in page
    assert "公开的说明 &lt;b&gt;&amp;" in page
    assert STORY in client.get("/board?show=stories").text
    assert f'href="/chat#附议 {open_one}"' in client.get(f"/board/{open_one.lower()}").text
    assert "2026年11月23日" not in client.get(f"/board/{open_one}").text, "nobody learns the day of a filing"


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_pages_are_turned_and_nonsense_is_answered(database: Database, config: Config, clock: Clock) -> None:
    with acting(database, config, clock) as act:
        li = staff.add(act, "李主任", units.top(act))
        for number in range(12):
            suggestions.publish(act, filed(act, number), li, f"第{number}条", "说明")
            clock.forward(minutes=1)
    client = visitor(database, config, clock)
    cards = [len(re.findall('<li class="card">', client.get(f"/board?page={page}").text)) for page in (1, 2, 3)]
    assert cards == [10, 2, 0]
    assert 'href="/board?page=2"' in client.get("/board").text
    for path in ("/board?page=-1", "/board?page=²", "/board?show=%00", f"/board?page={'9' * 40}", "/board?show=gone"):
        assert client.get(path).status_code == 200, path
    for path in ("/board/x", "/board/%00", "/board/a/b", f"/board/{'9' * 3000}", "/board/"):
        page = client.get(path)
        assert (page.status_code, "没有找到" in page.text) == (404, True), path


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_it_can_be_switched_off_and_no_page_may_do_anything(database: Database, config: Config, clock: Clock) -> None:
    with acting(database, config, clock) as act:
        number = thirty(act)[0].number
    shut = visitor(database, replace_board(config), clock)
    for path in ("/board", f"/board/{number}"):
        page = shut.get(path)
        assert page.status_code == 404
        assert "公开栏没有开" in page.text
        assert "食堂" not in page.text
    page = visitor(database, config, clock).get("/board")
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy
    assert "<script" not in page.text
    assert page.headers["cache-control"] == "public, max-age=60"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert visitor(database, config, clock).get("/board/x").headers["cache-control"] == "no-store"


def replace_board(config: Config) -> Config:
    """The same, without a board."""
    return config.model_copy(update={"suggestions": Suggestions(board=False)})


@pytest.fixture
def union(sample_folder: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Account]:
    with serving(sample_folder, clock, knowledge) as account:
        yield account


def test_a_member_finds_it_and_adds_their_voice_by_one_tap(union: Account) -> None:
    with union.app.act(OPERATOR) as act:
        number = thirty(act)[0].number
    with chromium() as browser, phone(browser) as page:
        page.goto(union.url)
        page.get_by_role("link", name="建议公开栏").tap()
        page.get_by_role("link", name="食堂热饭窗口").tap()
        expect(page.get_by_role("heading", name="食堂热饭窗口")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        assert [one["id"] for one in found if one["impact"] in {"serious", "critical"}] == []
        page.get_by_role("link", name="附议这条建议").tap()
        offered = page.get_by_role("button", name=f"附议 {number}")
        expect(offered).to_be_visible()
        assert "#" not in page.url
        offered.tap()
        expect(bubble(page, f"附议 {number}")).to_be_visible()
        until(page, lambda: supported(union, number))


def supported(union: Account, number: str) -> bool:
    """Whether somebody at the web chat supports it."""
    with union.app.database.read() as session:
        mine = select(Voice.channel).join(Suggestion, Suggestion.id == Voice.suggestion_id)
        return session.scalars(mine.where(Suggestion.number == number)).all() == ["web"]
