"""Text as Telegram counts it, UTF-16 units, and what it finds in it by itself: commands, mentions, addresses."""

import re

from tests.emulators.telegram.calls import Json, bad

LONGEST, LONGEST_CAPTION = 4096, 1024

FOUND = {
    "bot_command": re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?\b"),
    "mention": re.compile(r"(?<![\w@/])@[A-Za-z][A-Za-z0-9_]{3,31}\b"),
    "url": re.compile(r"https?://[^\s，。；！？（）]+"),
}


def units(text: str) -> int:
    """How many UTF-16 units that is."""
    return len(text.encode("utf-16-le")) // 2


def entities(text: str) -> list[Json]:
    """The entities of a text that says nothing about them."""
    found = [
        {"type": kind, "offset": units(text[: match.start()]), "length": units(match.group())}
        for kind, pattern in FOUND.items()
        for match in pattern.finditer(text)
    ]
    return sorted(found, key=lambda one: one["offset"])


def worded(name: str, text: str, given: list[Json] | None = None) -> Json:
    """The fields of a message that hold a text or a caption ("text", "caption")."""
    if not text:
        return {}
    marks = given or entities(text)
    where = "entities" if name == "text" else f"{name}_entities"
    return {name: text, **({where: marks} if marks else {})}


def sendable(text: str) -> str:
    """A bot's text as it is shown; raises a 400 where it is empty or too long."""
    text = text.strip()
    if not text:
        raise bad("message text is empty")
    if units(text) > LONGEST:
        raise bad("message is too long")
    return text


def captionable(text: str) -> str:
    """A bot's caption as it is shown; raises a 400 where it is too long."""
    text = text.strip()
    if units(text) > LONGEST_CAPTION:
        raise bad("message caption is too long")
    return text
