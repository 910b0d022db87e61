"""Spreadsheets: what is written can do no harm; what is read is judged by its content, and nothing large unpacked."""

import io
import zipfile
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl import Workbook, load_workbook

from bot.console import spreadsheets
from bot.console.spreadsheets import MOST_ROWS, Row, columns, pack, read, unpack, write
from bot.errors import Refusal
from bot.messages import clean

RISKY = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", '=HYPERLINK("http://x","y")')


def test_texts_stay_texts_and_numbers_numbers() -> None:
    content = write(
        "会员", ("姓名", "数"), [[text, 3] for text in RISKY] + [["甲\x00\x1b", None], [date(2026, 1, 2), True]]
    )
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [cell.data_type for cell in cells] == ["s"] * len(cells)
    assert all(cell.quotePrefix for cell in cells[: len(RISKY)])
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == [3] * len(RISKY) + [None, "是"]
    assert [cell.value for cell in cells[len(RISKY) :]] == ["甲", "2026-01-02"]
    assert (sheet.freeze_panes, sheet["A1"].font.b, sheet.title) == ("A2", True, "会员")
    assert sheet.column_dimensions["A"].width > sheet.column_dimensions["B"].width


@given(some.lists(some.lists(some.text(max_size=20), min_size=2, max_size=2), max_size=5))
@settings(max_examples=25)
def test_what_was_written_is_read_again(rows: list[list[str]]) -> None:
    plain = [[" ".join(clean(cell).split()) for cell in row] for row in [["甲", "乙"], *rows]]
    found = [row[:2] for row in read(write("表", ("甲", "乙"), rows))]
    while plain and not any(plain[-1]):
        plain.pop()
    assert found == plain
    assert unpack(pack(found)) == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_a_text_is_read_by_its_content_whatever_it_is_in(encoding: str, mark: str) -> None:
    text = f'单位名称{mark}上级单位\r\n"东湖{mark}一厂"{mark}区工会\r\n'
    assert read(text.encode(encoding)) == [["单位名称", "上级单位"], [f"东湖{mark}一厂".replace("\t", " "), "区工会"]]


def test_columns_are_found_by_name_and_rows_keep_their_numbers() -> None:
    rows = [["备注", " 上级 单位", "单位名称"], ["x", "乙", "甲"], ["只有备注"], ["", "丙"]]
    assert columns(rows, ("单位名称", "上级单位")) == [Row(2, ("甲", "乙")), Row(4, ("", "丙"))]
    assert columns(unpack(pack(rows)), ("单位名称",)) == [Row(2, ("甲",))]


def test_what_other_programs_write_into_cells_is_read_as_text() -> None:
    book = Workbook()
    book.active.append(["甲", "乙", "丙"])
    book.active.append([12.0, 1.5, date(2026, 1, 2)])
    book.active["A3"] = "=1+1"
    kept = io.BytesIO()
    book.save(kept)
    assert [row[:3] for row in read(kept.getvalue())] == [["甲", "乙", "丙"], ["12", "1.5", "2026-01-02"]]


def bomb(part: str, content: bytes) -> bytes:
    """A workbook of ours with one part replaced."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(write("表", ("甲",), [["乙"]]))) as good, zipfile.ZipFile(kept, "w", 8) as bad:
        for name in good.namelist():
            bad.writestr(name, content if name == part else good.read(name))
    return kept.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "请先选一个文件"),
        (b"x" * (spreadsheets.LARGEST + 1), "文件太大"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧格式"),
        (b"PK\x03\x04", "读不出来"),
        (b"\x00\x01\x02\xff\xfe", "读不出来"),
        (b"\xff\xff\xff", "读不出来"),
        ('甲,乙\n"没有结束'.encode(), "读不出来"),
        (bomb(SHEET, b" " * (spreadsheets.LARGEST_UNPACKED + 1)), "文件太大"),
        (bomb(SHEET, LAUGHS), "读不出来"),
        (bomb(SHEET, b"<worksheet><sheetData><row>"), "读不出来"),
        (write("表", ("甲",), [["乙"]] * (MOST_ROWS + 1)), "一次最多导入 2000 行"),
        (("甲\n" + "乙\n" * (MOST_ROWS + 1)).encode(), "一次最多导入 2000 行"),
        (write("表", ("甲",), [["乙"], ["长" * 201]]), "第 3 行有一格超过 200"),
    ],
    ids=range(13),
)
def test_what_cannot_be_read_says_what_to_do(content: bytes, why: str) -> None:
    with pytest.raises(Refusal, match=why):
        read(content)


@pytest.mark.parametrize("packed", ["x", "AAAA", "é", pack([["甲"]])[:-6], pack([["甲"]] * (MOST_ROWS + 2))])
def test_what_was_not_packed_by_us_is_refused(packed: str) -> None:
    with pytest.raises(Refusal):
        unpack(packed)


def test_a_list_without_rows_or_columns_says_so() -> None:
    with pytest.raises(Refusal, match="没有内容"):
        columns([["单位名称", "上级单位"]], ("单位名称",))
    with pytest.raises(Refusal, match="缺：上级单位"):
        columns([["单位名称"], ["甲"]], ("单位名称", "上级单位"))


@given(some.binary(max_size=300))
@settings(max_examples=60)
def test_whatever_bytes_are_sent_it_is_rows_or_a_refusal(content: bytes) -> None:
    for attempt in (content, b"PK\x03\x04" + content):
        try:
            assert isinstance(read(attempt), list)
        except Refusal:
            continue
