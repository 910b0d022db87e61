"""What members wrote lies sealed in the tables: encrypted and signed with a key that is not in the database (Fernet).

A column of a sealed type is plain in Python and sealed in the store. The engine's dialect has the keyring, so that
several stores with different keys may be open in one process. A sealed value begins with the name of its key: what an
older key sealed is found without opening anything.
"""

import base64
import hashlib
import json
import operator
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from cryptography.fernet import Fernet
from sqlalchemy import ClauseElement, Dialect, LargeBinary, Text
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

from bot.errors import Unavailable

NAME: Final = 8
"""Letters of a key's name."""

HEAD: Final = NAME + 1
"""The name, and a dot: so begins whatever is sealed."""

NOBODY: Final = "?"
"""Stands for the name of a key where something was never sealed: its first letters may be a member's words."""

HOLLOW: Final = ("", "[]", "{}")
"""Says nothing, and is left as it is."""

MAY_BE_ASKED: Final = {operators.is_, operators.is_not, operator.eq, operator.ne}

_HEAD: Final = re.compile(rf"[0-9a-f]{{{NAME}}}\.")

UNKNOWN_KEY = "[protection] keys: key {name}, with which this is sealed, is not among them; restart with all keys"


def fresh_key() -> str:
    """A random key."""
    return Fernet.generate_key().decode()


def named(head: str) -> str:
    """The name of the key in a value's head."""
    return head[:NAME] if _HEAD.fullmatch(head) else NOBODY


def name_of(key: str) -> str:
    """The name of a key, as it stands before all that it seals; the key cannot be told from it."""
    return hashlib.sha256(f"gongyou:{key}".encode()).hexdigest()[:NAME]


class Keyring:
    """Keys by name, newest first: seals with the first, opens with any.

    `reread` gives the keys anew where their file has changed, else None; a key that was known stays known.
    """

    def __init__(self, keys: Sequence[str], reread: Callable[[], Sequence[str] | None] = lambda: None) -> None:
        self._reread = reread
        self._boxes = {name_of(key): Fernet(key) for key in keys}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the keys, newest first."""
        return tuple(self._boxes)

    @property
    def newest(self) -> str:
        """The name of the key that seals."""
        return next(iter(self._boxes))

    def seal(self, content: bytes) -> tuple[str, bytes]:
        """The name of the key, and the token in base64; never the same twice."""
        self._look()
        name, box = next(iter(self._boxes.items()))
        return name, box.encrypt(content)

    def open(self, name: str, token: bytes) -> bytes:
        """What was sealed. Unavailable where the key is not known here; InvalidToken where somebody changed it."""
        if name not in self._boxes:
            self._look()
        if (box := self._boxes.get(name)) is None:
            raise Unavailable(UNKNOWN_KEY.format(name=name))
        return box.decrypt(token)

    def _look(self) -> None:
        """A running service hears of a new key in its file."""
        if keys := self._reread():
            self._boxes = {name_of(key): Fernet(key) for key in keys} | self._boxes

    def seal_text(self, text: str) -> str:
        """A text as it lies in the store."""
        if text in HOLLOW:
            return text
        name, token = self.seal(text.encode())
        return f"{name}.{token.decode()}"

    def open_text(self, sealed: str) -> str:
        """The text."""
        if sealed in HOLLOW:
            return sealed
        return self.open(named(sealed[:HEAD]), sealed[HEAD:].encode()).decode()

    def seal_bytes(self, content: bytes) -> bytes:
        """A file's content as it lies in the store, a third shorter than as a text."""
        if not content:
            return content
        name, token = self.seal(content)
        return f"{name}.".encode() + base64.urlsafe_b64decode(token)

    def open_bytes(self, sealed: bytes) -> bytes:
        """The content."""
        if not sealed:
            return sealed
        name = named(sealed[:HEAD].decode("ascii", "replace"))
        return self.open(name, base64.urlsafe_b64encode(sealed[HEAD:]))


def keyring(dialect: Dialect) -> Keyring:
    """The keyring of an engine, by its dialect; RuntimeError where its Database was given none."""
    found = getattr(dialect, "keyring", None)
    if not isinstance(found, Keyring):
        raise RuntimeError("this Database has no keys: give it the [protection] section, and migrate it")  # noqa: TRY004
    return found


class _Incomparable(TypeDecorator.Comparator[Any]):
    """The database sees no more than whether there is something: nothing else may be asked of it."""

    def operate(self, op: operators.OperatorType, *other: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - the library's
        """IS NULL and IS NOT NULL; the library itself looks columns up by `==`."""
        if op in MAY_BE_ASKED and (other[0] is None or isinstance(other[0], ClauseElement)):
            return super().operate(op, *other, **kwargs)
        raise TypeError(f"{self.expr} is sealed: the database cannot compare or order it")


class Sealed(TypeDecorator[Any]):
    """What is sealed on its way into the store and opened on its way out; NULL stays NULL."""

    comparator_factory = _Incomparable


class SealedText(Sealed):
    """A text."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Sealed on the way in."""
        return None if value is None else keyring(dialect).seal_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Opened on the way out."""
        return None if value is None else keyring(dialect).open_text(value)


class SealedJson(Sealed):
    """Plain data: a list or a dict of what JSON knows."""

    impl, cache_ok = Text, True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ANN401 - what JSON knows
        """Sealed on the way in."""
        if value is None:
            return None
        return keyring(dialect).seal_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ANN401 - what JSON knows
        """Opened on the way out."""
        return None if value is None else json.loads(keyring(dialect).open_text(value))


class SealedBytes(Sealed):
    """A file's content."""

    impl, cache_ok = LargeBinary, True

    def process_bind_param(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Sealed on the way in."""
        return None if value is None else keyring(dialect).seal_bytes(value)

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> bytes | None:
        """Opened on the way out."""
        return None if value is None else keyring(dialect).open_bytes(value)
