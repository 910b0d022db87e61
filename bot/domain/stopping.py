"""Rows of a notice that are not sent any more: some at a time, for there may be very many."""

from typing import Final

from sqlalchemy import select

from bot.domain import quiethours
from bot.domain.acts import Act
from bot.domain.noticebook import Fate, Notice, Recipient, Why
from bot.domain.picking import skip
from bot.store import mailing, many
from bot.store.outbox import WAITING, Outgoing

CHUNK: Final = 5000
"""Rows in one transaction."""


def drop_late(act: Act, notice: Notice) -> bool:
    """Skip some of those that wait beyond its use; whether there may be more. The caller holds the notice."""
    latest = notice.latest_at or act.now
    why = Why.QUIET if not notice.urgent and quiethours.falls(act.config, latest) else Why.LATE
    return _skip_some(act, notice, why)


def stop(act: Act, notice: Notice, why: Why = Why.STOPPED) -> bool:
    """Skip some of the rows that wait, and take back some of its messages; whether there may be more."""
    more = _skip_some(act, notice, why)
    parked = select(Recipient.id, Outgoing.id).join(Outgoing, Outgoing.id == Recipient.outbox_id)
    mine = (Recipient.notice_id == notice.id, Recipient.state == Fate.PARKED.value, Outgoing.state.in_(WAITING))
    held = parked.where(*mine).limit(CHUNK).with_for_update()
    rows = [tuple(row) for row in act.session.execute(held)]
    for some in many.chunks([message for _, message in rows]):
        mailing.withdraw(act.session, act.now, some)
    skip(act.session, [row for row, _ in rows], why, act.now)
    return more or len(rows) == CHUNK


def _skip_some(act: Act, notice: Notice, why: Why) -> bool:
    queued = select(Recipient.id).where(Recipient.notice_id == notice.id, Recipient.state == Fate.QUEUED.value)
    numbers = act.session.scalars(queued.limit(CHUNK).with_for_update()).all()
    skip(act.session, numbers, why, act.now)
    return len(numbers) == CHUNK
