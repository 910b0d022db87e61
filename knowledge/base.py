"""What the union knows: the entries as their editors wrote them, read from a folder and checked for the search."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from knowledge.normal import letters

ENTRIES: Final = Path(__file__).with_name("entries")
LONGEST_ANSWER: Final = 500
_FENCE: Final = "+++\n"


class EntryError(Exception):
    """An entry's file is wrong; the text names the file, the key and what to do, for its editor."""

    def __init__(self, file: str, key: str, words: str) -> None:
        super().__init__(f"{file}: {key}: {words}")
        self.file, self.key = file, key


class NextStep(StrEnum):
    """What a member can do after reading: complain through the union, ask for legal aid, or use a union service."""

    GRIEVANCE = "grievance"
    LEGAL_AID = "legal-aid"
    UNION = "union"


@dataclass(frozen=True, slots=True)
class Entry:
    """One answer to one question of workers, with the statutes it rests on and the many ways of asking for it.

    `sources` says where a number comes from that stands in none of the statutes; `calculator` names the form that
    works the member's own figure out ("": none).
    """

    id: str
    title: str
    group: str
    asks: tuple[str, ...]
    statutes: tuple[str, ...]
    reviewed: date
    varies: bool
    related: tuple[str, ...]
    next: NextStep
    covers: tuple[str, ...]
    answer: str
    sources: tuple[str, ...] = ()
    calculator: str = ""

    @property
    def answers(self) -> frozenset[str]:
        """The intents that this entry serves: its own id and what it covers besides."""
        return frozenset((self.id, *self.covers))


def load(folder: Path) -> tuple[Entry, ...]:
    """Every entry of the folder, sorted by id; raises EntryError for the first thing that is wrong."""
    entries = tuple(parse(file.name, file.read_text("utf-8-sig")) for file in sorted(folder.glob("*.md")))
    if not entries:
        raise EntryError(str(folder), "*.md", "the folder holds no entry")
    check(entries)
    return entries


def check(entries: Sequence[Entry]) -> None:
    """Raise EntryError where entries do not go together: an intent or an ask of two, a related one that is missing."""
    _check_claims(entries)
    _check_asks(entries)
    _check_related(entries)


def parse(file: str, text: str) -> Entry:
    """The entry that a file of this name holds; raises EntryError for the first thing that is wrong in itself."""
    head, answer = parts(file, text)
    _check_answer(file, answer)
    keys = _Keys(file, head)
    entry = Entry(
        id=keys.text("id"),
        title=keys.text("title"),
        group=keys.text("group"),
        asks=keys.texts("asks", least=1),
        statutes=keys.texts("statutes"),
        reviewed=keys.day("reviewed"),
        varies=keys.truth("varies"),
        related=keys.texts("related"),
        next=keys.step("next"),
        covers=keys.texts("covers"),
        answer=answer,
        sources=keys.texts("sources") if keys.has("sources") else (),
        calculator=keys.text("calculator") if keys.has("calculator") else "",
    )
    keys.all_known()
    if f"{entry.id}.md" != file:
        raise EntryError(file, "id", f"“{entry.id}” is not the file's name; name the file {entry.id}.md")
    return entry


def parts(file: str, text: str) -> tuple[dict[str, Any], str]:
    """The keys and the answer as they stand, whether or not they will do."""
    opening, fence, rest = text.replace("\r\n", "\n").partition(_FENCE)
    head, closing, answer = rest.partition("\n" + _FENCE)
    if opening or not fence or not closing:
        raise EntryError(file, "+++", "the keys stand between two lines of +++, the first one opens the file")
    try:
        keys = tomllib.loads(head)
    except tomllib.TOMLDecodeError as wrong:
        raise EntryError(file, "+++", f"the keys are not TOML: {wrong}") from wrong
    return keys, answer.strip()


@lru_cache(maxsize=1024)
def claims(entry: Entry) -> tuple[tuple[str, str], ...]:
    """What an entry is asked by, its title first: each as it is written, and its letters alone.

    Kept, for all entries are held against each other whenever an editor looks at one.
    """
    return tuple((ask, letters(ask)) for ask in (entry.title, *entry.asks))


def _check_answer(file: str, answer: str) -> None:
    if not answer:
        raise EntryError(file, "answer", "is empty; write it below the second +++")
    if len(answer) > LONGEST_ANSWER:
        raise EntryError(file, "answer", f"has {len(answer)} characters; one WeChat message takes {LONGEST_ANSWER}")


class _Keys:
    """The keys of one file, taken out by name and type; whatever is wrong is named with file and key."""

    def __init__(self, file: str, head: Mapping[str, Any]) -> None:
        self.file, self.head = file, head
        self.taken: set[str] = set()

    def has(self, key: str) -> bool:
        """Whether a key that may be left out is there."""
        self.taken.add(key)
        return key in self.head

    def text(self, key: str) -> str:
        value = self._take(key, str, "a text in quotes")
        if not value.strip():
            raise EntryError(self.file, key, "is empty")
        return str(value)

    def texts(self, key: str, least: int = 0) -> tuple[str, ...]:
        values = self._take(key, list, "a list of texts")
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise EntryError(self.file, key, "must be a list of texts, none of them empty")
        if len(values) < least:
            raise EntryError(self.file, key, "is empty")
        if len(set(values)) < len(values):
            twice = next(value for value in values if values.count(value) > 1)
            raise EntryError(self.file, key, f"names “{twice}” twice")
        return tuple(values)

    def truth(self, key: str) -> bool:
        return bool(self._take(key, bool, "true or false"))

    def day(self, key: str) -> date:
        value = self._take(key, date, "a date like 2026-11-22")
        return date(value.year, value.month, value.day)

    def step(self, key: str) -> NextStep:
        value = self.text(key)
        try:
            return NextStep(value)
        except ValueError:
            raise EntryError(self.file, key, f"“{value}” is none of {', '.join(NextStep)}") from None

    def all_known(self) -> None:
        """Refuses a key that nobody reads: most often a typing error in a key that somebody does read."""
        for key in self.head:
            if key not in self.taken:
                raise EntryError(self.file, key, f"is no key of an entry; there are {', '.join(sorted(self.taken))}")

    def _take(self, key: str, kind: type, words: str) -> Any:  # noqa: ANN401  what TOML holds has no narrower type
        self.taken.add(key)
        if key not in self.head:
            raise EntryError(self.file, key, f"is missing; it takes {words}")
        if not isinstance(self.head[key], kind):
            raise EntryError(self.file, key, f"must be {words}")
        return self.head[key]


def _check_claims(entries: Iterable[Entry]) -> None:
    """Two entries that claim one intent would compete for the same question."""
    owner: dict[str, str] = {}
    for entry in entries:
        for intent in (entry.id, *entry.covers):
            if intent in owner:
                key = "id" if intent == entry.id else "covers"
                raise EntryError(f"{entry.id}.md", key, f"“{intent}” is already answered by {owner[intent]}.md")
            owner[intent] = entry.id


def _check_asks(entries: Iterable[Entry]) -> None:
    """The same words can lead to one entry only; punctuation, width and case make no other words."""
    owner: dict[str, str] = {}
    for entry in entries:
        for place, (asked, same) in enumerate(claims(entry)):
            if owner.setdefault(same, entry.id) != entry.id:
                key = "asks" if place else "title"
                raise EntryError(f"{entry.id}.md", key, f"“{asked}” is asked in {owner[same]}.md already")


def _check_related(entries: Sequence[Entry]) -> None:
    known = frozenset().union(*(entry.answers for entry in entries))
    for entry in entries:
        for other in entry.related:
            if other not in known or other in entry.answers:
                words = "is this entry itself" if other in entry.answers else "is no entry"
                raise EntryError(f"{entry.id}.md", "related", f"“{other}” {words}")
