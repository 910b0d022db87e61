"""Postings: which message of a group is about which case."""

import pytest

from bot.domain import postings
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.groups import StaffGroup
from bot.domain.postings import Kind, Posting
from tests.domain.test_groups import linked
from tests.domain.union import case


def posted(act: Act, group: StaffGroup, message: str, *about: Case, kind: Kind = Kind.CARD) -> Posting:
    """Something about these cases that stands in a group."""
    posting = Posting(group_id=group.id, kind=kind.value, message=message, posted_at=act.now)
    return postings.add(act.session, posting, about)


def test_a_message_is_known_in_its_group_only(act: Act) -> None:
    group, one = linked(act), case(act)
    posting = posted(act, group, "7", one)
    assert postings.of_message(act.session, group, "7") is posting
    assert postings.of_message(act.session, group, "8") is None
    assert postings.of_message(act.session, group, "") is None
    assert postings.of_message(act.session, linked(act, "-200"), "7") is None


def test_a_posting_is_about_its_cases_in_their_order(act: Act) -> None:
    group, several = linked(act), [case(act) for _ in range(3)]
    posting = posted(act, group, "7", *reversed(several), kind=Kind.LIST)
    assert postings.cases_of(act.session, posting) == several[::-1]
    assert postings.first_cases(act.session, [posting.id]) == {posting.id: several[-1].id}
    assert postings.first_cases(act.session, []) == {}


@pytest.mark.parametrize("more", ["", ":edit:7", ":again:1", ":edit:ab12:again:2"])
def test_a_key_of_the_outbox_names_its_posting(act: Act, more: str) -> None:
    posting = posted(act, linked(act), "", case(act))
    assert postings.keyed(act.session, f"{posting.key}{more}") is posting
    assert postings.keyed(act.session, f"remark:{posting.id}{more}") is None


def test_the_card_of_a_case_is_its_own_before_the_list_and_the_newest(act: Act) -> None:
    group, one, other = linked(act), case(act), case(act)
    assert postings.card_of(act.session, group, one) is None
    several = posted(act, group, "1", one, other, kind=Kind.LIST)
    posted(act, group, "2", one, kind=Kind.ADDED)
    assert postings.card_of(act.session, group, one) is several
    first, second = posted(act, group, "3", one), posted(act, group, "4", one)
    assert postings.card_of(act.session, group, one) is second
    second.gone = True
    assert postings.card_of(act.session, group, one) is first
    assert postings.card_of(act.session, group, other) is several


def test_a_message_is_recognised_as_the_card_that_nobody_knew_of_and_as_no_other(act: Act) -> None:
    group, one = linked(act), case(act)
    addition, card = posted(act, group, "1", one, kind=Kind.ADDED), posted(act, group, "", one)
    postings.recognise(act.session, group, one, "1")
    assert (addition.message, card.message) == ("1", "")
    postings.recognise(act.session, group, one, "2")
    postings.recognise(act.session, group, one, "3")
    assert card.message == "2"


def test_what_was_lost_is_no_message_any_more_and_what_waits_still_goes(act: Act) -> None:
    group, other, one = linked(act), linked(act, "-200"), case(act)
    here, there = posted(act, group, "7", one), posted(act, other, "7", one)
    waits = posted(act, group, "", one, kind=Kind.WORDS)
    here.reply_to = waits.reply_to = "5"
    act.session.flush()
    postings.lose(act.session, group)
    assert [(row.message, row.reply_to, row.gone) for row in (here, waits)] == [("", "", True), ("", "", False)]
    assert (there.message, there.gone) == ("7", False)
    assert postings.of_message(act.session, group, "7") is None


def test_a_topic_is_made_once_for_a_unit_and_once_for_an_urgent_case(act: Act) -> None:
    group, one, other = linked(act), case(act), case(act)
    assert postings.topic_of(act.session, group, one, "清河区总工会") is None
    group.forum = True
    topic = postings.topic_of(act.session, group, one, "清河区总工会")
    assert topic
    assert (topic.name, topic.unit_id, topic.case_id, topic.thread) == ("清河区总工会", one.unit_id, None, "")
    assert postings.topic_of(act.session, group, other, "清河区总工会") is topic
    urgent = case(act, facts="工友触电了，没有呼吸")
    own = postings.topic_of(act.session, group, urgent, "清河区总工会")
    assert own
    assert (own.name, own.unit_id, own.case_id) == (f"🔴 {urgent.number}", None, urgent.id)
    assert postings.topic_of(act.session, group, urgent, "清河区总工会") is own
