"""The teams of an event whose members join: who they are, what is missing, and what the organiser decides."""

from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.console import eventpages, names
from bot.console.pages import files
from bot.console.visit import Visit, done, missing
from bot.domain import hosting, offers, posters, roles, squadplaces, squadrolls, squadrulings, squads
from bot.domain.events import Event
from bot.domain.queues import WaitingPlace
from bot.domain.roles import Right
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember, Verdict
from bot.errors import Refusal
from bot.messages import Attachment

PART: Final = "teams"
LONGEST_NUMBER: Final = 9
WHOLE: Final = "完整"
QUEUED: Final = "在排队，第 {position} 位"
OFFERED: Final = "有名额了，等领队答复"
HAS: Final = "有名额"
NONE: Final = "没有名额"
GONE: Final = "这个人已经不在队里了，请刷新这一页再看。"


@dataclass(frozen=True)
class Team:
    """One team as the officer may see it: `others` are members of units that are not theirs; `lacks` in words."""

    squad: Squad
    rows: list[SquadMember]
    size: int
    unit: str
    phone: str
    state: str
    lacks: list[str]
    place: str
    files: list[Attachment]

    @property
    def others(self) -> int:
        """How many members are not named to the officer."""
        return self.size - len(self.rows)


def show(visit: Visit) -> Response:
    """All teams that the officer may see; of the others only how many."""
    event = eventpages.found(visit)
    every = squadrolls.of_event(visit.session, event)
    refused = squadrolls.refused(visit.session, event)
    seen = [one for one in every if _may_see(visit, event, one)]
    return visit.render(
        "event-teams.html",
        **eventpages.context(visit, event, PART),
        rules=posters.team(visit.act, event),
        teams=[_team(visit, event, one) for one in seen],
        count=len(every),
        turned_away=[one for one in refused if _may_see(visit, event, one)],
        closed=event.why_closed(visit.act),
        labels={key: one.label for key, one in visit.act.config.events.occasions.groups.items()},
    )


def send_file(visit: Visit) -> Response:
    """A team's sign, which its leader sent."""
    return files.answer(visit, _squad(visit, eventpages.found(visit)).attachments)


def admit(visit: Visit) -> Response:
    """Let a team come that is not whole."""
    event = eventpages.found(visit)
    squadrulings.admit(visit.act, visit.officer, event, _squad(visit, event))
    return _done(event, "team-admitted")


def refuse(visit: Visit) -> Response:
    """Do not let it come; its place is free, and all of it are told why."""
    event = eventpages.found(visit)
    squadrulings.refuse(visit.act, visit.officer, event, _squad(visit, event), visit.text("reason"))
    return _done(event, "team-refused")


def disband(visit: Visit) -> Response:
    """End a team; all of it are told why."""
    event = eventpages.found(visit)
    squadrulings.disband(visit.act, visit.officer, event, _squad(visit, event), visit.text("reason"))
    return _done(event, "team-disbanded")


def remove(visit: Visit) -> Response:
    """Take one out of a team."""
    event = eventpages.found(visit)
    squad = _squad(visit, event)
    rows = {str(row.id): row for row in squads.members(visit.session, squad)}
    row = rows.get(visit.typed.get("member", ""))
    if row is None:
        raise Refusal(GONE)
    squadrulings.remove(visit.act, visit.officer, event, squad, row, visit.text("reason"))
    return _done(event, "team-member-removed")


STEPS = {"admit": admit, "refuse": refuse, "disband": disband, "remove": remove}
"""What can be done with a team, by the last part of its address."""


def _squad(visit: Visit, event: Event) -> Squad:
    """The team that the address names, where it is one of the event's that the officer may see."""
    number = visit.path["squad"]
    known = number.isdecimal() and number.isascii() and len(number) <= LONGEST_NUMBER
    squad = visit.session.get(Squad, int(number)) if known else None
    if squad is None or squad.event_id != event.id or not _may_see(visit, event, squad):
        raise missing()
    return squad


def _may_see(visit: Visit, event: Event, squad: Squad) -> bool:
    """Who organises the event sees all teams; others those whose leader is of a unit of theirs."""
    if hosting.may_run(visit.session, visit.officer, event):
        return True
    leader = squadrolls.leader(visit.session, squad)
    return leader is not None and leader.unit_id in roles.reach(visit.session, visit.officer, Right.SEE_EVENTS)


def _team(visit: Visit, event: Event, squad: Squad) -> Team:
    rows, place = squads.members(visit.session, squad), squadplaces.of(visit.session, squad)
    runs = hosting.may_run(visit.session, visit.officer, event)
    seen = roles.reach(visit.session, visit.officer, Right.SEE_EVENTS)
    called = roles.reach(visit.session, visit.officer, Right.EVENTS)
    unit = rows[0].unit_id or 0
    lacks = squads.missing(event, squad, rows, visit.act.config)
    return Team(
        squad=squad,
        rows=[row for row in rows if runs or row.unit_id in seen],
        size=len(rows),
        unit=names.units(visit.session, [unit]).get(unit, ""),
        phone=(place.phone or "") if place and (runs or unit in called) else "",
        state=Verdict(squad.verdict).label if squad.verdict and lacks else "；".join(lacks) or WHOLE,
        lacks=lacks,
        place=_place(visit, place),
        files=squad.attachments,
    )


def _place(visit: Visit, place: Registration | WaitingPlace | None) -> str:
    if isinstance(place, WaitingPlace):
        waits = place.status is offers.State.WAITING
        return QUEUED.format(position=offers.ahead(visit.session, place)) if waits else OFFERED
    return HAS if place else NONE


def _done(event: Event, word: str) -> Response:
    return done(eventpages.path(event, PART), word)
