"""The figures of events: tables, pictures and spreadsheets; few are not told; each officer those of their units."""

import io
from datetime import datetime

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient

from bot.domain import events, registrations, units
from bot.domain.checkins import CheckIn, Way
from tests.conftest import Clock
from tests.console.branch import HOSPITAL, PARK, Branch
from tests.domain.union import event

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
FIGURES, YEAR = "/console/events/party/figures", "/console/events/figures"


@pytest.fixture
def party(branch: Branch) -> None:
    """Five of the park, four of the hospital, two of the union's own office, and three in a group."""
    with branch.desk.act() as act:
        one = event(act, seats=20)
        act.session.flush()
        for name, count in ((PARK, 5), (HOSPITAL, 4), (branch.desk.config.union.name, 2)):
            unit = units.named(act.session, name)
            assert unit
            act.session.add_all(
                registrations.Registration(event_id=one.id, name="名字", unit_id=unit.id, joined_at=act.now,
                                           groups=",women," if number == 1 or name == PARK else "")
                for number in range(count)
            )  # fmt: skip


def come(branch: Branch, clock: Clock) -> None:
    """The day after, one of three was there."""
    clock.now = datetime.fromisoformat("2026-12-19T06:00Z")
    with branch.desk.act() as act:
        one = events.coded(act.session, "party")
        assert one
        for place in registrations.of_event(act.session, one)[::3]:
            act.session.add(CheckIn(event_id=one.id, registration_id=place.id, nonce=f"n{place.id}", at=act.now,
                                    way=Way.LIST.value, taken_at=act.now))  # fmt: skip


def sheet(content: bytes) -> list[tuple[object, ...]]:
    return list(load_workbook(io.BytesIO(content)).worksheets[0].values)


@pytest.mark.usefixtures("party")
def test_few_are_not_told_in_table_picture_and_spreadsheet(li: TestClient, branch: Branch, clock: Clock) -> None:
    page = li.get(FIGURES).text
    assert "还没有人签到" in page
    rows = {str(row[1]): row[2:] for row in sheet(li.get(f"{FIGURES}/export").content)}
    assert rows[branch.desk.config.union.name] == ("少于 3",) * 5
    assert rows[HOSPITAL] == ("略",) * 5
    assert rows[PARK][:3] == (5, 5, 0)
    assert rows["合计"][:2] == (11, 11)
    picture = li.get(f"{FIGURES}/chart")
    assert picture.headers["content-type"] == "image/svg+xml"
    assert PARK in picture.text
    assert HOSPITAL not in picture.text
    assert "女职工" in li.get(f"{FIGURES}/chart?of=groups").text
    come(branch, clock)
    li.get("/console/enter", params={"token": branch.link("李主任")})
    page = li.get(FIGURES).text
    assert "到场率 36%" in page
    assert "签到" in li.get(f"{FIGURES}/chart").text


@pytest.mark.usefixtures("party")
def test_an_officer_of_a_branch_sees_that_branch(wang: TestClient, branch: Branch, clock: Clock) -> None:
    page = wang.get(FIGURES).text
    assert PARK in page
    assert HOSPITAL not in page
    assert "您看得到的单位" in page
    come(branch, clock)
    wang.get("/console/enter", params={"token": branch.link("王干事")})
    page = wang.get(f"{YEAR}?year=2026").text
    assert PARK in page
    assert HOSPITAL not in page


@pytest.mark.usefixtures("party")
def test_a_year_is_counted_when_its_events_are_over(li: TestClient, branch: Branch, clock: Clock) -> None:
    assert "这一年还没有办完的活动" in li.get(YEAR).text
    come(branch, clock)
    li.get("/console/enter", params={"token": branch.link("李主任")})
    page = li.get(f"{YEAR}?year=2026").text
    assert "11 人次" in page
    assert "到场率 36%" in page
    rows = sheet(li.get(f"{YEAR}/export?year=2026").content)
    assert ("2026-12", PARK, 1, 5, 2, 40) in rows
    assert ("2026", HOSPITAL, 1, "略", "略", "略") in rows
    assert li.get(f"{YEAR}/chart?year=2026").headers["content-type"] == "image/svg+xml"
    assert "2026年的活动" in li.get(f"{YEAR}?year=1800").text
