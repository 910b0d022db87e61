"""Questions that members asked, masked, with what they got: what the knowledge base still has to learn."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, delete, false, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit
from bot.domain.acts import Act
from bot.labels import Labelled
from bot.store.database import Base

LONGEST = 500
KEPT = timedelta(days=365)
"""So long a question is kept."""

MOST = 5000
"""Texts that are looked at together, those asked last."""


class Fate(Labelled):
    """What became of a question: what it got at once (a band of the search), or what its asker said of that."""

    ANSWER = "answer", "答了"
    CHOICES = "choices", "只给了几个选项"
    NONE = "none", "没答上来"
    CHOSEN = "chosen", "选了其中一个"
    NEITHER = "neither", "说都不是"
    UNHELPFUL = "unhelpful", "说没解决"


WEIGHTS = {Fate.NONE: 1, Fate.CHOICES: 1, Fate.NEITHER: 2, Fate.UNHELPFUL: 2}
"""How much one of each says that there is something to learn; an asker's own word says more than our doubt."""


class Question(Base):
    """One question without names, phones and ids; the band and the entry it got. It is nobody's: no member is kept.

    What its asker said of the answer is a row of its own, so that nothing need lead from an asker to a row.
    `aside`: an officer has seen that there is nothing to learn.
    """

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(LONGEST))
    band: Mapped[str] = mapped_column(String(10), index=True)
    entry: Mapped[str | None] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    aside: Mapped[bool] = mapped_column(default=False, server_default=false())


@dataclass
class Asked:
    """One text: how often it met which fate, which entries its askers chose, and when it was asked last."""

    text: str
    last: datetime
    fates: Counter[Fate] = field(default_factory=Counter)
    chosen: Counter[str] = field(default_factory=Counter)

    @property
    def weight(self) -> int:
        """How much there is to learn from it."""
        return sum(WEIGHTS.get(fate, 0) * times for fate, times in self.fates.items())


def record(act: Act, masked: str, band: str, entry: str | None) -> Question:
    """Keep a masked question and what became of it (a Fate)."""
    question = Question(text=masked[:LONGEST], band=band, entry=entry, asked_at=act.now)
    act.session.add(question)
    audit.log(act, "question.asked", question, band=band, entry=entry)
    return question


def asked(session: Session, limit: int = MOST) -> list[Asked]:
    """What there is to learn from, by text, those asked last first."""
    count, last = func.count(), func.max(Question.asked_at)
    rows = (
        select(Question.text, Question.band, Question.entry, count, last)
        .where(Question.band != Fate.ANSWER.value, Question.aside.is_(False))
        .group_by(Question.text, Question.band, Question.entry)
        .order_by(last.desc(), Question.text, Question.band)
    )
    found: dict[str, Asked] = {}
    for text, band, entry, times, when in session.execute(rows):
        if text not in found and len(found) == limit:
            break
        one = found.setdefault(text, Asked(text, when))
        one.fates[Fate(band)] += times
        if band == Fate.CHOSEN.value and entry:
            one.chosen[entry] += times
    return list(found.values())


def put_aside(act: Act, texts: Iterable[str]) -> int:
    """There is nothing to learn from these texts; asked again, they are shown again. How many rows that was."""
    mine = select(Question).where(Question.text.in_(list(texts)), Question.aside.is_(False))
    found = list(act.session.scalars(mine.order_by(Question.id)))
    if found:
        act.session.execute(update(Question).where(Question.id.in_([one.id for one in found])).values(aside=True))
        audit.log(act, "question.put_aside", found[0], rows=len(found))
    return len(found)


def forget(act: Act) -> int:
    """Drop what is older than a year; how many rows that was."""
    old = Question.asked_at < act.now - KEPT
    first = act.session.scalars(select(Question).where(old).order_by(Question.id).limit(1)).first()
    if first is None:
        return 0
    count = act.session.scalar(select(func.count()).select_from(Question).where(old)) or 0
    audit.log(act, "question.forgotten", first, rows=count)
    act.session.execute(delete(Question).where(old).execution_options(synchronize_session=False))
    return count
