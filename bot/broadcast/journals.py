"""What a process notes on its machine's disk, just before and after each call: what is still there if it is killed.

The ledger knows which copies a process had in hand, its journal which of them went out, and which arrived. A survivor
on the same machine reads it, so that only what was on its way just then is unknown. The lock on the file says for
certain that whoever wrote it is dead. After a restart of the machine the last lines may be lost: then, as where there
is no journal, everything that was in hand is unknown. There are numbers in it, and nothing about anybody.
"""

import fcntl
import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from pathlib import Path
from typing import Final

from sqlalchemy import make_url

from bot.domain.sendings import Seen

BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
KEPT: Final = 2 * 24 * 3600.0
"""Seconds after which a journal that nobody wanted is dropped."""

GOES, CAME, BACK = "goes", "came", "back"

log = logging.getLogger(__name__)


class Journal:
    """That of one claim. Where the disk does not let us write there is none, and sending goes on."""

    def __init__(self, path: Path | None) -> None:
        self._path, self._file = path, -1

    def goes(self, recipient: int) -> None:
        """Its call begins now."""
        self._note(GOES, recipient)

    def came(self, recipient: int, message: str) -> None:
        """It arrived, as the platform's message of this number."""
        self._note(CAME, recipient, message)

    def back(self, recipient: int) -> None:
        """It did not arrive, that is certain."""
        self._note(BACK, recipient)

    def open(self, boot: str) -> None:
        """Begin it."""
        if self._path is None:
            return
        try:
            self._file = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            log.warning("notices: no journal (%s): what a killed process had in hand will be unknown", error.strerror)
            self.close()
        self._write(boot)

    def close(self) -> None:
        """All of it stands in the ledger, or none of it counts."""
        if self._file >= 0 and self._path:
            with suppress(OSError):
                self._path.unlink()
        self.leave()

    def leave(self) -> None:
        """It ends, and is still wanted."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _note(self, what: str, recipient: int, words: str = "") -> None:
        self._write(" ".join((what, str(recipient), *words.split())))

    def _write(self, line: str) -> None:
        """In one piece, or there is no journal any more."""
        if self._file < 0:
            return
        told = f"{line}\n".encode()
        try:
            whole = os.write(self._file, told) == len(told)
        except OSError:
            whole = False
        if not whole:
            self.close()


class Journals:
    """Those of one store on this machine."""

    def __init__(self, url: str) -> None:
        self._url, self._boot = url, _boot()

    @cached_property
    def _folder(self) -> Path | None:
        """Made when it is first needed: most processes send nothing."""
        return _folder(self._url) if self._boot else None

    @contextmanager
    def of(self, claim: str) -> Iterator[Journal]:
        """The journal of a claim while its copies are in hand; it stays where that ends by a kill, or an error."""
        journal = Journal(self._folder / claim if self._folder else None)
        journal.open(self._boot)
        try:
            yield journal
        except BaseException:
            journal.leave()
            raise
        journal.close()

    def left(self, claim: str) -> Seen | None:
        """What a dead process noted of its claim; None where nobody can know."""
        if self._folder is None:
            return None
        try:
            with (self._folder / claim).open(encoding="utf-8") as file:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
                boot, *lines = file.read().split("\n")[:-1] or [""]
        except OSError:
            return None
        return _seen(lines) if boot == self._boot else None

    def drop(self, claim: str) -> None:
        """It stands in the ledger now."""
        if self._folder:
            with suppress(OSError):
                (self._folder / claim).unlink()

    def sweep(self) -> None:
        """Drop those that are old."""
        for path in self._folder.iterdir() if self._folder else ():
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - KEPT:
                    path.unlink()


def _seen(lines: list[str]) -> Seen:
    went, came = set[int](), dict[int, str]()
    for line in lines:
        what, number, *words = line.split(" ")
        went.discard(int(number)) if what == BACK else went.add(int(number))
        if what == CAME:
            came[int(number)] = " ".join(words)
    return Seen(frozenset(went), came)


def _boot() -> str:
    """Which start of the machine this is; empty where it does not say so."""
    try:
        return BOOT.read_text("ascii").strip()
    except OSError:
        return ""


def _folder(url: str) -> Path | None:
    """Beside a SQLite file, else a folder of ours alone where this machine keeps what may be lost; None where not."""
    store = make_url(url)
    beside = store.get_backend_name() == "sqlite" and store.database
    folder = Path(f"{beside}.sending" if beside else f"{tempfile.gettempdir()}/gongyou-{os.getuid()}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        there = folder.lstat()
    except OSError:
        return None
    return folder if there.st_uid == os.getuid() and not there.st_mode & 0o022 and not folder.is_symlink() else None
