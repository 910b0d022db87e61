"""The live knowledge base: the shipped entries with the editors' revisions laid over them, renewed while it is asked.

Whoever asks takes `library.base` and asks that; a new base is built beside it and put in its place by one assignment.
A revision that does not go together with the rest is left out and told of; it never takes the base away.
"""

import logging
import threading
from collections.abc import Callable, Mapping, Sequence

from knowledge.base import Entry, EntryError, check, parse
from knowledge.learning import recall
from knowledge.search import KnowledgeBase

log = logging.getLogger(__name__)

EVERY = 2.0
"""Seconds between two looks for something new."""

Revisions = Mapping[str, Sequence[str]]
"""Of each revised entry the texts of its file, newest first; an empty text: as shipped, or none at all."""

Version = Callable[[], int]
"""A number that changes with every revision; cheap, for it is asked every few seconds."""

Read = Callable[[], tuple[int, Revisions]]
"""All that is live, with its version."""


class Library:
    """What the union knows now. `version` and `read` look where the revisions are kept."""

    def __init__(
        self, shipped: Sequence[Entry], version: Version, read: Read, base: KnowledgeBase | None = None
    ) -> None:
        """`base`: the shipped entries, learned already."""
        self.shipped, self._look_up, self._read = tuple(shipped), version, read
        self.version, self.trouble = 0, tuple[str, ...]()
        self._renewing, self._over = threading.Lock(), threading.Event()
        self._watcher: threading.Thread | None = None
        number, revisions = read()
        self.base = base if base and not revisions else self._built(number, revisions)

    def look(self) -> bool:
        """Bring the base up to date; True where something changed. Takes a second or two then: never within a turn."""
        if self._look_up() == self.version:
            return False
        with self._renewing:
            number, revisions = self._read()
            if number != self.version:
                self.base = self._built(number, revisions)
        return True

    def watch(self, every: float = EVERY) -> None:
        """Look every so many seconds, in a thread of its own."""
        self._watcher = threading.Thread(target=self._watch, args=(every,), name="library", daemon=True)
        self._watcher.start()

    def close(self) -> None:
        """Look no more."""
        self._over.set()
        if self._watcher:
            self._watcher.join()

    def _watch(self, every: float) -> None:
        while not self._over.wait(every):
            try:
                self.look()
            except Exception as error:  # noqa: BLE001 - the store may be away for a while; the base that is there serves
                log.warning("knowledge not looked at: %s", type(error).__name__)

    def _built(self, number: int, revisions: Revisions) -> KnowledgeBase:
        """The base with these revisions; the one that is there where it cannot be built."""
        entries, trouble = overlaid(self.shipped, revisions)
        try:
            base = KnowledgeBase(entries, recall(entries))
        except Exception as error:
            if not hasattr(self, "base"):
                raise
            base, trouble = self.base, [*trouble, f"{type(error).__name__}"]
        for words in trouble:
            log.error("knowledge revision left out: %s", words)
        self.version, self.trouble = number, tuple(trouble)
        return base


def overlaid(shipped: Sequence[Entry], revisions: Revisions) -> tuple[list[Entry], list[str]]:
    """The entries by id, each in its newest version that fits; and what does not fit, in the loader's words."""
    overlay = _Overlay(shipped)
    if not overlay.lay(newest := {name: texts[0] for name, texts in revisions.items()}):
        waiting = list(newest)
        while fitting := [name for name in waiting if overlay.lay({name: newest[name]})]:
            waiting = [name for name in waiting if name not in fitting]
        for name in waiting:
            overlay.complain({name: newest[name]})
            any(overlay.lay({name: text}) for text in revisions[name][1:])
    return overlay.sorted(), overlay.trouble


class _Overlay:
    """Entries with revisions laid over them, as long as all go together."""

    def __init__(self, shipped: Sequence[Entry]) -> None:
        self._shipped = {entry.id: entry for entry in shipped}
        self._laid = dict(self._shipped)
        self.trouble: list[str] = []

    def sorted(self) -> list[Entry]:
        """In the order of their files, as they are loaded."""
        return sorted(self._laid.values(), key=lambda entry: f"{entry.id}.md")

    def lay(self, texts: Mapping[str, str]) -> bool:
        """Lay these over, or nothing of it where it does not fit."""
        try:
            self._lay(texts)
        except EntryError:
            return False
        return True

    def complain(self, texts: Mapping[str, str]) -> None:
        """Keep in words why it does not fit."""
        try:
            self._lay(texts)
        except EntryError as error:
            self.trouble.append(str(error))

    def _lay(self, texts: Mapping[str, str]) -> None:
        laid = dict(self._laid)
        for name, text in texts.items():
            entry = parse(f"{name}.md", text) if text else self._shipped.get(name)
            if entry:
                laid[name] = entry
            else:
                laid.pop(name, None)
        check(list(laid.values()))
        self._laid = laid
