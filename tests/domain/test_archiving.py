"""Archiving: what is put away, and what stays; checked against every table that knows the event."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.domain import archiving, hosting, leaflets, registrations, results, turnout, units, waitlist
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.checkins import CheckIn
from bot.domain.events import Event
from bot.domain.leaflets import Leaflet, Role
from bot.domain.opinions import Opinion
from bot.domain.queues import WaitingPlace
from bot.domain.results import Standing
from bot.domain.seats import Extras, Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.staff import Officer
from bot.domain.stewards import Steward
from bot.domain.turnout import Turnout
from bot.errors import Refusal
from bot.messages import Upload
from bot.store import files
from bot.store.files import FileRow
from tests.domain.test_certificates import came
from tests.domain.test_results import at
from tests.domain.union import PARTY, address, event, member, officer
from tests.photos import PNG

Full = tuple[Act, Officer, Event]
NAMES = ("王芳", "13900001111", "红旗队", "低盐", "宏达", "小吴", "太好了", "fang-address")


def _mine(act: Act, who: str) -> Act:
    return act.by(Actor(ActorKind.MEMBER, member(act, who).id))


@pytest.fixture
def full(act: Act) -> Full:
    """An event that knows of everything that there can be."""
    boss, one = officer(act), event(act, seats=1, ends_at=PARTY + timedelta(hours=2), contact="王芳 13900001111")
    sent = files.keep(act.session, Upload("证件.png", "image/png", PNG), act.now)
    extras = Extras(groups=("women",), answers=({"name": "diet", "label": "忌口", "shown": "低盐", "value": "低盐"},),
                    files=(sent,))  # fmt: skip
    mine = _mine(act, "fang-address")
    who = member(act, "fang-address")
    place = registrations.join(mine, one, who, address("fang-address"), name="王芳", extras=extras)
    place.phone = "13900001111"
    waitlist.wait(_mine(act, "fang-too"), one, member(act, "fang-too"), address("fang-address-2"), name="王芳")
    squad = Squad(event_id=one.id, name="红旗队", company="宏达", profile="太好了", code="x" * 20, created_at=act.now)
    act.session.add(squad)
    act.session.flush()
    mate = member(act, "mate")
    act.session.add_all([
        SquadMember(squad_id=squad.id, event_id=one.id, member_id=mate.id, channel="test", address="fang-address",
                    name="王芳", joined_at=act.now),
        Steward(event_id=one.id, label="小吴", digest="d", officer_id=boss.id, made_at=act.now, until=PARTY),
        Opinion(event_id=one.id, given_on=act.today, answers={"grade": 5, "words": "王芳主持得太好了"}),
    ])  # fmt: skip
    for role, name in ((Role.COVER, "cover.png"), (Role.PHOTO, "photo.png"), (Role.ATTACHMENT, "paper.png")):
        leaflets.add(act, boss, one, role, [Upload(name, "image/png", PNG)])
    came(act, place)
    then = at(act, hours=3)
    results.enter(then, boss, one, [Standing(place.id, 1, "一等奖", "98")])
    results.publish(then, boss, one, "恭喜王芳")
    act.session.flush()
    return then, boss, one


def _everything(act: Act) -> str:
    """All that the tables of events hold, unsealed."""
    tables: list[Any] = [Registration, WaitingPlace, Squad, SquadMember, Steward, Opinion, CheckIn, Leaflet, Event]
    rows = [row for table in tables for row in act.session.scalars(select(table))]
    kept = [{column.key: getattr(row, column.key) for column in row.__table__.columns} for row in rows]
    return json.dumps(kept, ensure_ascii=False, default=str)


def _figures(act: Act, one: Event) -> Turnout:
    reach = set(act.session.scalars(select(units.Unit.id)))
    return turnout.of(act.session, one, reach, act.config.events.occasions.groups)


def test_no_name_is_left_and_the_figures_are(full: Full) -> None:
    then, boss, one = full
    waitlist.settle(then, one)
    before = _figures(then, one)
    assert all(name in _everything(then) for name in NAMES)
    archiving.put_away(then, boss, one)
    then.session.flush()
    then.session.expire_all()
    assert [name for name in NAMES if name in _everything(then)] == []
    assert _figures(then, one) == before
    place = registrations.of_event(then.session, one)[0]
    assert (place.places, place.unit_id, place.member_id, place.reply_to) == (
        1,
        hosting.host_of(then.session, one),
        None,
        None,
    )
    (result,) = results.of_event(then.session, one)
    assert (result.rank, result.award, result.score) == (1, "一等奖", "98")
    assert then.session.scalars(select(Opinion)).one().answers == {"grade": 5}
    assert then.session.scalars(select(Steward)).one().closed_at == then.now
    assert (one.contact, one.results_note, one.day_code) == (None, None, None)
    assert [row.name for row in then.session.scalars(select(FileRow))] == ["cover.png"]


def test_the_trail_does_not_lead_to_members_any_more(full: Full) -> None:
    then, boss, one = full
    acted = select(AuditRow).where(
        AuditRow.subject.in_(["registration", "waiting_place", "squad"]), AuditRow.actor == "member"
    )
    assert {row.actor_id for row in then.session.scalars(acted)} != {None}
    archiving.put_away(then, boss, one)
    then.session.expire_all()
    assert {row.actor_id for row in then.session.scalars(acted)} == {None}


def test_it_is_put_away_by_itself_when_its_days_are_over(full: Full) -> None:
    then, _, one = full
    days = then.config.events.archive_days
    assert one.id not in archiving.due(at(then, hours=2, days=days, seconds=-1))
    after = at(then, hours=2, days=days)
    assert archiving.due(after) == [one.id]
    archiving.archive(after, one)
    archiving.archive(after, one)
    assert archiving.due(after) == []
    assert one.archived_at == after.now


def test_only_what_is_over_is_put_away_by_hand(act: Act) -> None:
    boss, one = officer(act), event(act)
    with pytest.raises(Refusal, match="还没办完"):
        archiving.put_away(act, boss, one)
    one.cancelled = True
    act.session.flush()
    archiving.put_away(act, boss, one)
    dateless = event(act, "some-day", starts_at=None, month=one.month)
    assert archiving.due(at(act, days=act.config.events.archive_days)) == []
    assert archiving.due(at(act, days=act.config.events.archive_days + 31)) == [dateless.id]
