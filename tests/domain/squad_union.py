"""Squads for the tests of the domain: a contest whose teams' members join, teams with their members."""

from datetime import UTC, datetime
from typing import Any

from bot.domain import squadcodes, squadplaces, squads
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.store.outbox import State
from tests.domain.union import address, event, member, outgoing

CLOSES = datetime(2026, 12, 10, 8, 0, tzinfo=UTC)
"""16:00 in Shanghai, eight days before the contest."""

PHONE = "13900139000"


def contest(act: Act, **fields: Any) -> Event:
    """For two teams of three to four, a woman among them."""
    rules = {"team_joins": True, "team_least": 3, "team_most": 4, "team_women": 1, "seats": 2, "signup_closes": CLOSES}
    return event(act, **{"code": "contest", "title": "技能竞赛", **rules, **fields})


def team(act: Act, one: Event, leader: str = "lina", *others: str, name: str = "宏达队", **fields: Any) -> Squad:
    """A team of a leader who is a woman, and others who are not."""
    given = {"company": "宏达机械", "leader_name": leader, "phone": PHONE, "groups": ("women",)} | fields
    squad = squads.create(act, one, member(act, leader), address(leader), name=name, **given)
    for other in others:
        join(act, squad, other)
    return squad


def join(act: Act, squad: Squad, who: str, *groups: str) -> Squad:
    code = squadcodes.of(act.session, squad)
    return squads.join(act, code, member(act, who), address(who), name=who, groups=groups)


def row(act: Act, one: Event, who: Member | str) -> SquadMember:
    """Somebody's row of the roll."""
    found = squads.of(act.session, one, member(act, who) if isinstance(who, str) else who)
    assert found
    return found[1]


def place(act: Act, squad: Squad) -> Registration:
    """The place that a team has."""
    found = squadplaces.of(act.session, squad)
    assert isinstance(found, Registration)
    return found


def names(act: Act, squad: Squad) -> list[str | None]:
    return [one.name for one in squads.members(act.session, squad)]


def told(act: Act, who: str) -> list[str]:
    """What waits to be sent to somebody."""
    return [one.text for one in outgoing(act) if one.address == who and one.status is State.QUEUED]
