"""Approving notices: few recipients need nobody, many need another officer, and one who is alone writes the number."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.config.notices import Notices
from bot.domain import approving, audit, drafting, staff, units
from bot.domain.acts import Act
from bot.domain.drafting import Draft
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import Kind
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.notice_people import notice, reader, unit
from tests.domain.union import event, later, officer

WATER = Draft(Kind.NOTICE, "停水通知", "明天上午停水两小时。")


def strict(act: Act, above: int = 1) -> Act:
    """Where more recipients than this need approval; two there are."""
    for who in ("lina", "wang"):
        reader(act, who)
    return replace(act, config=act.config.model_copy(update={"notices": Notices(approve_above=above)}))


def drafted(act: Act, author: Officer, **fields: Any) -> Notice:
    one = drafting.write(act, author, units.top(act), replace(WATER, **fields))
    act.session.flush()
    return one


def actions(act: Act, one: Notice) -> list[str]:
    return [row.action for row in audit.trail(act.session, one)]


def test_to_few_it_goes_without_anybodys_leave(act: Act) -> None:
    act, li = strict(act, above=2), officer(act)
    one = drafted(act, li)
    approving.submit(act, one, li)
    assert (one.status, one.due_at, one.approver_id) == (State.SCHEDULED, act.now, None)
    assert one.latest_at == act.now + timedelta(days=3)
    assert actions(act, one) == ["notice.drafted", "notice.submitted"]
    assert audit.trail(act.session, one)[-1].facts == {"count": 2}


def test_to_many_another_officer_approves_it(act: Act) -> None:
    act, li, wang = strict(act), officer(act), officer(act, "王主席")
    organiser = staff.add(act, "组织员", units.top(act), [Role.ORGANISER])
    elsewhere = officer(act, "园区主席", unit(act, "园区"))
    one = drafted(act, organiser, schedule={"monthly": 5, "at": "09:00"})
    approving.submit(act, one, organiser, alone_count=2)
    assert one.state == State.WAITING
    for stranger in (organiser, elsewhere):
        with pytest.raises(Refusal, match="您不能批准"):
            approving.approve(act, one, stranger)
    one.author_id = li.id
    act.session.flush()
    with pytest.raises(Refusal, match="您自己写的，要发给 2 人，请另一位"):
        approving.approve(act, one, li, alone_count=2)
    approving.approve(later(act, hours=1), one, wang)
    assert (one.status, one.approver_id, one.approved_at) == (State.SCHEDULED, wang.id, act.now + timedelta(hours=1))
    assert one.due_at
    assert f"{one.due_at.astimezone(act.config.zone):%m-%d %H:%M}" == "12-05 09:00"
    with pytest.raises(Refusal, match="不在等批准"):
        approving.approve(act, one, wang)


def test_one_who_is_alone_writes_how_many_get_it(act: Act) -> None:
    act, li = strict(act), officer(act)
    one, other = drafted(act, li), drafted(act, li)
    with pytest.raises(Refusal, match="您写的是 3 人，现在会收到的是 2 人"), act.session.begin_nested():
        approving.submit(act, one, li, alone_count=3)
    act.session.refresh(one)
    approving.submit(act, one, li, alone_count=2)
    assert (one.status, one.approver_id, actions(act, one)[-1]) == (
        State.SCHEDULED, li.id, "notice.approved_alone"
    )  # fmt: skip
    approving.submit(act, other, li)
    assert other.state == State.WAITING
    with pytest.raises(Refusal, match=r"没有别的同事能批准。您可以自己批准：请写上会收到的人数（2）"):
        approving.approve(act, other, li)
    approving.approve(act, other, li, alone_count=2)
    assert other.state == State.SCHEDULED
    left = officer(act, "走了的")
    left.active = False
    act.session.flush()
    assert approving.is_alone(act.session, one, li)


def test_what_the_clock_drafted_needs_one_officer_whoever(act: Act) -> None:
    act, li = strict(act, above=100), officer(act)
    organiser = staff.add(act, "组织员", units.top(act), [Role.ORGANISER])
    due = act.now + timedelta(days=8)
    times: dict[str, Any] = {"due_at": due, "latest_at": due + timedelta(days=10)}
    kind, state = Kind.ANNOUNCEMENT.value, State.DRAFT.value
    one = notice(act, key="announcement:2026-12", kind=kind, state=state, **times)
    approving.submit(act, one, organiser)
    assert one.state == State.WAITING
    approving.approve(act, one, li)
    assert (one.status, one.due_at, one.approver_id) == (State.SCHEDULED, due, li.id)
    approving.take_back(act, one, organiser)
    assert (one.status, one.due_at, one.approver_id) == (State.DRAFT, due, None)
    approving.submit(act, one, li)
    assert (one.status, one.due_at, one.latest_at) == (State.SCHEDULED, due, due + timedelta(days=10))


def test_what_is_sent_back_says_why_until_it_is_handed_in_again(act: Act) -> None:
    act, li, wang = strict(act), officer(act), officer(act, "王主席")
    one = drafted(act, li)
    approving.submit(act, one, li)
    with pytest.raises(Refusal, match="请写上为什么退回"):
        approving.send_back(act, one, wang, " ")
    approving.send_back(act, one, wang, "时间写错了")
    assert (one.status, one.due_at, one.latest_at) == (State.DRAFT, None, None)
    assert approving.returned(one) == "时间写错了"
    drafting.change(act, one, replace(WATER, text="后天上午停水。"))
    assert approving.returned(one) == "时间写错了"
    approving.submit(act, one, li)
    assert approving.returned(one) == ""
    approving.take_back(act, one, li)
    assert one.state == State.DRAFT
    assert actions(act, one)[-4:] == ["notice.sent_back", "notice.changed", "notice.submitted", "notice.taken_back"]


def test_a_reminder_is_not_taken_back(act: Act) -> None:
    one = notice(act, kind=Kind.REMINDER.value)
    with pytest.raises(Refusal, match="请用“作废”"):
        approving.take_back(act, one, officer(act))


def test_what_is_not_whole_or_for_nobody_or_too_late_is_refused(act: Act) -> None:
    li, party = officer(act), event(act)
    one = drafted(act, li)
    with pytest.raises(Refusal, match="现在没有人会收到这条通知"):
        approving.submit(act, one, li)
    act = strict(act)
    for fields, why in (
        ({"title": ""}, "还没有写标题"),
        ({"text": ""}, "还没有写正文"),
        ({"kind": Kind.SURVEY}, "问卷里还没有问题"),
    ):
        with pytest.raises(Refusal, match=why):
            approving.submit(act, drafted(act, li, **fields), li)
    on_monday = {"once": "2026-11-30T09:00:00+08:00"}
    early = drafted(act, li, schedule=on_monday, latest_at=act.now + timedelta(days=1))
    with pytest.raises(Refusal, match="早于发送时间（11月30日 09:00）"):
        approving.submit(act, early, li)
    with pytest.raises(Refusal, match="发送时间（11月30日 09:00）已经过了"):
        approving.submit(later(act, days=9), drafted(act, li, schedule=on_monday), li)
    hanging = drafted(act, li, event=party, schedule={"event": party.id, "hours": -2})
    party.cancelled = True
    act.session.flush()
    with pytest.raises(Refusal, match="“冬至联欢会”取消了"):
        approving.submit(act, hanging, li)


def test_an_approval_that_comes_too_late_is_refused(act: Act) -> None:
    act, li, wang = strict(act), officer(act), officer(act, "王主席")
    one = drafted(act, li, schedule={"once": "2026-11-30T09:00:00+08:00"})
    approving.submit(act, one, li)
    with pytest.raises(Refusal, match="最迟发送时间（12月3日 09:00）已经过了"):
        approving.approve(later(act, days=20), one, wang)
    assert one.state == State.WAITING
    approving.approve(later(act, days=8), one, wang)
    assert one.state == State.SCHEDULED


def test_a_repeating_one_approved_a_day_late_is_still_of_this_month(act: Act) -> None:
    act, li, wang = strict(act), officer(act), officer(act, "王主席")
    one = drafted(act, li, schedule={"monthly": 5, "at": "09:00"})
    approving.submit(act, one, li)
    due, latest = one.due_at, one.latest_at
    assert due
    approving.approve(replace(act, now=due + timedelta(days=1)), one, wang)
    assert (one.status, one.due_at, one.latest_at) == (State.SCHEDULED, due, latest)
