"""Measures the knowledge base on labelled questions, for its editors and for whoever changes the search."""

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any, Final

from knowledge.bands import Band
from knowledge.search import Finding, KnowledgeBase

SHOWN_CONFUSIONS: Final = 15


class QuestionError(Exception):
    """A labelled question cannot be read; the text names its line."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, shown as a percentage; of nothing at all it is 0."""

    part: int
    whole: int

    @property
    def percent(self) -> float:
        return round(100 * self.part / self.whole, 1) if self.whole else 0.0

    def __str__(self) -> str:
        return f"{self.percent:5.1f} %  ({self.part} of {self.whole})"


@dataclass(frozen=True, slots=True)
class Figures:
    """How well work questions were served: the right entry first, among three, and what members saw (by band)."""

    top1: Share
    top3: Share
    answered: Share
    answered_rightly: Share
    bands: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        shares = {"top1": self.top1, "top3": self.top3, "answered": self.answered}
        shares["answer_right"] = self.answered_rightly
        return {"questions": self.top1.whole, **{k: v.percent for k, v in shares.items()}, "bands": self.bands}


@dataclass(frozen=True, slots=True)
class Confusion:
    """An intent that was meant, the entry that came first instead, and how often."""

    meant: str
    got: str
    times: int


@dataclass(frozen=True, slots=True)
class Report:
    """What one measurement found: all work questions, those that some entry covers, the others, and the time."""

    all: Figures
    covered: Figures
    outside_answered: Share
    outside_bands: dict[str, int]
    median_ms: float
    p99_ms: float
    confusions: tuple[Confusion, ...]

    def as_dict(self) -> dict[str, Any]:
        """For `faq eval --json`: percentages from 0 to 100, times in milliseconds."""
        return {
            "all": self.all.as_dict(),
            "covered": self.covered.as_dict(),
            "outside": {
                "questions": self.outside_answered.whole,
                "answered": self.outside_answered.percent,
                "bands": self.outside_bands,
            },
            "ms": {"median": self.median_ms, "p99": self.p99_ms},
            "confusions": [asdict(confusion) for confusion in self.confusions],
        }

    def text(self) -> str:
        """For the terminal."""
        lines = [*_table("work questions, all", self.all), *_table("work questions that an entry covers", self.covered)]
        lines += [f"about other things, answered    {self.outside_answered}   {_bands(self.outside_bands)}", ""]
        lines += [f"time per question               median {self.median_ms:.2f} ms, p99 {self.p99_ms:.2f} ms", ""]
        if self.confusions:
            lines.append("most frequent confusions (meant → came first)")
            lines += [f"  {c.times:3}  {c.meant} → {c.got}" for c in self.confusions[:SHOWN_CONFUSIONS]]
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class _Asked:
    """One labelled question with what the search found and how long it took, in milliseconds."""

    intents: tuple[str, ...]
    finding: Finding
    ms: float

    def right_within(self, places: int) -> bool:
        wanted = set(self.intents)
        return any(hit.entry.answers & wanted for hit in self.finding.hits[:places])


def evaluate(base: KnowledgeBase, lines: Iterable[str]) -> Report:
    """Asks every question of a JSON-lines file ({"id", "text", "intents": [...]}) and counts what came back."""
    asked = [_ask(base, text, intents) for text, intents in _questions(lines)]
    if not asked:
        raise QuestionError("there is no question in the file")
    work = [a for a in asked if a.intents]
    outside = [a for a in asked if not a.intents]
    known = frozenset().union(*(entry.answers for entry in base.entries))
    return Report(
        all=_figures(work),
        covered=_figures([a for a in work if known.intersection(a.intents)]),
        outside_answered=Share(sum(a.finding.band is Band.ANSWER for a in outside), len(outside)),
        outside_bands=_by_band(outside),
        median_ms=_within(0.5, [a.ms for a in asked]),
        p99_ms=_within(0.99, [a.ms for a in asked]),
        confusions=_confusions(work),
    )


def _questions(lines: Iterable[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for place, line in enumerate(lines, 1):
        if line.strip():
            try:
                question = json.loads(line)
                yield str(question["text"]), tuple(map(str, question["intents"]))
            except (ValueError, KeyError, TypeError) as wrong:
                raise QuestionError(f'line {place}: not {{"id", "text", "intents": […]}}: {wrong!r}') from wrong


def _ask(base: KnowledgeBase, text: str, intents: tuple[str, ...]) -> _Asked:
    begun = perf_counter()
    finding = base.ask(text)
    return _Asked(intents, finding, 1000 * (perf_counter() - begun))


def _figures(asked: Sequence[_Asked]) -> Figures:
    answers = [a for a in asked if a.finding.band is Band.ANSWER]
    return Figures(
        top1=Share(sum(a.right_within(1) for a in asked), len(asked)),
        top3=Share(sum(a.right_within(3) for a in asked), len(asked)),
        answered=Share(sum(a.finding.band is not Band.NONE for a in asked), len(asked)),
        answered_rightly=Share(sum(a.right_within(1) for a in answers), len(answers)),
        bands=_by_band(asked),
    )


def _by_band(asked: Sequence[_Asked]) -> dict[str, int]:
    counts = Counter(a.finding.band for a in asked)
    return {band.value: counts[band] for band in Band}


def _within(share: float, times: Sequence[float]) -> float:
    """The time within which this share of the questions was answered, in milliseconds."""
    return round(sorted(times)[math.ceil(share * len(times)) - 1], 3)


def _confusions(work: Sequence[_Asked]) -> tuple[Confusion, ...]:
    wrong = [a for a in work if not a.right_within(1)]
    got = Counter((a.intents[0], a.finding.hits[0].entry.id if a.finding.hits else "—") for a in wrong)
    often_first = sorted(got.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Confusion(meant, entry, times) for (meant, entry), times in often_first)


def _table(title: str, figures: Figures) -> list[str]:
    return [
        f"{title}: {figures.top1.whole}",
        f"  right first                   {figures.top1}",
        f"  right among three             {figures.top3}",
        f"  answered or 'did you mean'    {figures.answered}   {_bands(figures.bands)}",
        f"  of the answers, right         {figures.answered_rightly}",
        "",
    ]


def _bands(counts: dict[str, int]) -> str:
    return ", ".join(f"{band} {count}" for band, count in counts.items())
