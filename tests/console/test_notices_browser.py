"""The pages of notices in a real browser, on a small phone and on a desk: they fit, can be read, and can be used.

`PICTURES=folder` keeps pictures of them.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.console.app import Desk
from bot.domain import units
from bot.domain.acts import Act
from bot.domain.noticebook import Fate, Notice, Recipient, State
from bot.domain.noticekinds import Kind
from tests.browser import watched
from tests.console import notice_desk
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.console.test_account_browser import fits
from tests.console.test_day import chrome, serving
from tests.console.test_events_browser import picture
from tests.console.test_house_browser import SIZES
from tests.domain.union import event

__all__ = ["chrome"]

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

WAITING, SENDING = "12 月活动预告", "高温停工提醒"


@pytest.fixture(params=list(SIZES))
def size(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def page(size: str, chrome: Browser) -> Iterator[Page]:
    """A small phone, then a desk; an error in a script, or what the page's own policy forbids, fails the test."""
    with watched(chrome, locale="zh-CN", **SIZES[size]) as page:
        yield page


def shelf(act: Act) -> tuple[int, int]:
    """A list with something in every part; the numbers of what is being sent, and of what went out."""
    top = units.root(act.session)
    assert top
    soon = act.now + timedelta(days=5)
    notice_desk.notice(act, top.name, title=WAITING, kind=Kind.ANNOUNCEMENT.value, state=State.WAITING.value, mass=True,
                       due_at=soon, text="第 1 周：冬至联欢会、健康义诊。")  # fmt: skip
    notice_desk.notice(act, PARK, title="防暑降温", state=State.SCHEDULED.value, due_at=soon + timedelta(days=2))
    notice_desk.notice(act, HOSPITAL, title="")
    ends = [(Fate.SENT, "")] * 5 + [(Fate.QUEUED, "")] * 3
    going = notice_desk.gone(act, ends, title=SENDING, kind=Kind.URGENT.value, urgent=True, state=State.SENDING.value,
                             ended_at=None)  # fmt: skip
    done = notice_desk.gone(act, link="https://example.org/a")
    notice_desk.opened(act, done, 7)
    return going.id, done.id


def test_the_notices_are_looked_at(desk: Desk, branch: Branch, page: Page, size: str) -> None:
    with desk.act() as act:
        _, done = shelf(act)
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/notices")
        expect(page.get_by_role("heading", name="等批准")).to_contain_text("1 条")
        fits(page)
        picture(page, f"notices-{size}")
        page.get_by_role("link", name="月历").click()
        expect(page.get_by_role("table")).to_contain_text(WAITING)
        fits(page)
        picture(page, f"notices-calendar-{size}")
        page.goto(f"{console}/notices/{done}")
        expect(page.locator("img.chart").first).to_have_js_property("complete", value=True)
        fits(page)
        picture(page, f"notice-{size}")
        page.get_by_role("link", name="看每位会员的结果").click()
        expect(page.get_by_role("row")).to_have_count(17)
        fits(page)
        picture(page, f"notice-people-{size}")


def test_a_page_that_stays_open_moves_by_itself(desk: Desk, branch: Branch, page: Page, size: str) -> None:
    with desk.act() as act:
        going, _ = shelf(act)
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('李主任')}")
        page.goto(f"{console}/notices/{going}")
        bar = page.locator("#progress progress")
        expect(bar).to_have_attribute("value", "10")
        picture(page, f"notice-going-{size}")
        with desk.act() as act:
            _settle(act, going)
        expect(page.locator("#progress")).to_contain_text("发完了", timeout=15_000)
        expect(page.locator("#progress tfoot")).to_contain_text("16")
        expect(bar).to_have_count(0)


def test_a_notice_is_written_with_what_members_will_see_beside_it(
    desk: Desk, branch: Branch, page: Page, size: str
) -> None:
    with desk.act() as act:
        event(act, title="冬至联欢会")
    with serving(desk) as console:
        page.goto(f"{console}/enter?token={branch.link('王干事')}")
        page.goto(f"{console}/notices")
        page.get_by_role("button", name="新建").click()
        page.get_by_label("标题", exact=True).fill("{月份}体检安排")
        page.get_by_label("内容", exact=True).fill("12 月 20 日起分批体检，请带身份证。")
        expect(page.locator("#saved")).to_contain_text("已保存", timeout=15_000)
        expect(page.locator("#beside .bubble").first).to_contain_text("【11月体检安排】")
        page.get_by_text("图片、链接、按钮").click()
        page.get_by_label("报名按钮").select_option("冬至联欢会")
        page.locator("summary", has_text="什么时候发").click()
        expect(page.get_by_label("每月几号")).to_be_hidden()
        page.get_by_label("时间", exact=True).select_option("monthly")
        page.get_by_label("每月几号").fill("31")
        page.get_by_role("button", name="保存", exact=True).click()
        expect(page.get_by_role("status").first).to_contain_text("已保存")
        expect(page.locator("#beside .taps").first).to_contain_text("报名：冬至联欢会")
        picture(page, f"notice-edit-{size}")
        fits(page)
        page.get_by_label("内容", exact=True).fill("写到一半，{没有}这个词")
        expect(page.locator("#saved")).to_contain_text("填不了", timeout=15_000)
        page.get_by_role("button", name="提交", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("填不了")
        expect(page.get_by_label("内容", exact=True)).to_have_value("写到一半，{没有}这个词")
        picture(page, f"notice-refused-{size}")


def _settle(act: Act, number: int) -> None:
    for row in act.session.query(Recipient).filter_by(notice_id=number, state=Fate.QUEUED.value):
        row.state, row.ended_at = Fate.SENT.value, act.now
    one = act.session.get_one(Notice, number)
    one.state, one.ended_at = State.DONE.value, act.now
