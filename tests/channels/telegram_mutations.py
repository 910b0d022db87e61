"""Updates spoilt at random, always the same way for the same seed: what fuzzing posts to the webhook."""

import copy
import json
from collections.abc import Callable
from random import Random
from typing import Any

from bot.channels.telegram.reading import Heard
from tests.channels.mutations import ODD as WORDS
from tests.channels.mutations import scrambled
from tests.channels.telegram_updates import GENUINE, NUMBER, Json

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1.5, 1e308, 2**31, 2**53, 2**63, 2**64, 10**400, [], {}, [[]], [None], {"id": 5}),
    *(
        "private",
        "group",
        "supergroup",
        "channel",
        "kicked",
        "left",
        "administrator",
        "/link",
        "/start",
        "\ud83d",
        "\0",
    ),
    *("|", "#", "abcdef|", "abcdef#", "x" * 5000, "😀" * 4096, "/link " * 999),
)
NAMES = (
    "message edited_message callback_query my_chat_member chat from text caption photo document voice venue contact "
    "location reply_to_message media_group_id migrate_to_chat_id data id type file_id new_chat_member status x"
).split()

IDS = range(-(10**18), 10**18)

Place = tuple[Any, Any]
"""What holds a value, and its name or number there."""


def places(given: Any) -> list[Place]:
    """Everything in an update, whatever deep."""
    inner = (
        list(given.items()) if isinstance(given, dict) else list(enumerate(given)) if isinstance(given, list) else []
    )
    return [place for name, value in inner for place in ((given, name), *places(value))]


def drop(_random: Random, place: Place, _all: list[Place]) -> None:
    del place[0][place[1]]


def replace(random: Random, place: Place, _all: list[Place]) -> None:
    place[0][place[1]] = random.choice(ODD if random.random() < 0.7 else WORDS)


def swap(random: Random, place: Place, everything: list[Place]) -> None:
    holder, name = random.choice(everything)
    place[0][place[1]] = copy.deepcopy(holder[name])


def rename(random: Random, place: Place, _all: list[Place]) -> None:
    if isinstance(place[0], dict):
        place[0][random.choice(NAMES)] = place[0].pop(place[1])


def double(random: Random, place: Place, _all: list[Place]) -> None:
    value = place[0][place[1]]
    place[0][place[1]] = [value] * random.choice([1, 2, 50])


def nest(random: Random, place: Place, _all: list[Place]) -> None:
    for _ in range(random.choice([1, 2, 20])):
        place[0][place[1]] = {random.choice(NAMES): place[0][place[1]]}


CHANGES: tuple[Callable[[Random, Place, list[Place]], None], ...] = (
    drop,
    drop,
    replace,
    replace,
    swap,
    rename,
    double,
    nest,
)


def changed(random: Random, number: int = NUMBER) -> Json:
    """A genuine update with some of it changed."""
    given: Json = {**copy.deepcopy(random.choice(GENUINE)), "update_id": number}
    for _ in range(random.choice([0, 1, 1, 1, 2, 2, 5])):
        everything = places(given)
        if everything:
            random.choice(CHANGES)(random, random.choice(everything), everything)
    return given


def spoilt(random: Random, number: int = NUMBER) -> bytes:
    """The same as it is posted, at times with some of its bytes changed."""
    content = json.dumps(changed(random, number), ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    if random.random() < 0.01:
        content = b'{"update_id":' + b'{"x":[' * random.choice([100, 5000, 90_000])
    return scrambled(random, content) if random.random() < 0.3 else content


def can_be_worked_off(heard: Heard) -> bool:
    """Whether all that was read of an update is of the type that it should be, and its numbers are such."""
    file = (heard.media.file_id, heard.media.name) if heard.media else ()
    words: list[object] = [heard.text or "", heard.unreadable, heard.shown, heard.name, heard.title, heard.data, *file]
    ids = (heard.queue, heard.message or 0, heard.account or 0, heard.reply_to or 0, heard.moved_to or 0)
    numbers: list[object] = [heard.number, heard.media.size if heard.media else 0]
    return (
        all(isinstance(one, str) for one in (*words, heard.album, heard.callback))
        and all(int(one) in IDS for one in ids)
        and all(type(one) is int for one in numbers)
    )
