"""Pairs: two chats become one member, once, by a code; nothing of anybody's is mixed up; what is anonymous stays so."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import cases, dossiers, members, pairs, registrations, topics
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.members import Member
from bot.errors import Refusal
from bot.store.settings import SettingRow
from tests.domain.notice_member_deeds import notice, sent
from tests.domain.test_topics import states, waiting
from tests.domain.union import address, case, event, later, member, suggestion, texts

LINA, WEB = address(), address("web")


def code_of(act: Act, who: Member) -> str:
    return pairs.offer(act, who).replace(" ", "")


def link(act: Act) -> Member:
    """The web chat becomes Lina's."""
    lina, other = member(act), member(act, "web")
    code = code_of(act, lina)
    found = pairs.look(act, WEB, code)
    assert found is lina
    pairs.join(act, lina, other, code)
    return lina


def test_both_chats_are_one_member_and_the_first_is_told(act: Act) -> None:
    lina = link(act)
    assert member(act, "web").id == lina.id == member(act).id
    assert members.addresses(act.session, lina.id) == [LINA, WEB]
    assert ["绑定进来了" in text for text in texts(act)] == [True]
    with pytest.raises(Refusal, match="已经绑定"):
        pairs.check(act.session, lina, member(act, "web"))


def test_who_was_linked_by_somebody_else_parts_from_them_within_a_week(act: Act) -> None:
    lina = link(act)
    code = texts(act)[0].partition("解除绑定 ")[2][:8]
    stranger = member(act, "third")
    assert not pairs.part(act, stranger, code)
    assert not pairs.part(later(act, days=7), lina, code)
    assert pairs.part(later(act, days=6), lina, code)
    assert member(act, "web").id != lina.id
    assert members.addresses(act.session, lina.id) == [LINA]
    assert not pairs.part(act, lina, code)


def test_a_code_is_good_once_for_a_quarter_of_an_hour_and_only_the_last_one(act: Act) -> None:
    lina, other, third = member(act), member(act, "web"), member(act, "third")
    first, code = code_of(act, lina), code_of(act, lina)
    assert pairs.look(act, WEB, first) is None
    assert pairs.look(later(act, minutes=14), WEB, code) is lina
    assert pairs.look(later(act, minutes=15), WEB, code) is None
    kept = " ".join(row.name + row.value for row in act.session.scalars(select(SettingRow)))
    assert code not in kept
    pairs.join(act, lina, other, code)
    with pytest.raises(Refusal, match="用过了"):
        pairs.join(act, lina, third, code)


def test_tries_are_limited_and_leave_no_address(act: Act) -> None:
    code = code_of(act, member(act))
    tried = [pairs.look(act, WEB, f"{number:08}") for number in range(8)]
    assert isinstance(tried[-1], timedelta)
    assert isinstance(pairs.look(act, WEB, code), timedelta)
    assert pairs.look(act, address("other"), code) == member(act)
    rows = act.session.scalars(select(AuditRow).where(AuditRow.action == "member.pairing_failed")).all()
    assert {(row.actor_id, row.subject) for row in rows} == {(None, "throttle")}


@pytest.mark.parametrize(
    "own",
    [
        lambda act: case(act, "web"),
        lambda act: suggestion(act, "web"),
        lambda act: registrations.join(act, event(act), member(act, "web"), WEB),
    ],
    ids=["case", "suggestion", "place"],
)
def test_who_has_something_of_their_own_is_not_mixed_up(act: Act, own: Callable[[Act], object]) -> None:
    lina, other = member(act), member(act, "web")
    own(act)
    act.session.flush()
    code = code_of(act, lina)
    with pytest.raises(Refusal, match="人工"):
        pairs.join(act, lina, other, code)
    assert pairs.look(act, WEB, code) is lina  # it is still good, and the other way round it works
    pairs.join(act, other, lina, code_of(act, other))
    assert member(act).id == other.id


def test_what_was_filed_anonymously_stays_with_its_chat(act: Act) -> None:
    lina, other = member(act), member(act, "web")
    mine, theirs = case(act, anonymous=True), case(act, "web", anonymous=True)
    assert not pairs.has_own(act.session, other)
    pairs.join(act, lina, other, code_of(act, lina))
    for chat, one in ((LINA, mine), (WEB, theirs)):
        assert cases.of_address(act.session, chat) == [one]
        assert dossiers.cases_of(act.session, lina, chat) == [one]
        assert (one.member_id, one.reply_to) == (None, chat)


def test_who_wanted_less_in_either_chat_gets_less_and_nothing_twice(act: Act) -> None:
    lina, other = member(act), member(act, "web")
    both, alone = notice(act, key="a"), notice(act, key="b")
    sent(act, both, lina)
    twice, once = waiting(act, both, other, WEB), waiting(act, alone, other, WEB)
    for who, topic, group in ((lina, "law", "women"), (other, "law", "women"), (other, "digest", "youth")):
        topics.refuse(act, who, topic)
        topics.join(act, who, group)
    members.subscribe(act, other)
    act.session.flush()
    pairs.join(act, lina, other, code_of(act, lina))
    assert (topics.refused(act.session, lina), topics.groups(act.session, lina)) == (
        {"law", "digest"}, {"women", "youth"},
    )  # fmt: skip
    assert lina.subscribed
    assert states(act)[:2] == ["withdrawn", "parked"]
    assert (twice.member_id, once.member_id) == (other.id, lina.id)
    third = member(act, "third")
    members.unsubscribe(act, third)
    pairs.join(act, lina, third, code_of(act, lina))
    assert not lina.subscribed


def test_what_one_gets_without_doing_anything_is_nobodys_own(act: Act) -> None:
    lina = member(act)
    sent(act, notice(act), lina)
    topics.refuse(act, lina, "law")
    assert not pairs.has_own(act.session, lina)
