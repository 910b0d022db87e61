"""The sending of notices: what can go now, and all that those who send do with the ledger.

The ledger is the truth about each recipient. A step claims rows, sends, settles them: two transactions of few
statements each. Of whoever dies in between it is asked what went out; of what may have, nobody knows, and it is never
sent again by itself.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, exists, or_, select, update

from bot.domain import quiethours
from bot.domain.acts import Act
from bot.domain.amendings import claim_amends, claim_recall, settle_amends, settle_recall, to_amend, to_recall
from bot.domain.claimings import claim, claim_list, lists_left, sending
from bot.domain.copies import Copy, Doing, MassList, Outcome, Recall, Seen, Work
from bot.domain.handovers import FOLLOWED, follow, hand_over
from bot.domain.leftovers import account, give_back, left, recover
from bot.domain.noticebook import Notice, State
from bot.domain.picking import due
from bot.domain.settlings import settle, settle_list

__all__ = [
    "FOLLOWED",
    "Copy",
    "MassList",
    "Outcome",
    "Recall",
    "Seen",
    "Work",
    "account",
    "begin_round",
    "claim",
    "claim_amends",
    "claim_list",
    "claim_recall",
    "follow",
    "give_back",
    "hand_over",
    "left",
    "recover",
    "settle",
    "settle_amends",
    "settle_list",
    "settle_recall",
    "work",
]

CHANGED: Final = timedelta(days=2)
"""So long after its correction a notice is looked at for what is still to be changed."""

SENT_ONCE: Final = (State.SENDING.value, State.PAUSED.value, State.DONE.value, State.CANCELLED.value)


def work(act: Act, channels: Sequence[str]) -> list[Work]:
    """What of notices can go now on these channels, the urgent first, then what began first."""
    return [*_to_send(act, channels), *_to_change(act, channels)] if channels else []


def begin_round(act: Act, notice_id: int, seen: int) -> bool:
    """Take the next round of a notice; False where somebody else was quicker."""
    mine = update(Notice).where(Notice.id == notice_id, Notice.round == seen, Notice.state.in_(SENT_ONCE))
    found = act.session.execute(mine.values(round=seen + 1), execution_options={"synchronize_session": False})
    return bool(found.rowcount)  # type: ignore[attr-defined] # an UPDATE has one


def _to_send(act: Act, channels: Sequence[str]) -> Iterable[Work]:
    going = select(Notice.id, Notice.round, Notice.urgent).where(
        Notice.state == State.SENDING.value, or_(Notice.latest_at.is_(None), Notice.latest_at >= act.now)
    )
    awake = going.where(Notice.urgent) if quiethours.falls(act.config, act.now) else going
    notices = act.session.execute(awake.order_by(Notice.urgent.desc(), Notice.started_at, Notice.id)).all()
    for one in notices:
        ready = select(*(_ready(act, one.id, channel) for channel in channels))
        for channel, found in zip(channels, act.session.execute(ready).one(), strict=True):
            if found:
                yield Work(one.id, channel, one.round, one.urgent, "send")


def _ready(act: Act, notice_id: int, channel: str) -> ColumnElement[bool]:
    """Whether a row waits whose time has come, or a mass message is to be repeated."""
    waits = exists().where(*due(notice_id, channel, act.now))
    return or_(waits, exists().where(*sending(notice_id, channel), lists_left(act.now)))


def _to_change(act: Act, channels: Sequence[str]) -> Iterable[Work]:
    changed = select(Notice).where(Notice.state.in_(SENT_ONCE), Notice.changed_at > act.now - CHANGED)
    for notice in act.session.scalars(changed.where(Notice.resolved_at.is_not(None)).order_by(Notice.id)):
        for channel in channels:
            found: Doing | None = "amend" if to_amend(act, notice, channel) else None
            found = "recall" if to_recall(act, notice, channel) else found
            if found:
                yield Work(notice.id, channel, notice.round, notice.urgent, found)
