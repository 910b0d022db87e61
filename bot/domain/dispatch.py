"""A notice on its way: begun when it is due, its audience listed, sent, paused, cancelled, sent again, done.

draft → waiting | scheduled → counting → sending ⇄ paused → done; cancelled from wherever it is open; missed where it
could not begin in time. Whoever changes its state holds its row; what is claimed meanwhile is settled all the same.
"""

from typing import Any, Final

from sqlalchemy import and_, exists, or_, select, update

from bot.domain import audiences, audit, leads, misses, repeats, schedules, stopping
from bot.domain.acts import Act
from bot.domain.noticebook import OPEN, UNDER_WAY, Fate, Notice, Recipient, State
from bot.domain.picking import FAST
from bot.errors import Refusal

CHUNK: Final = 5000
"""Members listed in one transaction."""

NOT_NOW: Final = "这条通知现在是“{state}”，不能{deed}。请刷新页面再看。"
TOO_LATE: Final = "已经过了这条通知的最迟发送时间，不能再发。需要的话请复制成新通知，改好时间再发。"
NONE_FAILED: Final = "没有“没送到”的人，不用重发。"
UNAPPROVED: Final = "这条通知还没有批准，请先提交、批准，再发。"

GROWN: Final = "现在会收到的有 {count} 人，超过 {most} 人要有人批准，这条没有批准过。请复制成新通知，提交批准再发。"
ROWS_GONE: Final = "这条通知太久了，名单已经删掉，分不出谁收到过。请复制成新通知再发。"


def due(act: Act) -> list[int]:
    """Notices that are to begin, to be listed, or whose time has passed: each for `begin`, then `list_on`."""
    begun = or_(
        Notice.state == State.COUNTING.value,
        and_(Notice.state == State.SCHEDULED.value, Notice.due_at <= act.now),
        and_(_unapproved(), Notice.latest_at < act.now),
    )
    found = act.session.scalars(select(Notice.id).where(begun).order_by(Notice.urgent.desc(), Notice.due_at))
    return list(dict.fromkeys([*found, *repeats.moved(act)]))


def to_tidy(act: Act) -> list[int]:
    """Notices for `tidy`: on their way, or cancelled with rows that still wait."""
    waits = exists().where(Recipient.notice_id == Notice.id, Recipient.state.in_((Fate.QUEUED, Fate.PARKED)))
    stopped = and_(Notice.state == State.CANCELLED.value, Notice.size > 0, waits)
    going = Notice.state.in_((State.SENDING.value, State.PAUSED.value))
    return list(act.session.scalars(select(Notice.id).where(or_(going, stopped)).order_by(Notice.id)))


def begin(act: Act, notice: Notice) -> None:
    """Begin one that is due; where its event moved, at its new time; where it is too late, it is missed.

    One that nobody approved, and that goes to more by now than may get it so, waits for somebody's approval.
    """
    _hold(act, notice)
    if not repeats.follow(act, notice):
        cancel(act, notice)
        return
    late = notice.latest_at is not None and notice.latest_at < act.now
    if late and (notice.status in {State.SCHEDULED, State.WAITING} or _clocks_draft(notice)):
        unapproved = notice.status is State.WAITING
        misses.miss(act, notice)
        repeats.repeat(act, notice, new_key(), State.WAITING if unapproved else State.SCHEDULED)
    elif notice.status is State.SCHEDULED and notice.due_at and notice.due_at <= act.now:
        _begin(act, notice)


def list_on(act: Act, notice: Notice) -> bool:
    """List some more of the audience; False once it is complete, and goes out from now on."""
    _hold(act, notice)
    if notice.status is not State.COUNTING:
        return False
    if audiences.fill(act.session, notice, CHUNK):
        return True
    act.session.flush()
    notice.state, notice.resolved_at, notice.ended_at = State.SENDING.value, act.now, None
    notice.started_at = notice.started_at or act.now
    leads.link(act, notice)
    audit.log(act, "notice.started", notice, count=notice.size)
    return False


def repeat(act: Act, notice: Notice) -> Notice | None:
    """Schedule the next of a repeating one; None where it is the last, or the next is there already."""
    return repeats.repeat(act, notice, new_key(), State.SCHEDULED)


def pause(act: Act, notice: Notice) -> None:
    """Nothing more of it is claimed."""
    _require(act, notice, "暂停", State.SENDING)
    notice.state = State.PAUSED.value
    audit.log(act, "notice.paused", notice)


def resume(act: Act, notice: Notice) -> None:
    """It goes on."""
    _require(act, notice, "继续", State.PAUSED)
    _require_time(act, notice)
    notice.state = State.SENDING.value
    audit.log(act, "notice.resumed", notice)


def cancel(act: Act, notice: Notice) -> None:
    """Nothing more of it goes out; what waits for its members is taken back, the rest of very many by `tidy`."""
    _require(act, notice, "作废", *OPEN)
    notice.state, notice.ended_at = State.CANCELLED.value, act.now
    audit.log(act, "notice.cancelled", notice)
    act.session.flush()
    stopping.stop(act, notice)


def retry(act: Act, notice: Notice, *, unsure: bool = False) -> int:
    """Send once more to whom it did not reach, where asked for also to those of whom nobody knows; how many."""
    _require(act, notice, "重发", State.SENDING, State.PAUSED, State.DONE)
    _require_time(act, notice)
    fates = (Fate.FAILED.value, Fate.UNKNOWN.value) if unsure else (Fate.FAILED.value,)
    anew = {"tries": 0, "due_at": None, "ended_at": None, "code": "", "words": "", "claim": "", "mass_key": ""}
    lost = update(Recipient).where(Recipient.notice_id == notice.id, Recipient.state.in_(fates))
    known = lost.where(Recipient.member_id.is_not(None)).values(state=Fate.QUEUED.value, way="", **anew)
    count = int(act.session.execute(known, execution_options=FAST).rowcount)  # type: ignore[attr-defined] # an UPDATE
    if not count:
        raise Refusal(NONE_FAILED)
    _reopen(notice)
    audit.log(act, "notice.retried", notice, count=count, unsure=unsure)
    return count


def send_since(act: Act, notice: Notice) -> None:
    """Send it to those who came into its audience since it was listed, too."""
    _require(act, notice, "补发", State.SENDING, State.DONE)
    _require_time(act, notice)
    if Fate.SENT.value in notice.totals:
        raise Refusal(ROWS_GONE)
    if count := _too_many(act, notice):
        raise Refusal(GROWN.format(count=count, most=act.config.notices.approve_above))
    notice.state, notice.cursor, notice.ended_at = State.COUNTING.value, 0, None
    audit.log(act, "notice.sent_since", notice)


def send_now(act: Act, notice: Notice) -> None:
    """Do not wait for its time; one that went by an event's time does so no more."""
    _hold(act, notice)
    if notice.status in {State.DRAFT, State.WAITING}:
        raise Refusal(UNAPPROVED)
    _require(act, notice, "提前发", State.SCHEDULED)
    _require_time(act, notice)
    repeat(act, notice)
    notice.due_at = act.now
    if "event" in notice.schedule:
        notice.schedule = {}
    audit.log(act, "notice.sent_now", notice)


def tidy(act: Act, notice: Notice) -> bool:
    """Skip what is too late or called off; where nothing is left to do, it is done. Whether there is more to tidy."""
    _hold(act, notice)
    if notice.status is State.CANCELLED:
        return stopping.stop(act, notice)
    if notice.status not in {State.SENDING, State.PAUSED}:
        return False
    if notice.latest_at and notice.latest_at < act.now and stopping.drop_late(act, notice):
        return True
    left = select(Recipient.id).where(Recipient.notice_id == notice.id, Recipient.state.in_(UNDER_WAY)).limit(1)
    if act.session.scalars(left).first() is None:
        notice.state, notice.ended_at = State.DONE.value, act.now
        audit.log(act, "notice.done", notice, count=notice.size)
    return False


def new_key() -> str:
    """The key of a notice that is made by hand, or repeats one."""
    return f"notice:{leads.drawn()}"


def _hold(act: Act, notice: Notice) -> None:
    """As it is now, nobody else's until the transaction ends."""
    act.session.flush()
    act.session.refresh(notice, with_for_update=True)


def _require(act: Act, notice: Notice, deed: str, *states: State) -> None:
    _hold(act, notice)
    if notice.status not in states:
        raise Refusal(NOT_NOW.format(state=notice.status.label, deed=deed))


def _require_time(act: Act, notice: Notice) -> None:
    if notice.latest_at and notice.latest_at < act.now:
        raise Refusal(TOO_LATE)


def _unapproved() -> Any:  # noqa: ANN401 - an expression of the library's
    clocks = and_(Notice.state == State.DRAFT.value, Notice.author_id.is_(None))
    return or_(Notice.state == State.WAITING.value, clocks)


def _clocks_draft(notice: Notice) -> bool:
    return notice.status is State.DRAFT and notice.author_id is None


def _begin(act: Act, notice: Notice) -> None:
    """Begin listing; its next is made first, so that this one's troubles are not its."""
    if repeats.undated(act, notice):
        return
    if count := _too_many(act, notice):
        misses.hold_back(act, notice, count)
        return
    notice.latest_at = notice.latest_at or schedules.latest(act, notice, notice.due_at or act.now)
    notice.state, notice.cursor = State.COUNTING.value, 0
    audit.log(act, "notice.begun", notice, kind=notice.kind)
    repeat(act, notice)


def _too_many(act: Act, notice: Notice) -> int:
    """How many get what an officer wrote and nobody approved, where that is more than may; else 0."""
    if notice.author_id is None or notice.approver_id is not None:
        return 0
    count = audiences.count(act.session, notice)
    return count if count > act.config.notices.approve_above else 0


def _reopen(notice: Notice) -> None:
    if notice.status is State.DONE:
        notice.state, notice.ended_at = State.SENDING.value, None
