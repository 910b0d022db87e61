"""A plan's file: what is wrong is named with its activity and key, and everything an event has can stand in it."""

from datetime import datetime
from pathlib import Path

import pytest

from bot import sample
from bot.app import App
from bot.domain import events, plans, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.events import Event
from bot.errors import ConfigError
from tests.planned import PARTY, ZONE, app, take_in, written

__all__ = ["app"]


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(ConfigError) as why:
        plans.read(written(folder, text))
    return str(why.value)


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
