"""Cases in the console: seen by whom, answered how, and nobody's secret told."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.console.trail import WORDS
from bot.console.visit import LONGEST_ANSWER
from bot.console.wording import DANGER_WORDS
from bot.domain import cases, staff, units
from bot.domain.danger import DANGERS
from bot.errors import Refusal
from scheduler.casework import warn_of_cases
from tests.conftest import Clock
from tests.console.branch import FACTS, MEMBER, OTHER, Branch

pytestmark = [pytest.mark.usefixtures("store_url"), pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)]

REPLY = "您好，我们明天上午去您单位了解情况。"


def test_a_case_is_taken_answered_and_closed(wang: TestClient, branch: Branch) -> None:
    number = branch.case(name="张师傅", phone="13812345678")
    path = f"/console/cases/{number}"
    assert "还没人受理" in wang.get(path).text
    assert "已受理" in wang.post(f"{path}/take").text
    page = wang.post(f"{path}/reply", data={"body": REPLY}).text
    assert "已回复，会员会在聊天里收到" in page
    assert REPLY in page
    assert "等会员打开网页" in page
    closed = wang.post(f"{path}/close", data={"outcome": "工资已补发。"}).text
    assert "已办结" in closed
    assert "工资已补发。" in closed
    taken, told, last = branch.outbox()
    assert "王干事接手了您的事" in taken.text
    assert (told.channel, told.address) == (MEMBER.channel, MEMBER.id)
    assert REPLY in told.text
    assert "王干事" in told.text
    assert "工资已补发。" in last.text


def test_the_trail_tells_who_did_what(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    for step, data in (("take", {}), ("reply", {"body": REPLY}), ("close", {"outcome": "补发了"})):
        page = wang.post(f"/console/cases/{number}/{step}", data=data).text
    trail = page.partition("办理记录")[2]
    steps = ["<b>会员</b> 提交", "<b>王干事</b> 受理", "<b>王干事</b> 回复了会员", "<b>王干事</b> 办结"]
    assert [trail.count(step) for step in steps] == [1, 1, 1, 1]
    assert sorted(steps, key=trail.index) == steps


def test_what_the_member_adds_is_flagged_and_opens_a_closed_case(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    wang.post(f"/console/cases/{number}/close", data={"outcome": "补发了"})
    assert "会员有补充" not in wang.get("/console/cases").text
    branch.adds(number, "还是没有发")
    assert "会员有补充" in wang.get("/console/cases").text
    assert "还是没有发" in wang.get(f"/console/cases/{number}").text


@pytest.mark.parametrize(("step", "field"), [("reply", "body"), ("close", "outcome")])
def test_a_refusal_keeps_what_was_typed(
    li: TestClient, wang: TestClient, branch: Branch, step: str, field: str
) -> None:
    number = branch.case()
    li.post(f"/console/cases/{number}/take")
    told = len(branch.outbox())
    page = wang.post(f"/console/cases/{number}/{step}", data={field: REPLY})
    assert page.status_code == 422
    assert "李主任已经接手了，有事请和李主任商量" in page.text
    long = "长" * (LONGEST_ANSWER + 1)
    page = li.post(f"/console/cases/{number}/{step}", data={field: long})
    assert page.status_code == 422
    assert f"最多 {LONGEST_ANSWER} 个字" in page.text
    assert long in page.text
    assert len(branch.outbox()) == told


def test_an_empty_answer_is_refused(wang: TestClient, branch: Branch) -> None:
    page = wang.post(f"/console/cases/{branch.case()}/reply", data={"body": "  \n "})
    assert page.status_code == 422
    assert "请先写上要告诉会员的话" in page.text


def test_a_double_click_says_it_once(wang: TestClient, branch: Branch) -> None:
    path = f"/console/cases/{branch.case()}/reply"
    with ThreadPoolExecutor(2) as pool:
        posts = list(pool.map(lambda _: wang.post(path, data={"body": REPLY}), range(2)))
    assert [page.status_code for page in posts] == [200, 200]
    assert len(branch.outbox()) == 1


def test_a_colleague_of_another_unit_sees_nothing(wang: TestClient, li: TestClient, branch: Branch) -> None:
    number = branch.case("医院拖欠夜班费，想请工会协调。", address=OTHER)
    path = f"/console/cases/{number}"
    assert wang.get(path).status_code == 404
    assert number not in wang.get("/console/cases").text + wang.get("/console").text
    for step in ("take", "reply", "close"):
        assert wang.post(f"{path}/{step}", data={"body": "x", "outcome": "x"}).status_code == 404
    assert "不归您的单位管" in wang.get("/console/search", params={"number": number}).text
    assert li.get(path).status_code == 200


def test_one_who_stays_anonymous_is_named_nowhere(li: TestClient, branch: Branch, clock: Clock) -> None:
    number, idea = branch.anonymous(), branch.suggestion(anonymous=True, contact="13900002222")
    branch.adds(number, "补充一句")
    li.post(f"/console/cases/{number}/reply", data={"body": REPLY})
    branch.deliver("failed", f"user {MEMBER.id} refused")
    clock.forward(hours=1.5)
    subjects = [f"cases/{number}", f"suggestions/{idea}"]
    paths = ["", "/cases", "/suggestions", "/deliveries", "/events", "/questions", *(f"/{one}" for one in subjects)]
    pages = "".join(li.get(f"/console{path}").text for path in paths)
    assert "匿名" in pages
    assert "refused" in pages, "the platform's words are shown"
    for secret in ("陈秘密", "13900001111", "13900002222", MEMBER.id):
        assert secret not in pages


def test_a_name_and_a_phone_that_were_given_are_shown(wang: TestClient, branch: Branch) -> None:
    page = wang.get(f"/console/cases/{branch.case(name='张师傅', phone='13812345678')}").text
    assert "张师傅" in page
    assert 'href="tel:13812345678"' in page


def test_what_members_write_is_shown_and_never_run(wang: TestClient, branch: Branch) -> None:
    attack = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    number = branch.case(f"{attack}想死", employer=attack, name=attack[:40])
    branch.adds(number, attack)
    for path in (f"/console/cases/{number}", "/console/cases", "/console"):
        page = wang.get(path).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_words_of_danger_stand_out(wang: TestClient, branch: Branch) -> None:
    number = branch.case("三个月没发工资，我真的不想活了")
    page = wang.get(f"/console/cases/{number}").text
    assert "<mark>不想活</mark>" in page
    assert "可能自伤、轻生——请马上联系" in page
    assert "可能自伤、轻生" in wang.get("/console").text


def test_every_danger_has_words_for_staff() -> None:
    assert set(DANGER_WORDS) == {danger.name for danger in DANGERS}


def test_everything_that_happens_to_a_case_has_words_in_the_trail() -> None:
    source = "".join(file.read_text() for file in Path(cases.__file__).parent.glob("*.py"))
    assert set(re.findall(r'audit\.log\([^"]+"((?:case|suggestion|event)\.[a-z_]+)"', source)) <= set(WORDS)


@pytest.mark.parametrize(
    ("hours", "words"),
    [(0, "还剩 2 天"), (24, "还剩 24 小时"), (47.5, "还剩 30 分钟"), (50, "已超时 2 小时"), (120, "已超时 3 天")],
)
def test_the_clock_is_told_in_words(wang: TestClient, branch: Branch, clock: Clock, hours: float, words: str) -> None:
    number = branch.case()
    clock.forward(hours=hours)
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    assert words in wang.get(f"/console/cases/{number}").text


def test_a_case_of_which_the_time_runs_out_comes_first_and_is_marked(
    desk: Desk, wang: TestClient, branch: Branch, clock: Clock
) -> None:
    number, calm = branch.case(), branch.case()
    branch.answers(calm, REPLY)
    assert "快到期</span>" not in wang.get("/console").text
    clock.forward(hours=30)
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    warn_of_cases(desk.act)
    page = wang.get("/console").text
    assert page.index("紧急、超时和快到期") < page.index(number) < page.index("等人受理的")
    assert page.count("快到期</span>") == 1
    assert '<b class="badge pressing">' in page
    shown = wang.get("/console/cases?soon=1").text
    assert (number in shown, calm in shown) == (True, False)
    trail = wang.get(f"/console/cases/{number}").text.partition("办理记录")[2]
    assert "<b>系统（到点自动）</b> 时限只剩四分之一，提醒尽快办" in trail
    clock.forward(hours=24)
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    assert number not in wang.get("/console/cases?soon=1").text, "it is late now"
    assert number in wang.get("/console/cases?late=1").text


def test_a_time_limit_in_a_year_whose_holidays_nobody_knows_yet_is_told_as_an_estimate(
    wang: TestClient, branch: Branch, clock: Clock
) -> None:
    words = "2098 年的放假安排还没公布，或者系统里还没有：时限先按周末和法定节日估算，公布后请管理员更新。"
    branch.case()
    assert "估算" not in wang.get("/console").text
    clock.now = datetime(2098, 5, 12, 2, 0, tzinfo=UTC)
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    urgent = branch.case("我不想活了")
    assert "估算" not in wang.get("/console").text, "an urgent case is counted through the night, holidays or not"
    assert "估算" not in wang.get(f"/console/cases/{urgent}").text
    number = branch.case()
    assert words in wang.get("/console").text
    assert words in wang.get(f"/console/cases/{number}").text
    wang.post(f"/console/cases/{number}/close", data={"outcome": "补发了"})
    assert "估算" not in wang.get("/console").text


def test_the_desk_of_the_day_puts_first_what_cannot_wait(li: TestClient, branch: Branch) -> None:
    calm, urgent = branch.case(), branch.case("工友们在堵路讨薪，几十个人来要钱")
    answered = branch.case("加班费算错了，请帮忙核对一下。")
    branch.answers(answered, REPLY)
    page = li.get("/console").text
    assert page.index("紧急、超时和快到期") < page.index(urgent) < page.index("等人受理的") < page.index(calm)
    assert answered not in page, "a colleague has it"
    assert "未办结 <b>3</b>" in page
    assert FACTS in page


def test_a_number_finds_its_page(li: TestClient, branch: Branch) -> None:
    number, idea = branch.case(), branch.suggestion()
    find = "/console/search"
    assert li.get(find, params={"number": number.lower()}).url.path == f"/console/cases/{number}"
    assert li.get(find, params={"number": f" {idea} "}).url.path == f"/console/suggestions/{idea}"
    assert li.get(find, params={"number": "永盛五金"}).url.path == "/console/cases"
    wrong = li.get(find, params={"number": number[:-1] + str((int(number[-1]) + 1) % 10)})
    assert wrong.status_code == 422
    assert "写错了" in wrong.text


@pytest.mark.usefixtures("branch")
def test_of_an_act_that_fails_nothing_is_kept(desk: Desk) -> None:
    with desk.look() as act:
        district = units.root(act.session)
        assert district
    with pytest.raises(Refusal), desk.act() as act:
        staff.enter(act, staff.add(act, "不留下", district).name)
    with desk.look() as act:
        assert staff.named(act.session, "不留下") is None
