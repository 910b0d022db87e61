"""Who of an event a notice is for, as a query: those who come, wait, or came, and where each signed up.

Of a squad each member counts, in a manner of their own (`TEAM`).
"""

from typing import Final

from sqlalchemy import Select, Subquery, literal, select, union_all

from bot.domain.checkins import CheckIn
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember

REGISTERED: Final = "registered"
WAITING: Final = "waiting"
CAME: Final = "came"
PARTS: Final = (REGISTERED, WAITING, CAME)

TEAM: Final = "team"

_Row = Select[int | None, str | None, str | None, str]


def of(event_id: int, part: str) -> Subquery:
    """The members of a part: `member_id`, `channel`, `address`, `manner`. One who is there twice has two rows."""
    single, team = {REGISTERED: _registered, WAITING: _waiting, CAME: _came}[part](event_id)
    return union_all(single, team).subquery("comer")


def _registered(event_id: int) -> tuple[_Row, _Row]:
    here = (Registration.event_id == event_id, Registration.left_at.is_(None))
    single = _single(Registration).where(*here, Registration.squad_id.is_(None))
    squads = select(Registration.squad_id).where(*here, Registration.squad_id.is_not(None))
    return single, _squad().where(SquadMember.squad_id.in_(squads))


def _waiting(event_id: int) -> tuple[_Row, _Row]:
    here = (WaitingPlace.event_id == event_id, WaitingPlace.state.in_(LIVE))
    single = _single(WaitingPlace).where(*here, WaitingPlace.squad_id.is_(None))
    squads = select(WaitingPlace.squad_id).where(*here, WaitingPlace.squad_id.is_not(None))
    return single, _squad().where(SquadMember.squad_id.in_(squads))


def _came(event_id: int) -> tuple[_Row, _Row]:
    here = (CheckIn.event_id == event_id, CheckIn.undone_at.is_(None))
    alone = select(CheckIn.registration_id).where(*here, CheckIn.squad_member_id.is_(None))
    single = _single(Registration).where(Registration.id.in_(alone))
    of_team = select(CheckIn.squad_member_id).where(*here, CheckIn.squad_member_id.is_not(None))
    return single, _squad().where(SquadMember.id.in_(of_team))


def _single(table: type[Registration | WaitingPlace]) -> _Row:
    columns = (table.member_id, table.channel, table.address, literal("").label("manner"))
    return select(*columns).where(table.member_id.is_not(None))


def _squad() -> _Row:
    """Members of squads; who left one meanwhile is none of its any more."""
    columns = (SquadMember.member_id, SquadMember.channel, SquadMember.address, literal(TEAM).label("manner"))
    return select(*columns).where(SquadMember.member_id.is_not(None), SquadMember.left_at.is_(None))
