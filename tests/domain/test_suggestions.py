"""Suggestions: each gets a number, two clocks, and an answer with its reason, told once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import inspect, select

from bot.domain import box, calendar, filings, informing, stages, suggestions, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.staff import Officer
from bot.domain.suggestions import State, Suggestion, Topic
from bot.errors import Refusal
from tests.domain.union import PHOTO, Union, address, at_once, later, member, officer, outgoing, suggestion, texts


def test_it_goes_into_the_box_of_the_members_unit_with_a_number_and_two_clocks(act: Act) -> None:
    branch = units.add(act, "分会", units.top(act))
    member(act).unit_id = branch.id
    one = suggestion(act, photos=[PHOTO], contact="铆焊班李娜", situation="关得早", effect="有热饭", whom="夜班")
    assert one.number.startswith("JY-2026-0001-")
    assert (one.unit_id, one.state, one.contact) == (branch.id, State.FILED, "铆焊班李娜")
    assert (one.situation, one.effect, one.whom) == ("关得早", "有热饭", "夜班")
    assert one.reply_by == act.now + timedelta(days=30)
    assert one.due_at == datetime(2026, 11, 26, 2, tzinfo=UTC)  # three working days on, at the same hour
    assert one.attachments == [PHOTO]
    assert (one.topic_label, one.state_label) == (Topic.WELFARE.label, State.FILED.label)
    assert suggestions.numbered(act.session, one.number) is one
    assert suggestions.of_address(act.session, address()) == [one]


def test_a_topic_nobody_offers_is_refused(act: Act) -> None:
    with pytest.raises(Refusal, match="类别"):
        suggestion(act, topic="cars")


@pytest.mark.parametrize(("major", "days"), [(False, 30), (True, 90)])
def test_who_acknowledges_says_by_when_it_is_answered(act: Act, major: bool, days: int) -> None:  # noqa: FBT001
    one, li = suggestion(act), officer(act)
    suggestions.acknowledge(later(act, days=2), one, li, major=major)
    assert (one.status, one.officer_id, one.major) == (State.ACKNOWLEDGED, li.id, major)
    assert one.due_at == one.reply_by == act.now + timedelta(days=days)
    (told,) = texts(act)
    assert calendar.shown(one.reply_by, act.config.zone) in told
    with pytest.raises(Refusal, match="已受理"):
        suggestions.acknowledge(later(act, days=3), one, li)


def test_one_that_is_acknowledged_too_late_is_due_soon_not_at_once(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    now = later(act, days=40)
    suggestions.acknowledge(now, one, li)
    assert one.due_at == stages.soon(now.now, act.config) > now.now


@pytest.mark.parametrize("verdict", suggestions.VERDICTS)
def test_the_proposer_hears_verdict_and_reasons(act: Act, verdict: State) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, verdict, "先放两台微波炉。")
    assert (one.state, one.answer, one.answered_at, one.officer_id) == (verdict, "先放两台微波炉。", act.now, li.id)
    adopted = verdict is State.ADOPTED
    assert (one.adopted_at, one.due_at) == ((act.now, stages.soon(act.now, act.config)) if adopted else (None, None))
    (row,) = outgoing(act)
    assert (row.address, row.kind) == ("lina", informing.KIND)
    for words in (one.number, one.title, verdict.label, "先放两台微波炉。"):
        assert words in row.text
    assert (f"申诉 {one.number}" in row.buttons) is (verdict is State.DECLINED)


@pytest.mark.parametrize("verdict", suggestions.VERDICTS)
@pytest.mark.parametrize("nothing", ["", "\n\t "])
def test_no_answer_is_possible_without_its_reason(act: Act, verdict: State, nothing: str) -> None:
    one, li = suggestion(act), officer(act)
    with pytest.raises(Refusal, match="理由"):
        suggestions.answer(act, one, li, verdict, nothing)
    assert (one.state, one.answer) == (State.FILED, None)
    assert outgoing(act) == []


def test_filed_is_no_answer(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    with pytest.raises(Refusal):
        suggestions.answer(act, one, li, State.FILED, "再说")


def test_a_later_answer_replaces_the_first_until_the_work_is_assigned(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, State.RESERVED, "条件还不成熟。")
    then = later(act, days=90)
    suggestions.answer(then, one, li, State.ADOPTED, "今年有预算了。")
    suggestions.answer(later(act, days=91), one, li, State.ADOPTED, "预算批了。")
    assert (one.state, one.answer, one.adopted_at) == (State.ADOPTED, "预算批了。", then.now)
    assert [words in told for words, told in zip(("条件", "今年", "批了"), texts(act), strict=True)] == [True] * 3
    one.move(State.ASSIGNED)
    with pytest.raises(Refusal, match="正在落实"):
        suggestions.answer(later(act, days=92), one, li, State.DECLINED, "算了。")


def test_the_same_answer_given_twice_is_told_once(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, State.ADOPTED, "好主意。")
    with pytest.raises(Refusal, match="已经"):
        suggestions.answer(later(act, seconds=1), one, li, State.ADOPTED, "好主意。")
    assert len(outgoing(act)) == 1


@pytest.mark.parametrize("alike", [True, False])
def test_two_officers_who_answer_at_once_are_each_told_once_or_refused(union: Union, alike: bool) -> None:  # noqa: FBT001
    with union.act() as act:
        number, two = suggestion(act).number, [officer(act, name).id for name in ("李主任", "王干事")]

    def answer(place: int) -> None:
        with union.act() as act:
            one, who = box.numbered(act.session, number), act.session.get_one(Officer, two[place])
            assert one
            suggestions.answer(act, one, who, State.ADOPTED, "好主意。" if alike else f"好主意，{place}。")

    refused = [why for why in at_once(answer, 2) if isinstance(why, Refusal)]
    with union.act() as act:
        assert (len(refused), len(outgoing(act))) == ((1, 1) if alike else (0, 2))
        one = box.numbered(act.session, number)
        assert one
        assert one.answer
        assert one.answer in outgoing(act)[-1].text


def test_one_who_stays_unknown_leaves_no_member_and_no_contact_but_is_told(act: Act) -> None:
    lina = member(act)
    named = act.by(Actor(ActorKind.MEMBER, lina.id))
    one, li = suggestion(named, anonymous=True, signed=True, contact="陈秘密 13900001111"), officer(act)
    row = {column.key: getattr(one, column.key) for column in inspect(Suggestion).columns}
    assert row["member_id"] is row["contact"] is None
    assert not row["signed"]
    assert "陈秘密" not in str(row)
    suggestions.remark(named, one, "还有一句")
    suggestions.answer(act.by(li.actor), one, li, State.DECLINED, "人太少。")
    suggestions.appeal(named, one, "人不少")
    suggestions.withdraw(named, one)
    trail = act.session.scalars(select(AuditRow).where(AuditRow.subject == "suggestion"))
    assert {row.actor_id for row in trail} == {None, li.id}
    assert [(row.channel, row.address) for row in outgoing(act)] == [("test", "lina")]


@pytest.mark.parametrize("work", ["acknowledge", "answer", "reply", "note", "sort", "hand_over", "publish", "archive"])
def test_nobody_works_on_what_is_not_theirs(act: Act, work: str) -> None:
    top = units.top(act)
    one, clerk = suggestion(act), officer(act, "王干事", units.add(act, "街道", top))
    given = {
        "answer": (State.ADOPTED, "好"), "reply": ("好",), "note": ("好",), "hand_over": (clerk,),
        "publish": ("好", "好"),
    }.get(work, ())  # fmt: skip
    named = {"topic": Topic.SAFETY, "major": False} if work == "sort" else {}
    with pytest.raises(Refusal, match="不归您"):
        getattr(suggestions, work)(act, one, clerk, *given, **named)
    assert (one.state, outgoing(act)) == (State.FILED, [])


def test_whose_way_back_is_gone_is_not_told_and_a_reply_says_so(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    one.route = None
    suggestions.answer(act, one, li, State.ADOPTED, "好")
    assert outgoing(act) == []
    with pytest.raises(Refusal, match="已经按规定删除"):
        suggestions.reply(act, one, li, "在吗")


def test_staff_see_what_is_theirs_and_below_those_to_be_answered_first(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    member(act, "a").unit_id, member(act, "b").unit_id = street.id, trade.id
    answered, first = suggestion(act, "a"), suggestion(act, "a")
    second, other = suggestion(later(act, hours=1), "a"), suggestion(act, "b")
    boss, clerk = officer(act), officer(act, "王干事", street)
    suggestions.answer(act, answered, clerk, State.ADOPTED, "好主意。")
    assert suggestions.seen_by(act.session, clerk) == [first, second, answered]
    assert set(suggestions.seen_by(act.session, boss)) == {first, second, answered, other}
    assert filings.may_see(act.session, clerk, first)
    assert not filings.may_see(act.session, clerk, other)
