"""How well and how fast questions find their entry: our search beside others, and with many more entries.

Every contestant gets the same entries and asks. "Other things answered" is measured where at least 90 % of the work
questions are answered: ours by its bands, the others by the threshold that just lets 90 % through.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import rivals
from knowledge import Band, KnowledgeBase

ROOT = Path(__file__).parents[1]
SETS = {
    "dev.jsonl": ROOT.parent / "shared" / "data" / "questions" / "dev.jsonl",
    "second-set.jsonl": ROOT / "tests" / "knowledge" / "second-set.jsonl",
}
SERVED = 0.9
SIZES = {169: 15, 2_000: 20, 20_000: 60}
"""Number of entries, and within how many milliseconds 99 of 100 questions are to be answered."""


@dataclass(frozen=True)
class Question:
    """A message and the intents whose answer would serve it; none if it is about other things."""

    text: str
    intents: frozenset[str]


@dataclass(frozen=True)
class Answer:
    """What a contestant gave: the intents of its best three, and whether it answered rather than asked or refused."""

    found: list[frozenset[str]]
    score: float
    ms: float
    answered: bool | None = None


def main() -> None:
    """Print a table for each set of questions that is there, and one for the sizes."""
    base = KnowledgeBase.load()
    for name, file in SETS.items():
        if file.exists():
            print(f"\n{name}                right first / three   other things answered   median ms")
            questions = list(questions_of(file))
            for contestant, ask in _contestants(base).items():
                print(f"  {contestant:28}{_line(questions, ask) if ask else 'not installed'}", flush=True)
        else:
            print(f"\n{name}: not here ({file})")
    print("\nentries   p50 ms   p99 ms   (aim)   learning s   memory MB")
    for size, aim in SIZES.items():
        grown = subprocess.run(
            [sys.executable, "-m", "bench.growth", str(size)], cwd=ROOT, check=True, capture_output=True, text=True
        )
        figures = json.loads(grown.stdout)
        print("{:7}   {p50:6.1f}   {p99:6.1f}   ({:4})   {learning:10.1f}   {memory:9.0f}".format(size, aim, **figures))


def _contestants(base: KnowledgeBase) -> dict[str, Callable[[str], Answer] | None]:
    bot = rivals.chatterbot(base.entries)
    return {
        "Gongyou": _ours(base),
        "RapidFuzz WRatio": _timed(rivals.wratio(base.entries)),
        "BM25, pairs of characters": _timed(rivals.bm25(base.entries)),
        "ChatterBot's best match": _timed(bot) if bot else None,
    }


def _ours(base: KnowledgeBase) -> Callable[[str], Answer]:
    def ask(text: str) -> Answer:
        begun = perf_counter()
        finding = base.ask(text)
        ms = 1000 * (perf_counter() - begun)
        served = 0.0 if finding.band is Band.NONE else 1.0
        return Answer([hit.entry.answers for hit in finding.hits], served, ms, finding.band is Band.ANSWER)

    return ask


def _timed(find: rivals.Rival) -> Callable[[str], Answer]:
    def ask(text: str) -> Answer:
        begun = perf_counter()
        ranked = find(text)
        ms = 1000 * (perf_counter() - begun)
        return Answer([entry.answers for entry, _ in ranked], ranked[0][1] if ranked else 0.0, ms)

    return ask


def questions_of(file: Path) -> Iterator[Question]:
    """The labelled questions of a JSON-lines file."""
    for line in file.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        yield Question(told["text"], frozenset(told["intents"]))


def _line(questions: list[Question], ask: Callable[[str], Answer]) -> str:
    given = [(question, ask(question.text)) for question in questions]
    work = [(q, a) for q, a in given if q.intents]
    others = [a for q, a in given if not q.intents]
    right = [sum(any(f & q.intents for f in a.found[:n]) for q, a in work) / len(work) for n in (1, 3)]
    threshold = sorted((a.score for _, a in work), reverse=True)[int(SERVED * len(work))]
    wrongly = sum(a.score >= threshold if a.answered is None else a.answered for a in others) / max(len(others), 1)
    speed = median(a.ms for _, a in given)
    return f"{100 * right[0]:5.1f} / {100 * right[1]:5.1f} %   {100 * wrongly:15.1f} %   {speed:15.2f}"


if __name__ == "__main__":
    main()
