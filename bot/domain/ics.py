"""Calendar files (.ics) of events, as RFC 5545 has them; the one home of icalendar. Times are instants in UTC.

An event keeps its UID for life, so that a phone brings its entry up to date instead of adding another one; which
state of it is the newer one, SEQUENCE tells: it grows with each change that stands in the event's trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID, uuid5

import icalendar
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain.audit import AuditRow
from bot.domain.events import Event

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"
PRODUCT: Final = "-//Gongyou//Gongyou//ZH"
OURS: Final = UUID("6f0c6b0e-5a0e-5d4b-9a5b-0d9d3a4f7c11")
"""The namespace of our UIDs: an event's name in it is the union's name and the event's code."""

AGAIN: Final = timedelta(hours=6)
"""How often a calendar that is subscribed to should be asked for."""

CHANGES: Final = ("event.changed", "event.cancelled")


@dataclass(frozen=True)
class Version:
    """How often an event was changed, and when last."""

    sequence: int
    at: datetime


def write(session: Session, config: Config, name: str, shown: Sequence[Event]) -> bytes:
    """A calendar of that name with these events; those without a day are left out."""
    book = icalendar.Calendar()
    book.add("prodid", PRODUCT)
    book.add("version", "2.0")
    book.add("x-wr-calname", icalendar.vText(name))
    book.add("refresh-interval", AGAIN, parameters={"VALUE": "DURATION"})
    book.add("x-published-ttl", icalendar.vDuration(AGAIN))
    dated = [event for event in shown if event.starts_at]
    versions = _versions(session, dated)
    for event in dated:
        book.add_component(_entry(event, versions[event.id], config))
    written: bytes = book.to_ical()
    return written


def _entry(event: Event, version: Version, config: Config) -> icalendar.Event:
    entry = icalendar.Event()
    entry.add("uid", str(uuid5(OURS, f"{config.union.name}\n{event.code}")))
    entry.add("dtstamp", version.at)
    entry.add("last-modified", version.at)
    entry.add("sequence", version.sequence)
    entry.add("summary", event.title)
    entry.add("dtstart", event.starts_at)
    if event.ends_at:
        entry.add("dtend", event.ends_at)
    if event.place:
        entry.add("location", event.place)
    entry.add("description", "\n".join(_details(event, config)))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    return entry


def _details(event: Event, config: Config) -> list[str]:
    """What one should know beside time and place, and who asks one to come."""
    who = [f"对象：{event.audience}"] if event.audience else []
    return [*who, *([event.details] if event.details else []), config.union.name]


def _versions(session: Session, shown: Sequence[Event]) -> dict[int, Version]:
    """Each event's version, off its trail."""
    changed = func.sum(case((AuditRow.action.in_(CHANGES), 1), else_=0))
    mine = select(AuditRow.subject_id, changed, func.max(AuditRow.at)).where(
        AuditRow.subject == Event.__tablename__,
        AuditRow.subject_id.in_([event.id for event in shown]),
        AuditRow.action.in_((*CHANGES, "event.published")),
    )
    return {number: Version(count, at) for number, count, at in session.execute(mine.group_by(AuditRow.subject_id))}
