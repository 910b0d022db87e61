"""The notices as a list shows them: what waits for approval, what comes, what is being sent, drafts, what was."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from bot.console import names
from bot.console.noticepages import TONES
from bot.domain import roles
from bot.domain.noticebook import Fate, Notice, Recipient, State
from bot.domain.roles import Right
from bot.domain.staff import Officer

UNDER_WAY = (State.COUNTING, State.SENDING, State.PAUSED)
OVER = (State.DONE, State.CANCELLED, State.MISSED)
SHOWN = 30
"""So many of each part at most."""


@dataclass(frozen=True)
class Row:
    """A notice in the list: of which unit, by whom, how its state looks, and how many rows it has by fate."""

    notice: Notice
    unit: str
    author: str
    tone: str
    counts: dict[Fate, int] = field(default_factory=dict)

    @property
    def gone(self) -> int:
        """How many rows are done with."""
        return sum(self.counts.values()) - self.counts.get(Fate.QUEUED, 0) - self.counts.get(Fate.SENDING, 0)

    @property
    def all(self) -> int:
        """How many rows there are."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Parts:
    """All that the list shows, part by part; `before`: below which number the older ones go on, None at the end."""

    waiting: list[Row]
    coming: list[Row]
    under_way: list[Row]
    drafts: list[Row]
    over: list[Row]
    before: int | None


def parts(session: Session, officer: Officer, before: int) -> Parts:
    """The list as an officer sees it; of what is over, what has a number below `before`."""
    seen = select(Notice).where(Notice.unit_id.in_(roles.reaching(officer, Right.SEE_NOTICES)))
    waiting = _some(session, _in(seen, State.WAITING).order_by(Notice.due_at.is_(None), Notice.due_at, Notice.id))
    coming = _some(session, _in(seen, State.SCHEDULED).order_by(Notice.due_at.is_(None), Notice.due_at, Notice.id))
    under_way = _some(session, _in(seen, *UNDER_WAY).order_by(Notice.id))
    drafts = _some(session, _in(seen, State.DRAFT).order_by(Notice.changed_at.desc(), Notice.id))
    past = _in(seen, *OVER).where(Notice.id < before).order_by(Notice.id.desc()).limit(SHOWN + 1)
    over = list(session.scalars(past))
    more = over[SHOWN - 1].id if len(over) > SHOWN else None
    rows = iter(_rows(session, [*waiting, *coming, *under_way, *drafts, *over[:SHOWN]]))
    told = [[next(rows) for _ in part] for part in (waiting, coming, under_way, drafts, over[:SHOWN])]
    return Parts(told[0], told[1], told[2], told[3], told[4], more)


def _in(seen: Select[Notice], *states: State) -> Select[Notice]:
    return seen.where(Notice.state.in_([state.value for state in states]))


def _some(session: Session, wanted: Select[Notice]) -> list[Notice]:
    return list(session.scalars(wanted.limit(SHOWN)))


def _rows(session: Session, found: Sequence[Notice]) -> list[Row]:
    units = names.units(session, {one.unit_id for one in found})
    authors = names.officers(session, {one.author_id for one in found if one.author_id})
    counts = _counts(session, [one.id for one in found if one.status in UNDER_WAY])
    return [
        Row(
            one, units[one.unit_id], authors.get(one.author_id, "系统起草"), TONES.get(one.status, ""),
            counts.get(one.id, {}),
        )
        for one in found
    ]  # fmt: skip


def _counts(session: Session, ids: Sequence[int]) -> dict[int, dict[Fate, int]]:
    """The rows of each of these notices, by fate."""
    mine = select(Recipient.notice_id, Recipient.state, func.count()).where(Recipient.notice_id.in_(ids))
    found = dict[int, dict[Fate, int]]()
    for notice, state, count in session.execute(mine.group_by(Recipient.notice_id, Recipient.state)):
        found.setdefault(notice, {})[Fate(state)] = count
    return found
