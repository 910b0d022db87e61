"""What an officer posts: the fields of a form, and files where they may be sent; the fields are not lost for a file."""

from collections.abc import AsyncGenerator, AsyncIterator, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartParser
from starlette.requests import Request

from bot.domain import enclosures
from bot.messages import LARGEST_FILE, Upload

MOST_FIELDS: Final = 240
"""As many boxes as can be ticked on a board, as many fields as twelve questions of an event have."""

MOST_FILES: Final = 50
"""More than may be sent: how many may be is told in words, with what was typed kept."""

LARGEST: Final = enclosures.MOST * LARGEST_FILE + 2**20
"""Bytes that are taken of a form with files; of a larger one the fields before its files are kept."""

TOO_MUCH: Final = f"文件加起来太大了：一次最多 {enclosures.MOST} 个，每个最多 {LARGEST_FILE // 2**20} MB。"
CHOOSE_AGAIN: Final = "写好的字还在，文件请重新选。"

Typed = Mapping[str, str]


@dataclass(frozen=True)
class Posted:
    """The fields by name, and the files; None where they are more than we take."""

    typed: Typed
    files: tuple[Upload, ...] | None = ()


class TooMuch(Exception):
    """More than a form can have."""


async def read(request: Request, *, files: bool) -> Posted:
    """The form of a request; files are only read where they may be sent."""
    if not files or not request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await request.form(max_files=0, max_fields=MOST_FIELDS)
        return Posted(_texts(form.items()))
    parts = _bounded(request.stream())
    parser = MultiPartParser(request.headers, parts, max_files=MOST_FILES, max_fields=MOST_FIELDS)
    try:
        form = await parser.parse()
    except TooMuch:
        return Posted(_texts(parser.items), None)
    try:
        chosen = [file for _, file in form.multi_items() if isinstance(file, UploadFile) and file.filename]
        return Posted(_texts(form.multi_items()), tuple([await _upload(file) for file in chosen]))
    finally:
        await form.close()


async def _upload(file: UploadFile) -> Upload:
    """A file, no more of it than shows that it is too large."""
    return Upload(file.filename or "", file.content_type or "", await file.read(LARGEST_FILE + 1))


async def _bounded(stream: AsyncIterator[bytes]) -> AsyncGenerator[bytes, None]:
    """The body; where it is too much, to its end, for a browser that is still sending would not see our answer."""
    left = LARGEST
    async for part in stream:
        if left > 0:
            yield part[:left]
        left -= len(part)
    if left < 0:
        raise TooMuch


def _texts(items: Iterable[tuple[str, object]]) -> Typed:
    """Without the one mark that a store would not take at all."""
    return {name: value.replace("\0", "") for name, value in items if isinstance(value, str)}
