"""An adopted suggestion is carried out by somebody until a day; its proposer hears how it goes and what it brought."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from bot.domain import effects, spans, suggestions, units, works
from bot.domain.acts import Act
from bot.domain.box import State
from bot.errors import Refusal
from bot.messages import Attachment
from tests.domain.union import later, officer, outgoing, texts
from tests.domain.work_deeds import answered, assign, assigned, begun, carried_out, verified, verify

PHOTO = Attachment("key", "新灯.png", "image/png", 9)


def test_it_is_due_at_the_end_of_its_day_in_the_unions_zone(act: Act) -> None:
    one, li = answered(act)
    wang = officer(act, "王干事")
    work = assign(act, one, li, date(2026, 12, 31), cost=Decimal("1200.5"), to=wang)
    assert (one.state, one.officer_id, work.officer_id) == (State.ASSIGNED, wang.id, wang.id)
    assert one.due_at == datetime(2026, 12, 31, 15, 59, 59, tzinfo=UTC)
    assert (work.cost, works.current(act.session, one)) == (Decimal("1200.50"), work)
    assert "设备科" in texts(act)[-1]
    assert "12月31日" in texts(act)[-1]
    assert work.person not in texts(act)[-1]


def test_a_later_assignment_takes_the_place_of_the_former(act: Act) -> None:
    one, li = assigned(act)
    first = works.current(act.session, one)
    second = assign(later(act, days=1), one, li, department="后勤科")
    assert first
    assert (first.ended_at, works.current(act.session, one)) == (act.now + timedelta(days=1), second)
    assert "重新安排" in texts(act)[-1]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"department": " "}, "部门"),
        ({"department": "长" * 61}, "部门"),
        ({"person": ""}, "负责人"),
        ({"due_on": date(2026, 11, 22)}, "早于今天"),
        ({"due_on": date(2036, 1, 1)}, "三年"),
        ({"cost": Decimal("0.001")}, "金额"),
        ({"cost": Decimal(-1)}, "金额"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(act: Act, wrong: dict[str, object], why: str) -> None:
    one, li = answered(act)
    before = len(outgoing(act))
    with pytest.raises(Refusal, match=why), act.session.begin_nested():
        assign(act, one, li, **wrong)  # type: ignore[arg-type]  # one is wrong on purpose
    assert (one.state, works.current(act.session, one), len(outgoing(act))) == (State.ADOPTED, None, before)


def test_only_who_may_answer_it_assigns_it_or_sees_to_it(act: Act) -> None:
    one, li = answered(act)
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    far = officer(act, "远人", branch)
    with pytest.raises(Refusal, match="不归"):
        assign(act, one, far)
    with pytest.raises(Refusal, match="远人"):
        assign(act, one, li, to=far)
    other, li = begun(act)
    with pytest.raises(Refusal, match="采纳"):
        assign(act, other, li)


def test_reports_reach_the_proposer_with_their_pictures(act: Act) -> None:
    one, li = assigned(act)
    works.report(act, one, li, percent=40, body="买好了灯。", files=[PHOTO])
    works.carry_out(later(act, days=20), one, li, body="都装好了。")
    told = outgoing(act)
    assert [row.files for row in told if row.files] == [(PHOTO,)]
    assert any("40%" in row.text and "买好了灯。" in row.text for row in told)
    assert [each.percent for each in works.reports(act.session, one)] == [40, 100]
    work = works.current(act.session, one)
    assert work
    assert work.done_at == act.now + timedelta(days=20)
    assert (one.state, one.due_at) == (State.CARRIED_OUT, spans.end_of(date(2027, 11, 23), act.config.zone))


def test_one_that_took_longer_than_a_year_is_verified_soon(act: Act) -> None:
    one, li = assigned(act)
    then = later(act, days=500)
    works.carry_out(then, one, li, body="好了。")
    assert one.due_at
    assert then.now < one.due_at < then.now + timedelta(days=14)


def test_what_cannot_be_done_is_given_back_with_a_reason_that_the_proposer_reads(act: Act) -> None:
    one, li = assigned(act)
    for nothing in ("", " \n"):
        with pytest.raises(Refusal, match="为什么"):
            works.give_back(act, one, li, nothing)
    works.give_back(act, one, li, "要先改电路。")
    assert (one.state, works.current(act.session, one)) == (State.ADOPTED, None)
    assert one.due_at
    assert one.due_at > act.now
    assert "要先改电路。" in texts(act)[-1]
    with pytest.raises(Refusal, match="先交办"):
        works.report(act, one, li, body="还在做")


def test_one_that_is_not_done_after_all_is_assigned_anew(act: Act) -> None:
    one, li = carried_out(act)
    assign(act, one, li)
    assert one.state == State.ASSIGNED
    with pytest.raises(Refusal, match="已落实"):
        verify(act, one, li, "1")


def test_the_effect_is_that_of_the_twelve_months_from_the_adoption(act: Act) -> None:
    one, li = carried_out(act)
    first, last = date(2026, 11, 23), date(2027, 11, 23)
    for since, until in ((first - timedelta(days=1), last), (first, last + timedelta(days=1))):
        with pytest.raises(Refusal, match="12 个月"):
            verify(act, one, li, "1", since=since, until=until)
    with pytest.raises(Refusal, match="早于"):
        verify(act, one, li, "1", since=last, until=first)
    for benefit in ("-1", "0.001", "NaN", "1e12"):
        with pytest.raises(Refusal, match="金额"):
            verify(act, one, li, benefit)
    effect = verify(act, one, li, "68000", since=first, until=last)
    assert (one.state, one.due_at) == (State.VERIFIED, act.now + effects.AWARD)
    assert (effects.latest(act.session, one), effect.benefit) == (effect, Decimal("68000.00"))
    assert "68,000.00 元" in texts(act)[-1]


def test_only_what_was_carried_out_is_verified_also_once_it_was_filed_away(act: Act) -> None:
    one, li = verified(act)
    suggestions.archive(act, one, li)
    verify(act, one, li, None)
    assert (one.state, one.archived_at) == (State.VERIFIED, None)
    for state in (State.ADOPTED, State.DECLINED):
        other, li = answered(act, state)
        suggestions.archive(act, other, li)
        other.adopted_at = act.now
        with pytest.raises(Refusal, match="没有落实过"):
            verify(act, other, li, "1")


def test_a_year_after_a_leap_day_is_the_last_of_february() -> None:
    assert spans.year_after(date(2028, 2, 29)) == date(2029, 2, 28)
    assert spans.year_after(date(2027, 2, 28)) == date(2028, 2, 28)
