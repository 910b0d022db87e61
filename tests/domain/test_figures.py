"""The monthly figures: counted by hand for a small union, and the same from the audit trail after any history."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain import awards, effects, figures, members, structure, suggestions, units, voices, works
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.box import State, Suggestion, Topic
from bot.domain.figures import UnitFigures
from bot.domain.voices import Named
from tests.domain.union import address, member, officer

D = Decimal


class Shop:
    """A workshop with four members and the top with one; who does what on which day."""

    def __init__(self, act: Act) -> None:
        self.act = act
        self.top = units.top(act)
        self.shop = units.add(act, "机修车间", self.top)
        act.session.flush()
        self.li = officer(act)
        self.on("2026-11-01")
        for who in ("lina", "wang", "zhao", "chen"):
            members.move(self.act, member(self.act, who), self.shop)
        member(self.act, "boss")

    @property
    def unit_ids(self) -> list[int]:
        return [self.top.id, self.shop.id]

    def on(self, day: str) -> Act:
        """It is ten in the morning of that day in Shanghai."""
        self.act = replace(
            self.act, now=datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=2)
        )
        return self.act

    def files(self, day: str, who: str, *others: str, anonymous: bool = False) -> Suggestion:
        self.on(day)
        one = member(self.act, who)
        by = self.act.by(Actor(ActorKind.MEMBER, one.id))
        named = [Named(other, None) for other in others]
        filed = suggestions.file(
            by, one, address(who), topic=Topic.SAFETY, title="灯", body="换灯", anonymous=anonymous, others=named
        )
        for other, code in voices.codes(by, filed):
            joins = member(self.act, other)
            voices.join(self.act.by(Actor(ActorKind.MEMBER, joins.id)), code, joins, address(other))
        return filed

    def answers(self, day: str, one: Suggestion, verdict: State = State.ADOPTED) -> None:
        suggestions.answer(self.on(day), one, self.li, verdict, f"{day} 的答复")

    def carries_out(self, day: str, one: Suggestion) -> None:
        act = self.on(day)
        works.assign(act, one, self.li, department="设备科", person="老赵", due_on=act.today)
        works.carry_out(act, one, self.li, body="好了")

    def verifies(self, day: str, one: Suggestion, benefit: str | None) -> None:
        act, adopted = self.on(day), one.adopted_at
        assert adopted
        given = {"since": adopted.date(), "until": adopted.date(), "verified_by": "财务科"}
        effects.verify(act, one, self.li, benefit=None if benefit is None else D(benefit), **given)  # type: ignore[arg-type]

    def awards(self, day: str, one: Suggestion) -> None:
        awards.award(self.on(day), one, self.li)

    def month(self, year: int, number: int) -> list[UnitFigures]:
        asked = (self.act.session, self.unit_ids, year, number, self.act.config)
        found = figures.months(*asked)
        assert figures.from_audit(*asked) == found
        return found


@pytest.fixture
def shop(act: Act) -> Shop:
    return Shop(act)


def test_a_year_of_a_workshop_counted_by_hand(shop: Shop) -> None:
    first = shop.files("2026-11-02", "lina", "wang")
    second = shop.files("2026-11-30", "lina")
    shop.files("2026-11-30", "zhao", anonymous=True)
    shop.files("2026-11-30", "zhao", anonymous=True)
    gone = shop.files("2026-11-10", "chen")
    of_the_top = shop.files("2026-11-20", "boss")
    suggestions.withdraw(shop.on("2026-11-12"), gone)
    shop.answers("2026-11-20", first)
    shop.answers("2026-12-20", of_the_top, State.DECLINED)
    shop.answers("2027-01-05", second, State.RESERVED)
    shop.answers("2027-01-06", second)
    for day, one in (("2027-01-10", first), ("2027-01-20", second)):
        shop.carries_out(day, one)
    shop.verifies("2027-02-01", first, "68000")
    shop.awards("2027-02-02", first)
    shop.verifies("2027-02-03", second, None)
    shop.verifies("2027-03-01", first, "250000")
    shop.awards("2027-03-02", first)
    shop.awards("2027-03-02", second)
    top, ours = shop.top.id, shop.shop.id
    assert shop.month(2026, 11) == [
        UnitFigures(top, members=1, number=1, proposers=1),
        UnitFigures(ours, members=4, number=5, proposers=5, adopted=1),
    ]
    assert shop.month(2026, 12) == [
        UnitFigures(top, members=1, due=1, in_time=1),
        UnitFigures(ours, members=4, due=4, in_time=1),
    ]
    assert shop.month(2027, 1)[1] == UnitFigures(ours, members=4, adopted=1, carried_out=2)
    assert shop.month(2027, 2)[1] == UnitFigures(
        ours, members=4, with_effect=2, benefit=D("68000.00"), rewards=D("1360.00")
    )
    assert shop.month(2027, 3)[1] == UnitFigures(ours, members=4, benefit=D("182000.00"), rewards=D("3740.00"))
    assert shop.month(2026, 10) == [UnitFigures(top), UnitFigures(ours)]


def test_what_is_counted_by_head(shop: Shop) -> None:
    shop.files("2026-11-02", "lina")
    shop.files("2026-11-02", "lina")
    top, ours = shop.month(2026, 11)
    assert (ours.per_head, ours.participation, ours.in_time_rate) == (0.5, 0.25, None)
    assert UnitFigures(1).per_head is UnitFigures(1).participation is None
    both = figures.summed([top, ours])
    assert (both.members, both.number, both.proposers) == (5, 2, 1)
    assert figures.summed([]) == UnitFigures(0)


def test_a_month_begins_at_midnight_in_the_unions_zone(shop: Shop) -> None:
    one = shop.files("2026-11-30", "lina")
    suggestions.acknowledge(shop.on("2026-11-30"), one, shop.li)
    late = replace(shop.act, now=datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC))
    suggestions.answer(late, one, shop.li, State.ADOPTED, "好。")
    assert (shop.month(2026, 12)[1].adopted, shop.month(2027, 1)[1].adopted) == (1, 0)
    suggestions.answer(late, one, shop.li, State.DECLINED, "不行。")
    suggestions.answer(replace(late, now=datetime(2026, 12, 31, 16, tzinfo=UTC)), one, shop.li, State.ADOPTED, "好。")
    assert (shop.month(2026, 12)[1].adopted, shop.month(2027, 1)[1].adopted) == (0, 1)


def test_the_first_answer_counts_and_an_appeal_begins_anew(shop: Shop) -> None:
    one, major = shop.files("2026-11-02", "lina"), shop.files("2026-11-02", "wang")
    suggestions.acknowledge(shop.on("2026-11-03"), major, shop.li, major=True)
    shop.answers("2026-11-20", one, State.DECLINED)
    shop.answers("2026-12-10", one, State.RESERVED)
    shop.answers("2026-12-11", one, State.DECLINED)
    assert (shop.month(2026, 12)[1].due, shop.month(2026, 12)[1].in_time) == (1, 1)
    by = shop.on("2026-12-20").by(Actor(ActorKind.MEMBER, member(shop.act).id))
    suggestions.appeal(by, one, "还是想请再看看。")
    assert (shop.month(2026, 12)[1].due, shop.month(2027, 1)[1].due, shop.month(2027, 1)[1].in_time) == (0, 2, 0)
    shop.answers("2027-01-31", one)
    shop.answers("2027-01-31", major)
    assert (shop.month(2027, 1)[1].due, shop.month(2027, 1)[1].in_time) == (2, 1)


def test_a_closed_unit_hands_what_waits_and_its_members_to_its_heir(shop: Shop) -> None:

    one = shop.files("2026-11-02", "lina")
    structure.close(shop.on("2026-11-05"), shop.li, shop.shop, shop.top)
    shop.act.session.expire_all()
    assert one.unit_id == shop.top.id
    assert [(each.members, each.number) for each in shop.month(2026, 11)] == [(5, 1), (0, 0)]
