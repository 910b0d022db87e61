"""The sums of a notice."""

from datetime import timedelta

from bot.domain import dispatch, members, reckonings, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.noticebook import Fate
from bot.domain.reckonings import Filters, Leaving, Reach
from bot.errors import DeliveryFailed
from tests.domain.notice_union import claimed, comer, going, rows, settled
from tests.domain.union import later


def test_how_far_it_is_how_fast_and_how_long_yet(act: Act) -> None:
    for number in range(10):
        comer(act, f"member-{number}", "telegram")
    one = going(act)
    assert (reckonings.progress(act, one).rate, reckonings.progress(act, one).left) == (0.0, None)
    soon = later(act, seconds=2)
    settled(soon, claimed(soon, one, most=4))
    told = reckonings.progress(soon, one)
    assert (told.settled, told.size, told.rate, told.left) == (4, 10, 2.0, 3.0)
    much = later(act, minutes=5)
    assert reckonings.progress(much, one).rate == 0.0
    dispatch.pause(act, one)
    assert reckonings.progress(soon, one).left is None


def test_who_it_is_that_something_became_of(act: Act) -> None:
    branch = units.add(act, "一厂", units.top(act))
    act.session.flush()
    for who in ("lina", "wang", "zhao"):
        comer(act, who, "telegram").unit_id = branch.id if who == "zhao" else units.top(act).id
    one = going(act)
    copies = claimed(act, one)
    settled(act, copies[:2])
    settled(act, copies[2:], DeliveryFailed("403", "blocked"))
    failed = reckonings.people(act.session, one, Filters(state="failed", channel="telegram"))
    assert [(row.code, row.words) for row in failed] == [("403", "blocked")]
    assert reckonings.people(act.session, one, Filters(units={branch.id})) == failed
    first, second, _ = rows(act, one)
    assert reckonings.people(act.session, one, after=first.id, limit=1) == [second]
    assert reckonings.reasons(act.session, one) == [(Fate.FAILED, "403", 1)]
    assert reckonings.reach(act.session, one) == [Reach(units.top(act).id, 2, 2), Reach(branch.id, 1, 0)]


def test_who_left_soon_after_it_reached_them(act: Act) -> None:
    lina, wang, zhao = (comer(act, who, "telegram") for who in ("lina", "wang", "zhao"))
    one = going(act)
    settled(act, claimed(act, one, most=2))
    settled(act, claimed(act, one), DeliveryFailed("400"))
    dispatch.tidy(act, one)
    for member, days in ((lina, 1), (wang, 5), (zhao, 1)):
        moment = act.now + timedelta(days=days)
        mine = later(act, days=days).by(Actor(ActorKind.MEMBER, member.id))
        members.unsubscribe(mine, member)
        assert mine.now == moment
    assert reckonings.leaving(act.session, one) == Leaving(1, 2)
    assert reckonings.leaving(act.session, one).share == 0.5
