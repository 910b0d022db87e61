"""Pictures without what a camera writes into them: place, time, device, the owner's name. The picture itself stays.

Each is decoded and encoded anew, so that nothing is left that is not to be seen. What cannot be decoded, or would be
too large once it is, is no picture to us: it is kept as a file that is only saved, never shown.
"""

import io
from collections.abc import Iterator
from dataclasses import replace
from threading import Lock
from typing import Any, Final

from PIL import Image, ImageOps, ImageSequence

from bot.media import IMAGES, UNKNOWN, judged
from bot.messages import LARGEST_FILE, Upload

MOST_PIXELS: Final = 50_000_000
"""Of all frames together; more would take the machine's memory, however small the file is."""

UNREADABLE: Final = ("image/heic", "image/avif")
"""Pictures that we cannot decode, and that may well say where they were taken."""

FORMATS: Final = ("JPEG", "PNG", "WEBP", "GIF")
QUALITIES: Final = (90, 75, 50)
"""The best that makes a file of no more than `LARGEST_FILE`; PNG and GIF know none."""

_KINDS: Final = {"JPEG": "JPEG", "MPO": "JPEG", "PNG": "PNG", "WEBP": "WEBP", "GIF": "GIF"}
"""What we decode, and as what it is encoded again; MPO is a JPEG with a second one behind it."""

_JPEG_MODES: Final = ("RGB", "L")
_FRAME: Final = ("transparency", "duration", "loop", "disposal", "background", "blend")
"""What a frame needs to look and move as it did."""

Image.MAX_IMAGE_PIXELS = None  # it has a measure of its own; here the header is looked at before anything is decoded
_one_at_a_time = Lock()


def plain(upload: Upload) -> Upload:
    """A file that somebody sends, where it is a picture without anything that is not to be seen; others as they are."""
    if len(upload.content) > LARGEST_FILE:
        return upload
    kind = judged(upload.content)
    if kind in UNREADABLE:
        return replace(upload, media_type=kind)
    if kind not in IMAGES:
        return replace(upload, media_type=UNKNOWN) if upload.media_type in IMAGES else upload
    try:
        with _one_at_a_time:
            content = _anew(upload.content)
    except Exception:  # noqa: BLE001 - a broken picture breaks a decoder in many ways, and none of them is a fault of ours
        return replace(upload, media_type=UNKNOWN)
    return replace(upload, media_type=kind, content=content)


def tells_where(upload: Upload) -> bool:
    """Whether it is a picture that we keep as it is, and that may say where it was taken."""
    return upload.media_type in UNREADABLE


def _anew(content: bytes) -> bytes:
    """The picture decoded and encoded again. ValueError where it is too large; whatever else where it is broken."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as image:
        kind = _KINDS[image.format or ""]
        count = getattr(image, "n_frames", 1) if kind != "JPEG" else 1
        if image.width * image.height * count > MOST_PIXELS:
            raise ValueError("too many pixels")
        frames = list(_moving(image)) if count > 1 else [_still(image, kind)]
        for quality in QUALITIES:
            found = _encoded(frames, kind, quality)
            if len(found) <= LARGEST_FILE:
                return found
        raise ValueError("too large")


def _encoded(frames: list[Image.Image], kind: str, quality: int) -> bytes:
    first, *rest = frames
    moving = {"save_all": True, "append_images": rest, **_motion(frames)} if rest else {}
    out = io.BytesIO()
    first.save(out, kind, quality=quality, **moving)
    return out.getvalue()


def _still(image: Image.Image, kind: str) -> Image.Image:
    """The picture, turned as the camera says, with nothing beside it."""
    upright = ImageOps.exif_transpose(image)
    if kind == "JPEG" and upright.mode not in _JPEG_MODES:
        upright = upright.convert("RGB")
    return _bare(upright)


def _moving(image: Image.Image) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(image):
        yield _bare(frame.copy())


def _bare(image: Image.Image) -> Image.Image:
    image.load()
    image.info = {name: image.info[name] for name in _FRAME if name in image.info}
    return image


def _motion(frames: list[Image.Image]) -> dict[str, Any]:
    """How long each frame stands, and how often all is shown."""
    return {
        "duration": [int(frame.info.get("duration", 100)) for frame in frames],
        "loop": int(frames[0].info.get("loop", 0)),
    }
