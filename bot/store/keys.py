"""Where a store's keys come from, and whether they are those that it is sealed with.

For every key that has sealed something there is a row with its name and a value that only this key opens. A start
without one of them ends here, before anything is written.
"""

import logging
import os
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection, String, delete, insert, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Mapped, mapped_column

from bot.config.protection import MAKE_ONE, Protection, key
from bot.errors import ConfigError
from bot.store.base import Base
from bot.store.sealing import NAME, Keyring, fresh_key

log = logging.getLogger(__name__)

CHECK = "gongyou"
"""What the value of every row says, once it is opened."""

MADE = "a new key was made: %s. Keep a copy apart from the store's backups: without it nobody reads the store"
OPEN = "[protection] keys_file: %s can be read by others; chmod 600 keeps them out"
LACKING = (
    "[protection] {where}: key {name}, with which the store is sealed, is not among them; put it back below the newer"
    " ones. docs/protection.md says what to do when it is lost"
)
GONE = (
    "[protection] keys_file: {file} is not there, but the store is sealed with key {name}; put the file back where it"
    " was, or give its keys as [protection] keys. No new key is made: it could open nothing"
)
UNWRITABLE = f"[protection] keys_file: {{file}} cannot be written ({{why}}); put a key there yourself, {MAKE_ONE}"
EMPTY = f"[protection] keys_file: {{file}} holds no key; put the store's key there, or for a new store {MAKE_ONE}"


class StoreKey(Base):
    """A key that has sealed something, by its name. The key itself is not kept here."""

    __tablename__ = "store_key"

    name: Mapped[str] = mapped_column(String(NAME), primary_key=True)
    value: Mapped[str] = mapped_column(String(200))


class Keys:
    """The keys of the store at a URL, as its configuration says. A store in memory has one of its own."""

    def __init__(self, protection: Protection, url: str) -> None:
        self.listed = protection.keys or ((fresh_key(),) if _in_memory(url) else ())
        self.file = None if self.listed else _beside(url, protection.keys_file)
        self._stamp: tuple[int, ...] | None = None

    def ring(self, *, new: bool = False) -> Keyring | None:
        """The keyring; None where the file is not there yet, unless it is to be made."""
        if self.file is None:
            return Keyring(self.listed)
        if new and not self.file.exists():
            _make(self.file)
        self._stamp = _stamp(self.file)
        return Keyring(read(self.file), self._changed) if self._stamp else None

    def _changed(self) -> Sequence[str] | None:
        """The file's keys, where it was written since; while it cannot be read, those known before are good."""
        assert self.file  # noqa: S101 - only a keyring from a file asks
        if (stamp := _stamp(self.file)) == self._stamp:
            return None
        self._stamp = stamp
        try:
            return read(self.file)
        except ConfigError as error:
            log.warning("%s", error)
            return None


def read(file: Path) -> list[str]:
    """The keys of a file, newest first; ConfigError names the line that is none."""
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"[protection] keys_file: {file} cannot be read ({type(error).__name__})") from None
    found = []
    for number, line in enumerate(lines, 1):
        if line and not line.startswith("#"):
            try:
                found.append(key(line))
            except ValueError as why:
                raise ConfigError(f"[protection] keys_file: line {number} of {file} {why}") from None
    if not found:
        raise ConfigError(EMPTY.format(file=file))
    return found


def unlock(connection: Connection, keys: Keys) -> Keyring:
    """The keyring for this store, whose tables may not be there yet; the file is made for one that nothing has sealed.

    ConfigError where the keys are not the store's.
    """
    kept = checks(connection)
    ring = keys.ring(new=not kept)
    if ring is None:
        raise ConfigError(GONE.format(file=keys.file, name=" and ".join(kept)))
    if keys.file and keys.file.stat().st_mode & 0o077:
        log.warning(OPEN, keys.file)
    for name, value in kept.items():
        if not _opens(ring, name, value):
            raise ConfigError(LACKING.format(where="keys_file" if keys.file else "keys", name=name))
    return ring


def remember(connection: Connection, ring: Keyring) -> None:
    """The newest key seals from now on: a start without it is refused."""
    if ring.newest not in checks(connection):
        connection.execute(insert(StoreKey).values(name=ring.newest, value=ring.seal_text(CHECK)))


def forget(connection: Connection, names: Iterable[str]) -> None:
    """Nothing is sealed with these keys any more."""
    connection.execute(delete(StoreKey).where(StoreKey.name.in_(list(names))))


def checks(connection: Connection) -> dict[str, str]:
    """The names of the keys that have sealed something, each with what only this key opens."""
    if not inspect(connection).has_table(StoreKey.__tablename__):
        return {}
    rows = connection.execute(select(StoreKey.name, StoreKey.value).order_by(StoreKey.name))
    return {name: value for name, value in rows}  # noqa: C416 - rows are no tuples for the type checker


def _opens(ring: Keyring, name: str, value: str) -> bool:
    try:
        return name in ring.names and value.startswith(name) and ring.open_text(value) == CHECK
    except InvalidToken:
        return False


def _make(file: Path) -> None:
    """A file with one key, that only we may read; one that another process made meanwhile stays.

    It is there with its key or not at all: others may be looking for it.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as opened:
            opened.write(f"{fresh_key()}\n")
            opened.flush()
            os.fsync(opened.fileno())
        file.hardlink_to(draft)
    except FileExistsError:
        return
    except OSError as error:
        raise ConfigError(UNWRITABLE.format(file=file, why=error.strerror)) from None
    finally:
        draft.unlink(missing_ok=True)
    log.warning(MADE, file)


def _stamp(file: Path) -> tuple[int, ...] | None:
    """Changes whenever the file is written; None where it is not there."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def _in_memory(url: str) -> bool:
    found = make_url(url)
    return url.startswith("sqlite") and (found.database in {None, "", ":memory:"} or "memory" in found.query.values())


def _beside(url: str, name: str) -> Path:
    """The path of the keys' file: a relative one begins beside the SQLite file, else where the program is started."""
    found = make_url(url).database if url.startswith("sqlite") else None
    return (Path(found).absolute().parent if found else Path.cwd()) / name
