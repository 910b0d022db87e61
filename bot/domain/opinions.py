"""Opinions: what those who came to an event answered afterwards. Who said what is not kept.

That somebody answered is a mark on their registration, without a time; what was answered is a row with the day and a
number drawn by lot, so that the order of the rows tells nothing either. The trail says that somebody did.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.config import Config
from bot.domain import audit, participants, seats, survey, tallies
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.survey import Item
from bot.domain.tallies import LEAST, Figures, Tally
from bot.errors import Refusal
from bot.store.base import Base
from bot.store.sealing import SealedJson

__all__ = [
    "LASTS", "LEAST", "NEVER", "Figures", "Opinion", "Tally", "blank", "count", "figures", "give", "is_off", "open_to",
    "questions",
]  # fmt: skip

NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
"""As event.inquiry_at: its organiser wants nobody asked."""

LASTS: Final = timedelta(days=30)
"""So long one can answer."""

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


def questions(event: Event, config: Config) -> tuple[Item, ...]:
    """What is asked after an event: its organiser's questions, or those of every event. Files are not asked for."""
    return tallies.askable(survey.items(event.inquiry or config.events.occasions.inquiry))


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
    row = Opinion(id=tallies.lot(), event_id=event.id, given_on=act.today, answers=dict(answers))
    act.session.add(row)
    audit.log(act.unnamed, "event.opinion_given", event)


def count(session: Session, event: Event) -> int:
    """How many answered."""
    return session.scalar(select(func.count()).where(Opinion.event_id == event.id)) or 0


def figures(session: Session, event: Event, items: Sequence[Item]) -> Figures:
    """What was answered, item by item, in no order that tells anything."""
    rows = session.scalars(select(Opinion).where(Opinion.event_id == event.id).order_by(Opinion.id)).all()
    return tallies.figures([row.answers for row in rows], items)


def blank(session: Session, event: Event, items: Sequence[Item]) -> None:
    """Words that were written go for good, for they may name people; figures stay."""
    for row in session.scalars(select(Opinion).where(Opinion.event_id == event.id)):
        row.answers = tallies.plain(row.answers, items)


def _came(session: Session, event: Event, place: Registration) -> bool:
    return bool(participants.who_came(session, event, participants.of_place(session, place)))
