"""A month of the office's calendar: holidays, make-up workdays, the union's own days, and what falls on which day."""

from datetime import date, datetime, time

import pytest

from bot.config.days import OwnDays
from bot.config.hours import frames
from bot.domain import calendar, months, staff, units
from bot.domain.acts import Act
from bot.domain.calendar import Office
from bot.domain.roles import Role
from bot.domain.suggestions import State
from tests.domain.union import case, event, member, officer, suggestion

OWN = OwnDays(holidays=frozenset({date(2026, 10, 9)}), workdays=frozenset({date(2026, 10, 11)}))


def office(act: Act, own: OwnDays = OWN) -> Office:
    return Office(act.config.zone, frames(("09:00-12:00", "13:00-18:00")), own)


@pytest.mark.parametrize(
    ("day", "works", "name"),
    [
        (1, False, "国庆节"),
        (5, False, "国庆节（补假）"),
        (7, False, "调休放假"),
        (8, True, ""),
        (9, False, "本单位放假"),
        (10, True, "调休上班"),
        (11, True, "本单位上班"),
        (12, True, ""),
        (17, False, ""),
    ],
)
def test_each_day_says_whether_the_office_works_and_why(act: Act, day: int, works: bool, name: str) -> None:  # noqa: FBT001 - a table
    found = months.days(date(2026, 10, 1), office(act))
    assert len(found) == 31
    one = found[day - 1]
    assert (one.day.day, one.works, one.name) == (day, works, name)
    assert one.works is calendar.is_workday(one.day, OWN)


def test_what_is_due_stands_on_its_day_in_the_unions_zone(act: Act) -> None:
    zone, boss = act.config.zone, officer(act)
    late, midnight, work = case(act), case(act), suggestion(act)
    late.due_at = datetime.combine(date(2026, 12, 18), time(23, 59), zone)
    midnight.due_at = datetime.combine(date(2026, 12, 19), time(), zone)
    work.state = State.ASSIGNED.value
    waits, done = suggestion(act), suggestion(act)
    work.due_at = waits.due_at = late.due_at
    done.state, done.due_at = State.DECLINED.value, None
    event(act)
    event(act, "dateless", starts_at=None)
    act.session.flush()
    found = months.days(date(2026, 12, 1), office(act))
    months.fill(found, act.session, boss, office(act))
    assert [(one.day.day, one.cases, one.suggestions) for one in found if one.cases or one.suggestions] == [
        (18, 1, 2),
        (19, 1, 0),
    ]
    assert [(one.day.day, [event.title for event in one.events]) for one in found if one.events] == [
        (18, ["冬至联欢会"])
    ]


def test_one_sees_only_what_is_ones_own_to_see(act: Act) -> None:
    street = units.add(act, "街道", units.top(act))
    act.session.flush()
    handler, organiser = staff.add(act, "王", street, [Role.HANDLER]), staff.add(act, "孙", street, [Role.ORGANISER])
    above = case(act, "far")
    member(act).unit_id = street.id
    mine = case(act)
    above.due_at = mine.due_at = datetime.combine(date(2026, 12, 18), time(10), act.config.zone)
    event(act)
    act.session.flush()
    told = []
    for who in (handler, organiser):
        found = months.days(date(2026, 12, 1), office(act))
        months.fill(found, act.session, who, office(act))
        told.append((found[17].cases, len(found[17].events)))
    assert told == [(1, 1), (0, 1)]
