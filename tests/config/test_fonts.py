"""The font of certificates: one that a PDF can take along, told at the start where it is none."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.config.events import Events

TRUETYPE = b"\x00\x01\x00\x00" + bytes(20)
POSTSCRIPT = b"OTTO" + bytes(20)


def collection(of: bytes) -> bytes:
    return b"ttcf" + b"\x00\x01\x00\x00" + (1).to_bytes(4) + (32).to_bytes(4) + bytes(16) + of


@pytest.mark.parametrize("content", [TRUETYPE, b"true" + bytes(20), collection(TRUETYPE)])
def test_a_truetype_font_is_taken(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "song.ttf"
    file.write_bytes(content)
    assert Events(certificate_font=str(file)).certificate_font == str(file)
    assert Events().certificate_font == ""


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"", "no TrueType font"),
        (b"%PDF-1.4 and more than sixteen bytes", "no TrueType font"),
        (POSTSCRIPT, "PostScript outlines"),
        (collection(POSTSCRIPT), "PostScript outlines"),
        (b"ttcf" + b"\xff" * 12, "no TrueType font"),
    ],
)
def test_what_is_none_is_told(tmp_path: Path, content: bytes | None, words: str) -> None:
    file = tmp_path / "song.ttf"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ValidationError, match=words):
        Events(certificate_font=str(file))
