"""Pages that stay open: two officers in two real browsers, what each sees of the other, and what nobody loses by it."""

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import event
from starlette.testclient import TestClient

from bot.console import lines
from bot.console.app import Desk
from bot.console.door import COOKIE
from bot.console.lines import Line
from bot.domain import cases, changes, presence, staff
from bot.domain.acts import OPERATOR
from bot.domain.changes import Change
from tests.console.branch import OTHER, Branch
from tests.console.test_day import chrome, serving

__all__ = ["chrome"]

pytestmark = [pytest.mark.usefixtures("store_url"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]

HALF = "您好，我明天上午去"

expect.set_options(timeout=20_000)


@contextmanager
def office(desk: Desk, browser: Browser, branch: Branch, *names: str) -> Iterator[tuple[str, list[Page]]]:
    """The console on a real server, and each officer signed in in a browser of their own."""
    desk.lines._every = 0.1
    contexts = [browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 860}) for _ in names]
    complaints = list[str]()
    with serving(desk) as console:
        pages = [context.new_page() for context in contexts]
        for page, name in zip(pages, names, strict=True):
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(f"{console}/enter?token={branch.link(name)}")
        yield console, pages
        for context in contexts:
            context.close()
    assert not complaints


def test_what_others_say_comes_in_and_what_one_writes_stays(desk: Desk, branch: Branch, chrome: Browser) -> None:
    number = branch.case()
    with office(desk, chrome, branch, "王干事", "李主任") as (console, (wang, li)):
        wang.goto(f"{console}/cases/{number}")
        wang.get_by_label("写给会员").press_sequentially(HALF)
        branch.adds(number, "老板刚才付了一半")
        expect(wang.locator("#talk")).to_contain_text("老板刚才付了一半")
        expect(wang.locator("#news")).to_have_text("往来有新的消息。")
        expect(wang.locator(".arrived")).to_contain_text("老板刚才付了一半")

        li.goto(f"{console}/cases/{number}")
        expect(wang.locator(".watching")).to_have_text("李主任也在看")
        li.locator("#act-note summary").click()
        li.get_by_label("备注内容").fill("我和厂长熟，可以打电话")
        li.get_by_role("button", name="保存备注").click()
        expect(wang.locator(".memo")).to_contain_text("我和厂长熟")
        li.goto(f"{console}/account")
        expect(wang.locator(".watching")).to_have_count(0)

        expect(wang.get_by_label("写给会员")).to_have_value(HALF)
        expect(wang.get_by_label("写给会员")).to_be_focused()
        wang.keyboard.type("您单位")
        wang.keyboard.press("Control+Enter")
        expect(wang.get_by_role("status")).to_contain_text("已回复")
        expect(wang.locator(".ours .bubble")).to_have_text(f"{HALF}您单位")


def test_a_tick_neither_loads_the_page_nor_loses_a_word(desk: Desk, branch: Branch, chrome: Browser) -> None:
    number = branch.case()
    with office(desk, chrome, branch, "王干事", "李主任") as (console, (wang, li)):
        for page in (wang, li):
            page.goto(f"{console}/cases/{number}")
        wang.get_by_label("写给会员").press_sequentially(HALF)
        wang.evaluate("window.same = true")
        wang.get_by_role("checkbox").nth(1).click()
        for page in (wang, li):
            expect(page.get_by_role("checkbox", name="看看属于哪一类")).to_be_checked()
        expect(li.locator("#checklist")).to_contain_text("王干事")
        assert wang.evaluate("window.same") is True
        expect(wang.get_by_label("写给会员")).to_have_value(HALF)
        wang.locator("#act-note summary").click()
        wang.get_by_label("备注内容").fill("先记一笔")
        wang.get_by_role("button", name="保存备注").click()
        expect(wang.get_by_role("status")).to_contain_text("备注已保存")
        expect(wang.get_by_label("写给会员")).to_have_value(HALF)  # another form was sent meanwhile


def test_a_list_renews_itself_and_the_keyboard_stays_where_it_was(desk: Desk, branch: Branch, chrome: Browser) -> None:
    number = branch.case()
    with office(desk, chrome, branch, "王干事") as (console, (wang,)):
        wang.goto(f"{console}/cases")
        wang.keyboard.press("j")
        expect(wang.get_by_role("link", name=number)).to_be_focused()
        branch.case("医院的事", address=OTHER)
        urgent = branch.case("有人要跳楼")
        expect(wang.locator(f"#row-{urgent}")).to_be_visible()
        expect(wang.locator("main .row")).to_have_count(2)
        expect(wang.locator("#views a").first).to_contain_text("未办结 2")
        expect(wang.get_by_role("link", name=number)).to_be_focused()
        wang.keyboard.press("k")
        expect(wang.get_by_role("link", name=urgent)).to_be_focused()
        wang.keyboard.press("o")
        expect(wang.get_by_role("heading", level=1)).to_contain_text(urgent)
        wang.keyboard.press("r")
        expect(wang.get_by_label("写给会员")).to_be_focused()
        wang.keyboard.type("jkno?/r")
        expect(wang.get_by_label("写给会员")).to_have_value("jkno?/r")
        wang.get_by_label("写给会员").fill("")
        wang.get_by_role("heading", level=1).click()
        wang.keyboard.press("n")
        expect(wang.get_by_label("备注内容")).to_be_focused()
        wang.get_by_role("heading", level=1).click()
        wang.keyboard.press("?")
        expect(wang.get_by_role("dialog", name="快捷键")).to_be_visible()
        wang.keyboard.press("Escape")
        wang.goto(f"{console}/account")
        wang.get_by_role("button", name="关掉快捷键").click()
        wang.goto(f"{console}/cases/{number}")
        wang.keyboard.press("r")
        expect(wang.get_by_label("写给会员")).not_to_be_focused()


def test_words_at_hand_go_in_where_one_writes(desk: Desk, branch: Branch, chrome: Browser) -> None:
    number = branch.case()
    with office(desk, chrome, branch, "王干事") as (console, (wang,)):
        wang.goto(f"{console}/cases/{number}")
        box = wang.get_by_label("写给会员")
        box.press_sequentially("张师傅：")
        wang.get_by_text("常用回复", exact=True).click()
        wang.get_by_role("link", name="已接手").click()
        written = box.input_value()
        assert written.startswith("张师傅：\n您好，您反映的事我接手了")
        wang.get_by_text("查知识库", exact=True).click()
        wang.get_by_label("会员问的是什么").fill("老板拖欠工资不发怎么办")
        wang.keyboard.press("Enter")
        wang.get_by_role("link", name="老板拖欠工资不发怎么办").click()
        assert box.input_value().startswith(f"{written}\n工资要按约定及时足额发")
        assert "依据：《劳动合同法》第三十条" in box.input_value()
        assert wang.url.endswith(number)


def test_a_session_that_is_over_says_so_and_keeps_the_words(desk: Desk, branch: Branch, chrome: Browser) -> None:
    number = branch.case()
    with office(desk, chrome, branch, "王干事") as (console, (wang,)):
        wang.goto(f"{console}/cases/{number}")
        wang.get_by_label("写给会员").press_sequentially(HALF)
        with desk.act(OPERATOR) as act:
            found = staff.named(act.session, "王干事")
            assert found
            staff.leave(act, found)
        expect(wang.get_by_role("alert")).to_contain_text("登录已经失效，写好的字还在")
        expect(wang.get_by_label("写给会员")).to_have_value(HALF)


def hear(client: httpx.Client, address: str) -> Iterator[str]:
    """The events of a line by their names, after it stands."""
    with client.stream("GET", address) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        for words in answer.iter_lines():
            if words.startswith(": open"):
                yield "open"
            if words.startswith("event: "):
                yield words.removeprefix("event: ")


def test_an_officer_has_so_many_lines_and_all_end_when_the_server_stops(desk: Desk, branch: Branch) -> None:
    desk.lines._every = 0.1
    number = branch.case()
    with serving(desk) as console, httpx.Client(timeout=10) as client:
        client.get(f"{console}/enter", params={"token": branch.link("王干事")})
        client.cookies = httpx.Cookies({COOKIE: client.cookies[COOKIE]})
        heard = [hear(client, f"{console}/live?since=999999") for _ in range(lines.MOST + 1)]
        assert [next(line) for line in heard] == ["open"] * (lines.MOST + 1)
        assert list(heard[0]) == ["rest"]
        late = hear(client, f"{console}/live?since=1")
        assert [next(late), next(late)] == ["open", "changed"], "what was missed is told at once"
        shown = hear(client, f"{console}/live?case={number}&mark=old")
        assert [next(shown), next(shown)] == ["open", "changed"]
        branch.adds(number, "还有一句")
        assert next(shown) == "changed"
        assert next(heard[-1]) == "changed"
        desk.close()
        assert list(heard[-1]) == list(shown) == []
        assert client.get(f"{console}/live").status_code == 503
    with desk.look() as act:
        case = branch.found(act, number)
        assert presence.of_cases(act.session, [case.id], act.now)[case.id] <= {2}


@pytest.mark.parametrize(("query", "status"), [("", 401), ("?case=WQ-2026-0001-1", 401)])
@pytest.mark.usefixtures("branch")
def test_a_stranger_hears_nothing(stranger: TestClient, query: str, status: int) -> None:
    assert stranger.get(f"/console/live{query}").status_code == status


def test_one_hears_of_ones_own_units_only(desk: Desk, wang: TestClient, branch: Branch) -> None:
    foreign = branch.case(address=OTHER)
    assert wang.get(f"/console/live?case={foreign}").status_code == 404
    with desk.look() as act:
        found = staff.named(act.session, "王干事")
        assert found
        line = Line(found.id, "x", None, frozenset({found.unit_id}), "", 0)
        case = branch.found(act, foreign)
        assert not any(line.concerns(one) for one in changes.since(act.session, 0) or () if one.case == case.id)
        assert line.concerns(Change(1, case.id, found.unit_id))


def test_one_look_serves_all(desk: Desk, branch: Branch) -> None:
    """Fifty officers on fifty cases are as many questions to the store as one."""
    numbers = [branch.case(f"第{place}件") for place in range(50)]
    with desk.look() as act:
        ids = [branch.found(act, number).id for number in numbers]

    def asked(count: int) -> int:
        hub, found = lines.Lines(desk.database, desk.clock), 0
        hub._open = [Line(place % 3 + 1, f"{place}", ids[place], None, "", 0) for place in range(count)]
        hub._look()

        def note(*_args: object) -> None:
            nonlocal found
            found += 1

        event.listen(desk.database.engine, "before_cursor_execute", note)
        hub._look()
        event.remove(desk.database.engine, "before_cursor_execute", note)
        return found

    assert asked(1) == asked(50) < 10


def test_who_comes_in_while_one_looks_is_not_shown_out(desk: Desk, branch: Branch) -> None:
    branch.case()
    hub = lines.Lines(desk.database, desk.clock)
    seen = hub._look()
    hub._open = [Line(1, "new", None, None, "", seen.newest)]
    hub._tell(seen)
    assert not hub._open[0].over
    hub._tell(hub._look())
    assert hub._open[0].news[-1] == lines.ENDED, "there is no such session"


def test_an_act_that_becomes_visible_late_is_told_too(desk: Desk, branch: Branch) -> None:
    """Its number is lower than one that was seen already, for its transaction took longer."""
    branch.case()
    with desk.look() as act:
        newest = changes.newest(act.session)
        found = changes.since(act.session, 0)
        assert found
    hub = lines.Lines(desk.database, desk.clock)
    hub._act = newest
    early = lines.Seen(set(), found[:-1], newest + 1, {})
    assert hub._fresh(early) == []
    assert hub._fresh(lines.Seen(set(), found, newest + 1, {})) == found[-1:]
    assert hub._fresh(lines.Seen(set(), found, newest + 1, {})) == []


def test_reading_a_case_again_says_nothing_new(desk: Desk, branch: Branch) -> None:
    number = branch.case()
    with desk.act() as act:
        case, found = branch.found(act, number), staff.named(act.session, "王干事")
        assert found
        before = changes.marks(act.session, [case.id], act.now)[case.id]
        presence.say(act.session, [(case.id, found.id)], act.now)
        after = changes.marks(act.session, [case.id], act.now)[case.id]
        assert after.but(found.id) == before.but(found.id)
        assert after.but(0) != before.but(0)
        cases.reply(act, case, found, "好")
        said = changes.marks(act.session, [case.id], act.now)[case.id]
        assert said.base != after.base
    branch.deliver("sent")
    with desk.look() as act:
        assert changes.marks(act.session, [case.id], act.now)[case.id].base != said.base
