"""Spreadsheets, the one home of openpyxl: writing what a program may open without harm, reading what an office sends.

A sheet is read as rows of texts, from .xlsx or from CSV, whatever of UTF-8, UTF-16 or GB18030 it is in.
"""

import base64
import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from bot.errors import Refusal
from bot.messages import clean

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 1024 * 1024
"""Bytes of a file that is read."""

LARGEST_UNPACKED = 10 * 1024 * 1024
"""Bytes that an .xlsx may unpack to; what is packed tighter is no list of ours."""

MOST_PARTS = 500
MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 2000, 30, 200
MOST_WRITTEN = 10_000
"""Rows of one file that we write."""

NARROWEST, WIDEST = 8, 48
RISKY = tuple("=+-@＝＋－＠")
"""A cell that begins so would be reckoned with, or run, by one program or another."""

NO_FILE = "请先选一个文件，再上传。"
TOO_LARGE = "文件太大，最多 1 MB。请只留下要导入的这一张表。"
TOO_MANY = "一次最多导入 {most} 行，这个文件更多。请分成几个文件。"
OLD = "这是旧格式的 .xls，或者加了密码。请在 Excel 或 WPS 里去掉密码，“另存为”.xlsx，再上传。"
UNREADABLE = "这个文件读不出来。请在 Excel 或 WPS 里“另存为”.xlsx 或 CSV，再上传。"
TOO_LONG = "第 {row} 行有一格超过 {most} 个字。请改短再上传。"
EMPTY = "表里没有内容。第一行写列名，从第二行起每行一条。"
NO_COLUMNS = "表的第一行要有这几个列名：{wanted}。缺：{missing}。可以先导出一份，照着填。"

Shown = str | int | Decimal
"""What a cell holds; a program may reckon with numbers."""

Rows = list[list[str]]
"""The texts of a sheet, row by row; the first one is number 1."""


@dataclass(frozen=True)
class Row:
    """A row with its number in the sheet, and the texts of the columns that were asked for."""

    number: int
    cells: tuple[str, ...]


def write(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """An .xlsx of one sheet: headings in bold that stay in sight, columns as wide as what they hold, texts as texts."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    shown = [[_shown(value) for value in row] for row in rows]
    for number, heading in enumerate(headings, 1):
        widest = max([_width(heading), *(_width(row[number - 1]) for row in shown)])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(widest + 2, NARROWEST), WIDEST)
    sheet.freeze_panes = "A2"
    sheet.append([_heading(sheet, heading) for heading in headings])
    for row in shown:
        sheet.append([_cell(sheet, value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(content: bytes) -> Rows:
    """The texts of the first sheet of a file; Refusal where it is too large, or nothing that we read."""
    if not content:
        raise Refusal(NO_FILE)
    if len(content) > LARGEST:
        raise Refusal(TOO_LARGE)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal(OLD)
    rows = _workbook(content) if content.startswith(b"PK\x03\x04") else _text(content)
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS + 1:
        raise Refusal(TOO_MANY.format(most=MOST_ROWS))
    for number, row in enumerate(rows, 1):
        if any(len(cell) > LONGEST_CELL for cell in row):
            raise Refusal(TOO_LONG.format(row=number, most=LONGEST_CELL))
    return rows


def columns(rows: Rows, wanted: Sequence[str]) -> list[Row]:
    """The rows below the headings, with these columns only, in this order; without those in which all are empty.

    Refusal where there is nothing, or a column is missing.
    """
    if len(rows) < 2:  # noqa: PLR2004 - headings, and one row at least
        raise Refusal(EMPTY)
    headings = ["".join(heading.split()) for heading in rows[0]]
    if missing := [name for name in wanted if name not in headings]:
        raise Refusal(NO_COLUMNS.format(wanted="、".join(wanted), missing="、".join(missing)))
    places = [headings.index(name) for name in wanted]
    found = [Row(at, tuple(_at(row, place) for place in places)) for at, row in enumerate(rows[1:], 2)]
    return [row for row in found if any(row.cells)]


def pack(rows: Rows) -> str:
    """Rows as a form carries them from one page to the next."""
    lines = "\n".join("\t".join(row) for row in rows)
    return base64.urlsafe_b64encode(zlib.compress(lines.encode(), 9)).decode()


def unpack(packed: str) -> Rows:
    """What was packed; Refusal where it is not, or unpacks to more than a file may hold."""
    opened = zlib.decompressobj()
    try:
        lines = opened.decompress(base64.urlsafe_b64decode(packed), LARGEST).decode()
    except (ValueError, zlib.error):
        raise Refusal(UNREADABLE) from None
    if opened.unconsumed_tail or lines.count("\n") > MOST_ROWS:
        raise Refusal(TOO_MANY.format(most=MOST_ROWS))
    return [line.split("\t") for line in lines.split("\n")]


def _workbook(content: bytes) -> Rows:
    try:
        _require_small(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()
        found = sheet.iter_rows(max_row=MOST_ROWS + 2, max_col=MOST_COLUMNS, values_only=True)
        return [[_read(value) for value in row] for row in found]
    except Refusal:
        raise
    except Exception:  # noqa: BLE001 - the library raises whatever a broken file makes it stumble over
        raise Refusal(UNREADABLE) from None


def _require_small(content: bytes) -> None:
    """Refusal where a few bytes would unpack to very many; the archive itself says how many."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise Refusal(TOO_LARGE)


def _text(content: bytes) -> Rows:
    """CSV or what a program calls text: with commas, semicolons or tabs."""
    lines = _decoded(content).splitlines()
    head = lines[0] if lines else ""
    mark = max(",\t;", key=head.count)
    try:
        found = csv.reader(lines[: MOST_ROWS + 2], delimiter=mark, strict=True)
        return [[_read(value) for value in row[:MOST_COLUMNS]] for row in found]
    except csv.Error:
        raise Refusal(UNREADABLE) from None


def _decoded(content: bytes) -> str:
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal(UNREADABLE)


def _read(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return " ".join(clean(str(value)).split())


def _shown(value: object) -> Shown:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return value
    return value.isoformat() if isinstance(value, date) else "" if value is None else clean(str(value))


def _heading(sheet: object, heading: str) -> Cell:
    cell = WriteOnlyCell(sheet, heading)
    cell.font, cell.alignment = Font(bold=True), Alignment(vertical="center")
    return cell


def _cell(sheet: object, value: Shown) -> Cell | str | int:
    """A text that looks like a formula is kept as a text, also when somebody edits it; decimals show all of theirs."""
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, value)
        cell.number_format = f"#,##0.{'0' * -int(value.as_tuple().exponent)}".rstrip(".")
        return cell
    if not isinstance(value, str) or not value.startswith(RISKY):
        return value
    cell = WriteOnlyCell(sheet, value)
    cell.data_type, cell.quotePrefix = "s", True
    return cell


def _width(value: Shown) -> int:
    """Places that a value takes; a Chinese character takes two."""
    return sum(2 if ord(letter) > 0xFF else 1 for letter in str(value))  # noqa: PLR2004 - beyond Latin


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else ""
