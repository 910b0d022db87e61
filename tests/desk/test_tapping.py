"""What staff tap below a card: 接手 · 转交 · 办结 · 详情."""

import pytest
from sqlalchemy import select

from bot.domain import cases, staff, units
from bot.store.outbox import Outgoing, State
from scheduler import casework
from tests.desk.office import LOWER, STREET, Message, Office, named
from tests.domain.union import at_once


@pytest.fixture
def number(office: Office) -> str:
    """The case that stands in the group."""
    office.opens()
    return office.files(name="张伟明", phone="13812345678")


@pytest.fixture
def card(office: Office, number: str) -> Message:
    (one,) = office.shows()
    assert number in one.text
    return one


def test_a_new_case_may_be_taken_given_closed_or_looked_at(card: Message) -> None:
    assert card.labels == [["接手", "转交"], ["办结", "详情"]]
    assert all(len(data.encode()) <= 64 for row in card.post.buttons for _, data in row)


def test_who_takes_a_case_has_it_and_the_card_says_so(office: Office, card: Message, number: str) -> None:
    told = office.taps("王干事", card, "接手")
    assert (told.words, told.alert) == (f"您接手了 {number}。回复这张卡片，就是回复会员。", False)
    assert office.case(number).state == cases.State.IN_PROGRESS
    assert office.shows() == [card]
    assert "状态：王干事在办" in card.text
    assert card.labels == [["转交", "办结"], ["详情"]]


def test_of_three_who_take_a_case_at_once_one_has_it_and_two_are_told_who(either: Office) -> None:
    names = ["李主任", "王干事", "吴干事"]
    with either.act() as act:
        staff.add(act, names[2], units.top(act))
    either.links(names[2], "504")
    either.opens()
    either.files()
    (card,) = either.shows()
    tolds = at_once(lambda number: either.taps(names[number], card, "接手"), 3)
    (winner,) = [name for name, told in zip(names, tolds, strict=True) if not told.alert]
    assert [told.words for told in tolds if told.alert] == [f"这件事{winner}已经接手了，有事请和{winner}商量。"] * 2
    assert len(either.trail("case.taken")) == 1
    assert f"{winner}在办" in either.shows()[0].text


def test_a_tap_that_came_twice_is_answered_once(office: Office, card: Message) -> None:
    doing = office.doing(office.accounts["王干事"], message=card.id, data=card.data("接手"))
    first, second = office.desk.tapped(doing), office.desk.tapped(doing)
    assert (first.late, second.late, second.words) == (False, True, "")
    assert len(office.trail("case.taken")) == 1


def test_a_case_is_handed_over_to_a_colleague_whose_name_is_a_button(
    office: Office, card: Message, number: str
) -> None:
    told = office.taps("李主任", card, "转交")
    assert told.words == "转交给谁？点下面的名字。"
    assert [label for row in told.choices for label, _ in row] == ["王干事", "← 返回"]
    assert office.taps_data("李主任", card, told.choices[0][0][1]).words == "已转交给王干事。"
    _, alert = office.shows()
    assert "王干事在办" in card.text
    assert alert.text == f"🤝 {number} 由李主任转交给@王干事 ，请接着办。"
    assert alert.post.mentions == (("@王干事", office.accounts["王干事"]),)
    assert alert.post.reply_to == card.id
    assert len(office.shows()) == 2


def test_who_chose_to_hand_over_may_go_back(office: Office, card: Message) -> None:
    told = office.taps("李主任", card, "转交")
    back = office.taps_data("李主任", card, told.choices[-1][0][1])
    assert (back.words, back.choices) == ("", card.post.buttons)


def test_only_who_has_a_case_or_is_above_hands_it_over(office: Office, card: Message) -> None:
    office.taps("李主任", card, "接手")
    told = office.taps_data("王干事", card, card.data("转交"))
    assert told.alert
    assert "李主任已经接手了" in told.words
    assert told.choices == ()


def test_what_is_handed_over_in_the_console_is_told_with_a_mention_once(office: Office, number: str) -> None:
    office.shows()
    office.does(
        number, lambda act, case: cases.hand_over(act, case, named(act, "李主任"), named(act, "王干事")), "李主任"
    )
    assert len(office.shows()) == 2
    assert office.shows()[1].post.mentions == (("@王干事", office.accounts["王干事"]),)


def test_one_without_an_account_is_named_all_the_same(office: Office, number: str) -> None:
    with office.act() as act:
        staff.add(act, "吴干事", units.top(act))
    office.does(number, lambda act, case: cases.hand_over(act, case, named(act, "李主任"), named(act, "吴干事")))
    alert = office.shows()[-1]
    assert "@吴干事" in alert.text
    assert alert.post.mentions == ()


def test_who_closes_a_case_is_asked_for_the_outcome(office: Office, card: Message, number: str) -> None:
    told = office.taps("王干事", card, "办结")
    assert told.words == "请回复群里刚发的那条消息，写上结果。"
    prompt = office.shows()[-1]
    assert prompt.post.asks
    assert (prompt.post.reply_to, prompt.post.mentions) == (card.id, (("@王干事", office.accounts["王干事"]),))
    assert office.case(number).state == cases.State.NEW
    office.says("王干事", prompt, "工资已补发")
    closed = office.case(number)
    assert (closed.state, closed.outcome) == (cases.State.RESOLVED, "工资已补发")
    assert "结果：工资已补发" in office.arrives()[0]
    assert office.shows()[-1].text == f"✅ {number} 已办结，结果已发给会员。"
    assert "状态：已办结" in card.text
    assert card.labels == [["详情"]]
    office.says("王干事", prompt, "再说一次")
    assert office.shows()[-1].text == "这件事已经办结。这条没有发给会员。"
    assert office.arrives() == []


def test_what_a_colleague_has_is_not_closed(office: Office, card: Message) -> None:
    office.taps("李主任", card, "接手")
    assert "李主任已经接手了" in office.taps_data("王干事", card, card.data("办结")).words
    assert len(office.shows()) == 1


def test_all_about_a_case_goes_to_the_one_who_asked_alone(office: Office, card: Message, number: str) -> None:
    assert office.taps("王干事", card, "详情").words == "详情已私聊发给您。"
    before = card.text
    assert office.shows() == [card]
    assert card.before == []
    with office.database.read() as session:
        row = session.scalars(select(Outgoing).where(Outgoing.kind == "details")).one()
        assert (row.channel, row.address) == ("telegram", office.accounts["王干事"])
    (text,) = office.arrives(channel="telegram")
    assert "张伟明，13812345678" in text
    assert f"/console/cases/{number}" in text
    assert "张伟明" not in before
    assert "13812345678" not in before
    assert [one.actor for one in office.trail("case.looked_up")] == ["staff"]


def test_a_button_that_means_nothing_changes_nothing(office: Office, card: Message) -> None:
    for data in ("", "x", "case:1", "case:0:take", "case:99999999999:take", "case:9999999999:take", "case:1:steal",
                 "case:1:give:9999999999", "case:1:give:77"):  # fmt: skip
        told = office.taps_data("王干事", card, data)
        assert (told.words, told.alert) == ("这个按钮已经不能用了，请看最新的那张卡片。", True)
    assert office.shows() == [card]


def test_a_case_of_another_unit_is_not_theirs_to_tap(office: Office, card: Message, number: str) -> None:
    told = office.taps("赵干事", card, "接手")
    assert (told.words, told.alert) == (f"{number} 不归您的单位管。", True)
    assert office.case(number).officer_id is None


def test_who_is_not_of_the_staff_changes_nothing_by_tapping(office: Office, card: Message, number: str) -> None:
    for label in ("接手", "转交", "办结", "详情"):
        told = office.taps("999", card, label)
        assert told.alert
        assert "只有关联了账号的工作人员能办" in told.words
        assert told.choices == ()
    assert [row.facts for row in office.trail("group.turned_away")] == [{"tap": True}] * 4
    assert office.case(number).state == cases.State.NEW
    assert office.shows() == [card]
    assert office.arrives(channel="telegram") == []


def test_one_who_works_here_no_more_is_nobody(office: Office, card: Message) -> None:
    with office.act() as act:
        named(act, "王干事").active = False
    assert "只有关联了账号" in office.taps("王干事", card, "接手").words


def test_a_tap_in_a_group_that_is_unlinked_is_none_of_ours(office: Office, card: Message, number: str) -> None:
    office.desk.left(office.doing("501"))
    assert office.taps("王干事", card, "接手").leave
    assert office.case(number).officer_id is None


def test_a_card_that_may_not_have_arrived_is_known_again_when_somebody_taps_it(office: Office) -> None:
    office.opens(STREET, LOWER)
    number = office.files(unit=STREET)
    casework.tell_staff(office.act)
    key = office.next_key()
    assert key
    post = office.desk.post(key)
    assert post
    office.ends(key, State.UNKNOWN)
    seen = Message("77", post)
    office.groups[LOWER].append(seen)
    assert office.taps("赵干事", seen, "接手", LOWER).words == f"您接手了 {number}。回复这张卡片，就是回复会员。"
    assert office.shows(LOWER) == [seen]
    assert "赵干事在办" in seen.text
