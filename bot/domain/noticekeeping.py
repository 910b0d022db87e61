"""How long each recipient of a notice is kept: once it ended long ago, its figures stay and its rows go."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, select

from bot.domain import audit, reckonings, stopping
from bot.domain.acts import Act
from bot.domain.noticebook import Fate, ListedMember, Notice, Recipient, State, Why
from bot.domain.picking import FAST

BATCH: Final = 5000
"""Rows in one transaction."""

OVER: Final = (State.DONE.value, State.CANCELLED.value, State.MISSED.value)


def due(act: Act) -> list[Notice]:
    """Notices that ended longer ago than their rows are kept, and still have some."""
    old = act.now - timedelta(days=act.config.notices.keep_days)
    rows = exists().where(Recipient.notice_id == Notice.id)
    mine = select(Notice).where(Notice.state.in_(OVER), Notice.ended_at < old, rows)
    return list(act.session.scalars(mine.order_by(Notice.id)))


def drop(act: Act, notice: Notice) -> bool:
    """Keep the figures of a notice and drop some of its rows; False once none is left.

    What still waits for its member is taken back first: so late it is of no use to anybody.
    """
    act.session.flush()
    act.session.refresh(notice, with_for_update=True)
    if Fate.SENT.value not in notice.totals:
        if stopping.stop(act, notice, Why.WINDOW):
            return True
        left = reckonings.leaving(act.session, notice).left
        counts = {fate.value: count for fate, count in reckonings.counts(act.session, notice).items()}
        notice.totals = {**notice.totals, **counts, reckonings.LEFT: left}
        audit.log(act, "notice.rows_dropped", notice, count=notice.size)
    some = select(Recipient.id).where(Recipient.notice_id == notice.id).limit(BATCH)
    numbers = act.session.scalars(some).all()
    act.session.execute(delete(Recipient).where(Recipient.id.in_(numbers)), execution_options=FAST)
    act.session.execute(delete(ListedMember).where(ListedMember.notice_id == notice.id), execution_options=FAST)
    return len(numbers) == BATCH
