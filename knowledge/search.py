"""Finds the entry that answers a member's question, and says how sure that is: answer, 'did you mean', or neither.

The way of a question: its signs (knowledge.signs) are weighed for every entry and for the subjects outside our field
(knowledge.weights, knowledge.outside); the best few are compared with each of their asks by RapidFuzz; the sums
become probabilities; what a wrong answer costs (knowledge.bands) decides what the member sees.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import mul
from pathlib import Path
from typing import Final, Self

from rapidfuzz import fuzz, process

from knowledge import outside
from knowledge.bands import Band, about_work, cheapest, shares
from knowledge.base import ENTRIES, Entry, load
from knowledge.normal import letters, plain
from knowledge.signs import Kind, Signs, signs
from knowledge.sounds import heard
from knowledge.weights import Contrast, Weights

# What the parts weigh against each other; measured one by one in docs/knowledge.md.
OF_KIND: Final = {Kind.WORDING: 1.0, Kind.MEANING: 0.6, Kind.SOUND: 0.2}
OF_FUZZY: Final = 3.0

# Whether a message is about work: a mean over its wording, nearly a sum over its meanings (few, and each tells much).
OVER_LENGTH: Final = {Kind.WORDING: 1.0, Kind.FIELD: 0.5}

SHORTLIST: Final = 10  # entries whose asks are compared one by one
SHOWN: Final = 3  # a member reads no longer list on a phone
NEARLY_THE_SAME: Final = 88  # of 100: the message is an ask with a slip of the finger
A_SENTENCE: Final = 40  # characters; a longer message is no slip of an ask
A_FEW: Final = 4  # characters; in fewer, the same sound can be another word
OF_A_SLIP: Final = 3.0  # so much evidence is it to be an ask, but for a slip


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry and how probable it is that it answers the question, 0 to 1."""

    entry: Entry
    score: float


@dataclass(frozen=True, slots=True)
class Finding:
    """What a member should see, and at most three entries, the most probable first.

    ANSWER: show hits[0]; the others are 'you may also have meant'. CHOICES: offer the hits. NONE: offer a person; the
    hits are only what came nearest, for the knowledge editors.
    """

    band: Band
    hits: tuple[Hit, ...]


class KnowledgeBase:
    """All entries, ready to be asked; reading changes nothing in it, so threads may share one."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = tuple(entries)
        self._by_id = {intent: entry for entry in self.entries for intent in entry.answers}
        self._by_title = {letters(entry.title): entry for entry in self.entries}
        self._asks = [tuple(letters(plain(ask)) for ask in (entry.title, *entry.asks)) for entry in self.entries]
        self._place_of_ask = {ask: place for place, asks in enumerate(self._asks) for ask in asks if ask}
        self._place_of_sound = {heard(ask): place for ask, place in self._place_of_ask.items() if len(ask) >= A_FEW}
        self._learn()

    @classmethod
    def load(cls, folder: Path = ENTRIES) -> Self:
        return cls(load(folder))

    def entry(self, id: str) -> Entry | None:  # noqa: A002  an entry's key is called so everywhere
        """The entry of this id, or the one that covers it."""
        return self._by_id.get(id)

    def titled(self, text: str) -> Entry | None:
        """The entry with exactly this title, as a member taps it on a button."""
        return self._by_title.get(letters(text))

    def ask(self, question: str) -> Finding:
        """What is known about a question in a member's own words, however long."""
        if entry := self.titled(question):
            return Finding(Band.ANSWER, (Hit(entry, 1.0),))
        if not self.entries:
            return Finding(Band.NONE, ())
        found, words = signs(question), letters(plain(question))
        totals, slip = self._totals(found), self._slip(words)
        work = about_work(*self._evidence(found, totals)) if slip is None else 1.0
        ranked = self._compared(words, totals, slip)
        hits = tuple(Hit(self.entries[place], round(work * share, 3)) for place, share in ranked[:SHOWN])
        return Finding(cheapest(work, [hit.score for hit in hits]), hits)

    def _learn(self) -> None:
        ours = [[signs(ask) for ask in (entry.title, *entry.asks)] for entry in self.entries]
        others = [[signs(phrase) for phrase in subject] for subject in outside.subjects()]
        self._weights = {kind: Weights(_only(kind, [*ours, *others])) for kind in OF_KIND}
        self._contrasts = {
            kind: Contrast(_flat(kind, ours), _flat(kind, others), power) for kind, power in OVER_LENGTH.items()
        }

    def _totals(self, found: Signs) -> list[float]:
        """Each entry's sum over all kinds of signs; behind the entries stand the subjects outside."""
        scores = [self._weights[kind].scores(found[kind]) for kind in OF_KIND]
        shares_of_kinds = OF_KIND.values()
        return [sum(map(mul, shares_of_kinds, of_one)) for of_one in zip(*scores, strict=True)]

    def _evidence(self, found: Signs, totals: Sequence[float]) -> tuple[float, float, float]:
        """Three measures of whether this is about work at all: by wording, by meaning, by the nearest entry."""
        ours, others = totals[: len(self.entries)], totals[len(self.entries) :]
        return (
            self._contrasts[Kind.WORDING].of(found[Kind.WORDING]),
            self._contrasts[Kind.FIELD].of(found[Kind.FIELD]),
            max(ours) - max(others),
        )

    def _slip(self, words: str) -> int | None:
        """The place of the entry with an ask that is the same but for a slip (or that only sounds the same)."""
        if words in self._place_of_ask or len(words) > A_SENTENCE:
            return self._place_of_ask.get(words)
        if (same := self._place_of_sound.get(heard(words))) is not None:
            return same
        near = process.extractOne(words, self._place_of_ask.keys(), scorer=fuzz.ratio, score_cutoff=NEARLY_THE_SAME)
        return self._place_of_ask[near[0]] if near else None

    def _compared(self, words: str, totals: Sequence[float], slip: int | None) -> list[tuple[int, float]]:
        """The shortlist, each with its share of the probability, after comparison with every single ask."""
        places = set(sorted(range(len(self.entries)), key=lambda place: -totals[place])[:SHORTLIST])
        sums = {place: totals[place] + OF_FUZZY * self._nearest(words, place) for place in places}
        if slip is not None:
            sums[slip] = max(sums.values()) + OF_A_SLIP
        return sorted(shares(sums).items(), key=lambda item: (-item[1], item[0]))

    def _nearest(self, words: str, place: int) -> float:
        """How near the nearest ask of this entry comes, 0 to 1."""
        _, likeness, _ = process.extractOne(words, self._asks[place], scorer=fuzz.ratio)
        return likeness / 100


def _only(kind: Kind, entries: Iterable[Iterable[Signs]]) -> list[list[tuple[str, ...]]]:
    return [[ask[kind] for ask in entry] for entry in entries]


def _flat(kind: Kind, entries: Iterable[Iterable[Signs]]) -> list[tuple[str, ...]]:
    return [ask[kind] for entry in entries for ask in entry]
