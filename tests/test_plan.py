"""The year's plan: the sample's facts, the months it becomes, a second import that changes nothing."""

from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot import sample
from bot.app import App
from bot.domain import events, members, plans, registrations
from bot.domain.acts import OPERATOR
from bot.domain.events import Event
from bot.domain.plans import Activity
from bot.messages import Address
from tests.planned import PARTY, ZONE, app, take_in, written
from tests.test_plan_file import party

__all__ = ["app"]


@pytest.fixture(scope="module")
def activities() -> dict[str, Activity]:
    """The sample plan's activities by id."""
    return {one.id: one for one in plans.read(sample.PLAN).activity}


def test_the_parks_contest_is_as_the_park_planned_it(activities: dict[str, Activity]) -> None:
    contest = activities["park-contest-2027"]
    assert (contest.date, contest.hours) == (date(2027, 6, 23), "09:00-12:00")
    assert "空地" in str(contest.place)
    assert contest.signup
    assert (contest.signup.opens, contest.signup.closes) == (date(2027, 6, 8), date(2027, 6, 21))
    assert contest.signup.team
    assert (contest.signup.team.least, contest.signup.team.women) == (4, 1)


def test_the_sample_covers_the_hospitals_twelve_months_and_the_stations(activities: dict[str, Activity]) -> None:
    def months(prefix: str) -> set[str]:
        found = [one for one in activities.values() if one.id.startswith(prefix)]
        return {one.month or f"{one.date:%Y-%m}" for one in found}

    year = {f"2027-{month:02}" for month in range(1, 13)}
    assert months("hospital-") >= year
    assert months("community-") >= {*year - {"2027-12"}, "2026-12"}


def test_no_two_activities_of_the_sample_are_called_the_same(activities: dict[str, Activity]) -> None:
    """Members name an activity by its title."""
    assert [title for title, count in Counter(one.title for one in activities.values()).items() if count > 1] == []


def test_the_sample_becomes_events_in_the_unions_time(app: App, activities: dict[str, Activity]) -> None:
    with app.act(OPERATOR) as act:
        sample.load(act)
        contest = events.coded(act.session, "park-contest-2027")
        assert act.session.scalar(select(func.count()).select_from(Event)) == len(activities)
    assert contest
    assert contest.starts_at == datetime(2027, 6, 23, 9, 0, tzinfo=ZONE)
    assert contest.ends_at == datetime(2027, 6, 23, 12, 0, tzinfo=ZONE)
    assert contest.signup_opens == datetime(2027, 6, 8, 0, 0, tzinfo=ZONE)
    assert contest.signup_closes == datetime(2027, 6, 21, 23, 59, tzinfo=ZONE)
    assert (contest.month, contest.team_least, contest.team_women) == (date(2027, 6, 1), 4, 1)


def test_the_months_announcement_names_each_activity_once(app: App, activities: dict[str, Activity]) -> None:
    with app.act(OPERATOR) as act:
        sample.load(act)
        text = plans.announcement(act, date(2027, 6, 15))
        empty = plans.announcement(act, date(2030, 1, 1))
    june = [one for one in activities.values() if (one.month or f"{one.date:%Y-%m}") == "2027-06"]
    assert len(june) == 5
    assert [text.count(one.title) for one in june] == [1] * 5
    assert "6月23日 09:00" in text
    assert "6月8日起，6月21日 23:59截止" in text
    assert text.endswith("回复“退订”。")
    assert plans.NO_ACTIVITIES in empty


def test_a_second_import_changes_nothing(app: App, tmp_path: Path) -> None:
    file = written(tmp_path, PARTY)
    assert take_in(app, file) == plans.Imported(["联欢会"], [], [])
    assert take_in(app, file) == plans.Imported([], [], ["联欢会"])
    with app.act(OPERATOR) as act:
        assert len(events.every(act.session)) == 1


def test_a_changed_date_moves_the_event_and_registrations_stay(app: App, tmp_path: Path) -> None:
    take_in(app, written(tmp_path, PARTY))
    with app.act() as act:
        lina, one = members.meet(act, Address("test", "lina")), party(act)
        registrations.join(act, one, lina, Address("test", "lina"))
        number = one.id
    moved = PARTY.replace("2026-12-18", "2027-01-08")
    assert take_in(app, written(tmp_path, moved)) == plans.Imported([], ["联欢会"], [])
    with app.act() as act:
        one = party(act)
        assert (one.id, one.month) == (number, date(2027, 1, 1))
        assert one.starts_at == datetime(2027, 1, 8, 14, 0, tzinfo=ZONE)
        assert [place.address for place in registrations.of_event(act.session, one)] == ["lina"]
