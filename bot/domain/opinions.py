"""Opinions: what those who came to an event answered afterwards. Who said what is not kept.

That somebody answered is a mark on their registration, without a time; what was answered is a row with the day and a
number drawn by lot, so that the order of the rows tells nothing either. The trail says that somebody did.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from statistics import fmean
from typing import Any, Final

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.config import Config
from bot.domain import audit, participants, seats, survey
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.survey import NO, YES, Item
from bot.domain.units import MOST
from bot.errors import Refusal
from bot.store.base import Base
from bot.store.sealing import SealedJson

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""As event.inquiry_at: its organiser wants nobody asked."""

LEAST: Final = 3
"""With fewer answers nothing is broken down: one could guess who said what."""

LASTS: Final = timedelta(days=30)
"""So long one can answer."""

GRADES: Final = tuple(f"{grade}分" for grade in range(1, 6))
_LABELS: Final = {True: YES, False: NO}

NOT_ASKED: Final = "“{title}”现在不用评价。谢谢您有心！"
OVER: Final = "“{title}”的评价已经结束了。有话想说，回复“提建议”。"
NOT_THERE: Final = "“{title}”的评价发给了来参加的人（组队的是领队）。有话想说，回复“提建议”。"
ALREADY: Final = "您已经评价过“{title}”了，一人一次。还有话想说，回复“提建议”。"


class Opinion(Base):
    """One set of answers, by name of the item; the day, and nothing that leads to a member."""

    __tablename__ = "event_opinion"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    given_on: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJson)


@dataclass(frozen=True)
class Tally:
    """How one item was answered: how often each answer came, or the words; `mean` where there is one."""

    item: Item
    counts: tuple[tuple[str, int], ...] = ()
    mean: float | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Figures:
    """How many answered, and what; no more than how many, where they are few."""

    count: int
    tallies: tuple[Tally, ...] = ()


def questions(event: Event, config: Config) -> tuple[Item, ...]:
    """What is asked after an event: its organiser's questions, or those of every event. Files are not asked for."""
    found = survey.items(event.inquiry or config.events.occasions.inquiry)
    return tuple(item for item in found if item.answer != "file")


def is_off(event: Event) -> bool:
    """Whether its organiser wants nobody asked."""
    return event.inquiry_at == NEVER


def open_to(act: Act, event: Event, member: Member) -> Registration:
    """The place of one who may answer now; a Refusal says why not. Of a squad it is the leader."""
    asked = event.inquiry_at
    if asked is None or is_off(event) or event.cancelled or event.archived_at:
        raise Refusal(NOT_ASKED.format(title=event.title))
    if act.now > asked + LASTS:
        raise Refusal(OVER.format(title=event.title))
    place = seats.of(act.session, event, member)
    if place is None or place.left_at is not None or not _came(act.session, event, place):
        raise Refusal(NOT_THERE.format(title=event.title))
    if place.opined:
        raise Refusal(ALREADY.format(title=event.title))
    return place


def give(act: Act, event: Event, member: Member, answers: Mapping[str, Any]) -> None:
    """Keep what a member answered, once, and nowhere that it was they."""
    act.session.refresh(event, with_for_update=True)
    place = seats.of(act.session, event, member)
    if place is not None:
        act.session.refresh(place)
    place = open_to(act, event, member)
    place.opined = True
    lot = secrets.randbelow(MOST - 1) + 1
    act.session.add(Opinion(id=lot, event_id=event.id, given_on=act.today, answers=dict(answers)))
    audit.log(act.unnamed, "event.opinion_given", event)


def count(session: Session, event: Event) -> int:
    """How many answered."""
    return session.scalar(select(func.count()).where(Opinion.event_id == event.id)) or 0


def figures(session: Session, event: Event, items: Sequence[Item]) -> Figures:
    """What was answered, item by item, in no order that tells anything."""
    rows = session.scalars(select(Opinion).where(Opinion.event_id == event.id).order_by(Opinion.id)).all()
    if len(rows) < LEAST:
        return Figures(len(rows))
    return Figures(len(rows), tuple(_tally(item, [row.answers.get(item.name) for row in rows]) for item in items))


def blank(session: Session, event: Event, items: Sequence[Item]) -> None:
    """Words that were written go for good, for they may name people; figures stay."""
    plain = {item.name for item in items if item.answer not in {"text", "file"}}
    for row in session.scalars(select(Opinion).where(Opinion.event_id == event.id)):
        row.answers = {name: value for name, value in row.answers.items() if name in plain}


def _came(session: Session, event: Event, place: Registration) -> bool:
    return bool(participants.who_came(session, event, participants.of_place(session, place)))


def _tally(item: Item, given: Sequence[Any]) -> Tally:
    answers = [one for one in given if one is not None]
    if item.answer == "text":
        return Tally(item, words=tuple(str(one) for one in answers))
    if item.answer == "number":
        return Tally(item, (("填了", len(answers)),), fmean(map(float, answers)) if answers else None)
    grade = item.answer == "grade"
    named = [f"{one}分" if grade else _LABELS[one] if isinstance(one, bool) else str(one) for one in answers]
    found = Counter(named)
    known = GRADES if grade else item.options or (YES, NO)
    labels = [*known, *(one for one in found if one not in known)]
    mean = fmean(map(float, answers)) if grade and answers else None
    return Tally(item, tuple((label, found[label]) for label in labels), mean)
