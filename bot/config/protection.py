"""The section [protection]: the keys with which the store is sealed."""

import base64
import binascii
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode

from bot.config.lists import listed
from bot.config.sections import Section

MAKE_ONE = "make one with: python -m bot keys new"
LENGTH = 32
"""Bytes of a key: 16 to sign, 16 to encrypt."""

FEWEST = 16
"""Random bytes of that length practically never hold fewer different ones."""


def key(written: str) -> str:
    """A key as it is written; ValueError where it is none, or one that anybody could guess."""
    try:
        drawn = base64.b64decode(written, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        drawn = b""
    if len(drawn) != LENGTH:
        raise ValueError(f"is no key; {MAKE_ONE}")
    if len(set(drawn)) < FEWEST or all(0x20 <= byte < 0x7F for byte in drawn):  # noqa: PLR2004 - what ASCII can print
        raise ValueError(f"is an example, not a random key; {MAKE_ONE}")
    return written


def _each_once(written: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(written)) < len(written):
        raise ValueError("holds a key twice")
    return written


class Protection(Section):
    """The keys that seal what members wrote. docs/protection.md shows how they are kept and changed."""

    keys: Annotated[
        tuple[Annotated[str, AfterValidator(key)], ...],
        NoDecode,
        BeforeValidator(listed('["KEY"]')),
        AfterValidator(_each_once),
    ] = Field((), repr=False, description="the keys, newest first, from python -m bot keys new; empty: in keys_file")
    keys_file: str = Field(
        "gongyou.keys",
        min_length=1,
        description="file with a key a line, newest first, beside the SQLite file; made at the first start",
    )
