"""How accounts and groups are linked by a code, and in which groups we stay."""

from dataclasses import replace

import pytest

from bot.desk import words
from bot.desks import Told
from bot.domain import board, groups, links
from bot.store.intake import Intake
from tests.desk.office import CHAT, LOWER, STREET, TOP, Office
from tests.domain.union import at_once


def sends(office: Office, code: str, chat: str, account: str = "900") -> Told:
    """Somebody sends a code, in a group or in private."""
    return office.desk.link(office.doing(account, chat, text=f"/link {code}"))


def in_use(office: Office) -> list[str]:
    with office.act() as act:
        return [group.chat for group in groups.in_use(act.session)]


def test_a_code_in_private_links_the_account_once(office: Office) -> None:
    code = office.code("王干事")
    assert sends(office, code, "900").words == ""
    assert office.arrives(channel="telegram") == [words.ACCOUNT_LINKED.format(name="王干事")]
    sends(office, code, "901", "901")
    assert office.arrives(channel="telegram") == [links.NO_CODE]
    with office.act() as act:
        officer = links.officer_of(act.session, "telegram", "900")
        assert officer
        assert officer.name == "王干事"
        assert links.officer_of(act.session, "telegram", "901") is None


@pytest.mark.parametrize("code", ["", "AAAA-AAAA", "你好", "x" * 4000])
def test_what_is_no_code_is_answered_kindly_in_private_and_in_a_group(office: Office, code: str) -> None:
    why = links.NO_CODE if code else words.HOW_TO_LINK
    assert sends(office, code, "900").words == ""
    assert office.arrives(channel="telegram") == [why]
    assert sends(office, code, CHAT).words == why
    assert in_use(office) == []


def test_an_old_code_links_nothing(office: Office) -> None:
    account, group = office.code("王干事"), office.code("王干事", TOP)
    office.later(minutes=30)
    sends(office, account, "900")
    assert office.arrives(channel="telegram") == [links.NO_CODE]
    assert sends(office, group, CHAT).words == links.NO_CODE
    assert in_use(office) == []


@pytest.mark.parametrize("typed", ["/link {code}", "/LINK@gongyou_bot {code}", "/link\n{code}", "/link   {code} "])
def test_a_code_in_a_group_links_the_group_however_it_is_typed(office: Office, typed: str) -> None:
    told = office.desk.link(office.doing("900", text=typed.format(code=office.code("王干事", TOP))))
    assert told.words == words.GROUP_LINKED.format(unit=TOP)
    assert in_use(office) == [CHAT]


def test_an_account_code_in_a_group_is_ended_and_refused(office: Office) -> None:
    code = office.code("王干事")
    assert sends(office, code, CHAT).words == links.FOR_AN_ACCOUNT
    sends(office, code, "900")
    assert office.arrives(channel="telegram") == [links.NO_CODE]
    assert in_use(office) == []


def test_a_group_code_in_private_is_refused_and_still_good(office: Office) -> None:
    code = office.code("王干事", TOP)
    sends(office, code, "900")
    assert office.arrives(channel="telegram") == [links.FOR_A_GROUP]
    assert sends(office, code, CHAT).words == words.GROUP_LINKED.format(unit=TOP)


def test_of_two_processes_that_hear_one_code_at_once_one_links(either: Office) -> None:
    account, group = either.code("王干事"), either.code("王干事", TOP)
    at_once(lambda number: sends(either, account, str(900 + number), str(900 + number)), 2)
    told = at_once(lambda number: sends(either, group, f"-{number + 1}"), 2)
    assert sorted(either.arrives(channel="telegram")) == sorted(
        [links.NO_CODE, words.ACCOUNT_LINKED.format(name="王干事")]
    )
    assert sorted(one.words for one in told) == sorted([links.NO_CODE, words.GROUP_LINKED.format(unit=TOP)])
    assert len(in_use(either)) == 1


def test_a_code_that_came_twice_is_answered_once(office: Office) -> None:
    doing = office.doing("900", "900", text=f"/link {office.code('王干事')}")
    assert [office.desk.link(doing).late for _ in range(2)] == [False, True]
    assert len(office.arrives(channel="telegram")) == 1


def test_no_code_is_kept_in_the_intake(office: Office) -> None:
    code = office.code("王干事")
    sends(office, code, "900")
    with office.act() as act:
        assert all(code not in row.body for row in act.session.query(Intake))


def test_who_is_not_of_the_staff_adds_us_in_vain(office: Office) -> None:
    assert office.desk.joined(office.doing("999")) == Told(words.NOT_OURS, leave=True)
    assert office.desk.strange(office.doing("999").room)


def test_where_staff_add_us_we_wait_for_the_code_and_leave_in_the_end(office: Office) -> None:
    doing = office.doing(office.accounts["王干事"])
    assert office.desk.joined(doing) == Told(words.SEND_CODE)
    assert not office.desk.strange(doing.room)
    office.later(minutes=14, seconds=59)
    assert office.desk.overstayed() == []
    assert not office.desk.strange(doing.room)
    office.later(seconds=1)
    assert office.desk.strange(doing.room)
    assert office.desk.overstayed() == [CHAT]
    assert office.desk.overstayed() == []


def test_a_group_that_was_linked_in_time_is_not_left(office: Office) -> None:
    doing = office.doing(office.accounts["王干事"])
    office.desk.joined(doing)
    office.opens()
    office.later(hours=1)
    assert office.desk.overstayed() == []
    assert not office.desk.strange(doing.room)


def test_a_linked_group_keeps_up_with_its_title_and_its_topics(office: Office) -> None:
    office.opens()
    doing = office.doing("999")
    told = office.desk.joined(replace(doing, room=replace(doing.room, title="新名字", forum=True)))
    assert told == Told()
    with office.act() as act:
        (group,) = groups.in_use(act.session)
        assert (group.title, group.forum) == ("新名字", True)


def test_a_group_that_we_were_taken_out_of_is_unlinked_and_nothing_waits_for_it(office: Office) -> None:
    office.opens()
    office.files()
    with office.act() as act:
        (group,) = groups.in_use(act.session)
        board.refresh(act, group)
    assert office.next_key()
    office.desk.left(office.doing("999"))
    assert (in_use(office), office.next_key()) == ([], None)
    assert office.desk.strange(office.doing("999").room)


def test_another_unit_does_not_take_a_group_away(office: Office) -> None:
    office.opens()
    told = sends(office, office.code("赵干事", STREET), CHAT)
    assert "现在是“清河区总工会”的工作群" in told.words
    assert sends(office, office.code("赵干事", STREET), LOWER).words == words.GROUP_LINKED.format(unit=STREET)
