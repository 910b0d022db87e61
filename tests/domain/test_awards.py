"""Awards: to the cent, never twice, only the difference; to each proposer their share, as money or points."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.config.rewards import SHIPPED
from bot.config.suggestions import Suggestions
from bot.domain import awards, effects, grades, suggestions, sums, units, voices, works
from bot.domain.acts import Act
from bot.domain.awards import Award, AwardShare, Ground
from bot.domain.box import State, Suggestion
from bot.domain.staff import Officer
from bot.domain.voices import Named
from bot.errors import Refusal
from tests.domain.union import Union, address, at_once, later, member, officer, outgoing
from tests.domain.work_deeds import answered, assign, awarded, begun, carried_out, only_share, verified, verify

D = Decimal


def given_to(act: Act, one: Suggestion) -> list[str]:
    return [str(share.sum) for share in awards.shares(act.session, *awards.of(act.session, one))]


def capped(act: Act, folder: Path, person_year: str) -> Act:
    """The same act where nobody gets more in a year."""
    file = folder / "rewards.toml"
    file.write_text(
        SHIPPED.read_text("utf-8").replace('# person_year = "10万"', f"person_year = {person_year}"), "utf-8"
    )
    config = act.config.model_copy(update={"suggestions": Suggestions(rewards_file=str(file))})
    return replace(act, config=config)


def test_what_is_awarded_follows_the_grades_and_its_proposer_hears_it(act: Act) -> None:
    one, _, made = awarded(act, "68000")
    assert (made.ground, made.grade, made.total, made.sum) == (Ground.EFFECT, "四等", D("1360.00"), D("1360.00"))
    assert (one.state, one.due_at) == (State.VERIFIED, act.now + effects.AWARD)
    last = outgoing(act)[-1]
    assert "1,360.00 元" in last.text
    assert last.buttons == [f"要积分 {one.number}"]


def test_of_a_verification_there_is_one_award(act: Act) -> None:
    one, li, _ = awarded(act)
    with pytest.raises(Refusal, match="已经定过"):
        awards.award(act, one, li)
    assert len(awards.of(act.session, one)) == 1


def test_two_who_award_at_once_make_one_award(union: Union) -> None:
    with union.act() as act:
        one, li = verified(act)
        numbers = one.id, li.id

    def award(_number: int) -> object:
        with union.act() as act:
            clerk = act.session.get_one(Officer, numbers[1])
            return awards.award(act, act.session.get_one(Suggestion, numbers[0]), clerk).id

    done = at_once(award, 3)
    assert sum(isinstance(one, int) for one in done) == 1
    assert sum(isinstance(one, Refusal) for one in done) == 2
    with union.act() as act:
        assert [made.sum for made in act.session.scalars(select(Award))] == [D("1360.00")]


def test_grading_anew_pays_the_difference_and_asks_nothing_back(act: Act) -> None:
    one, li, _ = awarded(act, "68000")
    verify(act, one, li, "250000")
    second = awards.award(act, one, li)
    assert (second.total, second.sum) == (D("5000.00"), D("3640.00"))
    verify(act, one, li, "68000")
    with pytest.raises(Refusal, match=r"没有差额可补.*5,000\.00 元"):
        awards.award(act, one, li)
    assert sums.awarded(act.session, one) == D("5000.00")


def test_a_reserve_is_paid_once_and_counts_when_the_idea_is_used(act: Act) -> None:
    one, li = answered(act, State.RESERVED)
    made = awards.reserve(act, one, li)
    assert (made.ground, made.sum) == (Ground.RESERVE, D("200.00"))
    with pytest.raises(Refusal, match="已经定过"):
        awards.reserve(act, one, li)
    share = only_share(act, made)
    awards.pay(act, share, li, act.today)
    assert one.state == State.RESERVED
    suggestions.answer(act, one, li, State.ADOPTED, "现在能用了。")
    with pytest.raises(Refusal, match="暂存备用"):
        awards.reserve(act, one, li)
    assign(act, one, li)
    works.carry_out(act, one, li, body="好了")
    verify(act, one, li, "68000")
    assert awards.award(act, one, li).sum == D("1160.00")


def test_where_the_benefit_cannot_be_reckoned_a_prize_is_chosen(act: Act) -> None:
    one, li = verified(act, None)
    assert awards.still_due(act.session, one, act.config.suggestions.rewards) == D("100.00")
    with pytest.raises(Refusal, match="没有“特等奖”"):
        awards.award(act, one, li, "特等奖")
    made = awards.award(act, one, li, "优秀建议奖")
    assert (made.ground, made.grade, made.sum) == (Ground.ENCOURAGEMENT, "优秀建议奖", D("300.00"))
    other, li = verified(act, "68000")
    with pytest.raises(Refusal, match="不用选奖项"):
        awards.award(act, other, li, "鼓励奖")
    none, li = verified(act, "0")
    with pytest.raises(Refusal, match="不评等级"):
        awards.award(act, none, li)
    assert awards.award(act, none, li, "鼓励奖").sum == D("100.00")


def test_only_what_is_verified_is_awarded_and_only_by_its_own_staff(act: Act) -> None:
    one, li = carried_out(act)
    with pytest.raises(Refusal, match="先核实效果"):
        awards.award(act, one, li)
    verify(act, one, li, "68000")
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    far = officer(act, "远人", branch)
    with pytest.raises(Refusal, match="不归"):
        awards.award(act, one, far)
    made = awards.award(act, one, li)
    assert awards.to_pay(act.session, far) == []
    share = only_share(act, made)
    with pytest.raises(Refusal, match="不归"):
        awards.pay(act, share, far, act.today)


def test_each_has_their_share_to_the_cent_and_the_cashier_one_line_each(act: Act) -> None:
    team = [Named("王强", 30), Named("赵敏", 20)]
    one, li, made = awarded(act, "888888.88", contact="李娜", others=team)
    assert given_to(act, one) == ["6666.66", "4000.00", "2666.67"]
    lines = awards.to_pay(act.session, li)
    top = units.top(act).name
    assert [(line.number, line.name, line.unit, line.sum) for line in lines] == [
        (one.number, "李娜", top, D("6666.66")),
        (one.number, "王强", top, D("4000.00")),
        (one.number, "赵敏", top, D("2666.67")),
    ]
    for share in awards.shares(act.session, made)[:2]:
        awards.pay(act, share, li, act.today)
    assert one.state == State.VERIFIED
    awards.pay(act, awards.shares(act.session, made)[2], li, act.today)
    assert (one.state, one.due_at, awards.to_pay(act.session, li)) == (State.REWARDED, None, [])
    assert "发了" in outgoing(act)[-1].text


def test_a_share_is_paid_once_and_not_tomorrow(act: Act) -> None:
    one, li, made = awarded(act)
    share = only_share(act, made)
    with pytest.raises(Refusal, match="晚于"):
        awards.pay(act, share, li, later(act, days=1).today)
    awards.pay(act, share, li, act.today)
    with pytest.raises(Refusal, match="已经发过"):
        awards.pay(act, share, li, act.today)
    verify(act, one, li, "250000")
    assert one.state == State.VERIFIED


def test_what_is_open_for_the_new_grade_keeps_it_from_being_rewarded(act: Act) -> None:
    one, li, made = awarded(act)
    verify(act, one, li, "250000")
    share = only_share(act, made)
    awards.pay(act, share, li, act.today)
    assert one.state == State.VERIFIED
    second = awards.award(act, one, li)
    awards.pay(act, only_share(act, second), li, act.today)
    assert one.state == State.REWARDED


def test_points_instead_of_money_before_it_is_paid_for_each_their_own(act: Act) -> None:
    one, li = begun(act, contact="李娜", others=[Named("王强", None)])
    ((_, code),) = voices.codes(act, one)
    wang = member(act, "wang")
    suggestions.answer(act, one, li, State.ADOPTED, "好主意。")
    assign(act, one, li)
    works.carry_out(act, one, li, body="好了")
    verify(act, one, li, "10000")
    made = awards.award(act, one, li)
    assert [share.member_id for share in awards.shares(act.session, made)] == [member(act).id, None]
    with pytest.raises(Refusal, match="没有您可以换积分"):
        awards.take_points(act, one, address("wang"))
    voices.join(act, code, wang, address("wang"))
    assert awards.take_points(act, one, address("wang")) == 250
    with pytest.raises(Refusal, match="没有您可以换积分"):
        awards.take_points(act, one, address("wang"))
    first, second = awards.shares(act.session, made)
    with pytest.raises(Refusal, match="积分"):
        awards.pay(act, second, li, act.today)
    assert [line.name for line in awards.to_pay(act.session, li)] == ["李娜"]
    assert (awards.points_of(act.session, wang), awards.points_of(act.session, member(act))) == (250, 0)
    awards.pay(act, first, li, act.today)
    assert one.state == State.REWARDED


def test_one_who_stays_unknown_is_paid_by_number_and_takes_no_points(act: Act) -> None:
    one, li, made = awarded(act, anonymous=True)
    share = only_share(act, made)
    assert (share.member_id, share.name) == (None, None)
    (line,) = awards.to_pay(act.session, li)
    assert (line.number, line.name) == (one.number, sums.UNKNOWN)
    told = outgoing(act)[-1]
    assert "凭编号" in told.text
    assert not any("积分" in button for button in told.buttons)
    with pytest.raises(Refusal, match="匿名"):
        awards.take_points(act, one, address())
    awards.pay(act, share, li, act.today)
    assert one.state == State.REWARDED


def test_a_persons_cap_counts_all_of_their_suggestions_in_the_calendar_year(act: Act, tmp_path: Path) -> None:
    act = capped(act, tmp_path, "2000")
    first, _, _ = awarded(act, "68000")
    second, li, made = awarded(act, "68000")
    share = only_share(act, made)
    assert (made.sum, share.sum, share.kept_back) == (D("1360.00"), D("640.00"), D("720.00"))
    assert given_to(act, first) == ["1360.00"]
    third, _, made = awarded(act, "68000")
    assert given_to(act, third) == ["0.00"]
    assert third.state == State.REWARDED
    with pytest.raises(Refusal, match="封顶"):
        awards.pay(act, only_share(act, made), li, act.today)
    _, _, made = awarded(later(act, days=39), "68000")
    assert made.made_at.astimezone(act.config.zone).year == 2027
    assert [share.sum for share in awards.shares(act.session, made)] == [D("1360.00")]
    verify(act, second, li, "68000")
    with pytest.raises(Refusal, match="没有差额"):
        awards.award(act, second, li)


def test_the_cap_of_one_suggestion_holds_over_all_its_grades(act: Act) -> None:
    one, li, made = awarded(act, "4000000")
    assert made.sum == D("50000.00")
    verify(act, one, li, "9000000")
    with pytest.raises(Refusal, match="没有差额"):
        awards.award(act, one, li)


BENEFITS = st.none() | st.integers(1, 5_000_000_00).map(lambda fen: D(fen) / 100)
TEAMS = st.lists(st.integers(1, 30), max_size=3)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(benefits=st.lists(BENEFITS, min_size=1, max_size=4), team=TEAMS, cap=st.booleans())
def test_however_often_it_is_graded_the_sums_agree(
    act: Act, tmp_path: Path, benefits: list[D | None], team: list[int], *, cap: bool
) -> None:
    act = capped(act, tmp_path, "3000") if cap else act
    rules = act.config.suggestions.rewards
    with act.session.begin_nested() as undone:
        others = [Named(f"组员{place}", weight) for place, weight in enumerate(team)]
        one, li = carried_out(act, others=others)
        best = D(0)
        for benefit in benefits:
            verify(act, one, li, None if benefit is None else str(benefit))
            worth = grades.participation(rules, "鼓励奖") if benefit is None else grades.amount(rules, benefit)
            if worth > best:
                made = awards.award(act, one, li)
                shared = awards.shares(act.session, made)
                assert sum(share.sum + share.kept_back for share in shared) == made.sum == worth - best
                best = worth
            else:
                with pytest.raises(Refusal, match="没有差额"), act.session.begin_nested():
                    awards.award(act, one, li)
        assert sums.awarded(act.session, one) == best
        had = Counter[int | None]()
        for share in awards.shares(act.session, *awards.of(act.session, one)):
            had[share.voice_id] += share.sum  # type: ignore[assignment]  # sums may be counted
        assert not cap or max(had.values()) <= 3000
        undone.rollback()


def test_two_awards_at_once_do_not_exceed_a_persons_cap(union: Union, tmp_path: Path) -> None:
    with union.act() as act:
        found = [verified(act) for _ in range(2)]
        numbers = [(one.id, li.id) for one, li in found]

    def award(place: int) -> object:
        with union.act() as act:
            one, li = numbers[place]
            suggestion, clerk = act.session.get_one(Suggestion, one), act.session.get_one(Officer, li)
            return awards.award(capped(act, tmp_path / str(place), "2000"), suggestion, clerk).id

    for place in range(2):
        (tmp_path / str(place)).mkdir()
    assert all(isinstance(one, int) for one in at_once(award, 2))
    with union.act() as act:
        assert sorted(share.sum for share in act.session.scalars(select(AwardShare))) == [D("640.00"), D("1360.00")]
