"""Questions that members asked, masked, with what they got: what the knowledge base still has to learn."""

from datetime import datetime

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit
from bot.domain.acts import Act
from bot.store.database import Base

LONGEST = 500


class Question(Base):
    """One question without names, phones and ids; the band and the entry it got. It is nobody's: no member is kept."""

    __tablename__ = "question"

    id: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str] = mapped_column(String(LONGEST))
    band: Mapped[str] = mapped_column(String(10), index=True)
    entry: Mapped[str | None] = mapped_column(String(60))
    asked_at: Mapped[datetime] = mapped_column(index=True)


def record(act: Act, masked: str, band: str, entry: str | None) -> Question:
    """Keep a masked question and what it got."""
    question = Question(text=masked[:LONGEST], band=band, entry=entry, asked_at=act.now)
    act.session.add(question)
    audit.log(act, "question.asked", question, band=band, entry=entry)
    return question


def unanswered(session: Session, limit: int = 100) -> list[tuple[str, str, int, datetime]]:
    """What got no sure answer: text, band, how often, when last; most frequent first."""
    count, last = func.count(), func.max(Question.asked_at)
    rows = (
        select(Question.text, Question.band, count, last)
        .where(Question.band != "answer")
        .group_by(Question.text, Question.band)
        .order_by(count.desc(), last.desc())
        .limit(limit)
    )
    return [(text, band, times, when) for text, band, times, when in session.execute(rows)]
