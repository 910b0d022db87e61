"""What no update should be, or should hold: it is read as well as can be or not at all, and nothing breaks."""

import json
from typing import Any

import pytest

from bot.channels.telegram.reading import number_of, read
from tests.channels.telegram_mutations import can_be_worked_off
from tests.channels.telegram_updates import GENUINE, US, Json

DEEP = "[" * 200_000
ODD: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    2**70,
    1e308,
    "",
    "x",
    "-5",
    "9" * 400,
    [],
    [None],
    {},
    {"id": {}},
    {"id": "x"},
)


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "null",
        "5",
        '"x"',
        "[]",
        "{}",
        "{",
        "\0",
        DEEP,
        '{"update_id":' + DEEP,
        "9" * 6000,
        '{"update_id": NaN}',
    ],
)
def test_what_is_no_update_at_all(body: str) -> None:
    assert read(body, US) is None
    assert number_of(body.encode()) is None


@pytest.mark.parametrize("body", [b"\xff\xfe", b"\x80", b'{"update_id": 1}\xff', "{}".encode("utf-16")])
def test_bytes_that_are_no_text(body: bytes) -> None:
    assert number_of(body) is None
    assert read(body, US) is None


@pytest.mark.parametrize("number", [-1, 2**63, 10**400, 1.0, "1", True, None, [], {}])
def test_a_number_that_is_none(number: Any) -> None:
    assert number_of(json.dumps({"update_id": number})[:4000].encode()) is None


def places(given: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything in an update."""
    inner = given.items() if isinstance(given, dict) else enumerate(given) if isinstance(given, list) else ()
    return [path, *(one for name, value in inner for one in places(value, (*path, name)))]


def changed(given: Any, path: tuple[Any, ...], value: Any) -> Any:
    """The same with another value at one place; a field without one is missing."""
    if not path:
        return value
    copy = dict(given) if isinstance(given, dict) else list(given)
    copy[path[0]] = changed(given[path[0]], path[1:], value)
    if value is ... and len(path) == 1 and isinstance(copy, dict):
        del copy[path[0]]
    return [one for one in copy if one is not ...] if isinstance(copy, list) else copy


@pytest.mark.parametrize("genuine", GENUINE, ids=[f"{number}" for number in range(len(GENUINE))])
def test_whatever_is_odd_or_missing_is_read_as_well_as_can_be_or_not_at_all(genuine: Json) -> None:
    for path in places(genuine)[1:]:
        for value in (..., *ODD):
            given = changed(genuine, path, value)
            found = read(json.dumps(given), US)
            assert found is None or can_be_worked_off(found), given
