"""The board: a group is shown what it does not show yet, no more of it at once than it can be told."""

from collections import Counter

import pytest
from sqlalchemy import select

from bot.domain import board, cases, groups, news, outcomes, postbox, postings, units
from bot.domain.acts import Act
from bot.domain.groups import StaffGroup
from bot.domain.postings import Kind, PostedCase, Posting, Topic
from bot.domain.staff import Officer
from bot.store.outbox import Outgoing, State
from tests.domain.test_groups import linked
from tests.domain.union import Union, at_once, case, later, member, officer

URGENT = "工友触电了，没有呼吸"


def sent(act: Act) -> list[Outgoing]:
    """What was queued for groups, which is sent now."""
    act.session.flush()
    waits = select(Outgoing).where(Outgoing.channel == groups.CHANNEL, Outgoing.state == State.QUEUED.value)
    rows = list(act.session.scalars(waits.order_by(Outgoing.id)))
    for row in rows:
        row.state = State.SENT.value
        posting = postings.keyed(act.session, row.key)
        assert posting
        posting.message = posting.message or str(1000 + posting.id)
    act.session.flush()
    return rows


def shows(act: Act, group: StaffGroup) -> list[str]:
    """All that a group is shown until there is nothing more; the kinds of the messages, a change in brackets."""
    kinds = []
    while board.refresh(act, group):
        for row in sent(act):
            posting = postings.keyed(act.session, row.key)
            assert posting
            kinds.append(f"({posting.kind})" if postings.EDIT in row.key else posting.kind)
    return kinds


def texts(act: Act) -> list[str]:
    waits = select(Outgoing.text).where(Outgoing.channel == groups.CHANNEL)
    return list(act.session.scalars(waits.order_by(Outgoing.id)))


@pytest.fixture
def group(act: Act) -> StaffGroup:
    """The group of the top."""
    return linked(act)


@pytest.fixture
def li(act: Act, group: StaffGroup) -> Officer:
    return act.session.get_one(Officer, group.officer_id)


def test_few_new_cases_get_a_card_each_once(act: Act, group: StaffGroup) -> None:
    for _ in range(3):
        case(act)
    assert shows(act, group) == ["card"] * 3
    assert shows(act, group) == []
    case(act)
    assert shows(act, group) == ["card"]


def test_many_new_cases_come_as_lists_and_urgent_ones_as_cards_first(act: Act, group: StaffGroup) -> None:
    made = [case(act, facts=URGENT if number == 20 else "三个月没发工资") for number in range(25)]
    assert shows(act, group) == ["card", "list", "list", "list"]
    shown = Counter(act.session.scalars(select(PostedCase.case_id)))
    assert shown == Counter(one.id for one in made)
    assert f"🔴 紧急 {made[20].number}" in texts(act)[0]


def test_no_more_waits_for_a_group_than_it_can_be_told(act: Act, group: StaffGroup) -> None:
    for _ in range(3):
        case(act, facts=URGENT)
    assert board.refresh(act, group) == postbox.WAITING
    case(act)
    assert board.refresh(act, group) == 0
    act.session.flush()
    row = act.session.scalars(select(Outgoing).where(Outgoing.channel == groups.CHANNEL)).first()
    assert row
    row.state = State.FAILED.value
    assert board.refresh(act, group) == 1


def test_what_is_taken_from_a_list_gets_a_card_of_its_own_below_it(act: Act, group: StaffGroup, li: Officer) -> None:
    made = [case(act) for _ in range(5)]
    shows(act, group)
    several = postings.card_of(act.session, group, made[0])
    assert several
    cases.take(act, made[2], li)
    assert shows(act, group) == ["card", "(list)"]
    card = postings.card_of(act.session, group, made[2])
    assert card
    assert (card.kind, card.under_id) == (Kind.CARD, several.id)
    cases.take(act, made[3], li)
    assert shows(act, group) == ["card", "(list)"]


def test_what_went_up_from_a_list_and_was_taken_there_gets_no_card_below(act: Act, group: StaffGroup) -> None:
    street = units.add(act, "街道", units.top(act))
    lower = linked(act, "-200", street)
    member(act).unit_id = street.id
    made = [case(act) for _ in range(4)]
    assert shows(act, lower) == ["list"]
    for _ in range(2):  # to the chair there, then upward
        cases.climb(act, made[0])
    cases.take(act, made[0], act.session.get_one(Officer, group.officer_id))
    assert shows(act, lower) == ["(list)"]
    assert shows(act, group) == ["card", "alert", "alert"]


def test_a_group_is_told_of_its_own_units_only(act: Act, group: StaffGroup) -> None:
    street = units.add(act, "街道", units.top(act))
    lower = linked(act, "-200", street)
    member(act, "wang").unit_id = street.id
    case(act, "wang")
    assert (shows(act, group), shows(act, lower)) == ([], ["card"])
    groups.unlink(act, lower)
    assert (shows(act, group), shows(act, lower)) == (["card"], [])


def test_a_closed_case_is_no_news_and_one_that_opens_again_is(act: Act, group: StaffGroup, li: Officer) -> None:
    one = case(act)
    outcomes.resolve(act, one, li, "好了")
    assert shows(act, group) == []
    cases.add(act, one, "还是没发")
    assert shows(act, group) == ["card", "added"]


def test_changes_are_shown_and_those_that_nobody_sees_are_not(act: Act, group: StaffGroup, li: Officer) -> None:
    one = case(act)
    shows(act, group)
    cases.note(act, one, li, "记一下")
    cases.looked_up(act, one)
    assert shows(act, group) == []
    cases.take(act, one, li)
    cases.reply(act, one, li, "您好")
    assert shows(act, group) == ["(card)"]
    assert "已回复 1 次" in texts(act)[-1]
    assert shows(act, group) == []


def test_a_change_that_has_not_gone_out_gives_way_to_the_next(act: Act, group: StaffGroup, li: Officer) -> None:
    one = case(act)
    shows(act, group)
    cases.take(act, one, li)
    board.refresh(act, group)
    cases.reply(act, one, li, "您好")
    board.refresh(act, group)
    assert len(sent(act)) == 1
    states = [row.state for row in act.session.scalars(select(Outgoing).where(Outgoing.key.contains(":edit:")))]
    assert sorted(states) == [State.SENT, State.WITHDRAWN]


def test_a_card_that_shows_less_than_it_was_thought_to_is_changed_again(
    act: Act, group: StaffGroup, li: Officer
) -> None:
    one = case(act)
    shows(act, group)
    cases.take(act, one, li)
    assert shows(act, group) == ["(card)"]
    card = postings.card_of(act.session, group, one)
    assert card
    card.seen -= 1
    assert shows(act, group) == ["(card)"]


def test_what_members_add_is_told_in_order_below_the_card(act: Act, group: StaffGroup) -> None:
    one = case(act)
    cases.add(act, one, "还有加班费")
    assert shows(act, group) == ["card", "added"]
    cases.add(act, one, "也没交社保")
    cases.add(act, one, "还扣了押金")
    assert shows(act, group) == ["added", "added", "(card)"]
    card = postings.card_of(act.session, group, one)
    below = act.session.scalars(select(Posting.under_id).where(Posting.kind == Kind.ADDED.value)).all()
    assert card
    assert set(below) == {card.id}


def test_what_happened_before_a_group_was_linked_or_long_ago_is_no_news(act: Act) -> None:
    one, li = case(act), officer(act)
    cases.add(act, one, "还有加班费")
    cases.hand_over(act, one, li, officer(act, "王干事"))
    group = linked(later(act, hours=1))
    assert shows(later(act, hours=1), group) == ["card"]
    cases.add(later(act, hours=2), one, "也没交社保")
    assert shows(later(act, days=3), group) == ["(card)"]
    assert news.FRESH.days == 2


def test_who_is_next_is_told_once_and_each_time(act: Act, group: StaffGroup, li: Officer) -> None:
    one, wang = case(act), officer(act, "王干事")
    shows(act, group)
    cases.hand_over(act.by(li.actor), one, li, wang)
    assert shows(act, group) == ["alert", "(card)"]
    cases.hand_over(act.by(wang.actor), one, wang, li)
    assert shows(act, group) == ["alert", "(card)"]
    assert [text for text in texts(act) if "🤝" in text] == [
        f"🤝 {one.number} 由李主任转交给@王干事 ，请接着办。",
        f"🤝 {one.number} 由王干事转交给@李主任 ，请接着办。",
    ]


def test_lists_in_a_forum_are_of_one_unit_each(act: Act, group: StaffGroup) -> None:
    group.forum = True
    street = units.add(act, "街道", units.top(act))
    member(act, "wang").unit_id = street.id
    for number in range(6):
        case(act, "wang" if number % 2 else "lina")
    assert shows(act, group) == ["list", "list"]
    assert sorted(act.session.scalars(select(Topic.name))) == sorted(["街道", units.top(act).name])


def test_two_who_bring_a_group_into_line_at_once_show_nothing_twice(union: Union) -> None:
    with union.act() as act:
        number = linked(act).id
        for _ in range(3):
            case(act)

    def refresh(_: int) -> int:
        with union.act() as act:
            return board.refresh(act, act.session.get_one(StaffGroup, number))

    assert sum(at_once(refresh, 4)) == 3
    with union.act() as act:
        assert len(act.session.scalars(select(Posting)).all()) == 3
        assert {one.posting_id for one in act.session.scalars(select(PostedCase))} == {1, 2, 3}


def test_all_cases_of_a_flood_are_shown(act: Act, group: StaffGroup) -> None:
    made = [case(act) for _ in range(120)]
    assert set(shows(act, group)) == {"list"}
    assert set(act.session.scalars(select(PostedCase.case_id))) == {one.id for one in made}
