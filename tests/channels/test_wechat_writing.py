"""What members read by WeChat: nothing of it is lost, all of it fits, and no answer breaks the XML it travels in."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from wechatpy.replies import TextReply

from bot.channels.wechat import menu, writing
from bot.channels.wechat.reading import A_MESSAGE
from bot.channels.wechat.writing import LARGEST, LONGEST, clean, joined, parts, shown, texts
from bot.console.visit import LONGEST_ANSWER
from bot.messages import Attachment, Reply

MORE = "\n\n（还有下文，回复“继续”接着看）"
FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
WAYS = settings(max_examples=150, derandomize=True, database=None, deadline=None)

PIECES = st.sampled_from(
    [
        *(
            "长",
            "长" * 40,
            "。",
            "！",
            "；",
            "，",
            " ",
            "\n",
            "\n\n",
            "\t",
            "\u3000",
            "a",
            "word ",
            "1. ",
            "😀",
            "👨‍👩‍👧‍👦",
            "e\u0301",
        ),
        *("]]>", "]]", ">", "]\0]>", "]]\ud83d>", "<![CDATA[", "&amp;", "<a>", "\0", "\x0b", "\r\n", "\x85", "\ufffe"),
    ]
)
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=150).map("".join)
WORDS = st.text(min_size=1, max_size=20)
REPLIES = st.builds(
    Reply, TEXTS, st.lists(WORDS, max_size=8).map(tuple), st.lists(WORDS, max_size=3).map(tuple)
)  # fmt: skip


def named(file: Attachment) -> str:
    """An address as long as ours are, which tells one file from another."""
    return f"https://gongyou.example.org/files/{file.key * 32}-0a1b2c3d-1793600000.{'s' * 43}"


def squeezed(text: str) -> str:
    """The text without white space: what a cut may not lose."""
    return "".join(clean(text).split())


def fits(text: str) -> bool:
    return len(text) <= LONGEST and len(text.encode()) <= LARGEST


def carried(text: str) -> str | None:
    """What arrives of a text that is sent as an answer."""
    xml = TextReply(source="gh_1", target="o1", content=text).render()
    return ET.fromstring(xml).findtext("Content")  # noqa: S314 - our own


@WAYS
@given(TEXTS)
@example("]]\0>")
@example("]]]]>>")
@example("]]\ud83d>")
def test_what_is_clean_arrives_as_it_is(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    assert "]]>" not in once
    assert once.replace("]]＞", "]]>") == FORBIDDEN.sub("", text).replace("]]＞", "]]>")
    assert carried(once) == once


@WAYS
@given(TEXTS, st.integers(0, 40))
@example("😀" * 2000, 0)
@example("长" * 2000, 0)
@example("长" * 600, 0)
@example(" " * 5000, 0)
@example("a" + " " * 5000 + "b", 0)
def test_parts_fit_and_lose_nothing(text: str, less: int) -> None:
    text = clean(text)
    found = parts(text, less)
    assert all(one and one == one.strip() for one in found)
    assert all(len(one) <= LONGEST - less and len(one.encode()) <= LARGEST - 3 * less for one in found)
    assert squeezed("".join(found)) == squeezed(text)
    rest = text.strip()
    for one in found:
        assert rest.startswith(one)
        rest = rest.removeprefix(one).lstrip()
    assert rest == ""


ENDS = ("\n", "。", "！", "？", "!", "?")
SENTENCES = st.lists(
    st.tuples(st.integers(1, 180), st.sampled_from(ENDS)).map(lambda one: "长" * one[0] + one[1]),
    min_size=5,
    max_size=40,
)


@WAYS
@given(SENTENCES)
def test_a_text_is_cut_at_the_ends_of_sentences_where_there_are_any(sentences: Sequence[str]) -> None:
    text = "".join(sentences)
    *before, _ = parts(text)
    assert all(one[-1] in ENDS or text[text.index(one) + len(one)] == "\n" for one in before)


@pytest.mark.parametrize(("end", "worse"), [("\n\n", "\n"), ("\n", "。"), ("。", "；"), ("；", "，"), ("，", " ")])
def test_a_better_end_is_taken_though_it_comes_earlier(end: str, worse: str) -> None:
    text = "长" * 450 + end + "长" * 100 + worse + "长" * 300
    assert parts(text)[0] == ("长" * 450 + end).rstrip()


@pytest.mark.parametrize("size", [200, 301, 350, 401, 450, 599])
@pytest.mark.parametrize("end", ["\n\n", "。", " "])
def test_what_staff_may_write_fits_into_the_five_messages_of_a_window(size: int, end: str) -> None:
    assert len(parts((("长" * size + end) * 20)[:LONGEST_ANSWER])) <= A_MESSAGE.messages


@WAYS
@given(st.lists(st.integers(1, LONGEST), max_size=20))
def test_neighbours_are_put_together_as_long_as_they_fit(sizes: list[int]) -> None:
    pieces = ["长" * size for size in sizes]
    found = list(joined(pieces))
    assert [piece for one in found for piece in one.split("\n\n")] == pieces
    assert all(fits(one) for one in found)
    assert not any(fits(f"{one}\n\n{other.split()[0]}") for one, other in pairwise(found))


@WAYS
@given(st.lists(REPLIES, max_size=6), st.sampled_from(["", MORE]))
@example([Reply("一", ("是", "否"))] * 2, "")
@example([Reply("长" * 599, ("是",)), Reply("短")], MORE)
def test_the_answers_of_a_turn_fit_lose_nothing_and_arrive(replies: list[Reply], more: str) -> None:
    found = texts(replies, named, more)
    assert all(fits(one) and carried(one) == one for one in found)
    assert all(one.endswith(more) for one in found[:-1])
    bare = [*(one.removesuffix(more) for one in found[:-1]), *found[-1:]]
    wanted = [shown(reply, numbered=number == len(replies)) for number, reply in enumerate(replies, 1)]
    assert squeezed("".join(bare)) == squeezed("".join(wanted))


@WAYS
@given(REPLIES)
def test_every_button_is_shown_with_its_number_or_by_its_word(reply: Reply) -> None:
    numbered, plain = shown(reply, numbered=True), shown(reply, numbered=False)
    assert squeezed(reply.text) in squeezed(numbered)
    assert squeezed(reply.text) in squeezed(plain)
    for number, button in enumerate(reply.buttons, 1):
        assert squeezed(f"{number}. {button}") in squeezed(numbered)
        assert squeezed(button) in squeezed(plain)
    assert all(squeezed(word) in squeezed(numbered) for word in reply.controls)


@WAYS
@given(TEXTS, st.lists(WORDS, max_size=5))
@example("长" * 391, ["名字很长的一份文件 最后一版，再也不改.docx"])
def test_a_link_to_a_file_is_never_cut_in_two(text: str, names: list[str]) -> None:
    files = tuple(Attachment(str(number), name, "application/pdf", 9) for number, name in enumerate(names))
    told = texts([Reply(text, ("补充",), files=files)], named)
    assert all(fits(one) for one in told)
    lines = [line for one in told for line in one.splitlines()]
    assert all(any(line.endswith(f"：{named(file)}（14 天内有效）") for line in lines) for file in files)


def test_buttons_are_numbered_only_below_the_last_reply() -> None:
    first, last = Reply("一", ("甲", "乙"), ("取消",)), Reply("二", ("丙", "丁"), ("取消",))
    (told,) = texts([first, last], named)
    assert told == "一\n\n可回复：“甲”、“乙”\n\n二\n\n1. 丙\n2. 丁\n（回复序号或文字）\n（也可回复：取消）"
    (told,) = texts([first, first], named)
    assert told.count("1. 甲") == 1
    assert told.index("可回复：“甲”") < told.index("1. 甲")


def test_a_list_that_has_its_numbers_is_not_numbered_again() -> None:
    listed = Reply("有这些：\n1. 工资\n2. 工伤", ("详情：工资", "详情：工伤"))
    assert shown(listed, numbered=True) == f"{listed.text}\n\n{writing.CHOOSE_NUMBER}"
    other = Reply("有这些：\n1. 工资\n2. 工伤", ("详情：工伤", "详情：工资"))
    assert "2. 详情：工资" in shown(other, numbered=True)


RIGHT = [("办事", ["提建议", "求助"]), ("问答", ["菜单"])]


@pytest.mark.parametrize(
    ("taps", "words"),
    [
        (RIGHT, []),
        ([("四字四字四"[:5], ["x"])], []),
        ([("名" * 5, ["词" * 20])] * 3, []),
        ([("abcdefghijklmnop", ["a", "b", "c", "d", "e"])], []),
        ([], ["0 buttons"]),
        ([*RIGHT, *RIGHT], ["4 buttons"]),
        ([("名" * 6, ["x"])], ["18 bytes"]),
        ([("办事", ["词" * 21])], ["63 bytes"]),
        ([("办事", [])], ["0 entries"]),
        ([("", ["x"])], ["0 bytes"]),
        ([("办事", ["x", ""])], ["0 bytes"]),
        ([("办事", ["a", "b", "c", "d", "e", "f"])], ["6 entries"]),
        ([("abcdefghijklmnopq", ["x" * 61] * 6)], ["17 bytes", "6 entries", *["61 bytes"] * 6]),
    ],
)
def test_a_menu_that_wechat_would_refuse_is_named(taps: Any, words: list[str]) -> None:
    found = menu.wrong(taps)
    assert len(found) == len(words)
    assert all(word in one for word, one in zip(words, found, strict=True))
