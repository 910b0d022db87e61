"""What became of copies is written into the ledger by who had them in hand."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from bot.domain import handovers, members
from bot.domain.acts import Act
from bot.domain.claimings import AGAIN, LEASE, unknown
from bot.domain.copies import Outcome
from bot.domain.handovers import write
from bot.domain.noticebook import Fate, Notice, Recipient, State, Way, Why
from bot.domain.picking import FAST, Picked, hold, hold_members, relocate, skip, still
from bot.errors import Away, DeliveryFailed, Parked, Retry, Unknown, Unreachable
from bot.messages import Address
from bot.store import many, windows
from bot.store.base import UtcDateTime
from bot.store.outbox import BACK_OFF, CONTACT, PATIENCE

ARRIVED_LATE: Final = (Fate.UNKNOWN.value, Fate.QUEUED.value)
"""A row in such a state is told that it arrived, though it is no longer ours."""

_TELLING: Final = (Recipient.id, Recipient.state, Recipient.claim, Recipient.revision)
"""What tells whose a row is: very many are read, so no more of them than that."""


def settle(act: Act, claim: str, outcomes: Mapping[int, Outcome]) -> None:
    """Write down what became of copies, as far as they are still this claim's; that one arrived is always written."""
    if not outcomes:
        return
    notice = _hold(act, outcomes)
    held = select(*_TELLING).where(many.among(act.session, Recipient.id, list(outcomes)))
    rows = act.session.execute(held.order_by(Recipient.id).with_for_update()).all()
    ours = [row for row in rows if row.state == Fate.SENDING.value and row.claim == claim]
    _arrived(act, notice, [*ours, *(row for row in rows if row.state in ARRIVED_LATE)], outcomes)
    failed = [row.id for row in ours if outcomes[row.id].failure]
    if failed:
        _did_not(act, notice, failed, outcomes)


def _did_not(act: Act, notice: Notice, numbers: Sequence[int], outcomes: Mapping[int, Outcome]) -> None:
    """These did not arrive: by the sort of failure."""
    mine = select(Recipient).where(many.among(act.session, Recipient.id, numbers)).order_by(Recipient.id)
    by_failure: dict[type[DeliveryFailed], list[Recipient]] = {}
    for row in act.session.scalars(mine.execution_options(populate_existing=True)):
        if failure := outcomes[row.id].failure:
            by_failure.setdefault(_sort(failure), []).append(row)
    for sort, some in by_failure.items():
        _SETTLED[sort](act, notice, some, outcomes)


def settle_list(act: Act, key: str, claim: str, number: str, failure: DeliveryFailed | None) -> None:
    """Write down what became of a mass message. Where nobody knows, it is repeated under its key after a while."""
    mine = (Recipient.mass_key == key, Recipient.claim == claim, Recipient.state == Fate.SENDING.value)
    first = act.session.execute(select(Recipient.notice_id, Recipient.tries).where(*mine).limit(1)).first()
    if first is None:
        return
    notice = hold(act.session, first.notice_id)
    values = _of_list(act, notice, number, failure, first.tries)
    act.session.execute(update(Recipient).where(*mine).values(values), execution_options=FAST)


def _hold(act: Act, numbers: Mapping[int, Outcome]) -> Notice:
    """The notice that these rows are of, held, and what may wait for their members."""
    waits = [row for row, one in numbers.items() if isinstance(one.failure, Parked | Unreachable)]
    some = select(Recipient.notice_id, Recipient.member_id).where(Recipient.id.in_(waits or list(numbers)[:1]))
    rows = act.session.execute(some).all()
    notice = hold(act.session, rows[0].notice_id)
    if waits:
        hold_members(act.session, (row.member_id for row in rows))
    return notice


def _sort(failure: DeliveryFailed) -> type[DeliveryFailed]:
    return next(sort for sort in type(failure).__mro__ if sort in _SETTLED)


def _arrived(act: Act, notice: Notice, rows: Sequence[Any], outcomes: Mapping[int, Outcome]) -> None:
    there = [row for row in rows if outcomes[row.id].failure is None]
    messages = [{"row": row.id, "_message": outcomes[row.id].message[:64]} for row in there]
    told: dict[str, Any] = {"state": Fate.SENT.value, "claim": "", "code": "", "words": "", "due_at": None}
    write(act.session, messages, message=bindparam("_message"), ended_at=act.now, **told)
    if any(row.revision < notice.revision for row in there):
        notice.totals = {name: count for name, count in notice.totals.items() if not name.startswith("amended:")}


def _later(act: Act, notice: Notice, rows: Sequence[Recipient], outcomes: Mapping[int, Outcome]) -> None:
    """Again after a while. Being put off by the far side, or nobody's being there, counts as no try for a day."""
    patient = act.now - (notice.started_at or act.now) < PATIENCE
    back: list[dict[str, Any]] = []
    failed = []
    for row in rows:
        failure = outcomes[row.id].failure
        after = failure.after if isinstance(failure, Retry) else CONTACT.total_seconds()
        free = after is not None and patient
        if not free and row.tries > len(BACK_OFF):
            failed.append(row)
            continue
        pause = max(after, 1) if after is not None else BACK_OFF[row.tries - 1]
        due_at = act.now + timedelta(seconds=pause)
        back.append({"row": row.id, "_tries": row.tries - free, "_due_at": due_at, **_said(failure)})
    if notice.status is State.CANCELLED:
        skip(act.session, [row["row"] for row in back], Why.STOPPED, act.now)
    else:
        _queue(act.session, back)
    _failed(act, notice, failed, outcomes)


def _queue(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    times = {"due_at": bindparam("_due_at", type_=UtcDateTime()), "tries": bindparam("_tries")}
    write(session, rows, state=Fate.QUEUED.value, claim="", way="", **_SAID, **times)


def _failed(act: Act, _notice: Notice, rows: Sequence[Recipient], outcomes: Mapping[int, Outcome]) -> None:
    told = [{"row": row.id, **_said(outcomes[row.id].failure)} for row in rows]
    write(act.session, told, state=Fate.FAILED.value, claim="", ended_at=act.now, **_SAID)


def _nobody_knows(act: Act, _notice: Notice, rows: Sequence[Recipient], outcomes: Mapping[int, Outcome]) -> None:
    for row in rows:
        failure = outcomes[row.id].failure
        words = unknown(failure.words or failure.code if failure else "", act.now)
        act.session.execute(update(Recipient).where(Recipient.id == row.id).values(words), execution_options=FAST)


def _parked(act: Act, notice: Notice, rows: Sequence[Recipient], outcomes: Mapping[int, Outcome]) -> None:
    """They wait for their members in the outbox, as far as these still want it, and have not written meanwhile."""
    rows = rows if notice.status is State.CANCELLED else _still_away(act, rows)
    places = still(act.session, notice, [row.member_id for row in rows])
    waiting: list[Recipient] = []
    for row in rows:
        to = places.get(row.member_id, Why.LEFT_AUDIENCE) if row.member_id else Why.ERASED
        to = Why.STOPPED if notice.status is State.CANCELLED else to
        if isinstance(to, Why):
            skip(act.session, [row.id], to, act.now)
        else:
            waiting.append(row)
    for code, words in dict.fromkeys(_words(outcomes[row.id].failure) for row in waiting):
        some = [row for row in waiting if _words(outcomes[row.id].failure) == (code, words)]
        kept = [Picked(row.id, row.member_id or 0, row.to, row.manner, row.outbox_id) for row in some]
        handovers.put(act, notice, kept, parked=True, code=code, words=words)


def _still_away(act: Act, rows: Sequence[Recipient]) -> list[Recipient]:
    """Those whose member did not write while the copy was on its way; the others are sent once more."""
    came = windows.opened_at(act.session, [row.to for row in rows], act.now)
    again = [row for row in rows if row.claimed_at and row.to in came and came[row.to] > row.claimed_at]
    soon = {"_due_at": None, "_code": "", "_words": ""}
    _queue(act.session, [{"row": row.id, "_tries": row.tries - 1, **soon} for row in again])
    return [row for row in rows if row not in again]


def _gone(act: Act, notice: Notice, rows: Sequence[Recipient], _outcomes: Mapping[int, Outcome]) -> None:
    """The members are not there any more; who is reached elsewhere gets it there."""
    for row in rows:
        members.lost(act.session, row.to, act.now)
    act.session.flush()
    places = still(act.session, notice, [row.member_id for row in rows])
    moved = []
    for row in rows:
        to = places.get(row.member_id, Why.UNREACHABLE) if row.member_id else Why.ERASED
        if notice.status is State.CANCELLED:
            to = Why.STOPPED
        if isinstance(to, Address) and to != row.to:
            moved.append({"row": row.id, "_channel": to.channel, "_address": to.id})
        else:
            skip(act.session, [row.id], to if isinstance(to, Why) else Why.UNREACHABLE, act.now)
    relocate(act.session, moved)
    _queue(act.session, [{"row": one["row"], "_due_at": None, "_tries": 0, "_code": "", "_words": ""} for one in moved])


def _of_list(act: Act, notice: Notice, number: str, failure: DeliveryFailed | None, tries: int) -> dict[str, Any]:
    """What stands in the rows of a mass message now."""
    found: dict[str, Any]
    ended: dict[str, Any] = {"claim": "", "ended_at": act.now}
    told = dict(zip(("code", "words"), _words(failure), strict=True))
    match failure:
        case None:
            found = {"state": Fate.SENT.value, "message": number[:64], "due_at": None, **told, **ended}
        case Unknown() if tries > len(BACK_OFF):
            found = unknown(failure.words or failure.code, act.now)
        case Unknown():
            found = {"claim": AGAIN, "claimed_at": act.now + _pause(tries) - LEASE, **told}
        case _ if notice.status is State.CANCELLED:
            found = {"state": Fate.SKIPPED.value, "code": Why.STOPPED.value, **ended}
        case Parked():
            found = _BACK | told | {"way": Way.DIRECT.value}
        case Retry() | Away() if tries <= len(BACK_OFF):
            after = failure.after if isinstance(failure, Retry) else None
            found = _BACK | told | {"due_at": act.now + (timedelta(seconds=after) if after else _pause(tries))}
        case _:
            found = {"state": Fate.FAILED.value, **told, **ended}
    return found


def _pause(tries: int) -> timedelta:
    return timedelta(seconds=BACK_OFF[tries - 1])


def _words(failure: DeliveryFailed | None) -> tuple[str, str]:
    return (failure.code[:60], failure.words[:200]) if failure else ("", "")


def _said(failure: DeliveryFailed | None) -> dict[str, str]:
    code, words = _words(failure)
    return {"_code": code, "_words": words}


_SAID: Final[dict[str, Any]] = {"code": bindparam("_code"), "words": bindparam("_words")}

_BACK: Final[dict[str, Any]] = {"state": Fate.QUEUED.value, "claim": "", "mass_key": "", "way": ""}
"""A row that is looked at anew."""

_SETTLED: Final = {
    Parked: _parked,
    Unreachable: _gone,
    Retry: _later,
    Away: _later,
    Unknown: _nobody_knows,
    DeliveryFailed: _failed,
}
