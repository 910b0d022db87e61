"""Pictures as phones make them: one that says nothing beside itself, and one that says where it was taken."""

import io
from typing import Final

from PIL import Image

PLACE: Final = {1: "N", 2: (31.0, 12.0, 5.0), 3: "E", 4: (121.0, 30.0, 1.0)}
"""Latitude and longitude, as EXIF has them."""


def png() -> bytes:
    """A small picture that comes out as it went in."""
    out = io.BytesIO()
    Image.new("RGB", (40, 20), "red").save(out, "PNG")
    return out.getvalue()


def jpeg() -> bytes:
    """A photo with its place, its camera and its owner's name, lying on its side."""
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112], exif[0x010F] = 6, "HUAWEI"
    exif.get_ifd(0x8825).update(PLACE)
    Image.new("RGB", (40, 20), "red").save(out, "JPEG", exif=exif, comment=b"CHEN MIMI")
    return out.getvalue()


PNG: Final = png()
