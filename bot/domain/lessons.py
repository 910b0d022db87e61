"""What members' questions teach: alike ones together, the weightiest first, with the entries that come nearest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy.orm import Session

from bot.domain import questions, revisions
from bot.domain.questions import Asked, Fate
from knowledge import Band, Cluster, Hit, KnowledgeBase, clusters

MOST = 60
"""Lessons on one page."""


@dataclass(frozen=True)
class Lesson:
    """Texts that ask the same, the weightiest first: their fates, the entries that they chose, the nearest."""

    texts: tuple[str, ...]
    weight: int
    fates: Counter[Fate]
    chosen: Counter[str]
    last: datetime
    hits: tuple[Hit, ...]

    @property
    def leader(self) -> str:
        """The text that stands for all."""
        return self.texts[0]


def lessons(session: Session, base: KnowledgeBase, limit: int = MOST) -> list[Lesson]:
    """What there is to learn. What an entry that was revised since now answers is learned already."""
    asked = {one.text: one for one in questions.asked(session)}
    revised = revisions.revised_at(session)
    open_lessons = list[Lesson]()
    for cluster in _alike(tuple((text, float(one.weight)) for text, one in asked.items())):
        if len(open_lessons) == limit:
            break
        finding = base.ask(cluster.leader)
        lesson = _lesson([asked[text] for text in cluster.texts], finding.hits)
        if finding.band is Band.ANSWER and finding.hits[0].entry.id in revised:
            learned = revised[finding.hits[0].entry.id] >= lesson.last
        else:
            learned = lesson.weight == 0
        if not learned:
            open_lessons.append(lesson)
    return open_lessons


def _lesson(asked: Sequence[Asked], hits: tuple[Hit, ...]) -> Lesson:
    fates, chosen = Counter[Fate](), Counter[str]()
    for one in asked:
        fates += one.fates
        chosen += one.chosen
    texts = tuple(one.text for one in asked)
    return Lesson(texts, sum(one.weight for one in asked), fates, chosen, max(one.last for one in asked), hits)


@lru_cache(maxsize=2)
def _alike(weighed: tuple[tuple[str, float], ...]) -> list[Cluster]:
    """Kept from page to page: five thousand texts take two seconds."""
    return clusters(weighed)
