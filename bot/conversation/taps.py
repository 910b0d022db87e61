"""Buttons: which step of which form one belongs to, and which tap is the same one again."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.conversation.answers import Matcher, Said, pick
from bot.conversation.state import Conversation

DOUBLE = timedelta(minutes=1)
"""The same button tapped again within this is one tap; later its member means it (进度, the next day)."""

LENGTH = 6
"""Characters of a token."""

LONGEST_NUMBER = 2
"""Digits of a number that may stand for a button."""

SLIP = 1
"""So many characters more or fewer may a mistyped button have."""


def token(*names: str) -> str:
    """A short name (a–z, 2–7) for what the names say together: a button may carry no more."""
    digest = hashlib.blake2s("\n".join(names).encode(), digest_size=4).digest()
    return base64.b32encode(digest).decode()[:LENGTH].lower()


def again(kept: Conversation, said: Said, now: datetime) -> bool:
    """Whether this is the tap that was heard last, once more."""
    return bool(said.tap) and kept.tapped == tapped(said) and kept.idle(now) < DOUBLE


def tapped(said: Said) -> list[str]:
    """What to remember of a tap: the message that the button stands below, and its label."""
    return [said.tap.message, said.text] if said.tap else []


def is_number(text: str) -> bool:
    """Whether a text may stand for a button by its place."""
    return text.isdecimal() and len(text) <= LONGEST_NUMBER


def by_number(text: str, offered: Sequence[str]) -> str:
    """The button of that number among those that were offered last; else the text itself."""
    index = pick(text, offered, lambda _said, _labels: None) if is_number(text) and offered else None
    return text if index is None else offered[index]


def by_likeness(text: str, offered: Sequence[str], match: Matcher) -> str:
    """The button that the text is but for a slip; else the text itself."""
    if len(text) <= SLIP + 1 or text in offered:
        return text
    near = [button for button in offered if abs(len(button) - len(text)) <= SLIP]
    found = match(text, near) if near else None
    return text if found is None else near[found]
