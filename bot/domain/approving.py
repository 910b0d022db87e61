"""Approving notices: an officer hands one in; to more people than the union set, another officer approves it first.

Where nobody else may, its author approves it alone by writing how many get it. What the clock drafted needs one
officer, whoever. From then on it is scheduled, and goes out when it is due.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audiences, audit, drafting, noticerules, roles, schedules, units
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import BY_HAND
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal

RETURNED: Final = "returned"
"""Among the variants of a notice that was sent back: why. No recipient's manner is called so."""

LONGEST_WHY: Final = 200

NOBODY: Final = "现在没有人会收到这条通知：可能这些会员都退订了、不收这一类，或者联系不上。请换个发送对象再提交。"
NO_TIME: Final = "算不出发送时间：活动可能取消了，或者日期还没定。请改发送时间再提交。"
NOT_WAITING: Final = "这条通知现在是“{state}”，不在等批准。请刷新看看。"
NOT_ALLOWED: Final = "您不能批准“{unit}”的通知。请找有“批准通知”权限的同事。"
YOUR_OWN: Final = "这条通知是您自己写的，要发给 {count} 人，请另一位能批准的同事来批准。"
TYPE_IT: Final = "没有别的同事能批准。您可以自己批准：请写上会收到的人数（{count}），表示核对过了。"
OTHER_COUNT: Final = "您写的是 {typed} 人，现在会收到的是 {count} 人。请核对发送对象，再写一次人数。"
NO_WHY: Final = "请写上为什么退回，最多 200 个字，写的人看了好改。"
THE_CLOCKS: Final = "这条是系统自动发的，不能撤回来改。不想发，请用“作废”。"


def submit(act: Act, notice: Notice, officer: Officer, *, alone_count: int | None = None) -> None:
    """Hand a draft in: it waits for approval where it needs one, else it is scheduled. Refusal where nobody gets it.

    `alone_count`: the number of recipients as the author wrote it, to approve alone where nobody else may.
    """
    drafting.require(act.session, officer, notice.unit_id)
    drafting.hold(act.session, notice, State.DRAFT)
    noticerules.require_whole(notice)
    schedules.require(act, notice.schedule)
    _set_times(act, notice)
    count = _counted(act, notice)
    notice.variants = {name: words for name, words in notice.variants.items() if name != RETURNED}
    notice.state, notice.changed_at = State.WAITING.value, act.now
    audit.log(act, "notice.submitted", notice, count=count)
    if not needs_approval(act, notice, count):
        notice.state = State.SCHEDULED.value
    elif notice.author_id is None:
        if may_approve(act.session, notice, officer):
            _approve(act, notice, officer, "notice.approved", count)
    elif alone_count is not None and is_alone(act.session, notice, officer):
        _approve_alone(act, notice, officer, count, alone_count)


def approve(act: Act, notice: Notice, officer: Officer, *, alone_count: int | None = None) -> None:
    """Let a notice that waits go out; another officer than its author, or that one alone where nobody else may."""
    _hold_waiting(act, notice, officer)
    _set_times(act, notice)
    count = _counted(act, notice)
    if notice.author_id != officer.id or not needs_approval(act, notice, count):
        _approve(act, notice, officer, "notice.approved", count)
    elif not is_alone(act.session, notice, officer):
        raise Refusal(YOUR_OWN.format(count=count))
    elif alone_count is None:
        raise Refusal(TYPE_IT.format(count=count))
    else:
        _approve_alone(act, notice, officer, count, alone_count)


def send_back(act: Act, notice: Notice, officer: Officer, why: str) -> None:
    """A notice that waits is a draft again; its author reads why."""
    _hold_waiting(act, notice, officer)
    why = why.strip()
    if not 0 < len(why) <= LONGEST_WHY:
        raise Refusal(NO_WHY)
    notice.variants = {**notice.variants, RETURNED: {"text": why, "buttons": []}}
    _back(act, notice)
    audit.log(act, "notice.sent_back", notice)


def take_back(act: Act, notice: Notice, officer: Officer) -> None:
    """A notice that waits, or is scheduled, is a draft again, to be changed and handed in anew."""
    drafting.require(act.session, officer, notice.unit_id)
    drafting.hold(act.session, notice, State.WAITING, State.SCHEDULED)
    if notice.sort not in BY_HAND:
        raise Refusal(THE_CLOCKS)
    _back(act, notice)
    audit.log(act, "notice.taken_back", notice)


def returned(notice: Notice) -> str:
    """Why it was sent back; nothing where it was not."""
    return str(notice.variants.get(RETURNED, {}).get("text", ""))


def needs_approval(act: Act, notice: Notice, count: int) -> bool:
    """Whether somebody must approve it before so many get it; what the clock drafted is always looked at."""
    return notice.author_id is None or count > act.config.notices.approve_above


def may_approve(session: Session, notice: Notice, officer: Officer) -> bool:
    """Whether an officer approves notices in its unit."""
    return officer.active and notice.unit_id in roles.reach(session, officer, Right.APPROVE_NOTICES)


def is_alone(session: Session, notice: Notice, officer: Officer) -> bool:
    """Whether this officer may approve notices in its unit, and nobody else."""
    able = roles.holders(Right.APPROVE_NOTICES, units.line(session, notice.unit_id))
    others = select(Officer.id).where(Officer.id.in_(able), Officer.active, Officer.id != officer.id)
    return may_approve(session, notice, officer) and session.scalars(others.limit(1)).first() is None


def _approve_alone(act: Act, notice: Notice, officer: Officer, count: int, typed: int) -> None:
    if typed != count:
        raise Refusal(OTHER_COUNT.format(typed=typed, count=count))
    _approve(act, notice, officer, "notice.approved_alone", count)


def _approve(act: Act, notice: Notice, officer: Officer, action: str, count: int) -> None:
    notice.state, notice.approver_id, notice.approved_at = State.SCHEDULED.value, officer.id, act.now
    audit.log(act, action, notice, count=count)


def _counted(act: Act, notice: Notice) -> int:
    count = audiences.count(act.session, notice)
    if not count:
        raise Refusal(NOBODY)
    return count


def _set_times(act: Act, notice: Notice) -> None:
    """When it is due, and until when it is of use; the clock said so itself of what it drafted.

    A repeating one that was not approved before its time is still of this time, as long as it is of use.
    """
    due: datetime | None = schedules.due(act, notice)
    clocks = not notice.schedule and notice.author_id is None
    waited = schedules.repeats(notice) and notice.latest_at is not None and notice.latest_at > act.now
    if notice.due_at and (clocks or waited):
        due = notice.due_at
    if due is None:
        raise Refusal(NO_TIME)
    latest = notice.latest_at
    if latest is None or _is_usual(act, notice):
        latest = schedules.latest(act, notice, due)
    noticerules.require_in_time(act, due, latest)
    notice.due_at, notice.latest_at = due, latest


def _is_usual(act: Act, notice: Notice) -> bool:
    """Whether it is of use for as long as is usual, as nobody said otherwise."""
    said = notice.author_id is None or notice.due_at is None
    return not said and notice.latest_at == schedules.latest(act, notice, notice.due_at or act.now)


def _back(act: Act, notice: Notice) -> None:
    """A draft, approved by nobody; its times are worked out anew, but for what the clock or an officer said."""
    cleared: dict[str, Any] = {"state": State.DRAFT.value, "approver_id": None, "approved_at": None}
    if notice.author_id is not None and notice.due_at:
        cleared |= {"due_at": None, "latest_at": None if _is_usual(act, notice) else notice.latest_at}
    for name, value in {**cleared, "changed_at": act.now}.items():
        setattr(notice, name, value)


def _hold_waiting(act: Act, notice: Notice, officer: Officer) -> None:
    if not may_approve(act.session, notice, officer):
        unit = act.session.get_one(units.Unit, notice.unit_id)
        raise Refusal(NOT_ALLOWED.format(unit=unit.name))
    act.session.flush()
    act.session.refresh(notice, with_for_update=True)
    if notice.status is not State.WAITING:
        raise Refusal(NOT_WAITING.format(state=notice.status.label))
