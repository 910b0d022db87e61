"""What the command line tells of a notice, for people and for programs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.domain import reckonings
from bot.domain.acts import Act
from bot.domain.noticebook import Fate, Notice, State, Why
from bot.domain.staff import Officer
from bot.domain.units import Unit


def of(act: Act, one: Notice) -> dict[str, Any]:
    """All that is told of a notice: plain data, moments in the union's time."""
    zone, by = act.config.zone, act.session
    told = reckonings.progress(act, one)
    return {
        "id": one.id,
        "key": one.key,
        "kind": one.kind,
        "state": one.state,
        "title": one.title,
        "unit": by.get_one(Unit, one.unit_id).name,
        "topic": one.topic,
        "urgent": one.urgent,
        "mass": one.mass,
        "audience": one.audience,
        "schedule": one.schedule,
        **{name: moment(getattr(one, name), zone) for name in ("due_at", "latest_at", "started_at", "ended_at")},
        "author": _officer(act, one.author_id),
        "approver": _officer(act, one.approver_id),
        "recipients": one.size,
        "states": {fate.value: count for fate, count in reckonings.counts(by, one).items() if count},
        "reasons": {_reason(fate, code): count for fate, code, count in reckonings.reasons(by, one)},
        "rate": told.rate,
        "left": told.left,
    }


def lines(found: dict[str, Any]) -> Iterable[str]:
    """The same, a line each, without what is empty."""
    states, reasons = found["states"], found["reasons"]
    shown = found | {
        "state": f"{found['state']} {State(found['state']).label}",
        "recipients": f"{found['recipients']} = {' + '.join(f'{n} {fate}' for fate, n in states.items()) or 0}",
        "states": None,
        "reasons": None,
    }
    yield from (f"{name:10} {value}" for name, value in shown.items() if value not in (None, "", {}, False))
    yield from (f"{'':10} {reason}: {count}" for reason, count in reasons.items())


def moment(at: datetime | None, zone: ZoneInfo) -> str | None:
    """A moment as the union's wall clocks show it."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else None


def _officer(act: Act, number: int | None) -> str | None:
    return act.session.get_one(Officer, number).name if number else None


def _reason(fate: Fate, code: str) -> str:
    """A reason in words: what the ledger keeps, and what that is called."""
    known = {why.value: why.label for why in Why}
    return f"{fate} {code} {known.get(code, '')}".strip()
