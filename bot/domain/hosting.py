"""Hosting: which unit's officers organise an event. One without a host is the top union's."""

from typing import Final

from sqlalchemy.orm import Session

from bot.domain import roles, units
from bot.domain.events import Event
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal

NOT_YOURS: Final = "这个活动由“{unit}”来办，您可以看，不能改。要改请找他们管活动的同事。"


def host_of(session: Session, event: Event) -> int | None:
    """The id of the unit that organises it; None where there is no union yet."""
    if event.host_id:
        return event.host_id
    top = units.root(session)
    return top.id if top else None


def may_run(session: Session, officer: Officer, event: Event) -> bool:
    """Whether an officer organises the event: they manage events in its host's unit."""
    return officer.active and host_of(session, event) in roles.reach(session, officer, Right.EVENTS)


def require(session: Session, officer: Officer, event: Event) -> None:
    """Refusal, in words, of an officer who does not organise the event."""
    if not may_run(session, officer, event):
        unit = units.numbered(session, host_of(session, event) or 0)
        raise Refusal(NOT_YOURS.format(unit=unit.name if unit else "最上级工会"))
