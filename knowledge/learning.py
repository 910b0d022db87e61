"""What the search learns from the entries' asks, and where it is kept between two starts.

Learning takes a second or two, reading what was learned a tenth of that. The file lies in the user's cache folder; its
name is a digest of all that went into it (asks, titles, this package's code), so it is never stale and may be deleted
at any time. `python -m knowledge` makes it anew.
"""

import hashlib
import marshal
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from knowledge import outside
from knowledge.base import Entry
from knowledge.normal import letters, plain
from knowledge.signs import Kind, Signs, signs
from knowledge.sounds import heard
from knowledge.weights import Contrast, Weights

CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "gongyou"
KEPT: Final = 4  # files; more only gather dust
WEIGHED: Final = (Kind.WORDING, Kind.MEANING, Kind.SOUND)
# Whether a message is about work: a mean over its wording, nearly a sum over its meanings (few, and each tells much).
OVER_LENGTH: Final = {Kind.WORDING: 1.0, Kind.FIELD: 0.5}
A_FEW: Final = 4  # characters; in fewer, the same sound can be another word

_CODE: Final = ("learning", "normal", "outside", "signs", "sounds", "weights", "words")


@dataclass(frozen=True, slots=True)
class Learned:
    """All that is learned: each entry's asks in plain letters, whose sound is whose, and what each sign tells."""

    asks: list[list[str]]
    sounds: dict[str, int]
    weights: dict[Kind, Weights]
    contrasts: dict[Kind, Contrast]

    def plain(self) -> tuple[Any, ...]:
        weights = {kind.value: weights.plain() for kind, weights in self.weights.items()}
        return (self.asks, self.sounds, weights, {kind.value: each.odds for kind, each in self.contrasts.items()})


def learn(entries: Sequence[Entry]) -> Learned:
    """Learns from the entries' titles and asks, and from the subjects outside; the same entries, the same result."""
    ours = [[signs(ask) for ask in (entry.title, *entry.asks)] for entry in entries]
    others = [[signs(phrase) for phrase in subject] for subject in outside.subjects()]
    asks = [[letters(plain(ask)) for ask in (entry.title, *entry.asks)] for entry in entries]
    return Learned(
        asks,
        {heard(ask): place for place, of_one in enumerate(asks) for ask in of_one if len(ask) >= A_FEW},
        {kind: Weights.learned(_only(kind, [*ours, *others])) for kind in WEIGHED},
        {k: Contrast.learned(_flat(k, ours), _flat(k, others), power) for k, power in OVER_LENGTH.items()},
    )


def recall(entries: Sequence[Entry], folder: Path = CACHE) -> Learned:
    """What was learned from just these entries, out of its file; else learns it and keeps it there if it can."""
    file = folder / f"learned-{digest(entries)}.bin"
    try:
        learned = _read(file)
        with suppress(OSError):
            os.utime(file)  # the files that nobody has used for longest go first
    except (OSError, EOFError, ValueError, TypeError):
        return relearn(entries, folder)
    return learned


def relearn(entries: Sequence[Entry], folder: Path = CACHE) -> Learned:
    """Learns, and keeps the result for the next start; a folder that cannot be written to is no fault."""
    learned = learn(entries)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / f"learned-{digest(entries)}.bin", marshal.dumps(learned.plain()))
    except OSError:
        return learned
    return learned


def digest(entries: Sequence[Entry]) -> str:
    """Stands for everything that decides what is learned: titles, asks, this package's code, the Python."""
    told = hashlib.sha256(_code())
    for entry in entries:
        told.update("\0".join((entry.id, entry.title, *entry.asks, "\n")).encode())
    return told.hexdigest()[:24]


@cache
def _code() -> bytes:
    here = Path(__file__).parent
    return sys.version.encode() + b"".join((here / f"{name}.py").read_bytes() for name in _CODE)


def _read(file: Path) -> Learned:
    asks, sounds, weights, odds = marshal.loads(file.read_bytes())  # noqa: S302  our own file; broken ones raise
    return Learned(
        asks,
        sounds,
        {Kind(kind): Weights.kept(plain) for kind, plain in weights.items()},
        {kind: Contrast(odds[kind.value], power) for kind, power in OVER_LENGTH.items()},
    )


def _write(file: Path, content: bytes) -> None:
    """At once and whole, as two processes may start together; the files that were not used for longest go."""
    with tempfile.NamedTemporaryFile(dir=file.parent, prefix="learned-", suffix=".part", delete=False) as part:
        part.write(content)
    Path(part.name).replace(file)
    for old in sorted(file.parent.glob("learned-*.bin"), key=lambda each: -each.stat().st_mtime)[KEPT:]:
        old.unlink(missing_ok=True)


def _only(kind: Kind, entries: Iterable[Iterable[Signs]]) -> list[list[tuple[str, ...]]]:
    return [[ask[kind] for ask in entry] for entry in entries]


def _flat(kind: Kind, entries: Iterable[Iterable[Signs]]) -> list[tuple[str, ...]]:
    return [ask[kind] for entry in entries for ask in entry]
