"""A member's talk with the bot: buttons, corrections, links, commands, and what they see of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.channels.telegram.words import OLD_BUTTON
from bot.domain import events, units
from bot.domain.suggestions import Suggestion
from bot.store.inbox import InboxRow
from knowledge import KnowledgeBase
from tests.channels.telegram_house import House, telegram, until
from tests.channels.telegram_talks import BODY, TITLE, count, member, on_sqlite, settles, talk, to_the_photos
from tests.conftest import Clock
from tests.emulators.telegram import Person

LONG = "清河区新就业形态劳动者（网约车、快递、外卖）工会联合会"
GONE = "清河区建筑业农民工（含装修、搬运、保洁）工会联合会"


@pytest.fixture(scope="module")
def house(sample_file: Path, tmp_path_factory: pytest.TempPathFactory, knowledge: KnowledgeBase) -> Iterator[House]:
    """One for all: each test has a member of its own."""
    with telegram(on_sqlite(sample_file, tmp_path_factory.mktemp("talk")), Clock(), knowledge) as one:
        yield one


@pytest.fixture
def lina(house: House) -> Person:
    return member(house)


def test_a_suggestion_from_beginning_to_end_by_buttons(house: House, lina: Person) -> None:
    house.taps(lina, "提建议")
    house.taps(lina, "安全生产")
    talk(house, lina, TITLE, "跳过", BODY)
    before = count(house, Suggestion)
    for label in ("跳过", "实名", "跳过", "跳过", "跳过"):
        house.taps(lina, label)
    assert "感谢您的建议" in house.taps(lina, "提交").text
    assert count(house, Suggestion) == before + 1


def test_a_tapped_choice_stands_in_the_message_and_its_buttons_are_gone(house: House, lina: Person) -> None:
    house.says(lina, "提建议")
    asked = lina.received[-1]
    words = asked.text
    assert asked.keyboard == "inline"
    assert "一句话" in house.taps(lina, "安全生产").text
    until(lambda: bool(asked.edits))
    assert asked.text == f"{words}\n\n✔ 安全生产"
    assert (asked.keyboard, asked.buttons) == ("", [])
    assert lina.answers == [""]


def test_a_button_tapped_twice_is_one_answer(house: House, lina: Person) -> None:
    house.says(lina, "提建议")
    asked, before = lina.received[-1], len(lina.received)
    data = asked.button("安全生产")["callback_data"]
    for _ in range(3):
        lina.taps_data(asked, data)
    lina.waits(before + 1)
    settles(house)
    assert len(lina.received) == before + 1
    assert "(2/9)" in lina.received[-1].text


def test_a_button_of_an_earlier_step_answers_nothing(house: House, lina: Person) -> None:
    house.says(lina, "提建议")
    asked = lina.received[-1]
    house.says(lina, "安全生产")
    before = len(lina.received)
    lina.taps(asked, "技术革新")
    told = lina.waits(before + 1)[-1].text
    assert "前面那一步" in told
    assert "(2/9)" in told
    summary = talk(house, lina, TITLE, "跳过", BODY, "跳过", "匿名", "跳过").text
    assert "类别：安全生产" in summary


def test_a_button_longer_than_telegram_can_carry_is_known_by_its_message(house: House, lina: Person) -> None:
    with house.app.act() as act:
        number = units.add(act, LONG, units.root(act.session)).id
    lina.opens(f"unit-{number}")
    asked = lina.waits(2)[-1]
    label = f"加入单位：{LONG}"
    assert len(label.encode()) > 64
    assert len(asked.button(label)["callback_data"].encode()) <= 64
    assert house.taps(lina, label).text.startswith(f"好的，您现在归“{LONG}”")
    until(lambda: f"✔ {label}" in asked.text)


def test_a_button_that_cannot_be_known_any_more_is_answered_in_words(house: House, lina: Person) -> None:
    with house.app.act() as act:
        number = units.add(act, GONE, units.root(act.session)).id
    lina.opens(f"unit-{number}")
    asked, taken = lina.waits(2)[-1], count(house, InboxRow)
    data = asked.button(f"加入单位：{GONE}")["callback_data"]
    lina.deletes(asked)
    lina.taps_data(asked, data)
    until(lambda: lina.answers == [OLD_BUTTON])
    settles(house)
    assert (len(lina.received), count(house, InboxRow)) == (2, taken)


def test_a_tap_whose_answer_comes_too_late_for_telegram_counts_all_the_same(house: House, lina: Person) -> None:
    house.platform.faults.order("answerCallbackQuery", 400, description="Bad Request: query is too old")
    house.platform.faults.order("editMessageText", 400, description="Bad Request: message can't be edited")
    assert "哪一类" in house.taps(lina, "提建议").text


def test_a_correction_is_taken_while_the_form_is_open(house: House, lina: Person) -> None:
    talk(house, lina, "提建议", "安全生产")
    title = lina.says(TITLE)
    lina.waits(4)
    lina.edits(title, "五号冲床的护栏松了")
    told = lina.waits(5)[-1].text
    assert "已按您改的更新“一句话”" in told
    assert "(3/9)" in told
    assert "五号冲床的护栏松了" in talk(house, lina, "跳过", BODY, "跳过", "匿名", "跳过").text


def test_a_correction_that_comes_too_late_is_told(house: House, lina: Person) -> None:
    talk(house, lina, "提建议", "安全生产")
    title = lina.says(TITLE)
    lina.waits(4)
    talk(house, lina, "跳过", BODY, "跳过", "匿名", "提交")
    before = len(lina.received)
    lina.edits(title, "五号冲床的护栏松了")
    assert "改动没有记进去" in lina.waits(before + 1)[-1].text
    with house.app.database.read() as session:
        assert "五号冲床的护栏松了" not in session.scalars(select(Suggestion.title)).all()


def test_a_changed_caption_is_a_correction_too(house: House, lina: Person) -> None:
    talk(house, lina, "提建议", "安全生产")
    picture = lina.sends_photo(b"\xff\xd8\xff\xe0" + b"x" * 99, caption=TITLE)
    before = len(lina.waits(4))
    settles(house)
    lina.edits(picture, "五号冲床的护栏松了")
    assert "已按您改的更新“一句话”" in lina.waits(before + 1)[-1].text


def test_a_link_leads_to_what_it_is_about(house: House, lina: Person) -> None:
    with house.app.act() as act:
        event = next(one for one in events.open_for_signup(act) if not one.team_least)
        number, code = event.id, event.code
    to_the_photos(house, lina)
    filed = talk(house, lina, "跳过", "匿名", "提交").buttons[0]
    expected = {
        f"event-{number}": "报名用什么名字",
        f"event-{code}": "报名用什么名字",
        "event-NOT-THERE": "没有找到",
        f"case-{filed}": TITLE,
        "case-SQ-2026-0001-1": "有一位写错了",
        "unit-2": "归到这个单位",
        "unit-99999": "没有找到这个单位",
        "nothing-we-know": "自助服务",
        "": "自助服务",
    }
    for start, words in expected.items():
        before = len(lina.received)
        lina.opens(start)
        assert words in lina.waits(before + 1)[-1].text, start


@pytest.mark.parametrize(("language", "first"), [("zh-hans", "菜单"), ("en", "What I can do for you"), ("de", "菜单")])
def test_commands_stand_in_telegrams_menu_in_its_members_language(house: House, language: str, first: str) -> None:
    lists = house.platform.commands.lists
    until(lambda: len(lists) == 4)
    person = house.platform.person(language=language)
    seen = house.platform.commands.seen(person.id, language)
    shown = next(
        lists[key]
        for key in ((kind, None, None, tongue) for kind in PRIVATE for tongue in (language[:2], ""))
        if key in lists
    )
    assert [one["command"] for one in shown] == seen
    assert first in {one["description"] for one in shown}
    assert {"start", "suggest", "legal", "grievance", "cancel"} <= set(seen)
    assert house.platform.commands.seen(-1) == ["link"]


PRIVATE = ("all_private_chats",)


def test_every_command_of_the_menu_answers(house: House, lina: Person) -> None:
    until(lambda: bool(house.platform.commands.seen(lina.id, "zh")))
    for word in house.platform.commands.seen(lina.id, "zh"):
        told = house.says(lina, f"/{word}")
        assert "没有“/" not in told, word
        assert "看不懂" not in told, word


def test_one_who_asks_sees_that_we_are_typing(house: House, lina: Person) -> None:
    before = len(lina.actions)
    house.says(lina, "被辞退能拿多少钱")
    until(lambda: lina.actions[before:] == ["typing"])


def test_a_question_is_answered_from_the_law(house: House, lina: Person) -> None:
    assert "劳动合同法" in house.says(lina, "被辞退能拿多少钱")


def test_a_very_long_answer_comes_in_parts_with_the_buttons_below_the_last(house: House, lina: Person) -> None:
    house.put(lina, "long", "工会的答复是这样的。" * 1500)
    parts = lina.waits(5)[1:]
    settles(house)
    assert "".join(one.text for one in parts) == "工会的答复是这样的。" * 1500
    assert all(one.text.endswith("。") for one in parts)
    assert set(house.states().values()) == {"sent"}
