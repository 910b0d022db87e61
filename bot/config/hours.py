"""When the office works: several frames a day, as they are written ("08:30-12:00") and as they are reckoned with."""

import re
from datetime import time
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator
from pydantic_settings import NoDecode

from bot.config.lists import listed

FRAME = re.compile(r"(?P<start>([01]\d|2[0-3]):[0-5]\d)-(?P<end>([01]\d|2[0-3]):[0-5]\d)")

Frame = tuple[time, time]
"""From when to when the office works, on the wall's clock; the end itself is no working time any more."""


def frame(written: str) -> Frame:
    """One frame; ValueError where it is none, or ends before it begins."""
    found = FRAME.fullmatch(written)
    if found is None:
        raise ValueError('must be a frame such as "08:30-12:00"')
    start, end = time.fromisoformat(found["start"]), time.fromisoformat(found["end"])
    if start >= end:
        raise ValueError("must end later on the same day than it begins")
    return start, end


def frames(written: tuple[str, ...]) -> tuple[Frame, ...]:
    """The frames of a day."""
    return tuple(frame(one) for one in written)


def _is_frame(written: str) -> str:
    frame(written)
    return written


def _in_order(written: tuple[str, ...]) -> tuple[str, ...]:
    if not written:
        raise ValueError('must hold a frame at least, such as "08:30-12:00"')
    wrong = [at for at in range(1, len(written)) if frame(written[at])[0] < frame(written[at - 1])[1]]
    if wrong:
        raise ValueError("\n".join(_clash(written[at - 1], written[at]) for at in wrong))
    return written


def _clash(before: str, after: str) -> str:
    (start, _), (_, end) = frame(before), frame(after)
    return f"{after} must stand before {before}" if end <= start else f"{after} overlaps {before}"


OfficeHours = Annotated[
    tuple[Annotated[str, AfterValidator(_is_frame)], ...],
    NoDecode,
    BeforeValidator(listed('["08:30-12:00", "13:30-17:30"]')),
    AfterValidator(_in_order),
]
"""The frames of a day, in their order, without overlap. In the environment: a JSON list."""
