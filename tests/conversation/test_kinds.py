"""The kinds of answers: what members type, what is stored, what is shown again."""

import math
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.conversation.answers import DONE, Kind, Option, Said
from bot.conversation.dates import Lean
from bot.conversation.files import Files
from bot.conversation.kinds import Choice, Day, Number, PhoneNumber, Text, YesNo
from bot.errors import Rejected
from tests.conversation.desk import SCOPE, attachment

TOPICS = Choice(lambda _turn: (Option("safety", "安全生产"), Option("tech", "技术革新"), Option("welfare", "生活福利")))


def given_back(kind: Kind, text: str, stored: str | None = None) -> Any:
    """The value of an answer, by way of what is stored."""
    return kind.read(kind.take(Said(text), SCOPE, stored), SCOPE)


def refused(kind: Kind, text: str) -> str:
    """The words with which an answer is sent back."""
    with pytest.raises(Rejected) as why:
        kind.take(Said(text), SCOPE, None)
    return str(why.value)


# --- numbers


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5), ("０５", 5), ("5个", 5), ("5 人", 5), ("五", 5), ("两个", 2), ("十", 10), ("廿", 20), ("二十一", 21),
        ("一百二", 120), ("两千零五", 2005), ("1,200", 1200), ("1，200元", 1200), ("100万", 1_000_000), ("〇", 0),
        ("5.0", 5),
    ],
)  # fmt: skip
def test_a_number_is_read(text: str, number: int) -> None:
    assert given_back(Number(), text) == number


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        (Number(), "很多", "请回复一个数字"),
        (Number(), "", "请回复一个数字"),
        (Number(), "个", "请回复一个数字"),
        (Number(), "3到5", "请回复一个数字"),
        (Number(), "nan", "请回复一个数字"),
        (Number(), "2.5", "请回复一个整数"),
        (Number(), "-1", "不能小于 0"),
        (Number(least=2, most=100), "1", "不能小于 2。"),
        (Number(least=2, most=100), "101", "不能大于 100。"),
        (Number(most=1_000_000), "1000001", "不能大于 1000000。"),
        (Number(whole=False, most=0.5), "0.6", "不能大于 0.5。"),
        (Number(), "9" * 40, "不能大于 999999999999999。"),
        (Number(), "9" * 5000, "不能大于 999999999999999。"),
    ],
)
def test_a_number_out_of_range_is_asked_again(kind: Number, text: str, why: str) -> None:
    assert why in refused(kind, text)


@pytest.mark.parametrize(
    ("text", "value"), [("三点五", "3.5"), ("1.50", "1.5"), ("0.0000001", "0.0000001"), ("7", "7")]
)
def test_a_broken_number_keeps_its_figures(text: str, value: str) -> None:
    assert Number(whole=False).take(Said(text), SCOPE, None) == value
    assert given_back(Number(whole=False), text) == Decimal(value)


# --- phones


@pytest.mark.parametrize(
    ("text", "stored", "shown"),
    [
        ("13800138000", "+8613800138000", "138****8000"),
        ("138 0013-8000", "+8613800138000", "138****8000"),
        ("+86 13800138000", "+8613800138000", "138****8000"),
        ("１３８００１３８０００", "+8613800138000", "138****8000"),
        ("我的电话是13800138000", "+8613800138000", "138****8000"),
        ("0571-88886666", "+8657188886666", "571****6666"),
        ("400-820-8820", "+864008208820", "400****8820"),
        ("+1 650 253 0000", "+16502530000", "+16****0000"),
    ],
)
def test_a_phone_is_read_and_shown_in_part(text: str, stored: str, shown: str) -> None:
    assert PhoneNumber().take(Said(text), SCOPE, None) == stored
    assert PhoneNumber().show(given_back(PhoneNumber(), text), SCOPE) == shown


@pytest.mark.parametrize(
    "text",
    ["", "12345", "110", "1380013800", "23800138000", "1380013abcd", "没有", "13800138000，13900139000", "1" * 9000],
)
def test_what_is_no_phone_is_asked_again(text: str) -> None:
    assert refused(PhoneNumber(), text) == "这个电话号码好像不对。请写 11 位手机号，或带区号的座机号。"


# --- choices


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("安全生产", "safety"), ("1", "safety"), ("１", "safety"), ("第2个", "tech"), ("2.", "tech"),
        ("（3）", "welfare"),
        ("选3", "welfare"), ("安全", "safety"), ("福利", "welfare"), ("技术革新吧", "tech"),
    ],
)  # fmt: skip
def test_a_choice_by_label_number_or_fuzzy_word(text: str, key: str) -> None:
    assert TOPICS.take(Said(text), SCOPE, None) == key


@pytest.mark.parametrize(
    "text", ["0", "4", "99", "000001", "000001234", "1" * 5000, "食堂", "", "生产技术", "😀", "不要安全生产"]
)
def test_a_choice_out_of_range_is_asked_again(text: str) -> None:
    assert refused(TOPICS, text) == "请从按钮中选一项，或回复序号。"


def test_a_choice_that_is_gone_is_asked_again() -> None:
    with pytest.raises(Rejected, match="现在没有了"):
        TOPICS.read("canteen", SCOPE)
    assert TOPICS.show("canteen", SCOPE) == "canteen"


# --- yes or no


@pytest.mark.parametrize(
    ("text", "yes"),
    [
        ("匿名", True), ("匿名。", True), ("要", True), ("是的！", True), ("1", True), ("我要匿名", True),
        ("实名", False), ("不要", False), ("不用", False), ("否", False), ("2", False), ("别", False),
    ],
)  # fmt: skip
def test_yes_or_no(text: str, *, yes: bool) -> None:
    kind = YesNo("匿名", "实名")
    assert given_back(kind, text) is yes
    assert kind.show(yes, SCOPE) == ("匿名" if yes else "实名")


@pytest.mark.parametrize("text", ["", "3", "随便", "不匿名", "不要实名", "不想匿名", "别匿名"])
def test_what_may_mean_either_is_asked_again(text: str) -> None:
    assert refused(YesNo("匿名", "实名"), text) == "请回复“匿名”或“实名”。"


# --- words


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "请用文字写一下"),
        ("😀😀😀", "请用文字写一下"),
        ("……", "请用文字写一下"),
        ("短", "至少 2 个字（现在 1 个字）"),
        ("长" * 6, "最多 5 个字，您写了 6 个字"),
    ],
)
def test_words_that_do_not_fit(text: str, why: str) -> None:
    assert why in refused(Text(2, 5), text)


# --- files


def test_files_come_one_by_one_up_to_nine() -> None:
    kind, stored = Files(), None
    for number in range(9):
        stored = kind.take(Said(files=(attachment(f"{number}.png"),)), SCOPE, stored)
        assert not kind.full(stored)
    with pytest.raises(Rejected, match="最多收 9 个文件，前面发的都在"):
        kind.take(Said(files=(attachment("10.png"),)), SCOPE, stored)
    done = kind.take(Said(DONE), SCOPE, stored)
    assert kind.full(done)
    assert [file.name for file in kind.read(done, SCOPE)] == [f"{number}.png" for number in range(9)]


def test_done_with_the_last_file() -> None:
    assert Files().full(Files().take(Said(DONE, (attachment("a.png"),)), SCOPE, None))


def test_done_without_a_file() -> None:
    assert given_back(Files(), DONE) == ()
    assert Files().show((), SCOPE) == "没有"
    assert refused(Files(least=1), "好了") == "这一项要有文件：请至少发送 1 个。"


def test_words_instead_of_a_file() -> None:
    assert refused(Files(), "我没带") == "这一步请发送图片或文件；发完回复“完成”，没有就回复“跳过”。"
    assert refused(Files(least=1), "我没带") == "这一步请发送图片或文件；发完回复“完成”。"


# --- all of them

KINDS: list[Kind] = [
    Text(), TOPICS, YesNo(), Number(), Number(whole=False, most=math.inf), Day(), Day(Lean.PAST), PhoneNumber(),
    Files(),
]  # fmt: skip


@settings(deadline=None)
@given(
    some.sampled_from(KINDS), some.text(max_size=40) | some.from_regex(r"[-+.,\d一二十百万点半]{1,40}", fullmatch=True)
)
def test_any_text_is_taken_or_sent_back_and_what_is_taken_can_be_shown(kind: Kind, text: str) -> None:
    try:
        stored = kind.take(Said(text), SCOPE, None)
    except Rejected as why:
        assert str(why)  # noqa: PT017 - most texts are sent back, and all with words
        return
    assert kind.full(stored)
    assert kind.show(kind.read(stored, SCOPE), SCOPE)
    assert kind.take(Said(text), SCOPE, None) == stored
