"""Finds the entry that answers a member's question, and says how sure that is: answer, 'did you mean', or neither.

The way of a question: its signs (knowledge.signs) are weighed for every entry and for the subjects outside our field
(knowledge.weights, knowledge.outside); the best few are compared with each of their asks by RapidFuzz; the sums
become probabilities; what a wrong answer costs (knowledge.bands) decides what the member sees.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import nlargest
from pathlib import Path
from typing import Final, Self

from rapidfuzz import fuzz, process

from knowledge import outside
from knowledge.bands import Band, about_work, cheapest, shares
from knowledge.base import ENTRIES, Entry, load
from knowledge.followup import FollowUp, concept, follow_up
from knowledge.learning import CACHE, Learned, learn, recall
from knowledge.normal import letters, plain
from knowledge.signs import Kind, Signs, signs
from knowledge.sounds import heard

# What the parts weigh against each other; measured one by one in docs/knowledge.md.
OF_KIND: Final = {Kind.WORDING: 1.0, Kind.MEANING: 0.6, Kind.SOUND: 0.2}
OF_FUZZY: Final = 4.0

SHORTLIST: Final = 10  # entries whose asks are compared one by one
SHOWN: Final = 3  # a member reads no longer list on a phone
NEARLY_THE_SAME: Final = 88  # of 100: the message is an ask with a slip of the finger
A_SENTENCE: Final = 40  # characters; a longer message is no slip of an ask
OF_A_SLIP: Final = 3.0  # so much evidence is it to be an ask, but for a slip

# After an answer: what a message says itself counts so many times what its context says; the answer before counts more
# where the message names nothing; and a message that is nearer to a subject outside by so much is no follow-up.
OF_OWN: Final = 1.5
OF_LAST: Final = {False: 1.5, True: 0.0}
FOREIGN: Final = 0.3
BARE: Final = 6  # letters; so short a message is taken in that light if it is not clear by itself
_UNSURE: Final = {True: (Band.CHOICES, Band.NONE), False: (Band.NONE,)}


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

    def __init__(self, entries: Sequence[Entry], learned: Learned | None = None) -> None:
        self.entries = tuple(entries)
        self.learned = learned or learn(self.entries)
        self._by_id = {intent: entry for entry in self.entries for intent in entry.answers}
        self._by_title = {letters(entry.title): entry for entry in self.entries}
        self._place_of_ask = {ask: place for place, asks in enumerate(self.learned.asks) for ask in asks if ask}

    @classmethod
    def load(cls, folder: Path = ENTRIES, cache: Path = CACHE) -> Self:
        """The entries of a folder; what was learned from them at an earlier start is read from the cache folder."""
        entries = load(folder)
        return cls(entries, recall(entries, cache))

    def entry(self, id: str) -> Entry | None:  # noqa: A002  an entry's key is called so everywhere
        """The entry of this id, or the one that covers it."""
        return self._by_id.get(id)

    def titled(self, text: str) -> Entry | None:
        """The entry with exactly this title, as a member taps it on a button."""
        return self._by_title.get(letters(text))

    def ask(self, question: str, after: str | None = None) -> Finding:
        """What is known about a question in a member's own words, however long.

        `after` is the id of the entry that the member has just read: 「那要多少天」 is understood in its light.
        """
        if entry := self.titled(question):
            return Finding(Band.ANSWER, (Hit(entry, 1.0),))
        if not self.entries:
            return Finding(Band.NONE, ())
        alone = self._found(concept(question) or question)
        said = follow_up(question) if after in self._by_id else None
        if after and said and (said.certain or alone.band in _UNSURE[len(said.words) <= BARE]):
            return self._followed(said, self._by_id[after]) or alone
        return alone

    def _followed(self, said: FollowUp, last: Entry) -> Finding | None:
        """The message in the light of the entry before it; None if it speaks of something outside our field."""
        own, around = self._totals(signs(said.words)), self._totals(signs(last.title))
        of_entries = range(len(self.entries))
        if said.names and max(own[len(of_entries) :]) > max(own[: len(of_entries)]) + FOREIGN:
            return None
        place = self.entries.index(last)
        around[place] = max((around[other] for other in of_entries if other != place), default=0.0)
        sums = {other: OF_OWN * own[other] + around[other] for other in of_entries}
        sums[place] += OF_LAST[said.names]
        hits = self._best(shares(sums), 1.0)
        return Finding(cheapest(1.0, [hit.score for hit in hits]), hits)

    def _found(self, question: str) -> Finding:
        found, words = signs(question), letters(plain(question))
        totals = self._totals(found)
        near = self._near(words, totals)
        slip = self._slip(words, near)
        work = about_work(*self._evidence(found, totals), max(near.values())) if slip is None else 1.0
        sums = {place: totals[place] + OF_FUZZY * likeness for place, likeness in near.items()}
        if slip is not None:
            sums[slip] = max(sums.values()) + OF_A_SLIP
        hits = self._best(shares(sums), work)
        return Finding(cheapest(work, [hit.score for hit in hits]), hits)

    def _best(self, shares_of: Mapping[int, float], work: float) -> tuple[Hit, ...]:
        ranked = sorted(shares_of.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
        return tuple(Hit(self.entries[place], round(work * share, 3)) for place, share in ranked)

    def _totals(self, found: Signs) -> list[float]:
        """Each entry's sum over all kinds of signs; behind the entries stand the subjects outside."""
        totals = [0.0] * (len(self.entries) + len(outside.subjects()))
        for kind, share in OF_KIND.items():
            self.learned.weights[kind].add(totals, found[kind], share)
        return totals

    def _evidence(self, found: Signs, totals: Sequence[float]) -> tuple[float, float, float]:
        """Three measures of whether this is about work at all: by wording, by meaning, by the nearest entry."""
        ours, others = totals[: len(self.entries)], totals[len(self.entries) :]
        return (
            self.learned.contrasts[Kind.WORDING].of(found[Kind.WORDING]),
            self.learned.contrasts[Kind.FIELD].of(found[Kind.FIELD]),
            max(ours) - max(others),
        )

    def _slip(self, words: str, near: Mapping[int, float]) -> int | None:
        """The place of the entry with an ask that is the same but for a slip (or that only sounds the same)."""
        if words in self._place_of_ask or len(words) > A_SENTENCE:
            return self._place_of_ask.get(words)
        if (same := self.learned.sounds.get(heard(words))) is not None:
            return same
        nearest = max(near, key=lambda place: near[place])
        return nearest if near[nearest] >= NEARLY_THE_SAME / 100 else None

    def _near(self, words: str, totals: Sequence[float]) -> dict[int, float]:
        """The shortlist, each with how near its nearest ask comes, 0 to 1."""
        places = nlargest(SHORTLIST, range(len(self.entries)), key=totals.__getitem__)
        return {place: self._nearest(words, place) for place in places}

    def _nearest(self, words: str, place: int) -> float:
        """How near the nearest ask of this entry comes, 0 to 1."""
        _, likeness, _ = process.extractOne(words, self.learned.asks[place], scorer=fuzz.ratio)
        return likeness / 100
