"""Calendar files over HTTP: of the plan for everybody, of one member for who has the link; nonsense gets kind words."""

from collections.abc import Iterator
from contextlib import contextmanager

import icalendar
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.calendars import Calendars
from bot.config import Config
from bot.domain import agendas, registrations
from bot.domain.acts import OPERATOR, Act
from bot.store.database import Database
from tests.conftest import Clock
from tests.domain.union import address, event, member

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@contextmanager
def acting(database: Database, config: Config, clock: Clock) -> Iterator[Act]:
    with database.write() as session:
        yield Act(session, clock(), OPERATOR, config)


@pytest.fixture
def phone(database: Database, config: Config, clock: Clock) -> TestClient:
    """A phone's calendar, with a plan of three events behind it."""
    with acting(database, config, clock) as act:
        event(act, title="冬至联欢会")
        event(act, "chess", title="象棋比赛")
        event(act, "month", starts_at=None)
    return TestClient(Starlette(routes=Calendars(database, config, clock).routes()))


def titles(content: bytes) -> list[str]:
    return [str(one["SUMMARY"]) for one in icalendar.Calendar.from_ical(content).walk("VEVENT")]


def test_everybody_gets_the_file_of_an_event(phone: TestClient) -> None:
    answer = phone.get("/events/party.ics")
    assert answer.status_code == 200
    assert titles(answer.content) == ["冬至联欢会"]
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"] == "inline; filename*=UTF-8''party.ics"
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert phone.post("/events/party.ics").status_code == 405


@pytest.mark.parametrize("code", ["month", "nobody", "%00", "x" * 3000, "party.ics", "%F0%9F%98%80", "' OR 1=1 --"])
def test_what_is_not_there_or_has_no_day_is_told(phone: TestClient, code: str) -> None:
    answer = phone.get(f"/events/{code}.ics")
    assert answer.status_code == 404
    assert "日期还没定" in answer.text


def test_a_link_gives_what_its_member_signed_up_for_as_it_is_now(
    phone: TestClient, database: Database, config: Config, clock: Clock
) -> None:
    with acting(database, config, clock) as act:
        lina = member(act)
        registrations.join(act, event(act, title="冬至联欢会"), lina, address(), name="李娜")
        path = agendas.link(act, lina).open.removeprefix(config.web.public_url)
    answer = phone.get(path)
    assert (answer.status_code, titles(answer.content)) == (200, ["冬至联欢会"])
    assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("private, no-store", "noindex")
    with acting(database, config, clock) as act:
        registrations.join(act, event(act, "chess", title="象棋比赛"), member(act), address())
        registrations.call_off(act, event(act, title="冬至联欢会"))
    book = icalendar.Calendar.from_ical(phone.get(path).content)
    states = {str(entry["SUMMARY"]): str(entry["STATUS"]) for entry in book.walk("VEVENT")}
    assert states == {"冬至联欢会": "CANCELLED", "象棋比赛": "CONFIRMED"}
    forged = (path.replace("-0.", "-1."), path.replace(".ics", "x.ics"), "/calendars/%00.ics", "/calendars/1-0.ics")
    for wrong in forged:
        refused = phone.get(wrong)
        assert (refused.status_code, "加到日历" in refused.text) == (404, True), wrong
        assert "冬至" not in refused.text
