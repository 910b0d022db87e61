"""A font that a union gives us, looked at when the program starts: it must be one that a PDF can take along."""

from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator

_TRUETYPE: Final = (b"\x00\x01\x00\x00", b"true")
_COLLECTION: Final = b"ttcf"
_POSTSCRIPT: Final = b"OTTO"
_FIRST_FONT: Final = slice(12, 16)
"""Where a collection says at which byte its first font begins."""


def _readable(file: str) -> str:
    if file:
        _require_truetype(Path(file))
    return file


def _require_truetype(file: Path) -> None:
    try:
        with file.open("rb") as opened:
            kind = start = opened.read(16)
            if start.startswith(_COLLECTION):
                opened.seek(int.from_bytes(start[_FIRST_FONT]))
                kind = opened.read(4)
    except OSError as error:
        raise ValueError(f"cannot be read ({error})") from None
    if kind.startswith(_POSTSCRIPT):
        raise ValueError(f"{file} has PostScript outlines (OpenType, CFF); take a TrueType font (.ttf, .ttc)")
    if not kind.startswith(_TRUETYPE):
        raise ValueError(f"{file} is no TrueType font (.ttf, .ttc)")


FontFile = Annotated[str, AfterValidator(_readable)]
"""The path of a TrueType font, empty for none; a relative one begins where the program is started."""
