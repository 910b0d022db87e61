"""Helpers' links: each for one event, with an end, given by who organises it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.domain import checkins, daycodes, stewards, units
from bot.domain.acts import Act
from bot.domain.stewards import Steward
from bot.errors import Refusal
from tests.domain.door_deeds import expected, tonight
from tests.domain.door_union import take
from tests.domain.union import later, officer


def test_a_helpers_link_is_for_one_event_and_ends(act: Act) -> None:
    one, li = tonight(act), officer(act)
    token = stewards.give(act, li, one, " 东门 小王 ")
    found = stewards.opened(act.session, token)
    assert found
    steward, there = found
    assert (there, steward.label) == (one, "东门 小王")
    assert token not in str(vars(steward))
    assert stewards.opened(act.session, token + "x") is None
    take(act, one, expected(act, one), steward=steward)
    assert checkins.by_steward(act.session, one) == {steward.id: 1}
    good: Callable[[datetime], bool] = lambda now: stewards.is_good(steward, one, now)  # noqa: E731
    assert [good(act.now), good(act.now + timedelta(hours=27)), good(act.now + timedelta(hours=29))] == [
        True, True, False,
    ]  # fmt: skip
    stewards.close(act, li, one, steward)
    assert not good(act.now)
    with pytest.raises(Refusal, match="已经停用"):
        stewards.close(act, li, one, steward)
    assert act.session.scalars(select(Steward)).all() == stewards.of_event(act.session, one)


def test_who_does_not_organise_it_gives_no_link_and_makes_no_code(act: Act) -> None:
    one = tonight(act)
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    wang = officer(act, "王干事", branch)
    with pytest.raises(Refusal, match="由“"):
        stewards.give(act, wang, one, "东门")
    with pytest.raises(Refusal, match="由“"):
        daycodes.make(act, wang, one)
    li = officer(act)
    with pytest.raises(Refusal, match="给谁用"):
        stewards.give(act, li, one, " ")
    with pytest.raises(Refusal, match="结束"):
        stewards.give(later(act, days=3), li, one, "东门")
    with pytest.raises(Refusal, match="日期还没定"):
        daycodes.make(act, li, tonight(act, "month", starts_at=None, ends_at=None))
