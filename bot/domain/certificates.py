"""Certificates as PDF: A4 landscape, a frame, a title, a text that finds room, who signs, the day, the number.

Chinese is set in STSong-Light, which the reader of the file has (PDF 1.2, Adobe-GB1; nothing is embedded), or in a
TrueType font of which the letters that are used are taken along.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from functools import cache
from html import escape
from threading import Lock
from typing import Final

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

MEDIA_TYPE: Final = "application/pdf"
SONG: Final = "STSong-Light"
WIDTH, HEIGHT = landscape(A4)
RED, GOLD, INK = Color(0.66, 0.1, 0.1), Color(0.77, 0.6, 0.25), Color(0.12, 0.12, 0.12)

SIDE: Final = 38 * mm
"""From the paper's edge to the text, left and right."""

TITLE_SIZE, TITLE_Y = 46, HEIGHT - 56 * mm
BODY_TOP, BODY_BOTTOM = HEIGHT - 70 * mm, 62 * mm
SIGNED_WIDTH, SIGNED_TOP, SIGNED_BOTTOM = 105 * mm, 56 * mm, 36 * mm
DATE_Y, NUMBER_Y = 27 * mm, 20 * mm
SIZES: Final = (24, 22, 20, 18, 16, 14, 12, 11, 10)
"""Of the text, the first at which it finds room."""

SMALLEST: Final = 5
HANGS: Final = 0.3
"""Of the room that a short text leaves, so much stands above it."""

LEADING: Final = 1.7

DOTS: Final = str.maketrans(dict.fromkeys("\u00b7\u2022\u2027", "\u30fb"))
"""The dots that stand in names (阿卜杜·买买提); of these Song has only the broad one."""

_ONE_AT_A_TIME: Final = Lock()
"""The library's reader of paragraphs is one for the whole process."""


@dataclass(frozen=True)
class Sheet:
    """What stands on one certificate; `body` may have several lines, one that ends in a colon speaks to somebody."""

    title: str
    body: str
    signed: str
    day: str
    number: str


def write(sheets: Sequence[Sheet], font: str = "") -> bytes:
    """A PDF with a page for each; `font` is the path of a TrueType font, empty for the reader's own Song."""
    out = io.BytesIO()
    with _ONE_AT_A_TIME:
        canvas = Canvas(out, (WIDTH, HEIGHT), invariant=1)
        canvas.setTitle(sheets[0].title if sheets else "")
        for sheet in sheets:
            _draw(canvas, sheet if font else _in_song(sheet), _face(font))
            canvas.showPage()
        canvas.save()
    return out.getvalue()


def fits(sheet: Sheet, font: str = "") -> bool:
    """Whether the text has room on the paper in letters that can still be read."""
    with _ONE_AT_A_TIME:
        face, room = _face(font), BODY_TOP - BODY_BOTTOM
        return bool(_height(_body(sheet.body, face, SIZES[-1])) <= room)


def _in_song(sheet: Sheet) -> Sheet:
    return Sheet(*(text.translate(DOTS) for text in astuple(sheet)))


@cache
def _face(font: str) -> str:
    """The name under which the library knows a font."""
    face = f"certificate {font}" if font else SONG
    pdfmetrics.registerFont(TTFont(face, font) if font else UnicodeCIDFont(SONG))
    return face


def _draw(canvas: Canvas, sheet: Sheet, face: str) -> None:
    _frame(canvas)
    canvas.setFillColor(RED)
    _centred(canvas, sheet.title, face, TITLE_Y)
    canvas.setFillColor(INK)
    body = _fitting(sheet.body, face)
    _put(canvas, body, SIDE, BODY_TOP - (BODY_TOP - BODY_BOTTOM - _height(body)) * HANGS)
    left = WIDTH - SIDE - SIGNED_WIDTH
    signed = _signed(sheet.signed, face)
    _put(canvas, [signed], left, SIGNED_BOTTOM + min(signed.height, SIGNED_TOP - SIGNED_BOTTOM))
    canvas.setFont(face, 14)
    canvas.drawCentredString(left + SIGNED_WIDTH / 2, DATE_Y, sheet.day)
    canvas.setFont(face, 9)
    canvas.drawString(SIDE, NUMBER_Y, f"编号：{sheet.number}")


def _frame(canvas: Canvas) -> None:
    """A broad red line, a fine golden one within it, and a small square in each corner."""
    for margin, width, colour in ((10 * mm, 3, RED), (13 * mm, 0.8, GOLD), (14.5 * mm, 0.4, GOLD)):
        canvas.setStrokeColor(colour)
        canvas.setLineWidth(width)
        canvas.rect(margin, margin, WIDTH - 2 * margin, HEIGHT - 2 * margin)
    canvas.setFillColor(RED)
    edge, size = 16 * mm, 2.6 * mm
    for x in (edge, WIDTH - edge - size):
        for y in (edge, HEIGHT - edge - size):
            canvas.rect(x, y, size, size, stroke=0, fill=1)
    canvas.setStrokeColor(GOLD)
    canvas.line(WIDTH / 2 - 55 * mm, TITLE_Y - 7 * mm, WIDTH / 2 + 55 * mm, TITLE_Y - 7 * mm)


def _centred(canvas: Canvas, text: str, face: str, y: float) -> None:
    """One line in the middle, with air between few letters, smaller where it would be too wide."""
    room, few = WIDTH - 2 * SIDE, 8
    air = TITLE_SIZE * 0.35 if len(text) <= few else 0
    wide = canvas.stringWidth(text, face, TITLE_SIZE) + air * (len(text) - 1)
    size = TITLE_SIZE * min(1, room / max(wide, 1))
    start = (WIDTH - min(wide, room)) / 2
    canvas.saveState()
    line = canvas.beginText(start, y)
    line.setFont(face, size)
    line.setCharSpace(air)
    line.textOut(text)
    canvas.drawText(line)
    canvas.restoreState()


def _fitting(text: str, face: str) -> list[Paragraph]:
    """The text in the largest letters in which it finds room."""
    for size in (*SIZES, *range(SIZES[-1] - 1, SMALLEST, -1)):
        found = _body(text, face, size)
        if _height(found) <= BODY_TOP - BODY_BOTTOM:
            return found
    return _body(text, face, SMALLEST)


def _body(text: str, face: str, size: float) -> list[Paragraph]:
    """A paragraph a line, wrapped; each begins two letters in, but for one that speaks to somebody."""
    found = []
    for line in filter(None, map(str.strip, text.splitlines())):
        indent = 0 if line.endswith(("：", ":")) else 2 * size
        style = ParagraphStyle(
            "body", fontName=face, fontSize=size, leading=size * LEADING, firstLineIndent=indent, wordWrap="CJK",
            textColor=INK,
        )  # fmt: skip
        found.append(_wrapped(line, style, WIDTH - 2 * SIDE))
    return found


def _signed(text: str, face: str) -> Paragraph:
    """Who signs, in the middle of its place, in letters that find room there."""
    for size in range(18, SMALLEST, -1):
        style = ParagraphStyle(
            "signed", fontName=face, fontSize=size, leading=size * 1.25, alignment=TA_CENTER, wordWrap="CJK",
            textColor=INK,
        )  # fmt: skip
        found = _wrapped(text, style, SIGNED_WIDTH)
        if found.height <= SIGNED_TOP - SIGNED_BOTTOM:
            break
    return found


def _wrapped(text: str, style: ParagraphStyle, width: float) -> Paragraph:
    made = Paragraph(escape(text, quote=False), style)
    made.wrap(width, HEIGHT)
    return made


def _height(found: Iterable[Paragraph]) -> float:
    return float(sum(one.height for one in found))


def _put(canvas: Canvas, found: Iterable[Paragraph], x: float, top: float) -> None:
    for one in found:
        top -= one.height
        one.drawOn(canvas, x, top)
