"""What stands in a group: topics, messages that somebody deleted, groups that moved, messages nobody knows of."""

import pytest

from bot.domain import cases, deliveries, groups, outcomes, staff
from bot.store.outbox import State
from scheduler import casework
from tests.desk.office import LOWER, STREET, TOP, Message, Office, named

DANGER = "工友从脚手架上掉下来，现在昏迷不醒"


def queued(office: Office) -> str:
    """The key of what is to be posted next."""
    casework.tell_staff(office.act)
    key = office.next_key()
    assert key
    return key


def test_a_forum_has_a_topic_for_each_unit_and_one_for_each_urgent_case(office: Office) -> None:
    office.opens(forum=True)
    numbers = [office.files(unit=unit, who=unit) for unit in (TOP, STREET)]
    urgent = [office.files(DANGER, who=who) for who in ("wang", "zhao")]
    shown = office.shows()
    assert sorted(office.topics.values()) == sorted([TOP, STREET, *(f"🔴 {number}" for number in urgent)])
    for one in shown:
        number = next(number for number in numbers + urgent if number in one.text)
        assert office.topics[one.post.topic] in {f"🔴 {number}", f"{STREET if '街道' in one.text else TOP}"}
    office.files(who="li")
    office.adds(urgent[0], "救护车来了")
    *_, new, added = office.shows()
    assert len(office.topics) == 4
    assert office.topics[new.post.topic] == TOP
    assert office.topics[added.post.topic] == f"🔴 {urgent[0]}"


def test_what_becomes_urgent_gets_a_topic_and_a_card_there(office: Office) -> None:
    office.opens(forum=True)
    number = office.files()
    office.shows()
    office.adds(number, DANGER)
    old, card, added = office.shows()
    assert [office.topics[one.post.topic] for one in (old, card, added)] == [TOP, f"🔴 {number}", f"🔴 {number}"]
    assert card.text.startswith(f"🔴 紧急 {number}")
    assert card.post.reply_to == ""
    assert len(office.shows()) == 3


def test_a_topic_that_somebody_deleted_is_opened_anew(office: Office) -> None:
    office.opens(forum=True)
    office.files()
    office.shows()
    office.files(who="wang")
    key = queued(office)
    office.desk.topic_gone(key)
    post = office.desk.post(key)
    assert post
    assert (post.topic, post.new_topic) == ("", TOP)
    office.sends(key)
    assert list(office.topics.values()) == [TOP, TOP]


def test_where_no_topic_may_be_opened_everything_goes_into_the_group(office: Office) -> None:
    office.opens(forum=True)
    office.files()
    key = queued(office)
    office.desk.no_topics(key)
    post = office.desk.post(key)
    assert post
    assert (post.topic, post.new_topic) == ("", "")
    office.files(DANGER, who="wang")
    assert [one.post.topic for one in office.shows()] == ["", ""]


def test_a_card_that_somebody_deleted_is_posted_anew_at_its_next_change(office: Office) -> None:
    office.opens()
    number = office.files()
    (card,) = office.shows()
    office.does(number, lambda act, case: cases.take(act, case, named(act, "李主任")))
    office.desk.message_gone(queued(office))
    _, anew = office.shows()
    assert number in anew.text
    assert "李主任在办" in anew.text
    assert len(office.shows()) == 2
    assert card.before == []
    office.taps("李主任", anew, "转交")
    assert "李主任在办" in anew.text


def test_a_card_that_was_deleted_is_posted_anew_also_when_its_case_is_closed(office: Office) -> None:
    office.opens()
    number = office.files()
    office.shows()
    office.does(number, lambda act, case: outcomes.resolve(act, case, named(act, "李主任"), "好了"))
    office.desk.message_gone(queued(office))
    _, anew = office.shows()
    assert "已办结" in anew.text


def test_a_receipt_that_was_deleted_stays_away(office: Office) -> None:
    office.opens()
    office.files()
    (card,) = office.shows()
    office.says("李主任", card, "您好")
    office.later(seconds=5)
    office.shows()
    office.arrives()
    office.desk.message_gone(queued(office))
    assert len(office.shows()) == 2


def test_in_a_group_that_moved_no_message_is_taken_for_another(office: Office) -> None:
    office.opens()
    number = office.files()
    (card,) = office.shows()
    office.taps("王干事", card, "接手")
    office.groups["-1001"] = []
    office.desk.moved(office.doing("999"), "-1001")
    office.desk.moved(office.doing("999", "-1001"), "-1001")
    (anew,) = office.shows("-1001")
    assert number in anew.text
    assert "王干事在办" in anew.text
    assert anew.post.reply_to == ""
    assert card.before == []
    office.says("王干事", Message(card.id, anew.post), "您好", "-1001")
    assert number in office.arrives()[0]
    assert len(office.shows("-1001")) == 2


def test_a_posting_hears_that_its_group_moved_or_is_gone(office: Office) -> None:
    office.opens()
    office.files()
    key = queued(office)
    office.desk.group_moved(key, "-1001")
    post = office.desk.post(key)
    assert post
    assert post.chat == "-1001"
    office.desk.group_gone(key)
    assert office.desk.post(key) is None
    assert office.next_key() is None


@pytest.mark.parametrize("key", ["", "posting:", "posting:x", "posting:77", "remark:1"])
def test_there_is_nothing_to_post_under_another_key(office: Office, key: str) -> None:
    assert office.desk.post(key) is None


def test_what_may_not_have_arrived_is_not_repeated_and_shown_to_who_may_see_the_case(office: Office) -> None:
    office.opens()
    number = office.files()
    office.sends(queued(office), State.UNKNOWN)
    office.later(hours=3)
    assert office.shows() == []
    with office.act() as act:
        for name, count in (("李主任", 1), ("赵干事", 0)):
            rows = deliveries.trouble(act.session, named(act, name), act.now)
            assert len(rows) == count
        found = deliveries.about(act.session, deliveries.trouble(act.session, named(act, "李主任"), act.now))
        assert [case.number for case in found.values()] == [number]
        (row,) = deliveries.trouble(act.session, named(act, "李主任"), act.now)
        deliveries.resend(act, row)
    (card,) = office.shows()
    assert number in card.text


def test_what_happens_elsewhere_shows_in_the_group(office: Office) -> None:
    office.opens()
    number = office.files()
    (card,) = office.shows()
    for deed, seen in (
        (lambda act, case: cases.take(act, case, named(act, "王干事")), "王干事在办"),
        (lambda act, case: cases.reply(act, case, named(act, "王干事"), "您好"), "已回复 1 次"),
        (lambda act, case: outcomes.resolve(act, case, named(act, "王干事"), "好了"), "状态：已办结"),
    ):
        office.does(number, deed)
        assert office.shows() == [card]
        assert seen in card.text
    office.adds(number, "还是没发")
    _, added = office.shows()
    assert "状态：王干事在办" in card.text
    assert added.text == f"💬 {number} 会员补充：\n还是没发"


def test_several_changes_become_one(office: Office) -> None:
    office.opens()
    number = office.files()
    (card,) = office.shows()
    for _ in range(3):
        office.does(number, lambda act, case: cases.reply(act, case, named(act, "王干事"), "您好"))
    casework.tell_staff(office.act)
    office.does(number, lambda act, case: outcomes.resolve(act, case, named(act, "王干事"), "好了"))
    office.shows()
    assert "已办结" in card.text
    assert len(card.before) <= 2


def test_a_unit_without_a_group_is_heard_of_above(office: Office) -> None:
    office.opens()
    number = office.files(unit=STREET)
    assert f"单位：{STREET}" in office.shows()[0].text
    office.opens(STREET, LOWER)
    assert number in office.shows(LOWER)[0].text
    office.shows()
    with office.act() as act:
        assert len(groups.in_use(act.session)) == 2
        assert staff.named(act.session, "赵干事")
