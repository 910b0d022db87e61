"""The monthly figures of suggestions by unit, from the tables; and the same from the audit trail alone, as the proof.

docs/suggestions.md, "Monthly figures", says what each of them counts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import recounting, spans
from bot.domain.box import State, Suggestion
from bot.domain.chorus import Part, Voice
from bot.domain.effects import Effect
from bot.domain.members import Member
from bot.domain.spans import Span
from bot.domain.sums import NOTHING, Award, AwardShare
from bot.domain.works import Work


@dataclass(frozen=True)
class UnitFigures:
    """One month of one unit. `benefit` and `rewards` are yuan, the rest are numbers."""

    unit_id: int
    members: int = 0
    number: int = 0
    proposers: int = 0
    due: int = 0
    in_time: int = 0
    adopted: int = 0
    carried_out: int = 0
    with_effect: int = 0
    benefit: Decimal = NOTHING
    rewards: Decimal = NOTHING

    @property
    def per_head(self) -> float | None:
        """Suggestions for each member (人均件数); None where there are no members."""
        return self.number / self.members if self.members else None

    @property
    def participation(self) -> float | None:
        """The part of the members who proposed something (参与率); None where there are no members."""
        return self.proposers / self.members if self.members else None

    @property
    def in_time_rate(self) -> float | None:
        """The part of what was due that was answered in time; None where nothing was due."""
        return self.in_time / self.due if self.due else None


def months(session: Session, unit_ids: Sequence[int], year: int, month: int, config: Config) -> list[UnitFigures]:
    """The figures of a month, in the union's zone, for each of these units by itself, from the tables."""
    span, ours = spans.month(year, month, config.zone), Suggestion.unit_id.in_(unit_ids)
    due = _due(span)
    counts = {
        "members": select(Member.unit_id, func.count()).where(Member.unit_id.in_(unit_ids), Member.met_at < span.ends),
        "number": _counted(ours, span.holds(Suggestion.filed_at)),
        "due": _counted(ours, due),
        "in_time": _counted(ours, due, Suggestion.replied_at <= Suggestion.reply_by),
        "adopted": _counted(ours, span.holds(Suggestion.adopted_at)),
        "carried_out": _counted(ours, Suggestion.id.in_(select(Work.suggestion_id).where(span.holds(Work.done_at)))),
    }
    found = {name: _by_unit(session, counted) for name, counted in counts.items()}
    found["proposers"] = _proposers(session, ours, span)
    found["rewards"] = _by_unit(session, _rewards(ours, span))
    found["with_effect"], found["benefit"] = _effects(session, ours, span)
    return [
        UnitFigures(unit_id, **{name: values[unit_id] for name, values in found.items() if unit_id in values})
        for unit_id in unit_ids
    ]


def from_audit(session: Session, unit_ids: Sequence[int], year: int, month: int, config: Config) -> list[UnitFigures]:
    """The same figures from the rows of the audit trail alone."""
    found = recounting.recount(session, spans.month(year, month, config.zone), config)
    return [UnitFigures(unit_id, **found.get(unit_id, {})) for unit_id in unit_ids]


def summed(figures: Iterable[UnitFigures], unit_id: int = 0) -> UnitFigures:
    """The figures of several units together."""
    rows, names = list(figures), [one.name for one in fields(UnitFigures) if one.name != "unit_id"]
    return UnitFigures(unit_id, **{name: sum(getattr(row, name) for row in rows) for name in names} if rows else {})


def _counted(*which: ColumnElement[bool]) -> Select[int, int]:
    return select(Suggestion.unit_id, func.count()).where(*which)


def _by_unit(session: Session, counted: Select[int, Any]) -> dict[int, Any]:
    return dict(session.execute(counted.group_by(counted.selected_columns[0])).all())


def _due(span: Span) -> ColumnElement[bool]:
    """Whether the time to answer it ended within a span; not where it was withdrawn or merged unanswered."""
    gone = Suggestion.state.in_([State.WITHDRAWN.value, State.MERGED.value])
    return and_(span.holds(Suggestion.reply_by), or_(~gone, Suggestion.replied_at.is_not(None)))


def _rewards(ours: ColumnElement[bool], span: Span) -> Select[int, Decimal]:
    found = select(Suggestion.unit_id, func.sum(AwardShare.sum)).join(Award, Award.suggestion_id == Suggestion.id)
    return found.join(AwardShare, AwardShare.award_id == Award.id).where(ours, span.holds(Award.made_at))


def _proposers(session: Session, ours: ColumnElement[bool], span: Span) -> dict[int, int]:
    """By unit: who filed or joined something: members each once, unknown ones each time."""
    filed = select(Suggestion.unit_id, Suggestion.member_id).where(ours, span.holds(Suggestion.filed_at))
    joined = select(Suggestion.unit_id, Voice.member_id).join(Voice, Voice.suggestion_id == Suggestion.id)
    joined = joined.where(ours, Voice.part == Part.PROPOSER.value, span.holds(Voice.joined_at))
    people = defaultdict[int, list[int | None]](list)
    for found in (filed, joined):
        for unit_id, member_id in session.execute(found):
            people[unit_id].append(member_id)
    return {unit_id: recounting.heads(who) for unit_id, who in people.items()}


def _effects(session: Session, ours: ColumnElement[bool], span: Span) -> tuple[dict[int, int], dict[int, Decimal]]:
    """By unit: suggestions verified for the first time, and by how much the benefit grew that is verified."""
    within = select(Effect.suggestion_id).where(span.holds(Effect.verified_at))
    found = select(Suggestion.unit_id, Suggestion.id, Effect.verified_at, Effect.benefit)
    found = found.join(Effect, Effect.suggestion_id == Suggestion.id).where(ours, Suggestion.id.in_(within))
    rows = defaultdict[tuple[int, int], list[tuple[datetime, Decimal]]](list)
    for unit_id, number, at, benefit in session.execute(found.order_by(Effect.id)):
        rows[unit_id, number].append((at, benefit or NOTHING))
    first, growth = Counter[int](), defaultdict[int, Decimal](lambda: NOTHING)
    for (unit_id, _), verified in rows.items():
        first[unit_id] += verified[0][0] >= span.begins
        growth[unit_id] += _valid(verified, span.ends) - _valid(verified, span.begins)
    return first, growth


def _valid(verified: list[tuple[datetime, Decimal]], moment: datetime) -> Decimal:
    """The benefit that was verified last before a moment."""
    return next((benefit for at, benefit in reversed(verified) if at < moment), NOTHING)
