"""The year's plan: the sample's facts, complaints that name activity and key, a second import that changes nothing."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from bot import sample
from bot.app import App
from bot.config import Config
from bot.domain import events, members, plans, registrations, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.events import Event
from bot.domain.plans import Activity
from bot.errors import ConfigError
from bot.messages import Address
from bot.store.database import Database
from knowledge import KnowledgeBase
from tests.conftest import Clock

ZONE = ZoneInfo("Asia/Shanghai")
PARTY = """
title = "年度计划"

[[activity]]
id = "party"
title = "联欢会"
date = 2026-12-18
hours = "14:00-16:30"
place = "礼堂"
signup = { opens = 2026-11-16, closes = 2026-12-16, limit = 60 }
"""


@pytest.fixture(scope="module")
def activities() -> dict[str, Activity]:
    """The sample plan's activities by id."""
    return {one.id: one for one in plans.read(sample.PLAN).activity}


@pytest.fixture
def app(config: Config, clock: Clock, knowledge: KnowledgeBase, database: Database) -> Iterator[App]:
    with App(config, clock=clock, knowledge=knowledge, database=database) as app:
        yield app


def take_in(app: App, file: Path) -> plans.Imported:
    with app.act(OPERATOR) as act:
        return plans.take_in(act, plans.read(file))


def written(folder: Path, text: str) -> Path:
    file = folder / "plan.toml"
    file.write_text(text, "utf-8")
    return file


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as why:
        plans.read(written(folder, text))
    return str(why.value)


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


def party(act: Act) -> Event:
    found = events.coded(act.session, "party")
    assert found
    return found


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("place =", "plase =", ["activity party: plase", "is unknown", "did you mean place?"]),
        ("opens =", "open =", ["activity party: signup: open", "is unknown", "did you mean opens?"]),
        ("limit = 60", "team = { leest = 4 }", ["activity party: signup: team: leest", "did you mean least?"]),
        ('title = "年度计划"', 'title = "年度计划"\nunion = "x"', ["union is unknown", "title, activity"]),
        ('title = "联欢会"', 'title = "联"', ["activity party: title", "at least 2"]),
        ('title = "联欢会"', "", ["activity party: title", "required"]),
        ("date = 2026-12-18", 'date = "soon"', ["activity party: date"]),
        ("date = 2026-12-18", 'month = "2026-12"', ["activity party", "signup needs a date"]),
        ("date = 2026-12-18", 'date = 2026-12-18\nmonth = "2026-12"', ["activity party", "either month or date"]),
        ("date = 2026-12-18", 'month = "2026-13"', ["activity party: month", '"2027-06"']),
        ('"14:00-16:30"', '"14:00"', ["activity party: hours", '"09:00-12:00"']),
        ('"14:00-16:30"', '"16:30-14:00"', ["activity party: hours", "must end after it begins"]),
        ('"14:00-16:30"', '"09:00+08:00-12:00"', ["activity party: hours", '"09:00-12:00"']),
        ('"14:00-16:30"', '"9:00-25:00"', ["activity party: hours", '"09:00-12:00"']),
        ("limit = 60", "limit = 0", ["activity party: signup: limit"]),
        ("limit = 60", "team = { least = 1 }", ["activity party: signup: team: least"]),
        ("opens = 2026-11-16", "opens = 2026-12-17", ["activity party", "closes before it opens"]),
        ("closes = 2026-12-16", "closes = 2026-12-19", ["activity party", "goes on after the activity"]),
        ('id = "party"', 'id = "Party Night"', ["activity Party Night: id"]),
        ('id = "party"', "", ["activity 联欢会: id", "required"]),
        (
            "[[activity]]",
            "[[activities]]",
            ["activities is unknown; did you mean activity?", "required"],
        ),
        ("[[activity]]", "[activity]", ["activity is written [[activity]]"]),
        ("[[activity]]", "activity = [1]\n[rest]", ["activity 1", "rest is unknown"]),
    ],
)
def test_what_is_wrong_is_named_with_its_activity_and_key(
    tmp_path: Path, right: str, wrong: str, told: list[str]
) -> None:
    assert right in PARTY
    words = complaint(tmp_path, PARTY.replace(right, wrong))
    assert [part for part in told if part not in words] == []


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    words = complaint(tmp_path, PARTY.replace("place", "plase").replace("limit", "limits"))
    assert len(words.splitlines()) == 2


def test_an_id_given_twice_is_named(tmp_path: Path) -> None:
    twice = PARTY + PARTY.partition("\n\n")[2]
    assert "activity id given twice: party" in complaint(tmp_path, twice)


@pytest.mark.parametrize("text", ["title = ", "\x00", "= 3"])
def test_what_is_no_toml_is_told_with_its_file(tmp_path: Path, text: str) -> None:
    assert "plan.toml" in complaint(tmp_path, text)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nowhere\.toml"):
        plans.read(tmp_path / "nowhere.toml")


def test_a_wrong_plan_changes_nothing(app: App, tmp_path: Path) -> None:
    take_in(app, written(tmp_path, PARTY))
    with pytest.raises(ConfigError):
        take_in(app, written(tmp_path, PARTY.replace("2026-12-18", "2026-12-20").replace("limit", "limits")))
    with app.act(OPERATOR) as act:
        assert party(act).starts_at == datetime(2026, 12, 18, 14, 0, tzinfo=ZONE)


def test_a_plan_without_activities_says_so(tmp_path: Path) -> None:
    assert complaint(tmp_path, 'title = "年度计划"\nactivity = []').startswith("activity is empty")


RICH = """
title = "年度计划"

[[activity]]
id = "contest"
title = "趣味竞赛"
date = 2026-12-18
unit = "东湖工业园工会联合会"
groups = ["members"]
fee = "免费"
contact = "王干事"
[activity.signup]
limit = 8
per_unit = 2
team = { least = 4, most = 8, women = 1, groups = { youth = 1 }, one_unit = true, joins = true }
[[activity.signup.questions]]
name = "bus"
label = "班车"
prompt = "全队坐班车来吗？"
answer = "yes_no"
[[activity.signup.questions]]
name = "stop"
label = "上车点"
prompt = "在哪里上车？"
answer = "choice"
options = ["南门", "北门"]
when = { item = "bus", answer = "是" }
"""


def test_everything_that_an_event_has_can_stand_in_the_file(app: App, tmp_path: Path) -> None:
    file = written(tmp_path, RICH)
    with app.act(OPERATOR) as act:
        sample.load(act)
    assert take_in(app, file).new == ["趣味竞赛"]
    assert take_in(app, file).same == ["趣味竞赛"]
    with app.act(OPERATOR) as act:
        contest = events.coded(act.session, "contest")
        assert contest
        park = act.session.get_one(units.Unit, contest.unit_id)
        assert (park.name, contest.groups, contest.fee) == ("东湖工业园工会联合会", ["members"], "免费")
        assert (contest.team_most, contest.team_groups, contest.team_joins) == (8, {"youth": 1}, True)
        assert (contest.team_one_unit, contest.unit_seats) == (True, 2)
        assert contest.questions[1]["when"] == {"item": "bus", "answer": "是"}


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("most = 8", "mots = 8", "activity contest: signup: team: mots is unknown; did you mean most?"),
        ("per_unit = 2", "per_unti = 2", "activity contest: signup: per_unti is unknown; did you mean per_unit?"),
        ('prompt = "在', 'promt = "在', "signup: questions: 2: promt is unknown; did you mean prompt?"),
        ("most = 8", "most = 3", "most is below least"),
        (", joins = true", "", "need joins = true"),
        ("women = 1", "women = 9", "more of a group than a team may have"),
        ("per_unit = 2", "per_unit = 9", "above limit"),
        ("per_unit = 2", "guests = 1", "do not go with team"),
        ('item = "bus"', 'item = "boat"', "第 2 个问题的条件"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_new_keys_is_named(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert words in complaint(tmp_path, RICH.replace(before, after))


def test_a_unit_or_a_group_that_there_is_not_takes_nothing_in(app: App, tmp_path: Path) -> None:
    wrong = PARTY + RICH.partition("\n\n")[2].replace("东湖工业园", "西湖").replace('"members"', '"member"')
    with pytest.raises(ConfigError) as why:
        take_in(app, written(tmp_path, wrong))
    assert "activity contest: unit: there is no unit '西湖工会联合会'" in str(why.value)
    assert "activity contest: group member is unknown; did you mean members?" in str(why.value)
    with app.act(OPERATOR) as act:
        assert events.coded(act.session, "party") is None
