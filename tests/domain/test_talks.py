"""Who has a member's talk: the bot, the queue, or a person."""

import pytest

from bot.config.kinds import TALK
from bot.domain import cases, outcomes, talks
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.talks import Owner
from tests.domain.union import address, case, later, member, officer, outgoing


def owner(act: Act) -> Owner:
    return talks.owner(talks.current(act.session, address(), act.now))


def begun(act: Act) -> Case:
    return talks.begin(act, member(act), address())


def test_who_asks_for_a_person_waits_with_a_number_and_a_clock(act: Act) -> None:
    assert owner(act) is Owner.BOT
    one = begun(act)
    assert (one.kind, owner(act)) == (TALK, Owner.QUEUE)
    assert one.due_at
    assert begun(act) is one
    case(act, "other")
    assert talks.ahead(act.session, one) == 0
    cases.take(act, one, officer(act))
    assert owner(act) is Owner.PERSON


def test_it_is_about_the_open_case_if_there_is_one(act: Act) -> None:
    mine = case(act)
    assert begun(act) is mine
    assert owner(act) is Owner.QUEUE


@pytest.mark.parametrize("how", ["member", "officer", "resolved", "silence"])
def test_a_talk_ends(act: Act, how: str) -> None:
    one, li = begun(act), officer(act)
    cases.take(act, one, li)
    if how == "member":
        talks.end(act, one)
    elif how == "officer":
        talks.hand_back(act, one, li)
        assert "回复“人工”" in outgoing(act)[-1].text
    elif how == "resolved":
        outcomes.resolve(act, one, li, "说清楚了")
    else:
        assert owner(later(act, hours=23.9)) is Owner.PERSON
        act = later(act, hours=24)
    assert owner(act) is Owner.BOT


def test_each_word_of_either_prolongs_it(act: Act) -> None:
    one, li = begun(act), officer(act)
    evening = later(act, hours=20)
    cases.add(evening, one, "还在吗")
    assert owner(later(act, hours=40)) is Owner.QUEUE
    cases.reply(later(act, hours=40), one, li, "在的")
    assert owner(later(act, hours=60)) is Owner.PERSON


def test_who_is_asked_something_may_just_answer(act: Act) -> None:
    one, li = case(act), officer(act)
    cases.reply(act, one, li, "您好")
    assert owner(act) is Owner.BOT
    cases.reply(act, one, li, "请问签过合同吗？", waits=True)
    assert owner(act) is Owner.PERSON
