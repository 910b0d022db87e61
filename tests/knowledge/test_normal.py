"""What a worker types is brought into one written form."""

import pytest

from knowledge.normal import fold, letters, number, numerals, plain


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Ｎ＋１", "n+1"),
        ("勞動爭議仲裁", "劳动争议仲裁"),
        ("老闆拖欠工資", "老板拖欠工资"),
        ("  HR说  ", "hr说"),
        ("１２３５１", "12351"),
    ],
)
def test_width_characters_and_case_are_folded(typed: str, folded: str) -> None:
    assert fold(typed) == folded


def test_punctuation_and_emoji_make_no_other_words() -> None:
    assert letters("工资，没发！！😡") == letters("工资没发") == "工资没发"


@pytest.mark.parametrize(
    ("words", "worth"),
    [
        ("零", 0),
        ("两", 2),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百二十三", 123),
        ("一百五", 150),
        ("三千五", 3500),
        ("三千零五", 3005),
        ("两万", 20_000),
        ("两万五", 25_000),
        ("三万六千", 36_000),
        ("十二万三千四百五十六", 123_456),
        ("二〇二六", 2026),
    ],
)
def test_chinese_numerals_are_read(words: str, worth: int) -> None:
    assert number(words) == worth


@pytest.mark.parametrize(
    ("said", "written"),
    [
        ("三个月工资", "3个月工资"),
        ("十级伤残", "10级伤残"),
        ("四十八小时", "48小时"),
        ("欠两万块", "欠20000块"),
        ("一次性补助金", "一次性补助金"),
        ("万一被辞退", "万一被辞退"),
        ("第三次续签", "第三次续签"),
        ("一直不发", "一直不发"),
        ("几千块", "几千块"),
    ],
)
def test_only_counted_numbers_become_digits(said: str, written: str) -> None:
    assert numerals(said) == written


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("你好，请问一下工资不发怎么办啊谢谢", ",工资不发怎么办"),
        ("律师费谁出", "律师费谁出"),
        ("我父亲受伤了", "我父亲受伤了"),
        ("您好！麻烦问一下产假几天呀？", "!产假几天?"),
        ("谢谢", ""),
    ],
)
def test_politeness_goes_and_the_matter_stays(said: str, left: str) -> None:
    assert plain(said) == left
