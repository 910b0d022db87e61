"""A moved event: all who come or wait are told once, who comes is asked, and silence costs nobody their place."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import dossiers, events, members, moves, offers, plans, posters, registrations, waitlist
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.plans import Plan
from bot.domain.registrations import Source
from bot.errors import Refusal
from bot.messages import Reply
from bot.store import outbox
from bot.store.outbox import State
from tests.domain.union import address, later, member, outgoing

PARTY = {"id": "party", "title": "冬至联欢会", "date": "2026-12-18", "hours": "14:00-16:30", "place": "职工礼堂"}
SIGNUP = {"limit": 2}


def take_in(act: Act, **fields: object) -> Event:
    """Import the plan, in which the party is as given."""
    plans.take_in(act, Plan.model_validate({"title": "年度计划", "activity": [{**PARTY, "signup": SIGNUP, **fields}]}))
    found = events.coded(act.session, "party")
    assert found
    return found


@pytest.fixture
def party(act: Act) -> Event:
    """Lina and Wang come, Zhao waits."""
    one = take_in(act)
    for who in ("lina", "wang"):
        registrations.join(act, one, member(act, who), address(who), name=who)
    waitlist.wait(act, one, member(act, "zhao"), address("zhao"))
    return one


def test_all_are_told_in_one_message_each_and_who_comes_is_asked(act: Act, party: Event) -> None:
    members.unsubscribe(act, member(act, "wang"))
    outbox.put(act.session, address(), Reply("明天"), key=f"{party.reminders}x", kind=members.REMINDER, now=act.now)
    take_in(act, date="2026-12-20", place="二楼会议室")
    reminder, *told = outgoing(act)
    assert reminder.status is State.WITHDRAWN
    assert [row.address for row in told] == ["lina", "wang", "zhao"]
    assert told[0].text == (
        "【活动改期】“冬至联欢会”改时间了：原来12月18日 14:00–16:30，改为12月20日 14:00–16:30。"
        "地点也换了：原来在职工礼堂，改到二楼会议室。您报了名，还来吗？没空回复也不要紧，名额给您留着。"
    )
    assert told[0].buttons == ["还来：冬至联欢会", "取消报名：冬至联欢会"]
    assert ("在原来的位置排队" in told[2].text, told[2].buttons) == (True, ["退出排队：冬至联欢会"])
    assert {row.latest_at for row in told} == {party.starts_at}
    assert moves.answers(registrations.of_event(act.session, party)) == (0, 2)


def test_what_is_no_move_tells_nobody(act: Act, party: Event) -> None:
    take_in(act)
    take_in(act, details="请带上水杯", who="全体会员")
    take_in(later(act, days=40), details="请带上水杯", who="全体会员", place="二楼会议室")
    party.cancelled = True
    take_in(act, date="2026-12-21")
    assert [row.text for row in outgoing(act) if "改" in row.text or "换" in row.text] == []
    assert moves.answers(registrations.of_event(act.session, party)) == (0, 0)


@pytest.mark.usefixtures("party")
def test_only_another_place(act: Act) -> None:
    take_in(act, place="二楼会议室")
    text = outgoing(act)[0].text
    assert "【活动换地点】" in text
    assert "原来在职工礼堂，改到二楼会议室。时间不变：12月18日 14:00–16:30。" in text
    take_in(act, place=None)
    assert "改到没定的地方" in outgoing(act)[-1].text


def test_who_says_yes_is_counted_once_and_asked_anew_after_the_next_move(act: Act, party: Event) -> None:
    lina = member(act)
    moves.confirm(act, party, lina)
    assert moves.awaited(act, lina) == []
    take_in(act, date="2026-12-20")
    assert moves.awaited(act, lina) == [party]
    then = later(act, hours=1)
    place = moves.confirm(then, party, lina)
    moves.confirm(later(act, hours=2), party, lina)
    assert (place.confirmed_at, place.word) == (then.now, "还来")
    rows = act.session.scalars(select(AuditRow).where(AuditRow.action == "registration.confirmed"))
    assert len(list(rows)) == 1
    assert moves.answers(registrations.of_event(act.session, party)) == (1, 1)
    assert moves.awaited(act, lina) == []
    assert "您说还来" in str(dossiers.told(act.session, lina, address(), act.now.astimezone(act.config.zone)))
    take_in(act, date="2026-12-21")
    assert moves.answers(registrations.of_event(act.session, party)) == (0, 2)
    assert [row.address for row in outgoing(act)] == ["lina", "wang", "zhao"] * 2


def test_silence_keeps_the_place_and_leaving_gives_it_on(act: Act, party: Event) -> None:
    take_in(act, date="2026-12-20")
    registrations.leave(act, party, member(act, "wang"))
    waitlist.accept(act, party, member(act, "zhao"))
    kept = {place.address: place.word for place in registrations.of_event(act.session, party)}
    assert kept == {"lina": "没回", "zhao": ""}
    with pytest.raises(Refusal, match="没有报"):
        moves.confirm(act, party, member(act, "wang"))
    assert party.starts_at
    with pytest.raises(Refusal, match="开始了"):
        moves.confirm(later(act, days=40), party, member(act))


def test_who_is_being_asked_keeps_their_offer(act: Act, party: Event) -> None:
    registrations.leave(act, party, member(act, "wang"))
    (place,) = offers.live(act.session, party)
    take_in(act, date="2026-12-20")
    row = outgoing(act)[-1]
    assert (row.address, row.buttons) == ("zhao", ["要：冬至联欢会", "不要：冬至联欢会"])
    assert "名额还在" in row.text
    assert place.status is offers.State.OFFERED


@pytest.mark.usefixtures("party")
def test_at_night_it_waits_for_the_morning_unless_the_event_is_near(act: Act) -> None:
    night = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    take_in(later(act, seconds=(night - act.now).total_seconds()), date="2026-12-20")
    assert outgoing(act)[0].due_at == night + timedelta(hours=9)
    eve = datetime(2026, 12, 19, 15, 0, tzinfo=UTC)
    take_in(later(act, seconds=(eve - act.now).total_seconds()), date="2026-12-22")
    assert outgoing(act)[-1].due_at == eve


def sent(act: Act) -> dict[str, str]:
    """What each of them still gets."""
    return {row.address: row.text for row in outgoing(act) if row.status is State.QUEUED}


def test_two_moves_in_one_night_are_told_as_one(act: Act, party: Event) -> None:
    night = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    then = later(act, seconds=(night - act.now).total_seconds())
    take_in(then, date="2026-12-20")
    registrations.leave(then, party, member(act, "wang"))
    waitlist.accept(then, party, member(act, "zhao"))
    take_in(later(then, hours=1), date="2026-12-21", place="二楼会议室")
    told = sent(act)
    assert set(told) == {"lina", "zhao"}, "and who left in between is not asked"
    assert "原来12月18日 14:00–16:30，改为12月21日 14:00–16:30。" in told["lina"]
    assert "地点也换了：原来在职工礼堂，改到二楼会议室。" in told["lina"]
    assert party.moved_at == later(then, hours=1).now
    assert moves.answers(registrations.of_event(act.session, party)) == (0, 2)


def test_what_was_put_back_before_morning_was_no_move(act: Act, party: Event) -> None:
    night = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    then = later(act, seconds=(night - act.now).total_seconds())
    take_in(then, date="2026-12-20", place=None)
    take_in(later(then, hours=1))
    assert sent(act) == {}
    assert moves.awaited(then, member(act)) == []
    assert moves.answers(registrations.of_event(act.session, party)) == (0, 0)


def test_a_move_that_was_told_already_is_told_from_where_it_was_told(act: Act, party: Event) -> None:
    take_in(act, date="2026-12-20")
    for row in outgoing(act):
        outbox.sent(row, act.now)
    take_in(later(act, hours=1), date="2026-12-21")
    assert "原来12月20日 14:00–16:30，改为12月21日" in sent(act)["lina"]
    assert party.starts_at


def test_who_has_no_address_is_to_be_phoned(act: Act) -> None:
    one = take_in(act, signup={"limit": 4})
    registrations.join(act, one, member(act), address(), name="lina")
    paper = registrations.enter(act, one, None, Source.PAPER, name="纸上的人", unit_id=None, phone="+8613900001111")
    assert moves.to_phone(act.session, one) == []
    take_in(act, signup={"limit": 4}, date="2026-12-20")
    assert moves.to_phone(act.session, one) == [paper]
    assert set(sent(act)) == {"lina"}
    assert paper.asked_at is None
    registrations.enter(later(act, hours=1), one, None, Source.PAPER, name="后来的人", unit_id=None)
    assert moves.to_phone(act.session, one) == [paper], "who was written down afterwards knows"


def test_an_event_that_was_moved_says_so_also_to_who_was_not_told(act: Act) -> None:
    one = take_in(act)
    assert "改过" not in posters.details(act, one).text
    moves.publish(act, one.code, one.plan, place="礼堂")
    assert "（时间或地点改过，以这里为准）" in posters.details(act, one).text
