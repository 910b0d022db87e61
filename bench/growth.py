"""`python -m bench.growth N`: time and memory with N entries, made of ours by changing words; prints JSON."""

import dataclasses
import json
import random
import resource
import sys
from collections.abc import Iterator
from time import perf_counter

from knowledge import ENTRIES, Entry, KnowledgeBase, load

ASKS = 6  # of each generated entry; the real ones keep all of theirs
MADE_OF = "甲乙丙丁春夏秋冬金木水火土天地人和平安康福禄寿喜东西南北山川河海风云雷电松竹梅兰"
QUESTIONS = 500


def main() -> None:
    """Learn from so many entries, ask questions, print p50 and p99 in ms, learning in seconds, memory in MB."""
    chance = random.Random(169)
    shipped = load(ENTRIES)
    entries = (*shipped, *_variants(shipped, int(sys.argv[1]) - len(shipped), chance))
    before = _memory()
    begun = perf_counter()
    base = KnowledgeBase(entries)
    learning = perf_counter() - begun
    times = sorted(_timed(base, chance) for _ in range(QUESTIONS))
    figures = {"p50": times[QUESTIONS // 2], "p99": times[QUESTIONS * 99 // 100]}
    print(json.dumps({**figures, "learning": learning, "memory": _memory() - before}))


def _variants(shipped: tuple[Entry, ...], number: int, chance: random.Random) -> Iterator[Entry]:
    for place in range(number):
        like = shipped[place % len(shipped)]
        name = "".join(chance.sample(MADE_OF, 3))
        asks = tuple(_changed(ask, name, chance) for ask in chance.sample(like.asks, ASKS))
        title = f"{name}{place}{like.title}"
        yield dataclasses.replace(like, id=f"{like.id}-{place}", title=title, asks=asks, covers=())


def _changed(ask: str, name: str, chance: random.Random) -> str:
    """Two characters replaced, and a made-up name put in somewhere."""
    letters = list(ask)
    for _ in range(2):
        letters[chance.randrange(len(letters))] = chance.choice(MADE_OF)
    letters.insert(chance.randrange(len(letters) + 1), name)
    return "".join(letters)


def _timed(base: KnowledgeBase, chance: random.Random) -> float:
    """One question with something before it, as people tell their story: milliseconds, the best of three tries."""
    question = "我在厂里干了三年，" + _changed(chance.choice(chance.choice(base.entries).asks), "", chance)
    return min(_once(base, question) for _ in range(3))


def _once(base: KnowledgeBase, question: str) -> float:
    begun = perf_counter()
    base.ask(question)
    return 1000 * (perf_counter() - begun)


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
