"""A line that says with whom somebody proposes what, in the ways in which people write it."""

import pytest

from bot.errors import Rejected
from handlers import partners


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("王强、张红", [("王强", None), ("张红", None)]),
        ("我和王强", [("王强", None)]),
        ("王强 张红", [("王强", None), ("张红", None)]),
        ("我 50，王强 30，张红 20", [("王强", 30), ("张红", 20)]),
        ("王强３０％；张红２０％", [("王强", 30), ("张红", 20)]),
        ("王强30 张红20", [("王强", 30), ("张红", 20)]),
        ("王强占30，张红：20", [("王强", 30), ("张红", 20)]),
        ("和志强、张红", [("和志强", None), ("张红", None)]),
    ],
)
def test_a_line_of_names_is_read(line: str, named: list[tuple[str, int | None]]) -> None:
    assert [(one.name, one.weight) for one in partners.read(line)] == named


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("王强 60，张红 40", "没有留您自己的一份"),
        ("我 50，王强 30，张红 30", "现在是 110"),
        ("王强 30，张红", "有的写了占多少"),
        ("王强 0", "1 到 99"),
        ("王强 33.3", "1 到 99"),
        ("王强，王强", "写了两遍"),
        ("就我一个", "没看出是和谁一起"),
        ("五个人", "没看出是和谁一起"),
        ("12", "没看出是和谁一起"),
        ("、".join(f"甲{'一二三四五六七八九十'[n]}" for n in range(10)), "最多写 9 位"),
        ("王" * 21, "写短一点"),
    ],
)
def test_a_wrong_line_gets_an_example(line: str, words: str) -> None:
    with pytest.raises(Rejected, match=words):
        partners.read(line)
