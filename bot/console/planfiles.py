"""A year's plan as a file: a spreadsheet with a row for each activity, or a text as somebody would paste it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.console import spreadsheets
from bot.console.spreadsheets import Rows
from bot.domain import planlist, planparts, plantimes
from bot.domain.planlist import FIELDS, Item, Read
from bot.domain.planparts import Parts
from bot.errors import Refusal

COLUMNS: Final[tuple[str, ...]] = ("月份或日期", "活动", "地点", "对象", "报名截止", "名额")
NEEDED: Final[tuple[str, ...]] = COLUMNS[:2]
ALSO: Final = {
    **dict.fromkeys(("月份", "日期", "时间"), "月份或日期"),
    **dict.fromkeys(("活动名称", "活动内容", "工作内容", "内容", "项目"), "活动"),
    **dict.fromkeys(("参加对象", "参加人员"), "对象"),
    "活动地点": "地点",
    "报名截止日期": "报名截止",
}
"""What offices call the columns."""

NOT_READ: Final = "“{name}”这一列的“{words}”没看懂"
NOT_EXACT: Final = "“{words}”不是一个日期"
UNREADABLE: Final = "这个文本文件读不出来。请把内容复制出来，粘贴到框里。"


def is_text(name: str) -> bool:
    """Whether a file of that name holds a text rather than a table."""
    return name.lower().endswith((".txt", ".md"))


def text(content: bytes) -> str:
    """The text of a file, in UTF-8 or GB18030."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refusal(UNREADABLE)


def of_rows(rows: Rows, year: int) -> Read:
    """The items of a table; Refusal where it has no column for the time or the activity."""
    headings = ["".join(heading.split()) for heading in rows[0]] if rows else []
    known = [ALSO.get(heading, heading) if ALSO.get(heading) not in headings else heading for heading in headings]
    wanted = [name for name in COLUMNS if name in known or name in NEEDED]
    found = spreadsheets.columns([known, *rows[1:]], wanted)
    items, passed = list[Item](), list[tuple[int, str]]()
    for row in found:
        cells = dict(zip(wanted, row.cells, strict=True))
        line = " ".join(cell for cell in row.cells if cell)
        if len(cells["活动"]) > 1:
            items.append(_item(cells, year, row.number, line))
        else:
            passed.append((row.number, line))
    return Read("", tuple(items), tuple(passed))


def pack(rows: Rows) -> str:
    """A table as a form carries it."""
    return spreadsheets.pack([[cell.replace("\t", " ") for cell in row] for row in rows])


def _item(cells: dict[str, str], year: int, number: int, line: str) -> Item:
    time, doubts = planlist.cell(cells["月份或日期"], year), dict[str, str]()
    closes, seats = cells.get("报名截止", ""), cells.get("名额", "").removesuffix("人")
    until, why = _closes(closes, year, time.whens[:1])
    if why:
        doubts["closes"] = why
    counted = seats.isascii() and seats.isdecimal() and 0 < len(seats) <= 6  # noqa: PLR2004 - 100000 at most
    if seats and not counted:
        doubts["seats"] = NOT_READ.format(name=FIELDS["seats"], words=seats[:20])
    if not time.whens and "when" not in time.doubts:
        doubts["when"] = planlist.NO_MONTH
    if len(time.whens) > 1:
        doubts["when"] = planparts.TWO_TIMES
    title = cells["活动"]
    if len(title) > planlist.LONGEST_TITLE:
        doubts["title"] = planlist.TOO_LONG
    parts = Parts(cells.get("地点", ""), cells.get("对象", ""), until, int(seats) if counted else None)
    when = time.whens[0] if time.whens else None
    line = line[: planlist.LONGEST_LINE]
    return Item(title[: planlist.LONGEST_TITLE], when, time.hours, parts, {**time.doubts, **doubts}, line, number)


def _closes(written: str, year: int, around: Sequence[plantimes.When]) -> tuple[date | None, str]:
    """The last day for sign-up, and what is doubtful about it."""
    if not written:
        return None, ""
    found = plantimes.read(written, year, around[0] if around else None)
    if found and found.whens and found.whens[0].exact and not written[found.end :].strip("前截止 "):
        return found.whens[0].ends, found.doubts.get("when", "")
    return None, NOT_EXACT.format(words=written[:20])
