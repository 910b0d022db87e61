"""From a question without an answer to the answer: kept, attached, approved by a second, live in every process."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from starlette.applications import Starlette

import handlers
from bot.app import App
from bot.config import Config
from bot.console.app import Desk, routes
from bot.conversation import Menu
from bot.domain import entries, questions, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.entries import UNSOLVED
from bot.domain.questions import Question
from bot.messages import Address, Incoming, Reply
from handlers import feedback
from knowledge import KnowledgeBase
from scheduler.jobs import JOBS
from tests.browser import chromium
from tests.conftest import Clock

MISS = "打灰的时候把脚崴了歇了俩礼拜算不算误工"
SIZES: dict[str, dict[str, Any]] = {
    "390": {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True},
    "1280": {"viewport": {"width": 1280, "height": 860}},
}
WIRED = feedback.unsolved in handlers.MENU.entries


class Member:
    """One member who writes to an account."""

    def __init__(self, app: App, who: str = "lina") -> None:
        self.app, self.who, self.count = app, who, 0

    def says(self, text: str) -> Reply:
        self.count += 1
        return self.app.turn(Incoming(Address("test", self.who), f"{self.who}-{self.count}-{text}", text))[-1]


@contextmanager
def account(config: Config, clock: Clock, knowledge: KnowledgeBase) -> Iterator[App]:
    with App(config, clock=clock, knowledge=knowledge) as app:
        if not WIRED:
            app.engine = replace(app.engine, menu=Menu((*handlers.MENU.entries, feedback.unsolved)))
        with app.act(OPERATOR) as act:
            top = units.top(act)
            if not staff.first(act.session):
                for name in ("李主任", "周部长"):
                    staff.add(act, name, top)
        yield app


@pytest.fixture
def app(config: Config, clock: Clock, knowledge: KnowledgeBase) -> Iterator[App]:
    with account(config, clock, knowledge) as app:
        yield app


def kept(app: App) -> list[tuple[str, str, str | None]]:
    """What is kept of members' questions, without the answered ones."""
    with app.database.read() as session:
        rows = session.scalars(select(Question).where(Question.band != "answer").order_by(Question.id))
        return [(row.text, row.band, row.entry) for row in rows]


def test_a_choice_is_kept_with_what_was_chosen(app: App) -> None:
    lina = Member(app)
    offered = lina.says("工资的事").buttons
    assert offered[-1] == "都不是"
    chosen = app.knowledge.titled(offered[1])
    assert chosen
    lina.says("2")
    lina.says(offered[0])
    assert [(text, band) for text, band, _ in kept(app)] == [("工资的事", "choices"), ("工资的事", "chosen")]
    assert kept(app)[1][2] == chosen.id, "what is tapped later is no choice"


def test_that_none_was_meant_is_kept_once(app: App) -> None:
    lina = Member(app)
    lina.says("工资的事")
    for _ in range(2):
        assert "诉求投诉" in lina.says("都不是").buttons
    assert [band for _, band, _ in kept(app)] == ["choices", "neither"]


def test_an_answer_that_did_not_help_is_kept_and_a_person_offered(app: App) -> None:
    lina = Member(app)
    answer = lina.says("我叫张大山，电话13812345678，老板跑路了三个月工资没给咋办")
    assert UNSOLVED in answer.buttons
    person = lina.says(UNSOLVED)
    assert "法律援助" in person.buttons
    lina.says("没用")
    (one,) = kept(app)
    assert one[1] == "unhelpful"
    assert one[2] is not None
    assert "张大山" not in one[0]
    assert "13812345678" not in one[0]
    assert lina.says("谢谢").text


def test_a_complaint_about_nothing_is_no_row(app: App, clock: Clock) -> None:
    lina = Member(app)
    lina.says("没用")
    lina.says("都不是")
    lina.says("老板跑路了三个月工资没给咋办")
    clock.forward(hours=3)
    lina.says("没解决")
    assert kept(app) == [], "after a while it is forgotten what was asked"


def test_every_process_answers_from_what_was_approved(
    app: App, config: Config, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with account(config, clock, knowledge) as other:
        lina, wang = Member(app), Member(other, "wang")
        assert not lina.says(MISS).text.startswith("算")
        before = other.knowledge
        _publish(app, "算。歇工的日子按停工留薪期发工资。")
        assert other.library.look()
        assert other.knowledge is not before
        app.library.look()
        for member in (lina, wang):
            assert member.says(MISS).text.startswith("算。歇工的日子"), "without a restart"
    with account(config, clock, knowledge) as started:
        assert Member(started, "zhao").says(MISS).text.startswith("算。歇工的日子")


def _publish(app: App, answer: str) -> None:
    with app.act(OPERATOR) as act:
        author, other = (staff.named(act.session, name) for name in ("李主任", "周部长"))
        assert author
        assert other
        shipped = app.library.shipped
        new = entries.begin_new(act, author, title="工地上扭伤歇工算不算误工", asks=[MISS], answer=answer)
        entries.submit(act, new, author, shipped)
        entries.approve(act, new, other, shipped, new.seen)


def test_a_year_old_question_goes_by_the_clock(app: App, clock: Clock) -> None:
    Member(app).says(MISS)
    clock.forward(days=366)
    next(job for job in JOBS if job.name == "old-questions").run(app.act)
    with app.database.read() as session:
        assert questions.asked(session) == []


@contextmanager
def console(app: App) -> Iterator[str]:
    desk = Desk(app.database, app.config, app.clock, app.library)
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes(desk)), port=0, lifespan="off", log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
        thread.join(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/console"
    finally:
        server.should_exit = True
        thread.join()


def link(app: App, name: str) -> str:
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, name)
        assert officer
        return staff.sign_in_link(act, officer)


@pytest.fixture(scope="module")
def chrome() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.mark.timeout(240)
@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("size", SIZES)
def test_from_a_miss_to_the_answer(app: App, chrome: Browser, size: str) -> None:
    pictures = os.environ.get("PICTURES")
    lina = Member(app)
    for text in (MISS, MISS, f"请问{MISS}？", "孩子上小学怎么报名学区"):
        assert "依据：" not in lina.says(text).text
    page = chrome.new_context(locale="zh-CN", **SIZES[size]).new_page()
    page.set_default_timeout(20000)

    def look(name: str) -> None:
        width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if pictures:
            page.screenshot(path=Path(pictures) / f"lesson-{size}-{name}.png", full_page=True)
        assert width <= 0, f"{name} is {width} px too wide"

    with console(app) as url:
        page.goto(f"{url}/enter?token={link(app, '李主任')}")
        _writes(page, url, look)
        page.goto(f"{url}/enter?token={link(app, '周部长')}")
        _approves(page, url, look)
    app.library.look()
    assert lina.says(MISS).text.startswith("先按工伤报上去")
    page.close()


def _writes(page: Page, url: str, look: Any) -> None:
    page.goto(f"{url}/questions")
    lesson = page.locator(".lesson").filter(has_text=MISS)
    lesson.get_by_text("补进知识库").click()
    look("questions")
    lesson.get_by_label("其他条目（在下面写标题）").check()
    lesson.get_by_label("其他条目的标题").fill("没有这一条")
    lesson.get_by_role("button", name="开一份草稿").click()
    expect(page.get_by_role("alert")).to_contain_text("请选一条")
    lesson = page.locator(".lesson").filter(has_text=MISS)
    lesson.get_by_label("其他条目（在下面写标题）").check()
    lesson.get_by_label("其他条目的标题").fill("工伤认定怎么申请")
    lesson.get_by_role("button", name="开一份草稿").click()
    expect(page.get_by_label("会员的问法")).to_have_value(_holds(MISS))
    page.get_by_label("回答（最多 500 字").fill("长" * 501)
    page.get_by_role("button", name="保存并提交").click()
    expect(page.get_by_role("alert")).to_contain_text("请删掉 1 个")
    page.get_by_label("回答（最多 500 字").fill("先按工伤报上去，单位30天内不报，您自己1年内报。")
    page.get_by_role("button", name="保存并预览").click()
    expect(page.locator(".phone-view")).to_contain_text("先按工伤报上去")
    expect(page.locator(".phone-view")).to_contain_text(UNSOLVED)
    look("draft")
    page.get_by_role("button", name="保存并提交").click()
    expect(page.get_by_text("自己写的不能自己批准")).to_be_visible()
    expect(page.get_by_role("button", name="批准上线")).to_have_count(0)


def _approves(page: Page, url: str, look: Any) -> None:
    page.goto(f"{url}/revisions")
    look("waiting")
    page.get_by_role("link", name="工伤认定怎么申请").first.click()
    expect(page.locator(".diff .new").filter(has_text=MISS).first).to_be_visible()
    look("approval")
    page.get_by_role("button", name="批准上线").click()
    expect(page.get_by_role("status")).to_contain_text("不用重启")
    page.get_by_role("link", name="这一条的记录").click()
    expect(page.get_by_text("现在上线的")).to_be_visible()
    look("history")
    page.goto(f"{url}/entries")
    look("entries")


def _holds(words: str) -> re.Pattern[str]:
    return re.compile(re.escape(words))
