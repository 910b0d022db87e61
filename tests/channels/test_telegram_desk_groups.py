"""In which groups the bot stays, and what it does not say and does not keep there."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.desk import words
from bot.domain import groups, links
from bot.store.intake import Intake
from knowledge import KnowledgeBase
from tests.channels.telegram_house import House, named, telegram, until
from tests.channels.telegram_talks import count, on_sqlite
from tests.conftest import Clock
from tests.desk.staffed import TOP, Staffed, hired, known, linked, texts_of
from tests.emulators.telegram import Group


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        served = one.processes[0].server.telegram
        assert served
        served.queues.look = 0.3
        yield one


@pytest.fixture
def desk(house: House) -> Staffed:
    return linked(house)


def in_use(house: House) -> list[str]:
    with house.app.database.read() as session:
        return [group.chat for group in groups.in_use(session)]


def kept(house: House) -> int:
    """How many updates were taken in."""
    with house.app.database.read() as session:
        return session.scalar(select(func.count()).select_from(Intake)) or 0


def has_left(group: Group) -> bool:
    return group.standing == "left"


def test_staff_add_the_bot_and_link_their_group_with_a_code(house: House) -> None:
    li = house.colleague("李主任")
    group = house.group("李主任", li)
    assert [one.text for one in group.waits(2)] == [words.SEND_CODE, words.GROUP_LINKED.format(unit=TOP)]
    assert in_use(house) == [str(group.id)]


def test_who_is_not_of_the_staff_adds_the_bot_and_it_leaves_at_once(house: House) -> None:
    group = house.platform.group("同乡会")
    group.adds_bot(house.platform.person("路人"))
    until(lambda: has_left(group))
    assert [one.text for one in group.received] == [words.NOT_OURS]


def test_a_group_that_nobody_links_is_left_after_a_quarter_of_an_hour(house: House, clock: Clock) -> None:
    group, li = house.platform.group("聊天群", admin=True), hired(house, "李主任")
    group.adds_bot(li)
    group.waits(1)
    li.says("大家好", in_=group)
    house.platform.settle()
    clock.forward(minutes=14)
    li.says("在吗", in_=group)
    house.platform.settle()
    assert group.standing == "administrator"
    clock.forward(minutes=1)
    until(lambda: has_left(group))
    assert [one.text for one in group.received] == [words.SEND_CODE]


def test_in_a_group_where_the_bot_is_for_no_reason_it_says_nothing_and_leaves(house: House) -> None:
    group, someone = house.platform.group("老群", admin=True), known(house)
    group.standing = "administrator"
    someone.says("WQ-2026-0001-1 怎么样了", in_=group)
    until(lambda: has_left(group))
    assert (group.received, kept(house)) == ([], 0)


def test_in_the_staffs_group_nobodys_own_matters_are_answered_and_nothing_is_kept(house: House) -> None:
    desk, lina = linked(house, forum=True), known(house)
    number = desk.files(lina)
    card = desk.card(number)
    for text in ("/start", "/start event-12", "你好", "工资三个月没发怎么办", number, "投诉", "菜单", "提交"):
        for who in (lina, desk.li):
            who.says(text, in_=desk.group)
    said = lina.says("中午吃什么", in_=desk.group)
    desk.li.says("食堂", in_=desk.group, reply_to=said)
    desk.rests()
    assert (desk.shown, lina.received, kept(house)) == ([card], [], 0)


def test_a_code_is_taken_in_the_right_place_only(house: House) -> None:
    li = hired(house, "李主任")
    account, of_group = (
        house.code(links.offer_account, "李主任"),
        house.code(lambda act, who: links.offer_group(act, who, named(act, TOP)), "李主任"),
    )
    group = house.platform.group("工作群")
    group.adds_bot(li)
    for code, answer in ((account, links.FOR_AN_ACCOUNT), ("AAAA-AAAA", links.NO_CODE)):
        before = len(group.received)
        said = li.says(f"/link {code}", in_=group)
        told = group.waits(before + 1 if before else 2)[-1]
        assert (told.text, told.reply_to) == (answer, said.message_id)
    assert house.says(li, f"/link {account}") == links.NO_CODE
    assert house.says(li, f"/link {of_group}") == links.FOR_A_GROUP
    assert in_use(house) == []
    assert count(house, links.LinkCode) == 1


def test_a_group_that_becomes_a_supergroup_goes_on(house: House) -> None:
    li, lina = hired(house, "李主任"), known(house)
    group = house.platform.group("工作群", "group")
    group.adds_bot(li)
    group.waits(1)
    code = house.code(lambda act, who: links.offer_group(act, who, named(act, TOP)), "李主任")
    li.says(f"/link {code}", in_=group)
    group.waits(2)
    desk = Staffed(house, li, group)
    number = desk.files(lina)
    old = desk.card(number)
    new = group.migrates()
    until(lambda: in_use(house) == [str(new)])
    desk.until(lambda: len(desk.cards(number)) == 2)
    card = desk.cards(number)[-1]
    li.says("您好", in_=group, reply_to=card)
    assert "您好" in lina.waits(1)[-1].text
    desk.until(lambda: "李主任在办" in card.text)
    assert old.edits == []


def test_a_message_finds_the_group_that_moved_before_its_update_came(desk: Staffed) -> None:
    desk.tick = 0.5
    house, lina = desk.house, known(desk.house)
    old, new = desk.group.id, -1_000_000_000_777
    with house.platform.lock:
        desk.group.id = new
        house.platform.chats[new] = house.platform.chats.pop(old)
        house.platform.moved[old] = new
    number = desk.files(lina)
    assert desk.card(number).chat_id == new
    assert in_use(house) == [str(new)]


@pytest.mark.parametrize("told", [True, False])
def test_a_group_that_the_bot_was_thrown_out_of_is_unlinked(desk: Staffed, *, told: bool) -> None:
    if told:
        desk.group.removes_bot(desk.li)
    else:
        desk.group.standing = "kicked"
        desk.files(known(desk.house))
    desk.until(lambda: in_use(desk.house) == [])
    desk.files(known(desk.house, "王芳"))
    desk.rests()
    assert desk.shown == []
    assert not any(state in {"queued", "sending"} for state in desk.house.states().values())


def test_who_taps_in_a_group_that_is_unlinked_makes_the_bot_leave(desk: Staffed) -> None:
    number = desk.files(known(desk.house))
    card = desk.card(number)
    with desk.house.app.act() as act:
        groups.unlink(act, groups.in_use(act.session)[0])
    desk.li.taps(card, "接手")
    until(lambda: has_left(desk.group))
    assert desk.case(number).officer_id is None
    assert texts_of(desk.li) == []
