"""What is paid for suggestions: read at the start, replaced by a union, and everything wrong in the file is named."""

import logging
from decimal import Decimal
from pathlib import Path

import pytest

from bot.config import Config, rewards
from tests.config.written import bare, loaded, wrong

OWN = """
reserve = 0
points_per_yuan = 0.5
participation = { "表扬" = 0 }
caps = { person_year = "2万" }
grades = [
  { name = "甲", from = "1.5万", fixed = 500, percent_over = 1.25, most = "2万" },
  { name = "乙", from = 0, below = 15000, fixed = "99.50" },
]
"""
HEAD = "reserve = 1\npoints_per_yuan = 1\nparticipation = { '奖' = 1 }\n"
LOW = "{ name = '低', from = 0, fixed = 1 }"


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)


def written(folder: Path, text: str) -> str:
    file = folder / "rewards.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_the_shipped_file_has_five_grades_and_never_pays_less_for_more() -> None:
    rules = Config.load().suggestions.rewards
    assert [int(one.start) for one in rules.grades] == [1_000_000, 500_000, 100_000, 10_000, 0]
    assert rules.remarks == ()


def test_a_union_replaces_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = written(tmp_path, OWN)
    rules = loaded(tmp_path, f"[suggestions]\nrewards_file = '{file}'").suggestions.rewards
    assert [(one.name, one.start) for one in rules.grades] == [("甲", Decimal(15_000)), ("乙", Decimal(0))]
    assert (rules.points_per_yuan, rules.participation) == (Decimal("0.5"), {"表扬": Decimal(0)})
    assert (rules.caps.suggestion, rules.caps.person_year) == (None, Decimal(20_000))
    monkeypatch.setenv("GONGYOU_SUGGESTIONS_REWARDS_FILE", file)
    assert Config.load().suggestions.rewards == rules


@pytest.mark.parametrize(
    ("grades", "complaints"),
    [
        ("", ["grades: there must be one at least"]),
        ("{ from = 0, fixed = 1 }", ["grades, number 1, name is missing"]),
        ("{ name = '一', fixed = 1 }", ["grades, number 1, from is missing"]),
        ("{ name = '一 等', from = 0, fixed = 1 }", ["grades, number 1, name: String should match"]),
        ("{ name = '低', from = 0, fix = 1, fixed = 1 }", ["grades, number 1, fix is unknown"]),
        ("{ name = '低', from = -1, fixed = 1 }", ["grades, number 1, from: must be yuan, 0 or more"]),
        ("{ name = '低', from = 0, fixed = 1.005 }", ["grades, number 1, fixed: must be yuan, 0 or more, to the cent"]),
        ("{ name = '低', from = 0, fixed = true }", ["grades, number 1, fixed: must be yuan"]),
        ("{ name = '低', from = 0, fixed = nan }", ["grades, number 1, fixed: must be yuan"]),
        ("{ name = '低', from = 0, fixed = '1,000' }", ["grades, number 1, fixed: must be yuan"]),
        ("{ name = '低', from = 0, percent = 0 }", ["grades, number 1, percent: must be a number above 0"]),
        ("{ name = '低', from = 0, percent = -2 }", ["grades, number 1, percent: must be a number above 0"]),
        ("{ name = '低', from = 0, percent = 100.5 }", ["grades, number 1, percent: must not be above 100"]),
        ("{ name = '低', from = 0 }", ["grades, number 1: needs either fixed or percent"]),
        ("{ name = '低', from = 0, fixed = 1, percent = 1 }", ["grades, number 1: needs either fixed or percent"]),
        (
            "{ name = '低', from = 0, percent_over = 1, percent = 1 }",
            ["grades, number 1: percent_over goes with fixed, not with percent"],
        ),
        ("{ name = '低', from = 0, fixed = 1, most = 2 }", ["grades, number 1: least and most go with a percentage"]),
        (
            "{ name = '低', from = 0, percent = 1, least = 3, most = 2 }",
            ["grades, number 1: least must not be above most"],
        ),
        (
            "{ name = '低', from = 10, below = 20, fixed = 1 }",
            [
                "grades: number 1, below: the highest has no end",
                "grades: none begins at 0, which leaves a gap below 10.00",
            ],
        ),
        (
            f"{LOW}, {{ name = '高', from = 10, fixed = 2 }}",
            ["grades: number 2, from: must lie below number 1: the highest stands first"],
        ),
        (
            f"{{ name = '低', from = 0, fixed = 2 }}, {LOW}",
            ["grades: two are called 低", "grades: number 2, from: must"],
        ),
        (
            "{ name = '高', from = 10, fixed = 2 }, { name = '低', from = 0, below = 9, fixed = 1 }",
            ["grades: number 2, below: leaves a gap, number 1 begins at 10.00"],
        ),
        (
            "{ name = '高', from = 10, fixed = 2 }, { name = '低', from = 0, below = 11, fixed = 1 }",
            ["grades: number 2, below: leaves an overlap, number 1 begins at 10.00"],
        ),
    ],
)
def test_a_wrong_grade_is_named_with_what_is_wrong(tmp_path: Path, grades: str, complaints: list[str]) -> None:
    assert_named(tmp_path, f"{HEAD}grades = [{grades}]", complaints)


@pytest.mark.parametrize(
    ("text", "complaints"),
    [
        ("", ["grades is missing", "participation is missing", "reserve is missing", "points_per_yuan is missing"]),
        (HEAD + "grade = 1", ["grades is missing", "grade is unknown"]),
        (f"{HEAD}grades = [{LOW}]\ncaps = {{ person = 1 }}", ["caps, person is unknown"]),
        (f"{HEAD}grades = [{LOW}]\ncaps = {{ suggestion = 0 }}", ["caps, suggestion: Input should be greater than 0"]),
        (f"{HEAD}grades = [{LOW}]".replace("reserve = 1", "reserve = '1千'"), ["reserve: must be yuan"]),
        (f"{HEAD}grades = [{LOW}]".replace("yuan = 1", "yuan = 0"), ["points_per_yuan: must be a number above 0"]),
        (f"{HEAD}grades = [{LOW}]".replace("'奖' = 1", "'奖' = -1"), ["participation, 奖: must be yuan"]),
        (f"{HEAD}grades = [{LOW}]".replace("'奖' = 1", ""), ["participation: Dictionary should have at least 1 item"]),
        ("reserve = ", ["is no valid TOML"]),
    ],
)
def test_any_other_wrong_line_is_named(tmp_path: Path, text: str, complaints: list[str]) -> None:
    assert_named(tmp_path, text, complaints)


def assert_named(folder: Path, text: str, complaints: list[str]) -> None:
    """Each complaint stands in a line of its own, and there are no others."""
    lines = sorted(wrong(folder, f"[suggestions]\nrewards_file = '{written(folder, text)}'"))
    assert len(lines) == len(complaints), lines
    for line, complaint in zip(lines, sorted(complaints), strict=True):
        assert line.startswith(f"[suggestions] rewards_file: {complaint}")


def test_where_more_benefit_brings_less_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    grades = "{ name = '高', from = 1000, percent = 1 }, { name = '低', from = 0, fixed = 1, percent_over = 2 }"
    file = written(tmp_path, f"{HEAD}grades = [{grades}]")
    with caplog.at_level(logging.WARNING):
        rules = rewards.read(file)
    assert rules.remarks == ("高 begins with 10.00 yuan, less than the 21.00 that 低 reaches",)
    assert rules.remarks[0] in caplog.text


@pytest.mark.parametrize(
    ("key", "low", "high"),
    [
        ("reply_days", 0, 367),
        ("major_reply_days", 0, 733),
        ("acknowledge_days", 0, 31),
        ("appeal_days", 0, 367),
        ("retention_months", -1, 601),
    ],
)
def test_days_and_months_have_their_range(tmp_path: Path, key: str, low: int, high: int) -> None:
    for value in (low, high):
        (line,) = wrong(tmp_path, f"[suggestions]\n{key} = {value}")
        assert line.startswith(f"[suggestions] {key}: ")
    config = loaded(tmp_path, f"[suggestions]\n{key} = {low + 1}\nboard = false")
    assert (getattr(config.suggestions, key), config.suggestions.board) == (low + 1, False)
