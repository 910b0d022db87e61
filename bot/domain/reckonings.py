"""The sums of a notice: what became of its copies, how fast it goes, whom it reached, who left because of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.members import Member
from bot.domain.noticebook import UNDER_WAY, Fate, Notice, Recipient, State

A_MINUTE: Final = timedelta(minutes=1)
LOOKED_AT: Final = 2000
"""So many of the last copies of a channel say how fast it goes."""

AFTERWARDS: Final = timedelta(days=2)
"""Who opts out within so long after a notice is counted as having left because of it."""

LEFT: Final = "left"
"""Stands among the totals for those who left."""


@dataclass(frozen=True)
class Progress:
    """How far a notice is: copies settled (those that wait for their members too), of how many; how fast, how long yet.

    `rate`: copies a second, in the last minute; `left`: seconds; None where nothing goes out just now.
    """

    settled: int
    size: int
    rate: float
    left: float | None


@dataclass(frozen=True)
class Filters:
    """Which rows of a ledger are shown; what is empty leaves nothing out."""

    state: str = ""
    code: str = ""
    channel: str = ""
    way: str = ""
    units: Collection[int] | None = None


@dataclass(frozen=True)
class Reach:
    """How many of a unit's members a notice is for, and how many of them it reached."""

    unit_id: int
    size: int
    sent: int


@dataclass(frozen=True)
class Leaving:
    """How many opted out soon after a notice, of how many whom it reached."""

    left: int
    reached: int

    @property
    def share(self) -> float:
        """As a part of 1."""
        return self.left / self.reached if self.reached else 0.0


def counts(session: Session, notice: Notice) -> dict[Fate, int]:
    """How many copies came to each end; they sum up to the audience, also when the rows are kept no longer."""
    if kept := {fate: notice.totals[fate.value] for fate in Fate if fate.value in notice.totals}:
        return kept
    found = by_channel(session, notice)
    return {fate: sum(count for (state, _), count in found.items() if state is fate) for fate in Fate}


def by_channel(session: Session, notice: Notice) -> dict[tuple[Fate, str], int]:
    """The same for each channel, as long as the rows are kept."""
    columns = (Recipient.state, Recipient.channel)
    mine = select(*columns, func.count()).where(Recipient.notice_id == notice.id).group_by(*columns)
    return {(Fate(state), channel): count for state, channel, count in session.execute(mine)}


def progress(act: Act, notice: Notice) -> Progress:
    """How far it is, for a bar that moves."""
    found = by_channel(act.session, notice)
    waiting = sum(count for (fate, _), count in found.items() if fate in UNDER_WAY)
    there = sorted(channel for fate, channel in found if fate is Fate.SENT and notice.status is State.SENDING)
    rate = sum(_rate(act, notice, channel) for channel in there)
    return Progress(notice.size - waiting, notice.size, rate, waiting / rate if rate and waiting else None)


def people(
    session: Session, notice: Notice, filters: Filters | None = None, after: int = 0, limit: int = 100
) -> list[Recipient]:
    """The next rows of the ledger after that id."""
    mine = select(Recipient).where(Recipient.notice_id == notice.id, Recipient.id > after)
    return list(session.scalars(mine.where(*_filtered(filters)).order_by(Recipient.id).limit(limit)))


def reasons(session: Session, notice: Notice) -> list[tuple[Fate, str, int]]:
    """Why copies did not arrive: state, code, how many; the most frequent first."""
    ends = (Fate.SKIPPED.value, Fate.FAILED.value, Fate.UNKNOWN.value)
    mine = select(Recipient.state, Recipient.code, func.count()).where(Recipient.notice_id == notice.id)
    rows = session.execute(mine.where(Recipient.state.in_(ends)).group_by(Recipient.state, Recipient.code))
    found = [(Fate(state), code, count) for state, code, count in rows]
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))


def reach(session: Session, notice: Notice) -> list[Reach]:
    """Whom it reached, for each unit of its recipients, the largest first."""
    sent = func.sum(case((Recipient.state == Fate.SENT.value, 1), else_=0))
    mine = select(Recipient.unit_id, func.count(), sent).where(Recipient.notice_id == notice.id)
    rows = session.execute(mine.group_by(Recipient.unit_id).order_by(func.count().desc(), Recipient.unit_id))
    return [Reach(unit, size, int(there)) for unit, size, there in rows]


def leaving(session: Session, notice: Notice) -> Leaving:
    """Who opted out soon after it reached them (退订率)."""
    if LEFT in notice.totals:
        return Leaving(notice.totals[LEFT], notice.totals.get(Fate.SENT.value, 0))
    reached = counts(session, notice)[Fate.SENT]
    if not notice.started_at:
        return Leaving(0, reached)
    theirs = select(Recipient.member_id).where(
        Recipient.notice_id == notice.id, Recipient.state == Fate.SENT.value, Recipient.member_id == AuditRow.subject_id
    )
    away = (AuditRow.action == "member.unsubscribed", AuditRow.subject == Member.__tablename__)
    when = [AuditRow.at >= notice.started_at, theirs.exists()]
    when += [AuditRow.at <= notice.ended_at + AFTERWARDS] if notice.ended_at else []
    left = session.scalar(select(func.count(AuditRow.subject_id.distinct())).where(*away, *when))
    return Leaving(left or 0, reached)


def _rate(act: Act, notice: Notice, channel: str) -> float:
    """Copies a second that arrived on a channel in the last minute, by the last of them."""
    there = (Recipient.notice_id == notice.id, Recipient.state == Fate.SENT.value, Recipient.channel == channel)
    last = select(Recipient.ended_at).where(*there).order_by(Recipient.id.desc()).limit(LOOKED_AT)
    times = [at for at in act.session.scalars(last) if at and at > act.now - A_MINUTE]
    if not times:
        return 0.0
    whole = len(times) == LOOKED_AT
    seconds = (act.now - min(times)).total_seconds() if whole else _since(act, notice)
    return len(times) / max(seconds, 1.0)


def _since(act: Act, notice: Notice) -> float:
    """Seconds of the last minute in which it was being sent."""
    begun = (act.now - (notice.started_at or act.now)).total_seconds()
    return min(begun, A_MINUTE.total_seconds())


def _filtered(filters: Filters | None) -> list[ColumnElement[bool]]:
    if filters is None:
        return []
    columns = ((Recipient.state, filters.state), (Recipient.channel, filters.channel), (Recipient.way, filters.way))
    found = [column == value for column, value in (*columns, (Recipient.code, filters.code)) if value]
    return found if filters.units is None else [*found, Recipient.unit_id.in_(filters.units)]
