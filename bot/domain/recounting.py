"""The monthly figures of suggestions counted anew from the audit trail alone: the proof of what `figures` counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import units
from bot.domain.acts import ActorKind
from bot.domain.audit import AuditRow
from bot.domain.box import State
from bot.domain.spans import Span
from bot.store.money import FEN

SUBJECTS: Final = ("suggestion", "member", "unit")


@dataclass
class Told:
    """What the trail tells of one suggestion. Moments are UTC, sums are fen; `people`: who proposed it, and when."""

    unit: int
    filed_at: datetime
    people: list[tuple[datetime, int | None]]
    since: datetime
    major: bool = False
    replied_at: datetime | None = None
    adopted_at: datetime | None = None
    gone: bool = False
    done: list[datetime] = field(default_factory=list)
    verified: list[tuple[datetime, int]] = field(default_factory=list)
    awarded: list[tuple[datetime, int]] = field(default_factory=list)

    def reply_by(self, config: Config) -> datetime:
        """By when it was to be answered."""
        ours = config.suggestions
        return self.since + timedelta(days=ours.major_reply_days if self.major else ours.reply_days)


def recount(session: Session, span: Span, config: Config) -> dict[int, dict[str, Any]]:
    """By unit: the figures of a span that are not nothing, by their names in `figures.UnitFigures`."""
    rows = session.scalars(select(AuditRow).where(AuditRow.subject.in_(SUBJECTS)).order_by(AuditRow.id)).all()
    found = defaultdict[int, dict[str, Any]](dict)
    for unit_id, count in _members(session, rows, span).items():
        found[unit_id]["members"] = count
    by_unit = defaultdict[int, list[Told]](list)
    for told in _suggestions(rows).values():
        by_unit[told.unit].append(told)
    for unit_id, mine in by_unit.items():
        found[unit_id] |= _figures(mine, span, config)
    return found


def heads(people: Iterable[int | None]) -> int:
    """How many people these are: members each once, those of whom nobody knows who they were each time."""
    listed = list(people)
    return len({one for one in listed if one is not None}) + listed.count(None)


def _figures(mine: list[Told], span: Span, config: Config) -> dict[str, Any]:
    due = [one for one in mine if one.reply_by(config) in span and not (one.gone and one.replied_at is None)]
    return {
        "number": sum(one.filed_at in span for one in mine),
        "proposers": heads(who for one in mine for at, who in one.people if at in span),
        "due": len(due),
        "in_time": sum(one.replied_at is not None and one.replied_at <= one.reply_by(config) for one in due),
        "adopted": sum(one.adopted_at is not None and one.adopted_at in span for one in mine),
        "carried_out": sum(any(at in span for at in one.done) for one in mine),
        "with_effect": sum(bool(one.verified) and one.verified[0][0] in span for one in mine),
        "benefit": _yuan(_valid(one, span.ends) - _valid(one, span.begins) for one in mine),
        "rewards": _yuan(fen for one in mine for at, fen in one.awarded if at in span),
    }


def _suggestions(rows: Sequence[AuditRow]) -> dict[int, Told]:
    found = dict[int, Told]()
    for row in rows:
        if row.action == "suggestion.filed":
            found[row.subject_id] = Told(row.facts["unit"], row.at, [(row.at, _who(row))], since=row.at)
        elif row.action in _STEPS and row.subject_id in found:
            _STEPS[row.action](found[row.subject_id], row)
    return found


def _members(session: Session, rows: Sequence[AuditRow], span: Span) -> dict[int, int]:
    """By unit: the members who came before the end of a span, where they are now."""
    top, where = units.root(session), dict[int, int]()
    for row in rows:
        if row.action == "member.met" and row.at < span.ends and top:
            where[row.subject_id] = top.id
        elif row.action == "member.moved" and row.subject_id in where:
            where[row.subject_id] = row.facts["unit"]
        elif row.action == "unit.closed":
            moved = [one for one, unit_id in where.items() if unit_id == row.subject_id]
            where |= dict.fromkeys(moved, row.facts["unit"])
    return {unit_id: list(where.values()).count(unit_id) for unit_id in set(where.values())}


def _who(row: AuditRow) -> int | None:
    return row.actor_id if row.actor == ActorKind.MEMBER.value else None


def _major(told: Told, row: AuditRow) -> None:
    told.major = row.facts["major"]


def _appealed(told: Told, row: AuditRow) -> None:
    told.since, told.replied_at = row.at, None


def _answered(told: Told, row: AuditRow) -> None:
    told.replied_at = told.replied_at or row.at
    told.adopted_at = (told.adopted_at or row.at) if row.facts["verdict"] == State.ADOPTED.value else None


def _gone(told: Told, _row: AuditRow) -> None:
    told.gone = True


def _back(told: Told, _row: AuditRow) -> None:
    told.gone = False


def _moved(told: Told, row: AuditRow) -> None:
    told.unit = row.facts["unit"]


def _joined(told: Told, row: AuditRow) -> None:
    told.people.append((row.at, _who(row)))


def _carried_out(told: Told, row: AuditRow) -> None:
    told.done.append(row.at)


def _verified(told: Told, row: AuditRow) -> None:
    told.verified.append((row.at, row.facts["benefit_fen"] or 0))


def _awarded(told: Told, row: AuditRow) -> None:
    told.awarded.append((row.at, row.facts["sum_fen"] - row.facts["kept_fen"]))


_STEPS: Final[dict[str, Callable[[Told, AuditRow], None]]] = {
    "suggestion.acknowledged": _major,
    "suggestion.sorted": _major,
    "suggestion.appealed": _appealed,
    "suggestion.answered": _answered,
    "suggestion.withdrawn": _gone,
    "suggestion.merged": _gone,
    "suggestion.split": _back,
    "suggestion.moved": _moved,
    "suggestion.joined": _joined,
    "suggestion.carried_out": _carried_out,
    "suggestion.verified": _verified,
    "suggestion.awarded": _awarded,
}
"""What each row adds to what is known of its suggestion."""


def _valid(told: Told, moment: datetime) -> int:
    """The benefit that was verified last before a moment."""
    return next((fen for at, fen in reversed(told.verified) if at < moment), 0)


def _yuan(fen: Iterable[int]) -> Decimal:
    return sum(fen) * FEN
