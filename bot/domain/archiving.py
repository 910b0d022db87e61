"""Archiving: an event is put away some months after it is over, without names; its figures stay.

What goes: names, phones, answers, files, and what leads to a member, of registrations, squads and their members; the
queue as a whole; links for helpers; photos and attachments; words of opinions. What stays: the event, its cover, how
many came of which unit and group, who was present as a number, ranks and awards, and the figures of opinions.
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, Update, func, or_, select, update
from sqlalchemy.orm import Session

from bot.domain import audit, hosting, leaflets, offers, opinions, seats
from bot.domain.acts import Act, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.events import Event, Stage
from bot.domain.leaflets import Role
from bot.domain.queues import WaitingPlace
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.staff import Officer
from bot.domain.stewards import Steward
from bot.errors import Refusal
from bot.store import files

LONGEST_MONTH: Final = timedelta(days=31)
_PARTS: Final = (Registration, WaitingPlace, Squad)

ALREADY: Final = "“{title}”已经归档了。"
NOT_OVER: Final = "“{title}”还没办完。办完了，或者取消了，才能归档。"


def due(act: Act) -> list[int]:
    """The ids of the events that were over so long ago that they are put away now."""
    before = act.now - timedelta(days=act.config.events.archive_days)
    dated = func.coalesce(Event.ends_at, Event.starts_at) <= before
    dateless = Event.starts_at.is_(None) & (Event.month <= (before - LONGEST_MONTH).date())
    found = select(Event.id).where(Event.archived_at.is_(None), Event.draft.is_(False), or_(dated, dateless))
    return list(act.session.scalars(found.order_by(Event.id)))


def put_away(act: Act, officer: Officer, event: Event) -> None:
    """The organiser archives an event before its time, once it was held or called off."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    stage = event.stage(act)
    if stage is Stage.ARCHIVED:
        raise Refusal(ALREADY.format(title=event.title))
    if stage not in {Stage.HELD, Stage.CANCELLED}:
        raise Refusal(NOT_OVER.format(title=event.title))
    _archive(act, event)


def archive(act: Act, event: Event) -> None:
    """Put an event away whose time has come; twice does nothing."""
    act.session.refresh(event, with_for_update=True)
    if event.archived_at is None:
        _archive(act, event)


def ends(event: Event, days: int) -> datetime | None:
    """When an event is put away by itself; None where its day is not fixed."""
    return event.over_at + timedelta(days=days) if event.over_at else None


def _archive(act: Act, event: Event) -> None:
    session = act.session
    offers.close(act, event)
    session.flush()
    _unlink(session, event)
    opinions.blank(session, event, opinions.questions(event, act.config))
    waited = _blank_places(session, event)
    _blank_squads(session, event)
    for one in leaflets.of_event(session, event):
        if one.role != Role.COVER:
            files.drop(session, [file.key for file in one.attachments])
            session.delete(one)
    _all(session, update(Steward).where(Steward.event_id == event.id).values(label=""))
    open_ones = update(Steward).where(Steward.event_id == event.id, Steward.closed_at.is_(None))
    _all(session, open_ones.values(closed_at=act.now))
    event.contact = event.results_note = event.day_code = None
    event.archived_at = act.now
    audit.log(act, "event.archived", event, places=len(seats.of_event(session, event)), waited=waited)


def _blank_places(session: Session, event: Event) -> int:
    """Nothing of anybody's stands with a place any more, but for the groups, which count; nobody waited.

    Returns how many turns in the queue there were.
    """
    places = session.scalars(select(Registration).where(Registration.event_id == event.id)).all()
    turns = session.scalars(select(WaitingPlace).where(WaitingPlace.event_id == event.id)).all()
    groups = {place.id: place.groups for place in places}
    seats.blank(session, [*places, *turns])
    for place in places:
        place.member_id = place.channel = place.address = None
        place.groups, place.opined = groups[place.id], False
    for turn in turns:
        session.delete(turn)
    return len(turns)


def _blank_squads(session: Session, event: Event) -> None:
    for squad in session.scalars(select(Squad).where(Squad.event_id == event.id)):
        files.drop(session, [file.key for file in squad.attachments])
        squad.name = squad.company = squad.profile = squad.code = None
        squad.files = []
    nobody: dict[str, Any] = {"name": None, "member_id": None, "channel": "", "address": ""}
    _all(session, update(SquadMember).where(SquadMember.event_id == event.id).values(nobody))


def _unlink(session: Session, event: Event) -> None:
    """Nothing in its trail, and that of its places and squads, says any more which member acted."""
    of_event: list[Select[int]] = [select(table.id).where(table.event_id == event.id) for table in _PARTS]
    for table, mine in zip((*_PARTS, Event), (*of_event, select(Event.id).where(Event.id == event.id)), strict=True):
        rows = update(AuditRow).where(AuditRow.subject == table.__tablename__, AuditRow.subject_id.in_(mine))
        _all(session, rows.where(AuditRow.actor == ActorKind.MEMBER.value).values(actor_id=None))


def _all(session: Session, change: Update) -> None:
    session.execute(change, execution_options={"synchronize_session": False})
