"""What colleagues do among themselves in the console: notes that no member sees, a case that changes hands."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.testclient import TestClient

from bot.console.visit import LONGEST_ANSWER
from bot.domain import staff
from tests.console.branch import OTHER, Branch

NOTE = "这家公司上月也有两位工友来问过。"
MARK = "内部备注，会员看不到"


def person(branch: Branch, name: str) -> str:
    """The id of an officer, as the form sends it."""
    with branch.desk.look() as act:
        found = staff.named(act.session, name)
        assert found
        return str(found.id)


def test_a_note_is_shown_among_what_was_said_and_sent_to_nobody(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    branch.answers(number, "请把合同拍给我们。")
    sent = len(branch.outbox())
    page = wang.post(f"/console/cases/{number}/note", data={"note": NOTE}).text
    assert "备注已保存" in page
    talk = page.partition(">往来<")[2].partition("</section>")[0]
    assert talk.index("请把合同拍给我们。") < talk.index(MARK) < talk.index(NOTE)
    assert "写了内部备注" in page.partition("办理记录")[2]
    assert len(branch.outbox()) == sent


def test_a_note_is_no_answer_and_no_addition(wang: TestClient, branch: Branch) -> None:
    waiting, added = branch.case(), branch.case("加班费算错了，请帮忙核对一下。")
    branch.answers(added, "请把工资条拍给我们。")
    branch.adds(added, "拍好了")
    for number in (waiting, added):
        wang.post(f"/console/cases/{number}/note", data={"note": NOTE})
    page = wang.get("/console/cases").text
    assert "已回复" not in page
    assert "会员有补充" in page
    branch.answers(added, "收到了。")
    wang.post(f"/console/cases/{added}/note", data={"note": "再看"})
    assert "会员有补充" not in wang.get("/console/cases").text


def test_a_colleague_who_may_not_answer_may_leave_a_note(li: TestClient, wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    li.post(f"/console/cases/{number}/take")
    page = wang.get(f"/console/cases/{number}").text
    assert "不能代为回复会员" in page
    assert "写给会员" not in page
    assert "转交给同事" not in page
    assert NOTE in wang.post(f"/console/cases/{number}/note", data={"note": NOTE}).text


def test_a_closed_case_still_takes_notes(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    wang.post(f"/console/cases/{number}/close", data={"outcome": "补发了"})
    assert NOTE in wang.post(f"/console/cases/{number}/note", data={"note": NOTE}).text


def test_a_note_that_is_refused_is_kept_in_its_field(wang: TestClient, branch: Branch) -> None:
    path = f"/console/cases/{branch.case()}/note"
    assert "请先写上备注的内容" in wang.post(path, data={"note": " \n"}).text
    long = "长" * (LONGEST_ANSWER + 1)
    page = wang.post(path, data={"note": long})
    assert page.status_code == 422
    assert long in page.text
    assert '<details id="act-note" open>' in page.text


def test_a_double_click_writes_one_note_and_an_answer_between_makes_it_two(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    path = f"/console/cases/{number}/note"
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: wang.post(path, data={"note": NOTE}), range(2)))
    assert wang.get(f"/console/cases/{number}").text.count(NOTE) == 1
    branch.answers(number, NOTE)
    assert wang.post(path, data={"note": NOTE}).text.count(NOTE) == 3


def test_an_answer_that_is_clicked_twice_around_a_note_is_said_once(wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    for step, data in (("reply", {"body": "您好"}), ("note", {"note": NOTE}), ("reply", {"body": "您好"})):
        wang.post(f"/console/cases/{number}/{step}", data=data)
    assert len(branch.outbox()) == 1


def test_notes_are_shown_and_never_run(wang: TestClient, branch: Branch) -> None:
    page = wang.post(f"/console/cases/{branch.case()}/note", data={"note": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_case_is_handed_over(li: TestClient, wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    due = branch.read(number).due_at
    page = li.get(f"/console/cases/{number}").text
    assert "王干事（东湖工业园工会）" in page
    assert "赵干事" not in page
    page = li.post(f"/console/cases/{number}/hand-over", data={"to": person(branch, "王干事")}).text
    assert "已转交给同事，时限不变" in page
    assert "转交给王干事" in page.partition("办理记录")[2]
    one = branch.read(number)
    assert (str(one.officer_id), one.due_at) == (person(branch, "王干事"), due)
    assert "发送回复" in wang.get(f"/console/cases/{number}").text


def test_what_a_colleague_above_has_is_not_ones_own_to_give(li: TestClient, wang: TestClient, branch: Branch) -> None:
    number = branch.case()
    li.post(f"/console/cases/{number}/take")
    page = wang.post(f"/console/cases/{number}/hand-over", data={"to": person(branch, "王干事")})
    assert page.status_code == 422
    assert branch.read(number).officer_id != int(person(branch, "王干事"))


@pytest.mark.parametrize("to", ["", "0", "x", "9" * 5000, "赵干事"])
def test_one_must_be_chosen_who_may_take_it(wang: TestClient, branch: Branch, to: str) -> None:
    number = branch.case()
    to = person(branch, to) if to == "赵干事" else to
    page = wang.post(f"/console/cases/{number}/hand-over", data={"to": to})
    assert page.status_code == 422
    assert "请先选把这件事交给哪位同事" in page.text
    assert branch.read(number).officer_id is None


def test_of_another_units_case_nothing_is_noted_or_given(wang: TestClient, branch: Branch) -> None:
    path = f"/console/cases/{branch.case('医院拖欠夜班费。', address=OTHER)}"
    assert wang.post(f"{path}/note", data={"note": NOTE}).status_code == 404
    assert wang.post(f"{path}/hand-over", data={"to": person(branch, "王干事")}).status_code == 404
