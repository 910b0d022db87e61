"""Events with rules in transcripts and tests: an officer publishes what tests/occasions.toml says, or says it anew."""

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.domain import editing, events, recurring, units
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event
from bot.domain.recurring import Pattern
from bot.domain.staff import Officer
from bot.domain.units import Unit

WRITTEN = Path(__file__).with_suffix(".toml")


def publish(act: Act, officer: Officer, code: str) -> Event:
    """Publish what stands under that code; with `weeks`, so many times, a week apart."""
    rows = read(code)
    weeks = rows.pop("weeks", 1)
    event = editing.draft(act, officer, act.session.get_one(Unit, officer.unit_id), _arranged(act, rows))
    event.code = code
    if weeks > 1:
        day = rows["starts_at"].weekday()
        later = recurring.repeat(act, officer, event, Pattern(weekdays=(day,), count=weeks), skip_holidays=False)
        for number, one in enumerate(later, 2):
            one.code = f"{code}-{number}"
            editing.publish(act, officer, one)
    editing.publish(act, officer, event)
    return event


def change(act: Act, officer: Officer, code: str, into: str) -> Event:
    """Say an event anew, as stands under another code."""
    event = events.coded(act.session, code)
    assert event
    return editing.change(act, officer, event, _arranged(act, read(into)))


def read(code: str) -> dict[str, Any]:
    """What is written under a code."""
    rows: dict[str, Any] = tomllib.loads(WRITTEN.read_text("utf-8"))[code]
    return rows


def _arranged(act: Act, rows: dict[str, Any]) -> Arrangement:
    at = {key: value.replace(tzinfo=act.config.zone) for key, value in rows.items() if isinstance(value, datetime)}
    lists = {key: tuple(value) for key, value in rows.items() if isinstance(value, list)}
    unit = units.named(act.session, rows.get("unit", ""))
    if "unit" in rows and unit is None:
        unit = units.add(act, rows["unit"], units.top(act))
        act.session.flush()
    plain = {key: value for key, value in rows.items() if key != "unit"}
    month = rows["starts_at"].date().replace(day=1)
    return Arrangement(month=month, unit_id=unit.id if unit else None, **plain | at | lists)
