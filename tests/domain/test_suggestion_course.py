"""What becomes of a suggestion beside its answer: talk, sorting, hand-over, withdrawal, appeal, archive, its steps."""

from datetime import timedelta

import pytest

from bot.domain import box, stages, steps, suggestions, units
from bot.domain.acts import Act
from bot.domain.staff import Officer
from bot.domain.suggestions import State, Suggestion, Topic
from bot.errors import Refusal
from tests.domain.union import PHOTO, later, officer, outgoing, suggestion, texts


def declined(act: Act) -> tuple[Suggestion, Officer]:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, State.DECLINED, "人太少。")
    return one, li


def test_what_is_said_reaches_the_other_side_and_a_note_nobody(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.remark(act, one, "夜班有四十人", [PHOTO])
    suggestions.reply(act, one, li, "请问几点？", [PHOTO])
    suggestions.note(act, one, li, "问过食堂")
    assert [said.body for said in box.remarks(act.session, one)] == ["夜班有四十人", "请问几点？"]
    assert [said.body for said in box.remarks(act.session, one, internal=True)][-1] == "问过食堂"
    assert [("几点" in row.text, bool(row.files)) for row in outgoing(act)] == [(True, False), (False, True)]
    with pytest.raises(Refusal, match="先写"):
        suggestions.remark(act, one, " ")
    with pytest.raises(Refusal, match="先写"):
        suggestions.reply(act, one, li, "")


def test_what_is_said_after_the_answer_is_looked_at_soon(act: Act) -> None:
    one, li = declined(act)
    suggestions.remark(act, one, "那放一台也好")
    assert one.due_at == stages.soon(act.now, act.config)
    suggestions.reply(act, one, li, "可以考虑")
    assert one.due_at is None


def test_sorting_moves_the_day_of_the_answer_not_that_of_the_acknowledgement(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    due = one.due_at
    suggestions.sort(act, one, li, topic=Topic.SAFETY, major=True)
    assert (one.topic, one.due_at, one.reply_by) == (Topic.SAFETY, due, act.now + timedelta(days=90))
    suggestions.acknowledge(act, one, li, major=True)
    suggestions.sort(act, one, li, topic=Topic.SAFETY, major=False)
    assert one.due_at == one.reply_by == act.now + timedelta(days=30)
    with pytest.raises(Refusal, match="类别"):
        suggestions.sort(act, one, li, topic="cars", major=False)


def test_it_is_handed_to_one_who_may_answer_it(act: Act) -> None:
    one, li, wang = suggestion(act), officer(act), officer(act, "王干事")
    far = officer(act, "远方", units.add(act, "街道", units.top(act)))
    suggestions.hand_over(act, one, li, wang)
    assert one.officer_id == wang.id
    assert "王干事" in texts(act)[0]
    for to, why in ((wang, "本来"), (far, "不能答复")):
        with pytest.raises(Refusal, match=why):
            suggestions.hand_over(act, one, li, to)
    wang.away_from = wang.away_until = act.today
    suggestions.hand_over(act, one, wang, li)
    with pytest.raises(Refusal, match="不在"):
        suggestions.hand_over(act, one, li, wang)


def test_a_proposer_takes_back_what_nobody_has_adopted(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.withdraw(act, one)
    assert (one.status, one.due_at, outgoing(act)) == (State.WITHDRAWN, None, [])
    with pytest.raises(Refusal, match="撤回"):
        suggestions.answer(act, one, li, State.ADOPTED, "好")
    with pytest.raises(Refusal, match="另提"):
        suggestions.remark(act, one, "还有")
    other = suggestion(act)
    suggestions.answer(act, other, li, State.ADOPTED, "好")
    with pytest.raises(Refusal, match="撤不回"):
        suggestions.withdraw(act, other)


def test_a_proposer_appeals_once_and_in_time(act: Act) -> None:
    one, li = declined(act)
    days = act.config.suggestions.appeal_days
    with pytest.raises(Refusal, match="超过"):
        suggestions.appeal(later(act, days=days, seconds=1), one, "人不少")
    with pytest.raises(Refusal, match="写上"):
        suggestions.appeal(act, one, " ")
    then = later(act, days=days)
    suggestions.appeal(then, one, "人不少")
    assert (one.status, one.appealed_at) == (State.REVIEWING, then.now)
    assert one.due_at == one.reply_by == then.now + timedelta(days=30)
    suggestions.answer(then, one, li, State.DECLINED, "还是太少。")
    assert "申诉" not in texts(act)[-1]
    with pytest.raises(Refusal, match="一次"):
        suggestions.appeal(then, one, "再来")
    fresh = suggestion(act)
    with pytest.raises(Refusal, match="只有暂不采纳"):
        suggestions.appeal(act, fresh, "不服")


def test_it_is_filed_away_once_and_only_when_it_is_answered(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    with pytest.raises(Refusal, match="等待答复"):
        suggestions.archive(act, one, li)
    suggestions.answer(act, one, li, State.RESERVED, "等等")
    suggestions.archive(act, one, None)
    assert (one.status, one.archived_at) == (State.ARCHIVED, act.now)
    with pytest.raises(Refusal, match="已归档"):
        suggestions.archive(act, one, li)


def test_its_steps_are_told_in_the_proposers_words(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    mine = act.by(li.actor)
    suggestions.acknowledge(mine, one, li)
    suggestions.note(mine, one, li, "内部")
    suggestions.reply(mine, one, li, "请问几点？")
    assert "前答复" in steps.told(act, one)
    suggestions.answer(mine, one, li, State.ADOPTED, "好主意。")
    told = steps.told(act, one)
    for words in (
        one.number,
        one.title,
        "答复：好主意。",
        "（工会）：请问几点？",
        "您提交",
        "李主任受理",
        "答复：采纳",
    ):
        assert words in told
    assert "内部" not in told
    assert [line.split(" ", 3)[-1] for line in steps.steps(act, one)] == [
        "您提交", "李主任受理", "李主任回复您", "答复：采纳"
    ]  # fmt: skip
