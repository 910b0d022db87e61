"""A position on the map as text: what a channel makes of a shared location, and what a question for a place takes.

The form: 定位 31.23042,121.47370（人民广场）: latitude and longitude in degrees (WGS 84; south and west are negative)
with five decimals, which is about a metre; then, where there is one, the name in full-width brackets.
"""

import re

LONGEST_NAME = 80
"""Characters of a position's name that are kept."""

NORTH, EAST = 90, 180
"""Degrees, at most."""

_POSITION = re.compile(r"定位 -?\d{1,2}\.\d{5},-?\d{1,3}\.\d{5}(（[^（）]+）)?")


def position(latitude: float, longitude: float, name: str = "") -> str:
    """The text of a position in degrees, with its name if it has one; ValueError where it is not on the earth."""
    if not (abs(latitude) <= NORTH and abs(longitude) <= EAST):
        raise ValueError("no position on the earth")
    named = " ".join(re.sub(r"[（）\s]+", " ", name).split())[:LONGEST_NAME].strip()
    return f"定位 {latitude:.5f},{longitude:.5f}" + (f"（{named}）" if named else "")


def is_position(text: str) -> bool:
    """Whether a text is a position, and nothing else."""
    return _POSITION.fullmatch(text) is not None
