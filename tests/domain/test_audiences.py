"""Audiences: who gets a notice, where, and once; listed in the ledger and looked at again at the moment of sending."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.domain import audiences, checkins, drives, events, members, registrations, squads, units, waitlist
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.checkins import Way
from bot.domain.members import Member
from bot.domain.noticebook import ListedMember, MemberGroup, Notice, Why
from bot.domain.noticekinds import Kind
from bot.domain.units import Unit
from bot.errors import Unavailable
from bot.messages import Address
from tests.domain import squad_union
from tests.domain.notice_people import heard, join, lose, notice, places, reader, refuse, rows, unit
from tests.domain.union import PARTY, Union, address, event, later, member, officer


def filled(act: Act, audience: Audience | None = None, **fields: object) -> list[str]:
    """Who gets a notice, by the name of their address."""
    one = notice(act, audience, **fields)
    count, split = audiences.count(act.session, one), audiences.split(act.session, one)
    assert not audiences.fill(act.session, one, 100)
    found = rows(act, one)
    assert len(found) == one.size == count == sum(split.values())
    return [row.address for row in found]


def top(act: Act) -> int:
    return units.top(act).id


def test_one_with_two_channels_gets_one_row_on_the_preferred_one(act: Act) -> None:
    reader(act, "prefers", "telegram", "wechat", prefers="wechat")
    reader(act, "lately", "wechat", "telegram", "web")
    heard(act, "wechat", "lately", act.today.replace(day=1) - timedelta(days=31))
    heard(act, "telegram", "lately", None)
    reader(act, "lost", "telegram", "wechat", prefers="wechat")
    lose(act, "wechat", "lost")
    reader(act, "alike", "wechat", "telegram")
    one = notice(act)
    assert audiences.split(act.session, one) == {"telegram": 2, "web": 1, "wechat": 1}
    assert not audiences.fill(act.session, one, 100)
    assert places(act, one) == [("wechat", "prefers"), ("web", "lately"), ("telegram", "lost"), ("telegram", "alike")]
    assert not audiences.fill(act.session, one, 100)
    assert one.size == 4


def test_it_is_listed_in_parts_and_again_for_who_joined_since(act: Act) -> None:
    everybody = [reader(act, f"m{number}") for number in range(5)]
    one = notice(act)
    assert audiences.fill(act.session, one, 2)
    assert (one.cursor, one.size) == (everybody[1].id, 2)
    assert audiences.fill(act.session, one, 2)
    assert not audiences.fill(act.session, one, 2)
    assert [row.member_id for row in rows(act, one)] == [person.id for person in everybody]
    assert {(row.state, row.manner, row.tries, row.claim) for row in rows(act, one)} == {("queued", "", 0, "")}
    everybody[0].subscribed = False
    reader(act, "new")
    one.cursor = 0
    assert not audiences.fill(act.session, one, 5)
    assert (one.size, rows(act, one)[-1].address) == (6, "new")


def test_who_left_or_wants_none_of_it_or_is_reached_nowhere_is_left_out(act: Act) -> None:
    reader(act, "lina")
    members.unsubscribe(act, reader(act, "wang"))
    refuse(act, reader(act, "zhao"), "law")
    reader(act, "qian")
    lose(act, "test", "qian")
    assert filled(act, topic="law") == ["lina"]
    assert filled(act, key="notice:b", topic="safety") == ["lina", "zhao"]


def test_a_unit_with_those_below_or_without_a_group_a_channel_a_list(act: Act) -> None:
    park = unit(act, "园区")
    shop = unit(act, "车间", park)
    reader(act, "top")
    reader(act, "park", "telegram", "wechat", home=park)
    lina = reader(act, "shop", home=shop)
    join(act, lina, "women", "youth")
    assert filled(act, Audience(park.id)) == ["park", "shop"]
    assert filled(act, Audience(park.id, below=False), key="b") == ["park"]
    assert filled(act, Audience(top(act), groups=("women", "youth")), key="c") == ["shop"]
    assert filled(act, Audience(top(act), channel="wechat"), key="d") == ["park"]
    one = notice(act, Audience(top(act), listed=True), key="e")
    act.session.add(ListedMember(notice_id=one.id, member_id=lina.id))
    assert audiences.count(act.session, one) == 1


def _came(act: Act) -> events.Event:
    """Wang and Zhao sign up, Zhao from a second chat; Li waits; Wang comes."""
    one = event(act, seats=2)
    for who in ("wang", "zhao"):
        registrations.join(act, one, member(act, who), address(who))
    there = reader(act, "zhao", prefers="web")
    act.session.add(members.Contact(channel="web", address="other", member_id=there.id))
    waitlist.wait(act, one, member(act, "li"), address("li"))
    place = registrations.of_event(act.session, one)[0]
    checkins.take(later(act, seconds=(PARTY - act.now).total_seconds()), one, place, nonce="1", way=Way.LIST)
    member(act, "nobody")
    return one


def test_those_of_an_event_where_they_signed_up(act: Act) -> None:
    one, home = _came(act), top(act)
    parts = [Audience(home, event="registered"), Audience(home, event="waiting"), Audience(home, event="came")]
    who = {part.event: filled(act, part, key=part.event, event_id=one.id) for part in parts}
    assert who == {"registered": ["wang", "zhao"], "waiting": ["li"], "came": ["wang"]}
    lose(act, "test", "zhao")
    assert filled(act, Audience(top(act), event="registered"), key="lost", event_id=one.id) == ["wang", "other"]


def test_each_of_a_squad_that_has_a_place_in_a_manner_of_their_own(act: Act) -> None:
    one = squad_union.contest(act, seats=1)
    squad_union.team(act, one, "lina", "wang")
    squad_union.team(act, one, "sun", name="永盛队")
    told = notice(act, Audience(top(act), event="registered"), event_id=one.id)
    audiences.fill(act.session, told, 100)
    assert [(row.address, row.manner) for row in rows(act, told)] == [("lina", "team"), ("wang", "team")]
    squads.leave(act, one, member(act, "wang"))
    act.session.flush()
    gone = audiences.still(act.session, told, [member(act, who).id for who in ("lina", "wang")])
    assert list(gone.values()) == [address("lina"), Why.CALLED_OFF]


def test_people_of_other_units_count_at_an_event_that_the_notices_unit_organises(act: Act) -> None:
    park, other = unit(act, "园区"), unit(act, "别的园区")
    one = event(act, host_id=park.id)
    for who, home in (("near", park), ("far", other)):
        registrations.join(act, one, reader(act, who, home=home), address(who))
    assert filled(act, Audience(park.id, event="registered"), event_id=one.id) == ["near", "far"]
    theirs = Audience(other.id, event="registered")
    assert filled(act, theirs, key="b", event_id=one.id) == ["far"]
    assert filled(act, theirs, key="c", event_id=one.id, unit_id=park.id) == ["far"]


def test_at_the_moment_of_sending_each_is_looked_at_again(act: Act) -> None:
    park = unit(act, "园区")
    who = {name: reader(act, name, home=park) for name in ("fine", "left", "moved", "topic", "lost", "group", "two")}
    who["two"].prefers = "web"
    act.session.add(members.Contact(channel="web", address="two", member_id=who["two"].id))
    for one in who.values():
        join(act, one, "women")
    sent = notice(act, Audience(park.id, groups=("women",)), topic="law")
    audiences.fill(act.session, sent, 100)
    assert len(places(act, sent)) == 7
    members.unsubscribe(act, who["left"])
    members.move(act, who["moved"], act.session.get_one(Unit, top(act)))
    refuse(act, who["topic"], "law")
    lose(act, "test", "lost")
    lose(act, "web", "two")
    act.session.delete(act.session.get_one(MemberGroup, (who["group"].id, "women")))
    act.session.flush()
    found = audiences.still(act.session, sent, [*(one.id for one in who.values()), 999_999])
    assert found == {
        who["fine"].id: Address("test", "fine"),
        who["left"].id: Why.OPTED_OUT,
        who["moved"].id: Why.LEFT_AUDIENCE,
        who["topic"].id: Why.TOPIC,
        who["lost"].id: Why.UNREACHABLE,
        who["group"].id: Why.LEFT_AUDIENCE,
        who["two"].id: Address("test", "two"),
        999_999: Why.ERASED,
    }


def _reminder(act: Act) -> tuple[events.Event, Member, Notice]:
    one, lina = event(act), member(act)
    registrations.join(act, one, lina, address())
    key = f"reminder:{one.id}:2026-12-18T06:00"
    fields = {"key": key, "kind": Kind.REMINDER.value, "event_id": one.id, "latest_at": PARTY}
    return one, lina, notice(act, Audience(top(act), event="registered"), **fields)


@pytest.mark.parametrize("change", ["", "left", "moved", "cancelled"])
def test_a_reminder_is_off_for_who_gave_the_place_back_and_for_all_where_the_event_is(act: Act, change: str) -> None:
    one, lina, told = _reminder(act)
    if change == "left":
        registrations.leave(act, one, lina)
    if change == "moved":
        one.starts_at = PARTY + timedelta(days=1)
    if change == "cancelled":
        one.cancelled = True
    act.session.flush()
    found = audiences.still(act.session, told, [lina.id])
    assert found == {lina.id: Why.CALLED_OFF if change else address()}


def test_what_an_officer_writes_to_the_people_of_a_cancelled_event_goes_out(act: Act) -> None:
    one, lina, _ = _reminder(act)
    one.cancelled = True
    by_hand = Audience(top(act), event="registered")
    assert filled(act, by_hand, event_id=one.id) == ["lina"]
    hanging = notice(act, by_hand, key="b", event_id=one.id, schedule={"event": one.id, "hours": -2})
    assert audiences.still(act.session, hanging, [lina.id]) == {lina.id: Why.CALLED_OFF}


def _hasty(union: Union, deed: Callable[[Act], object], *rows: object) -> None:
    """Do something in a transaction of its own that waits for nobody."""
    with union.act() as act:
        act.session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        act.session.add_all(rows)
        deed(act)


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_nobody_unsubscribes_or_leaves_while_it_is_decided(union: Union) -> None:
    with union.act() as act:
        one, lina, told = _reminder(act)
    with union.act() as act:
        assert audiences.still(act.session, act.session.get_one(Notice, told.id), [lina.id]) == {lina.id: address()}
        for late in (lambda act: members.unsubscribe(act, lina), lambda act: registrations.leave(act, one, lina)):
            with pytest.raises(Unavailable, match="LockNotAvailable"):
                _hasty(union, late, lina, one)


def test_nobody_is_invited_any_more_to_a_drive_that_ended(act: Act) -> None:
    li, lina = officer(act), member(act)
    days = {"begins": act.today, "ends": act.today + timedelta(days=9)}
    drive = drives.draft(act, li, units.top(act), title="夏季征集", focus="降温", topics=(), **days)
    drives.open_(act, drive, li)
    invited = notice(act, kind=Kind.INVITATION.value, drive_id=drive.id, key=drive.invitations)
    assert audiences.still(act.session, invited, [lina.id]) == {lina.id: address()}
    drives.end(act, drive, li)
    assert audiences.still(act.session, invited, [lina.id]) == {lina.id: Why.CALLED_OFF}


def test_ten_thousand_are_looked_at_with_few_statements(act: Act) -> None:
    from sqlalchemy import event as listening
    from sqlalchemy import insert

    home, month = top(act), act.today.replace(day=1)
    first = member(act).id + 1
    numbers = range(first, first + 10_000)
    people = [{"id": one, "unit_id": home, "met_at": act.now, "subscribed": one % 10 > 0} for one in numbers]
    act.session.execute(insert(Member), people)
    there = [{"channel": "web", "address": f"w{one}", "member_id": one, "heard_in": month} for one in numbers]
    act.session.execute(insert(members.Contact), there)
    told, said = notice(act), list[str]()
    listening.listen(act.session.get_bind(), "before_cursor_execute", lambda *args: said.append(args[2]))
    found = audiences.still(act.session, told, list(numbers))
    assert sum(why is Why.OPTED_OUT for why in found.values()) == 1000
    assert sum(isinstance(to, Address) for to in found.values()) == 9000
    assert len(said) <= 6
