"""Calendar files: read back by the library that wrote them, and line by line as RFC 5545 says, without it."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

import icalendar
import pytest

from bot.domain import agendas, events, ics, own_data, registrations
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.errors import Refusal
from tests.domain.union import PARTY, address, event, later, member, outgoing

LINE: Final = re.compile(r"(?P<name>[A-Z-]+)(?:;[A-Z-]+=[^;:]+)*:(?P<value>.*)")
ESCAPED: Final = re.compile(r"\\(.)")
NASTY: Final = "冬至联欢会，礼堂, 二楼; 记得\\带证件" + "很长的一句话" * 4
DETAILS: Final = "第一行，带水杯\n第二行; 有逗号, 有反斜杠\\n，不是换行" + "长" * 200


def lines(content: bytes) -> list[str]:
    """The content lines, unfolded, of a file whose every line is as it should be (3.1 of the RFC)."""
    assert content.endswith(b"\r\n")
    assert b"\n" not in content.replace(b"\r\n", b"")
    physical = content.removesuffix(b"\r\n").split(b"\r\n")
    assert max(len(line) for line in physical) <= 75, "octets, not letters"
    assert all(line.decode() for line in physical), "no letter is cut in two, no line is empty"
    return content.replace(b"\r\n ", b"").decode().removesuffix("\r\n").split("\r\n")


def entries(content: bytes) -> Iterator[dict[str, str]]:
    """Each event's properties by name, texts as they were before they were escaped (3.3.11)."""
    found = dict[str, str]()
    for line in lines(content):
        if line == "BEGIN:VEVENT":
            found = {}
        elif line == "END:VEVENT":
            yield found
        else:
            read = LINE.fullmatch(line)
            assert read, line
            assert read["name"] not in found or read["name"] in {"BEGIN", "END"}, "each at most once"
            found[read["name"]] = ESCAPED.sub(lambda one: "\n" if one[1] in "nN" else one[1], read["value"])


def written(act: Act, *shown: Event) -> bytes:
    act.session.flush()
    return ics.write(act.session, act.config, "我的活动", shown)


def test_an_event_is_read_back_as_it_is_by_two_readers(act: Act) -> None:
    until = PARTY + timedelta(hours=2, minutes=30)
    one = event(act, title=NASTY, ends_at=until, place="职工礼堂；二楼,东", audience="全体会员", details=DETAILS)
    content = written(act, one)
    by_hand, (by_library,) = next(entries(content)), icalendar.Calendar.from_ical(content).walk("VEVENT")
    for read in (by_hand, by_library):
        assert str(read["SUMMARY"]) == NASTY
        assert str(read["LOCATION"]) == "职工礼堂；二楼,东"
        assert str(read["DESCRIPTION"]) == f"对象：全体会员\n{DETAILS}\n{act.config.union.name}"
        assert str(read["STATUS"]) == "CONFIRMED"
    assert (by_hand["DTSTART"], by_hand["DTEND"]) == ("20261218T060000Z", "20261218T083000Z")
    assert [by_library.decoded(name) for name in ("DTSTART", "DTEND")] == [PARTY, until]
    assert by_hand["DTSTAMP"] == f"{act.now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    whole = lines(content)
    assert (whole[0], whole[-1], whole.count("VERSION:2.0")) == ("BEGIN:VCALENDAR", "END:VCALENDAR", 1)
    assert sum(line.startswith("PRODID:") for line in whole) == 1


def test_what_changes_keeps_its_uid_and_counts_up(act: Act) -> None:
    one, other = event(act), event(act, "other", title="别的")
    read = [next(entries(written(act, one)))]
    event(later(act, hours=1), starts_at=PARTY + timedelta(days=1))
    event(later(act, hours=2), starts_at=PARTY + timedelta(days=1))
    read.append(next(entries(written(act, one))))
    registrations.call_off(later(act, hours=3), one)
    read += entries(written(act, one, other))
    assert [entry["SEQUENCE"] for entry in read] == ["0", "1", "2", "0"], "importing the same again is no change"
    assert [entry["STATUS"] for entry in read] == ["CONFIRMED", "CONFIRMED", "CANCELLED", "CONFIRMED"]
    assert len({entry["UID"] for entry in read[:3]}) == 1
    assert read[3]["UID"] != read[0]["UID"]
    assert read[1]["DTSTART"] == "20261219T060000Z"
    stamps = [datetime.strptime(entry["DTSTAMP"], "%Y%m%dT%H%M%S%z") for entry in read[:3]]
    assert [stamp - act.now for stamp in stamps] == [timedelta(), timedelta(hours=1), timedelta(hours=3)]


def test_a_members_calendar_has_their_own_events_and_no_others(act: Act) -> None:
    lina = member(act)
    found = {code: event(act, code, title=f"{code} 的活动", ends_at=None) for code in ("mine", "left", "not-mine")}
    found["month"] = event(act, "month", title="month 的活动", starts_at=None)
    for code in ("mine", "left", "month"):
        registrations.join(act, found[code], lina, address(), name="李娜")
    registrations.join(act, found["not-mine"], member(act, "wang"), address("wang"), name="王芳")
    registrations.leave(act, found["left"], lina)
    content = agendas.calendar(act.session, act.config, lina, act.now)
    assert [entry["SUMMARY"] for entry in entries(content)] == ["mine 的活动"]
    assert "DTEND" not in next(entries(content))
    assert [word for word in ("李娜", "王芳", "lina") if word in "".join(lines(content))] == []
    registrations.call_off(act, found["mine"])
    (gone,) = entries(agendas.calendar(act.session, act.config, lina, act.now))
    assert gone["STATUS"] == "CANCELLED"
    assert list(entries(agendas.calendar(act.session, act.config, lina, PARTY + timedelta(days=61)))) == []


def token(links: agendas.Links) -> str:
    return links.open.rpartition("/")[2].removesuffix(".ics")


def test_a_link_opens_one_calendar_until_it_is_renewed_or_all_is_deleted(act: Act) -> None:
    lina, wang = member(act), member(act, "wang")
    first, foreign = agendas.link(act, lina), agendas.link(act, wang)
    assert first.subscribe == "webcal://127.0.0.1:8000" + first.open.removeprefix("http://127.0.0.1:8000")
    assert agendas.link(act, lina) == first
    assert agendas.opened(act.session, token(first)) is lina
    mixed = token(first).partition(".")[0] + "." + token(foreign).partition(".")[2]
    for wrong in (mixed, token(first)[:-1], "", ".", f"{lina.id}-0", "x" * 5000, token(first) + "x"):
        assert agendas.opened(act.session, wrong) is None, wrong
    second = agendas.renew(act, lina)
    assert agendas.opened(act.session, token(first)) is None
    assert agendas.opened(act.session, token(second)) is lina
    assert agendas.opened(act.session, token(foreign)) is wang
    own_data.erase(act, lina, address())
    assert agendas.opened(act.session, token(second)) is None


def test_no_store_that_never_gave_a_link_opens_one(act: Act) -> None:
    assert agendas.opened(act.session, "1-0.") is None


def test_what_cannot_stand_in_a_calendar_is_not_sent(act: Act) -> None:
    lina, month = member(act), event(act, "month", starts_at=None)
    registrations.join(act, month, lina, address())
    with pytest.raises(Refusal, match="还没有报名定好日期"):
        agendas.send(act, lina, address())
    with pytest.raises(Refusal, match="日期还没定"):
        agendas.send_event(act, month, lina, address())
    off = event(act, "off")
    events.cancel(act, off)
    with pytest.raises(Refusal, match="已经取消"):
        agendas.send_event(act, off, lina, address())
    assert outgoing(act) == []
