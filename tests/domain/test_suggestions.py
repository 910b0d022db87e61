"""Suggestions: each gets an answer with its reason, and the proposer hears it."""

from datetime import timedelta

import pytest
from sqlalchemy import inspect, select

from bot.domain import filings, suggestions, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.suggestions import State, Suggestion, Topic
from bot.errors import Refusal
from bot.messages import Attachment
from tests.domain.union import address, later, member, officer, outgoing, suggestion

PHOTO = Attachment("key", "食堂.png", "image/png", 9)


def test_it_goes_into_the_box_of_the_members_unit_with_a_number_and_a_day(act: Act) -> None:
    branch = units.add(act, "分会", units.top(act))
    member(act).unit_id = branch.id
    one = suggestion(act, photos=[PHOTO], contact="铆焊班李娜")
    assert one.number.startswith("JY-2026-0001-")
    assert (one.unit_id, one.state, one.contact) == (branch.id, State.FILED, "铆焊班李娜")
    assert one.due_at == act.now + timedelta(days=act.config.cases.suggestion_days)
    assert one.attachments == [PHOTO]
    assert (one.topic_label, one.state_label) == (Topic.WELFARE.label, State.FILED.label)
    assert suggestions.numbered(act.session, one.number) is one
    assert suggestions.of_address(act.session, address()) == [one]


@pytest.mark.parametrize("verdict", suggestions.VERDICTS)
def test_the_proposer_hears_verdict_and_reasons(act: Act, verdict: State) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, verdict, "先放两台微波炉。")
    assert (one.state, one.answer, one.answered_at, one.officer_id) == (verdict, "先放两台微波炉。", act.now, li.id)
    (row,) = outgoing(act)
    assert (row.address, row.kind) == ("lina", "suggestion")
    for words in (one.number, one.title, verdict.label, "先放两台微波炉。"):
        assert words in row.text


@pytest.mark.parametrize("verdict", suggestions.VERDICTS)
@pytest.mark.parametrize("nothing", ["", "   ", "\n\t"])
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


def test_a_later_answer_replaces_the_first_and_is_told_too(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, State.RESERVED, "条件还不成熟。")
    suggestions.answer(later(act, days=90), one, li, State.ADOPTED, "今年有预算了。")
    assert (one.state, one.answer) == (State.ADOPTED, "今年有预算了。")
    assert ["条件还不成熟。" in outgoing(act)[0].text, "今年有预算了。" in outgoing(act)[1].text] == [True, True]


def test_the_same_answer_given_twice_is_told_once(act: Act) -> None:
    one, li = suggestion(act), officer(act)
    suggestions.answer(act, one, li, State.ADOPTED, "好主意。")
    with pytest.raises(Refusal, match="已经"):
        suggestions.answer(later(act, seconds=1), one, li, State.ADOPTED, "好主意。")
    assert len(outgoing(act)) == 1


def test_one_who_stays_unknown_leaves_no_member_and_no_contact_but_is_told(act: Act) -> None:
    lina = member(act)
    named = act.by(Actor(ActorKind.MEMBER, lina.id))
    one, li = suggestion(named, anonymous=True, contact="陈秘密 13900001111"), officer(act)
    row = {column.key: getattr(one, column.key) for column in inspect(Suggestion).columns}
    assert row["member_id"] is row["contact"] is None
    assert "陈秘密" not in str(row)
    trail = act.session.scalars(select(AuditRow).where(AuditRow.subject == "suggestion"))
    assert [one.actor_id for one in trail] == [None]
    suggestions.answer(act, one, li, State.DECLINED, "人太少。")
    assert [(row.channel, row.address) for row in outgoing(act)] == [("test", "lina")]


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
