"""What two officers do about a sealed identity, and what is done about cases whose time is nearly over."""

import pytest
from starlette.testclient import TestClient

from bot.console.app import Desk
from bot.domain import identities, outcomes, retention, staff, verdicts
from bot.domain.acts import OPERATOR
from tests.conftest import Clock
from tests.console.branch import Branch

NAME, PHONE = "陈秘密", "+8613900001111"

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


def wish(page: str) -> str:
    return page.partition('name="wish" value="')[2].partition('"')[0]


def test_a_sealed_identity_is_shown_by_two_together(
    branch: Branch, li: TestClient, wang: TestClient, clock: Clock
) -> None:
    number = branch.case(name=NAME, phone=PHONE)
    page = f"/console/cases/{number}/identity"
    wang.post(f"/console/cases/{number}/take")
    sealed = wang.post(f"{page}/seal").text
    assert "身份已封存" in sealed
    assert NAME in sealed
    before = li.get(page).text
    assert "身份已封存" in before
    assert NAME not in before
    assert NAME not in li.get(f"/console/cases/{number}").text
    refused = li.post(f"{page}/ask", data={"reason": " "})
    assert (refused.status_code, "为什么" in refused.text) == (422, True)
    asked = li.post(f"{page}/ask", data={"reason": "要送达法律文书"}).text
    assert "等另一位同事批准" in asked
    shown = wang.get(page).text
    assert "要送达法律文书" in shown
    assert wang.post(f"{page}/approve", data={"wish": "x"}).status_code == 404
    wang.post(f"{page}/approve", data={"wish": wish(shown)})
    assert NAME not in li.get(page).text
    opened = li.post(f"{page}/look").text
    assert NAME in opened
    assert "139" in opened
    trail = li.get(f"/console/cases/{number}").text
    assert "查看了已封存的身份" in trail
    clock.forward(hours=1)
    wang.post(f"{page}/decline", data={"wish": wish(shown)})
    assert NAME in li.get(page).text


def test_a_seal_that_staff_set_is_lifted_with_a_reason(branch: Branch, li: TestClient, wang: TestClient) -> None:
    number = branch.case(name=NAME, phone=PHONE)
    page = f"/console/cases/{number}/identity"
    wang.post(f"/console/cases/{number}/take")
    wang.post(f"{page}/seal")
    refused = wang.post(f"{page}/unseal", data={"reason": " "})
    assert (refused.status_code, "为什么" in refused.text) == (422, True)
    assert "/unseal" not in li.get(page).text
    assert li.post(f"{page}/unseal", data={"reason": "看看"}).status_code == 422
    assert "已解除封存" in wang.post(f"{page}/unseal", data={"reason": "会员已同意"}).text
    seen = li.get(f"/console/cases/{number}").text
    for told in (NAME, "解除了身份封存", "解除身份封存：会员已同意"):
        assert told in seen


def test_who_handles_it_cannot_lift_what_the_member_asked_for(branch: Branch, desk: Desk, wang: TestClient) -> None:
    number = branch.case(name=NAME)
    wang.post(f"/console/cases/{number}/take")
    with desk.act() as act:
        identities.seal(act, branch.found(act, number))
    page = f"/console/cases/{number}/identity"
    shown = wang.get(page).text
    assert "这是会员自己要求的" in shown
    assert "/unseal" not in shown
    assert "只有会员本人" in wang.post(f"{page}/unseal", data={"reason": "办案"}).text
    assert branch.read(number).name is None


def test_an_anonymous_case_has_nothing_to_show(branch: Branch, li: TestClient) -> None:
    page = li.get(f"/console/cases/{branch.anonymous()}/identity").text
    assert "选择了匿名" in page
    assert NAME not in page


def test_a_case_whose_time_is_nearly_over_is_listed_and_can_be_held(
    branch: Branch, desk: Desk, wang: TestClient, clock: Clock
) -> None:
    number = branch.case()
    with desk.act(OPERATOR) as act:
        officer, case = staff.named(act.session, "王干事"), branch.found(act, number)
        assert officer
        outcomes.resolve(act, case, officer, "补发了")
        verdicts.say(act, case, settled=True)
        retention.warn(act, case)
    assert number in wang.get("/console/retention").text
    refused = wang.post("/console/retention/hold", data={"number": number, "reason": ""})
    assert (refused.status_code, "为什么还要保存" in refused.text) == (422, True)
    held = wang.post("/console/retention/hold", data={"number": number, "reason": "等判决"}).text
    assert "王干事：等判决" in held
    clock.forward(minutes=5)
    with desk.look() as act:
        assert retention.held(act.session, branch.found(act, number))
    assert number not in wang.post("/console/retention/let-go", data={"number": number}).text
    other = branch.case()
    assert wang.post("/console/retention/hold", data={"number": f"{other}9", "reason": "好"}).status_code == 404
