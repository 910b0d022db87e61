"""What comes with the form of a notice: its picture, and a spreadsheet of the members it is for."""

from collections.abc import Sequence

from bot import media
from bot.console import notice_words, spreadsheets
from bot.console.visit import Visit
from bot.domain import drafting, enclosures
from bot.domain.noticebook import Notice
from bot.errors import Refusal
from bot.messages import Attachment, Upload

COLUMN = "会员编号"
NEITHER = ".xlsx", ".csv", ".txt", ".xls"


def divided(visit: Visit) -> tuple[Upload | None, Upload | None]:
    """The picture and the spreadsheet that were chosen; Refusal of what is neither, and of two of a kind."""
    if visit.files is None:
        raise Refusal(spreadsheets.TOO_LARGE)
    sheets = [one for one in visit.files if one.name.lower().endswith(NEITHER)]
    pictures = [one for one in visit.files if one not in sheets]
    if len(sheets) > 1 or len(pictures) > 1:
        raise Refusal(notice_words.ONE_OF_EACH)
    return next(iter(pictures), None), next(iter(sheets), None)


def kept(visit: Visit, picture: Upload) -> Attachment:
    """A picture, bare of what a camera writes into it, kept; Refusal where it is none."""
    bare = enclosures.examined([picture])
    if bare[0].media_type not in media.IMAGES:
        raise Refusal(notice_words.NO_PICTURE.format(name=picture.name))
    return enclosures.keep(visit.session, bare, visit.act.now)[0]


def listed(visit: Visit, notice: Notice, sheet: Upload) -> Sequence[tuple[int, str]]:
    """Note the members of a spreadsheet as recipients; the rows, with what stands there, in which none is known."""
    rows = spreadsheets.columns(spreadsheets.read(sheet.content), (COLUMN,))
    numbers = {row.number: number(row.cells[0]) for row in rows}
    _, unknown = drafting.list_members(visit.act, notice, [one for one in numbers.values() if one])
    strange = set(unknown)
    return [(row.number, row.cells[0]) for row in rows if numbers[row.number] in strange | {0}]


def number(written: str) -> int:
    """A member's number as a spreadsheet has it; 0 where it is none."""
    known = written.isascii() and written.isdecimal() and len(written) <= len(str(2**31))
    return int(written) if known and int(written) < 2**31 else 0
