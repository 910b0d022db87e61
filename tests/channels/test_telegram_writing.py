"""Our replies as Telegram shows them: buttons that fit, whatever stands on them, and are known again when tapped."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from bot.channels.telegram.writing import chosen, data, keyboard, rows_of, tapped
from bot.limits import units
from bot.messages import Reply, Wish
from tests.emulators.telegram import markups
from tests.emulators.telegram.words import sendable

STEP = "abcdef"
LONG = "公司没有和我签劳动合同，也没有缴社会保险，请帮我看看"
assert len(LONG.encode()) > 64

guessed = settings(max_examples=150, derandomize=True, database=None, deadline=None)
LABELS = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=90).filter(str.strip), max_size=130)
STEPS = st.just("") | st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=6, max_size=6)


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        ([], []),
        (["是", "否"], [["是", "否"]]),
        (["技术革新", "安全生产", "生活福利"], [["技术革新", "安全生产"], ["生活福利"]]),
        (["上一步", "跳过", "取消", "不是"], [["上一步", "跳过", "取消"], ["不是"]]),
        ([LONG, "是", "否"], [[LONG], ["是", "否"]]),
        (["1", "2", "3", "4", "5", "6", "7", "8", "9"], [list("12345678"), ["9"]]),
    ],
)
def test_labels_stand_side_by_side_as_far_as_they_fit(labels: list[str], rows: list[list[str]]) -> None:
    assert rows_of(labels) == rows


def inline(reply: Reply) -> InlineKeyboardMarkup:
    markup = keyboard(reply)
    assert isinstance(markup, InlineKeyboardMarkup)
    return markup


def labels(markup: Any) -> list[list[str]]:
    return [[button.text for button in row] for row in getattr(markup, "inline_keyboard", None) or markup.keyboard]


def test_controls_stand_below_the_answers() -> None:
    markup = inline(Reply("哪一类？", ("安全", "福利"), ("上一步", "取消"), step=STEP))
    assert labels(markup) == [["安全", "福利"], ["上一步", "取消"]]
    assert [one.callback_data for one in markup.inline_keyboard[0]] == ["abcdef|安全", "abcdef|福利"]
    assert keyboard(Reply("好的")) is None


@pytest.mark.parametrize(("wish", "words", "phone"), [(Wish.PHONE, "手机号", True), (Wish.PLACE, "位置", False)])
def test_a_question_for_a_number_or_a_place_has_a_button_that_hands_it_over(
    wish: Wish, words: str, *, phone: bool
) -> None:
    markup = keyboard(Reply("留个电话？", ("跳过",), ("上一步", "取消"), wish, STEP))
    assert isinstance(markup, ReplyKeyboardMarkup)
    share = markup.keyboard[0][0]
    assert words in share.text
    assert (bool(share.request_contact), bool(share.request_location)) == (phone, not phone)
    assert labels(markup)[1:] == [["跳过", "上一步", "取消"]]
    assert markup.one_time_keyboard
    markups.checked(markup.to_dict(), private=True)


@guessed
@given(LABELS, LABELS.map(lambda some: some[:4]), STEPS)
def test_whatever_stands_on_the_buttons_telegram_takes_them(buttons: list[str], controls: list[str], step: str) -> None:
    markup = keyboard(Reply("？", tuple(buttons), tuple(controls), step=step))
    if markup:
        assert markups.checked(markup.to_dict(), private=True)
    shown = [label for row in labels(markup) for label in row] if markup else []
    assert shown == [*buttons[: 100 - len(controls)], *controls]


@guessed
@given(LABELS.filter(bool), STEPS, st.integers(0, 200))
def test_whatever_is_tapped_is_known_by_its_step_and_its_label(buttons: list[str], step: str, at: int) -> None:
    markup = inline(Reply("？", tuple(buttons), step=step))
    button = [one for row in markup.inline_keyboard for one in row][at % min(len(buttons), 100)]
    assert 1 <= len(str(button.callback_data).encode()) <= 64
    assert tapped(str(button.callback_data), markup) == (step, button.text)


@pytest.mark.parametrize("label", ["是", "是|否", "#1", "|", "中" * 19, "👍" * 14])
def test_a_short_label_is_known_even_where_the_message_is_gone(label: str) -> None:
    assert tapped(data(label, STEP), None) == (STEP, label)
    assert tapped(data(label), None) == ("", label)


def test_a_long_label_is_found_among_the_buttons_of_its_message() -> None:
    markup = inline(Reply("？", (LONG + "一", LONG, "是"), step=STEP))
    assert tapped(data(LONG, STEP), markup) == (STEP, LONG)
    assert tapped(data(LONG + "二", STEP), markup) is None
    assert tapped(data(LONG, "abcdeg"), markup) is None
    assert tapped(data(LONG, STEP), None) is None


@pytest.mark.parametrize("given", ["", "buy", "#", "abcdef", "abcdef#" + "0" * 24, "x" * 17 + "|是"])
def test_what_is_none_of_our_buttons_is_not_known(given: str) -> None:
    foreign = InlineKeyboardMarkup([[InlineKeyboardButton("买", callback_data="buy")]])
    assert tapped(given, foreign) is None
    assert tapped(given, None) is None


def test_the_choice_stands_below_the_question_where_it_fits() -> None:
    assert chosen("哪一类？", "安全") == "哪一类？\n\n✔ 安全"
    assert chosen("长" * 4096, "安全") == "长" * 4096
    assert chosen("😀" * 2045, "安") == "😀" * 2045 + "\n\n✔ 安"
    assert chosen("😀" * 2046, "安") == "😀" * 2046


@guessed
@given(st.integers(1, 4096), st.text(min_size=1, max_size=200))
def test_the_choice_never_makes_a_message_too_long(length: int, label: str) -> None:
    text = chosen("长" * length, label)
    assert text.startswith("长" * length)
    assert units(text) <= 4096
    assert sendable(text)
