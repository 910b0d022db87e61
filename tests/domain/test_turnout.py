"""Figures of events: by branch and by group, who came, what is too small to be told; and those of a whole year."""

from datetime import date

import pytest

from bot.config.occasions import Group
from bot.domain import hosting, registrations, roles, seasons, turnout, units, waitlist
from bot.domain.acts import Act
from bot.domain.checkins import CheckIn, Way
from bot.domain.events import Event
from bot.domain.heads import seen_by
from bot.domain.registrations import Registration
from bot.domain.roles import Role
from bot.domain.seats import NOTHING, Extras, Team
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.turnout import Line
from bot.domain.units import Unit
from tests.domain.union import address, event, later, member, officer

GROUPS = {"women": Group(label="女职工", question="您是女职工吗？"), "wo_en": Group(label="别的", question="您是吗？")}


def branches(act: Act) -> tuple[Unit, Unit, Unit]:
    """Two branches, and a workshop below the first."""
    top = units.top(act)
    act.session.flush()
    first, second = units.add(act, "一厂", top), units.add(act, "二厂", top)
    act.session.flush()
    shop = units.add(act, "一厂装配车间", first)
    act.session.flush()
    return first, second, shop


def joins(
    act: Act, party: Event, who: str, unit: Unit, extras: Extras = NOTHING, team: Team | None = None
) -> Registration:
    one = member(act, who)
    one.unit_id = unit.id
    act.session.flush()
    place = registrations.join(act, party, one, address(who), name=who, extras=extras, team=team)
    act.session.flush()
    return place


def comes(act: Act, place: Registration, mate: int | None = None, nonce: str = "") -> CheckIn:
    row = CheckIn(event_id=place.event_id, registration_id=place.id, squad_member_id=mate, way=Way.LIST.value,
                  nonce=nonce or f"n{place.id}-{mate}", at=act.now, taken_at=act.now)  # fmt: skip
    act.session.add(row)
    act.session.flush()
    return row


def told(lines: tuple[Line, ...]) -> dict[str, tuple[int, int, int, bool]]:
    return {one.name: (one.people, one.waiting, one.came, one.veiled) for one in lines}


@pytest.fixture
def party(act: Act) -> Event:
    """Eight places, three guests each."""
    found = event(act, seats=8, guests=3)
    act.session.flush()
    return found


def test_people_are_counted_by_branch_with_their_guests(act: Act, party: Event) -> None:
    first, second, shop = branches(act)
    came = joins(act, party, "a", shop, Extras(guests=2, groups=("women",)))
    joins(act, party, "b", first, Extras(groups=("women",)))
    other = joins(act, party, "c", second, Extras(guests=3, groups=("women",)))
    comes(act, came)
    comes(act, other).undone_at = act.now
    waits = member(act, "w")
    waits.unit_id = second.id
    waitlist.wait(act, party, waits, address("w"), name="w", extras=Extras(guests=1))
    act.session.flush()
    found = turnout.of(act.session, party, None, GROUPS)
    assert (found.whole.parties, found.whole.people, found.whole.waiting, found.whole.came) == (3, 8, 2, 3)
    assert (found.places, found.checked, found.whole.absent) == (8, True, 5)
    assert told(found.branches) == {"一厂": (4, 0, 3, False), "二厂": (4, 2, 0, False)}
    assert [(one.name, one.people, one.came) for one in found.groups] == [("女职工", 3, 1)]


def test_an_officer_sees_the_figures_of_their_own_units_told_apart_below_them(act: Act, party: Event) -> None:
    first, second, shop = branches(act)
    for number in range(3):
        joins(act, party, f"a{number}", shop)
        joins(act, party, f"b{number}", second)
    wang = officer(act, "王干事", first)
    act.session.flush()
    reach, top = seen_by(act.session, wang, party)
    assert (reach, top) == ({first.id, shop.id}, first.id)
    found = turnout.of(act.session, party, reach, GROUPS, top)
    assert told(found.branches) == {"一厂装配车间": (3, 0, 0, False)}
    assert found.places == found.whole.people == 3
    party.host_id = first.id
    roles.give(act, wang, Role.ORGANISER, first)
    act.session.flush()
    assert hosting.may_run(act.session, wang, party)
    assert seen_by(act.session, wang, party)[0] is None


def test_few_are_veiled_and_so_is_one_beside_them_that_would_give_them_away() -> None:
    lines = [Line("a", people=2), Line("b", people=9), Line("c", people=4), Line("d", waiting=1)]
    assert [one.name for one in turnout.veil(lines) if one.veiled] == ["a", "d"]
    assert [one.name for one in turnout.veil(lines[:3]) if one.veiled] == ["a", "c"]
    assert not any(one.veiled for one in turnout.veil([Line("b", people=3), Line("c")]))


def test_teams_count_their_people_and_squads_each_member_with_their_own_unit(act: Act) -> None:
    first, second, _ = branches(act)
    tug = event(act, "tug", team_least=4, team_women=1, seats=4)
    act.session.flush()
    comes(act, joins(act, tug, "lead", first, team=Team("飞毛腿", 5, 2, "孙队长", "+8613711112222")))
    squad = Squad(event_id=tug.id, created_at=act.now)
    act.session.add(squad)
    act.session.flush()
    place = Registration(event_id=tug.id, unit_id=first.id, squad_id=squad.id, joined_at=act.now)
    act.session.add(place)
    act.session.flush()
    for number, unit in enumerate((first, second, second, second)):
        mate = SquadMember(squad_id=squad.id, event_id=tug.id, unit_id=unit.id, channel="test", address=f"m{number}",
                           groups=",women,", leader=not number, joined_at=act.now)  # fmt: skip
        act.session.add(mate)
        act.session.flush()
        if number < 2:
            comes(act, place, mate.id)
        if number == 3:
            mate.left_at = act.now
            act.session.flush()
    found = turnout.of(act.session, tug, None, GROUPS)
    assert (found.whole.parties, found.whole.people, found.whole.came, found.places) == (2, 8, 7, 2)
    assert {one.name: (one.people, one.came) for one in found.branches} == {"一厂": (6, 6), "二厂": (2, 1)}
    assert [(one.people, one.came) for one in found.groups] == [(5, 4)]


def test_a_years_events_are_counted_by_month_and_branch(act: Act) -> None:
    first, second, shop = branches(act)
    month = date(2026, 12, 1)
    one, two = event(act, "one", month=month, seats=20), event(act, "two", month=month, seats=20)
    event(act, "off", month=month, cancelled=True)
    event(act, "draft", month=month, draft=True)
    event(act, "undated", month=date(2027, 1, 1), starts_at=None)
    act.session.flush()
    for number in range(4):
        place = joins(act, one, f"a{number}", shop if number else first)
        if number:
            comes(act, place)
        joins(act, two, f"b{number}", second)
    after = later(act, days=30)
    season = seasons.of(after, 2026, None)
    assert {number: (line.events, line.people, line.came, line.rate) for number, line in season.months.items()} == {
        12: (2, 8, 3, 0.75)
    }
    assert {line.name: (line.events, line.people, line.rate) for line in season.branches} == {
        "一厂": (1, 4, 0.75),
        "二厂": (1, 4, None),
    }
    assert season.places == {12: 8}
    assert [line.name for line in season.cells[12]] == ["一厂", "二厂"]
    assert seasons.of(act, 2026, None).months == {}, "nothing is over yet"
    assert seasons.of(later(act, days=60), 2026, {second.id}).whole.people == 4
    assert seasons.years(act.session) == [2027, 2026]
