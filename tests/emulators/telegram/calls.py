"""A call of the Bot API as it came, how its parameters are read, and the refusals in the API's own words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

Json = dict[str, Any]

WORDS = frozenset(
    "action callback_query_id caption description document file_id language_code name parse_mode photo secret_token "
    "text title url".split()
)
"""Parameters that are strings whatever they look like; any other is JSON where it can be read as such."""


class Refused(Exception):
    """The API says no: a status, a description, and parameters such as retry_after."""

    def __init__(self, code: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters

    def answer(self) -> Json:
        """The JSON of the answer."""
        answer: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return {**answer, "parameters": self.parameters} if self.parameters else answer


def bad(description: str, **parameters: int) -> Refused:
    """A 400."""
    return Refused(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> Refused:
    """A 403."""
    return Refused(403, f"Forbidden: {description}")


def conflict(description: str) -> Refused:
    """A 409."""
    return Refused(409, f"Conflict: {description}")


def flood(seconds: int) -> Refused:
    """A 429: too much was sent."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)


def plain(code: int) -> Refused:
    """A status in its own words, such as 500 Internal Server Error."""
    return Refused(code, HTTPStatus(code).phrase)


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Call:
    """One call. `params` are read: numbers, truth values and objects, whichever way they were sent."""

    method: str
    params: Json = field(default_factory=dict)
    files: Mapping[str, Upload] = field(default_factory=dict)

    @property
    def chat_id(self) -> int | None:
        """The chat that it is about."""
        found = self.params.get("chat_id")
        return found if isinstance(found, int) else None

    def text(self, name: str) -> str:
        """A string, empty where there is none."""
        found = self.params.get(name)
        return "" if found is None else str(found)

    def number(self, name: str, otherwise: int = 0) -> int:
        """A whole number."""
        found = self.params.get(name)
        return found if isinstance(found, int) else otherwise

    def flag(self, name: str) -> bool:
        """Whether it is said to be so."""
        return self.params.get(name) is True

    def structure(self, name: str) -> Json:
        """An object, empty where there is none; raises a 400."""
        found = self.params.get(name)
        if found is not None and not isinstance(found, dict):
            raise bad("object expected as " + name.replace("_", " "))
        return found or {}

    def array(self, name: str) -> list[Any]:
        """A list, empty where there is none; raises a 400."""
        found = self.params.get(name)
        if found is not None and not isinstance(found, list):
            raise bad(f"can't parse {name} JSON object")
        return found or []


def read(name: str, value: str) -> Any:
    """A parameter that came as text."""
    if name in WORDS:
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value
