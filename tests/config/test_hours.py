"""Office hours: several frames a day; each wrong one is named with its remedy."""

from datetime import time
from pathlib import Path

import pytest

from bot.config import Config
from bot.errors import ConfigError
from tests.config.written import bare, loaded, wrong

FRAMES = '["08:30-12:00", "13:30-17:30"]'


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)


def test_office_hours_are_frames(tmp_path: Path) -> None:
    config = loaded(tmp_path, f"[cases]\noffice_hours = {FRAMES}")
    assert config.cases.frames == ((time(8, 30), time(12)), (time(13, 30), time(17, 30)))
    assert Config.load().cases.frames == ((time(9), time(12)), (time(13), time(18)))


@pytest.mark.parametrize(
    ("frames", "complaint"),
    [
        ("['8:30-12:00']", "[cases] office_hours.0: must be a frame such as \"08:30-12:00\" (given: '8:30-12:00')"),
        ("['08:30-12:00', '13:30']", "[cases] office_hours.1: must be a frame such as"),
        ("['08:30-24:00']", "must be a frame such as"),
        ("['08:30~12:00']", "must be a frame such as"),
        ("['12:00-08:30']", "must end later on the same day than it begins (given: '12:00-08:30')"),
        ("['12:00-12:00']", "must end later on the same day than it begins"),
        ("['08:30-12:00', '11:00-17:30']", "[cases] office_hours: 11:00-17:30 overlaps 08:30-12:00"),
        ("['13:30-17:30', '08:30-12:00']", "[cases] office_hours: 08:30-12:00 must stand before 13:30-17:30"),
        ("[]", "[cases] office_hours: must hold a frame at least"),
        ("'08:30-12:00'", '[cases] office_hours: must be a list such as ["08:30-12:00", "13:30-17:30"]'),
        ("[8]", "[cases] office_hours.0: Input should be a valid string"),
        ("5", "[cases] office_hours: Input should be a valid tuple"),
    ],
)
def test_wrong_office_hours_are_named(tmp_path: Path, frames: str, complaint: str) -> None:
    (line,) = wrong(tmp_path, f"[cases]\noffice_hours = {frames}")
    assert complaint in line


def test_each_wrong_frame_is_named(tmp_path: Path) -> None:
    lines = wrong(tmp_path, "[cases]\noffice_hours = ['9-12', '13:00-18:00', '20:00-19:00']")
    assert [line.split(":")[0] for line in lines] == ["[cases] office_hours.0", "[cases] office_hours.2"]
    lines = wrong(tmp_path, "[cases]\noffice_hours = ['09:00-12:00', '11:00-18:00', '17:00-19:00']")
    assert [line.split(" (")[0] for line in lines] == [
        "[cases] office_hours: 11:00-18:00 overlaps 09:00-12:00",
        "[cases] office_hours: 17:00-19:00 overlaps 11:00-18:00",
    ]


def test_frames_may_touch(tmp_path: Path) -> None:
    assert len(loaded(tmp_path, "[cases]\noffice_hours = ['00:00-12:00', '12:00-23:59']").cases.frames) == 2


def test_office_hours_are_a_json_list_in_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GONGYOU_CASES_OFFICE_HOURS", FRAMES)
    config = loaded(tmp_path, "[cases]\noffice_hours = ['10:00-11:00']\nreply_hours = 8")
    assert (config.cases.office_hours, config.cases.reply_hours) == (("08:30-12:00", "13:30-17:30"), 8)
    for text in ("08:30-12:00", "[1", ""):
        monkeypatch.setenv("GONGYOU_CASES_OFFICE_HOURS", text)
        with pytest.raises(ConfigError, match=r"^\[cases\] office_hours: must be a list such as \["):
            Config.load()
