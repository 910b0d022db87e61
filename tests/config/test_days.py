"""The union's own days: read at the start, and everything wrong in the file is named."""

from datetime import date
from pathlib import Path

import pytest

from bot.config import Config
from bot.config.days import OwnDays
from tests.config.written import bare, loaded, wrong

DAYS = """
holidays = [2027-01-02, { day = 2027-05-08, name = "厂庆" }]

[[workdays]]
day = 2027-02-07
name = "春节调休"
"""


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)


def test_the_unions_own_days_are_read_at_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "days.toml"
    file.write_text(DAYS, "utf-8")
    config = loaded(tmp_path, f"[cases]\ndays_file = '{file}'")
    file.write_text("", "utf-8")
    own = OwnDays(frozenset({date(2027, 1, 2), date(2027, 5, 8)}), frozenset({date(2027, 2, 7)}))
    assert config.cases.own_days == own
    assert config.model_copy().cases.own_days == own
    assert Config.load().cases.own_days == OwnDays()
    file.write_text(DAYS, "utf-8")
    monkeypatch.setenv("GONGYOU_CASES_DAYS_FILE", str(file))
    assert Config.load().cases.own_days == own


@pytest.mark.parametrize(
    ("days", "complaints"),
    [
        ("holidays = [2027-01-02\nworkdays", ["is no valid TOML: Unclosed array (at line 2, column 1)"]),
        ("holiday = [2027-01-02]", ["holiday is unknown; known are holidays, workdays"]),
        ("holidays = 2027-01-02", ["holidays: Input should be a valid tuple"]),
        (
            "holidays = [2027-01-02, '2027-01-03']\nworkdays = [20270207]",
            [
                "holidays, number 2: must be a date such as 2027-01-02, without quotation marks, is '2027-01-03'",
                "workdays, number 1: must be a date such as 2027-01-02, without quotation marks, is 20270207",
            ],
        ),
        ("holidays = [2027-01-02T00:00:00]", ["holidays, number 1: must be a date such as"]),
        ("holidays = [2207-01-02]", ["holidays, number 1: must lie between 2000 and 2100"]),
        (
            "holidays = [{ date = 2027-01-02 }]",
            ["number 1, date is unknown; known are day, name", "number 1: Field"],
        ),
        ("holidays = [{ day = 2027-01-02, name = 5 }]", ["holidays, number 1, name: Input should be a valid string"]),
        (
            "holidays = [2027-02-07, 2027-01-02, 2027-01-02]\nworkdays = [2027-02-07]",
            ["2027-01-02 stands there twice", "2027-02-07 stands there twice"],
        ),
        ("\ufeffholidays = []", ["begins with a byte order mark"]),
    ],
)
def test_a_wrong_days_file_is_named_with_what_is_wrong(tmp_path: Path, days: str, complaints: list[str]) -> None:
    file = tmp_path / "days.toml"
    file.write_text(days, "utf-8")
    lines = wrong(tmp_path, f"[cases]\ndays_file = '{file}'\nreply_hours = 0")
    assert lines.pop(0).startswith("[cases] reply_hours: ")
    assert len(lines) == len(complaints)
    for line, complaint in zip(sorted(lines), sorted(complaints), strict=True):
        assert line.startswith("[cases] days_file: ")
        assert complaint in line
        assert line.endswith(f"(given: {str(file)!r})")


def test_a_days_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    (line,) = wrong(tmp_path, "[cases]\ndays_file = 'nowhere.toml'")
    assert line.startswith("[cases] days_file: cannot be read")
