"""Suggestions are weighed by those who were asked, and by meetings; members never see what was noted."""

from datetime import timedelta
from typing import Any

import pytest

from bot.domain import reviews, staff, suggestions, units
from bot.domain.acts import Act
from bot.domain.box import State
from bot.domain.reviews import Review
from bot.domain.roles import Role
from bot.domain.suggestions import Suggestion
from bot.errors import Refusal
from tests.domain.union import later, officer, outgoing, suggestion


def give(act: Act, one: Suggestion, who: staff.Officer, *scores: int, **more: Any) -> Review:
    usefulness, feasibility, novelty = scores
    given = {"advice": State.ADOPTED, "note": "先在一个班组试。"} | more
    return reviews.give(
        act, one, who, usefulness=usefulness, feasibility=feasibility, novelty=novelty, **given
    )  # fmt: skip


def test_the_first_who_is_asked_begins_the_review_and_its_proposer_hears_it_once(act: Act) -> None:
    one, li, wang = suggestion(act), officer(act), officer(act, "王工")
    reviews.ask(act, one, li, wang)
    assert (one.state, one.due_at, one.officer_id) == (State.REVIEWING, one.reply_by, li.id)
    assert one.acknowledged_at == act.now
    reviews.ask(later(act, days=1), one, li, li)
    (told,) = outgoing(act)
    assert one.number in told.text
    assert "王工" not in told.text
    assert reviews.waiting_for(act.session, wang) == [one]


def test_one_that_is_late_already_does_not_climb_at_the_next_look(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    then = later(act, days=40)
    reviews.ask(then, one, li, li)
    assert one.due_at
    assert one.reply_by < then.now < one.due_at


@pytest.mark.parametrize("verdict", [State.DECLINED, State.RESERVED])
def test_an_answered_one_is_weighed_again_with_a_clock(act: Act, verdict: State) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, verdict, "先放一放。")
    reviews.ask(act, one, li, li)
    assert (one.state, one.due_at) == (State.REVIEWING, one.reply_by)


def test_scores_are_counted_once_they_are_given_and_may_be_changed_until_the_answer(act: Act) -> None:
    one, li, wang, zhao = suggestion(act), officer(act), officer(act, "王工"), officer(act, "赵工")
    for who in (wang, zhao):
        reviews.ask(act, one, li, who)
    assert reviews.mean(act.session, one) is None
    give(act, one, wang, 1, 1, 1)
    give(act, one, wang, 5, 4, 3)
    assert reviews.mean(act.session, one) == 4
    give(act, one, zhao, 1, 1, 1, advice=State.DECLINED)
    assert reviews.mean(act.session, one) == 2.5
    assert [each.advice for each in reviews.of(act.session, one)] == [State.ADOPTED, State.DECLINED]
    suggestions.answer(act, one, li, State.ADOPTED, "好主意。")
    with pytest.raises(Refusal, match="不在评审中"):
        give(act, one, wang, 1, 1, 1)


def test_who_gave_a_review_may_be_asked_anew(act: Act) -> None:
    one, li, wang = suggestion(act), officer(act), officer(act, "王工")
    reviews.ask(act, one, li, wang)
    with pytest.raises(Refusal, match="还没交"):
        reviews.ask(act, one, li, wang)
    give(act, one, wang, 5, 5, 5)
    assert reviews.waiting_for(act.session, wang) == []
    reviews.ask(later(act, days=1), one, li, wang)
    assert reviews.waiting_for(act.session, wang) == [one]
    assert reviews.mean(act.session, one) is None


@pytest.mark.parametrize("scores", [(0, 3, 3), (3, 6, 3), (3, 3, -1)])
def test_scores_go_from_one_to_five(act: Act, scores: tuple[int, int, int]) -> None:
    one, li = suggestion(act), officer(act)
    reviews.ask(act, one, li, li)
    with pytest.raises(Refusal, match="1 到 5"):
        give(act, one, li, *scores)


def test_only_who_was_asked_and_sees_it_gives_a_review(act: Act) -> None:
    one, li, other = suggestion(act), officer(act), officer(act, "外人")
    reviews.ask(act, one, li, li)
    with pytest.raises(Refusal, match="没有请您"):
        give(act, one, other, 3, 3, 3)
    with pytest.raises(Refusal, match="意见"):
        give(act, one, li, 3, 3, 3, advice=State.ASSIGNED)
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    reader, far = staff.add(act, "看客", units.top(act), [Role.READER]), officer(act, "远人", branch)
    reviews.ask(act, one, li, reader)
    give(act, one, reader, 3, 3, 3)
    with pytest.raises(Refusal, match="看不到"):
        reviews.ask(act, one, li, far)
    with pytest.raises(Refusal, match="不归"):
        reviews.ask(act, one, reader, li)
    other.away_from, other.away_until = act.today, act.today
    with pytest.raises(Refusal, match="不在"):
        reviews.ask(act, one, li, other)


def test_the_last_vote_counts_and_nonsense_is_refused(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    for yes in (3, 7):
        reviews.vote(act, one, li, held_on=act.today, yes=yes, no=1, abstained=0)
    assert reviews.ballots(act.session, one)[0].yes == 7
    with pytest.raises(Refusal, match="晚于"):
        reviews.vote(act, one, li, held_on=act.today + timedelta(days=1), yes=1, no=0, abstained=0)
    for votes in ((0, 0, 0), (-1, 2, 0), (10_001, 0, 0)):
        with pytest.raises(Refusal, match="票数"):
            reviews.vote(act, one, li, held_on=act.today, yes=votes[0], no=votes[1], abstained=votes[2])
    suggestions.answer(act, one, li, State.DECLINED, "已经有了。")
    with pytest.raises(Refusal, match="不在评审中"):
        reviews.vote(act, one, li, held_on=act.today, yes=1, no=0, abstained=0)
