"""WeChat's four mass messages a month: counted, planned, and warned of before they are wasted."""

from datetime import timedelta

import pytest

from bot.domain import quotas, sendings
from bot.domain.acts import Act
from bot.domain.noticebook import State
from bot.domain.noticekinds import Kind
from tests.domain.notice_union import claimed, comer, going, notice
from tests.domain.union import later


def sent(act: Act, times: int) -> None:
    """Mass messages that two members got."""
    for who in ("lina", "wang"):
        comer(act, who, "wechat")
    for _ in range(times):
        one = going(act, mass=True)
        found = sendings.claim_list(act, one.id, "wechat", "m:1", 2, 9)
        assert found
        sendings.settle_list(act, found.key, "m:1", "1", None)


def test_a_month_says_what_was_sent_what_is_planned_and_what_is_left(act: Act) -> None:
    sent(act, 2)
    planned = notice(act, mass=True, due_at=act.now + timedelta(days=3))
    notice(act, mass=True, due_at=act.now + timedelta(days=30))
    notice(act, mass=True, state=State.CANCELLED.value)
    notice(act, mass=False)
    found = quotas.month(act, act.today)
    assert (found.sent, found.planned, found.left) == (2, 1, 1)
    assert [one.begun for one in found.listed] == [True, True, False]
    assert found.listed[-1].day == (act.today + timedelta(days=3))
    assert found.listed[-1].notice is planned
    assert quotas.month(later(act, days=31), later(act, days=31).today).sent == 0


@pytest.mark.parametrize(
    ("before", "kind", "mass", "said"),
    [
        (2, Kind.NOTICE, True, ""),
        (3, Kind.NOTICE, True, "最后一次"),
        (3, Kind.URGENT, True, ""),
        (4, Kind.URGENT, True, "次数不够"),
        (4, Kind.NOTICE, False, ""),
        (4, Kind.CHANGE, True, ""),
    ],
)
def test_staff_are_warned_before_it_is_wasted(act: Act, before: int, kind: Kind, mass: bool, said: str) -> None:  # noqa: FBT001
    sent(act, before)
    one = notice(act, kind=kind.value, mass=mass)
    told = quotas.warning(act, one)
    assert said in told
    assert bool(said) == bool(told)


def test_what_does_not_fit_into_a_mass_message_goes_to_each_and_says_so(act: Act) -> None:
    for who in ("lina", "wang"):
        comer(act, who, "wechat")
    long = going(act, mass=True, text="很长的话。" * 150)
    assert "放不下：会改为单独发" in quotas.warning(act, long)
    found = sendings.claim_list(act, long.id, "wechat", "m:1", 2, 9, takes=lambda reply: len(reply.text) < 600)
    assert found is None
    assert len(claimed(act, long, "wechat")) == 2
    drawn = going(act, mass=True, picture={"key": "a", "name": "a.png", "media_type": "image/png", "size": 1})
    assert "看不到图片" in quotas.warning(act, drawn)


def test_a_draft_for_next_month_is_counted_there(act: Act) -> None:
    sent(act, 4)
    one = notice(act, mass=True, state=State.DRAFT.value, due_at=None, schedule={"monthly": 5, "at": "09:00"})
    assert quotas.warning(act, one) == ""


def test_lists_that_wait_over_night_count_already(act: Act) -> None:
    sent(act, 3)
    going(act, mass=True)
    assert "次数不够" in quotas.warning(act, notice(act, mass=True))
