"""Deliveries in the console: what did not arrive, and sending it again, once."""

import pytest
from starlette.testclient import TestClient

from bot.domain import deliveries, members
from bot.errors import Refusal
from bot.messages import Reply
from bot.store import outbox
from tests.conftest import Clock
from tests.console.branch import MEMBER, Branch

PAGE = "/console/deliveries"


@pytest.fixture
def number(branch: Branch) -> str:
    """A case that was answered."""
    number = branch.case()
    branch.answers(number, "我们明天去您单位。")
    return number


@pytest.mark.parametrize(("state", "words"), [("failed", "会员没有收到"), ("unknown", "可能收到了，也可能没有")])
def test_a_lost_answer_is_shown_and_sent_again(
    wang: TestClient, branch: Branch, number: str, state: str, words: str
) -> None:
    lost = branch.deliver(state, "45015: response out of time limit")
    page = wang.get(PAGE).text
    assert words in page
    assert number in page
    assert ("45015" in page) == (state == "failed")
    assert "1 条消息没有送到" in wang.get("/console").text
    assert "重发" in wang.get(f"/console/cases/{number}").text
    assert "已重新排队发送" in wang.post(f"{PAGE}/resend", data={"message": lost.id}).text
    old, new = branch.outbox()
    assert (new.key, new.text, new.address, new.state) == (f"{old.key}:again:1", old.text, old.address, "queued")
    assert old.resent_as == new.id
    assert '<button class="second">重发<' not in wang.get(f"/console/cases/{number}").text
    again = wang.post(f"{PAGE}/resend", data={"message": lost.id})
    assert again.status_code == 422
    assert "已经重发过了" in again.text
    assert len(branch.outbox()) == 2


@pytest.mark.usefixtures("number")
def test_what_is_lost_again_is_sent_again(wang: TestClient, branch: Branch) -> None:
    for _ in range(3):
        wang.post(f"{PAGE}/resend", data={"message": branch.deliver("failed").id})
    keys = [row.key.partition(":again:")[2] for row in branch.outbox()]
    assert keys == ["", "1", "2", "3"]


@pytest.mark.usefixtures("number")
@pytest.mark.parametrize("state", ["queued", "sent", "stale", "withdrawn"])
def test_what_is_not_lost_is_not_sent_again(wang: TestClient, branch: Branch, state: str) -> None:
    row = branch.deliver(state)
    assert wang.post(f"{PAGE}/resend", data={"message": row.id}).status_code == 422
    assert len(branch.outbox()) == 1


def test_a_colleague_of_another_unit_sees_no_answers(wang: TestClient, branch: Branch, number: str) -> None:
    lost = branch.deliver("failed")
    wang.get("/console/enter", params={"token": branch.link("赵干事")})
    assert number not in wang.get(PAGE).text
    assert wang.post(f"{PAGE}/resend", data={"message": lost.id}).status_code == 404


@pytest.mark.parametrize("message", ["", "none", "0", "99999999999999999999", "１"])
def test_a_message_that_is_not_there_is_not_sent(wang: TestClient, message: str) -> None:
    assert wang.post(f"{PAGE}/resend", data={"message": message}).status_code == 404


def test_what_waits_for_long_is_told_of_without_a_button(wang: TestClient, number: str, clock: Clock) -> None:
    assert number not in wang.get(PAGE).text
    clock.forward(hours=1.5)
    page = wang.get(PAGE).text
    assert number in page
    assert "重发这一条" not in page


def test_no_notice_goes_to_one_who_wants_none_or_when_it_is_too_late(branch: Branch, clock: Clock) -> None:
    with branch.desk.act() as act:
        latest = clock() + deliveries.SLOW
        kind = members.ANNOUNCEMENT
        row = outbox.put(
            act.session, MEMBER, Reply("预告"), key="announcement:2026-11:1", kind=kind, now=act.now, latest=latest
        )
        outbox.failed(row, "1", "no", act.now)
        members.unsubscribe(act, members.meet(act, MEMBER))
        with pytest.raises(Refusal, match="退订"):
            deliveries.resend(act, row)
    clock.forward(hours=2)
    with branch.desk.act() as act, pytest.raises(Refusal, match="有用的时间"):
        deliveries.resend(act, act.session.merge(row))


def test_notices_to_many_are_seen_by_all_staff(wang: TestClient, branch: Branch) -> None:
    with branch.desk.act() as act:
        row = outbox.put(
            act.session,
            MEMBER,
            Reply("【11月活动预告】"),
            key="announcement:2026-11:1",
            kind=members.ANNOUNCEMENT,
            now=act.now,
        )
        outbox.failed(row, "1", "no", act.now)
    assert "活动预告" in wang.get(PAGE).text


def test_a_reminder_of_what_was_called_off_is_not_sent_again(branch: Branch) -> None:
    with branch.desk.act() as act:
        members.meet(act, MEMBER)
        row = outbox.put(act.session, MEMBER, Reply("提醒"), key="reminder:77:x:1", kind=members.REMINDER, now=act.now)
        outbox.failed(row, "1", "no", act.now)
        act.session.flush()
        with pytest.raises(Refusal, match="已经取消"):
            deliveries.resend(act, row)
