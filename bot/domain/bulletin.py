"""The open board (公开栏): what a member's circle suggested, was answered and got done, as an officer put it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.domain import chorus, publishing
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED, State, Suggestion
from bot.domain.circles import circle
from bot.domain.effects import Effect
from bot.domain.works import Work
from bot.labels import Labelled

__all__ = ["PAGE", "Group", "Shown", "circle", "count", "newest", "of_number", "stories"]

PAGE: Final = 10
"""Suggestions on one page."""


class Group(Labelled):
    """What the board is looked through by."""

    OPEN = "open", "等答复"
    ANSWERED = "answered", "已答复"
    DONE = "done", "已落实"


@dataclass(frozen=True)
class Shown:
    """One suggestion as anybody in the circle may read it.

    `at`: since when it stands where it does; `story`: what it brought, empty where nobody has told it.
    """

    number: str
    title: str
    text: str
    state_label: str
    topic: str
    supporters: int
    names: tuple[str, ...]
    story: str
    at: datetime


def newest(act: Act, unit_id: int, group: Group | None = None, page: int = 1) -> list[Shown]:
    """A page of the board as a member of a unit sees it, the newest first; of a group, or of all."""
    found = _of_circle(act, unit_id, group).order_by(_SINCE.desc(), Suggestion.id.desc())
    return _told(act, found.limit(PAGE).offset(PAGE * (max(page, 1) - 1)))


def count(act: Act, unit_id: int, group: Group | None = None) -> int:
    """How many suggestions stand there."""
    found = _of_circle(act, unit_id, group).with_only_columns(func.count())
    return act.session.scalar(found) or 0


def stories(act: Act, unit_id: int, most: int = PAGE) -> list[Shown]:
    """「因为有你」: what was carried out, that with a told effect first, then the newest."""
    found = _of_circle(act, unit_id, Group.DONE)
    untold = ~exists().where(Effect.suggestion_id == Suggestion.id, Effect.story.is_not(None))
    return _told(act, found.order_by(untold, _SINCE.desc(), Suggestion.id.desc()).limit(most))


def of_number(act: Act, unit_id: int, number: str) -> Shown | None:
    """The suggestion of a number, where it stands on the board for a member of this unit."""
    return next(iter(_told(act, _of_circle(act, unit_id, None).where(Suggestion.number == number))), None)


_CARRIED_OUT: Final = exists().where(Work.suggestion_id == Suggestion.id, Work.done_at.is_not(None))
_DONE_AT: Final = select(func.max(Work.done_at)).where(Work.suggestion_id == Suggestion.id).scalar_subquery()
_SINCE: Final = func.coalesce(_DONE_AT, Suggestion.answered_at, Suggestion.filed_at)


def _in(states: Iterable[State]) -> ColumnElement[bool]:
    return Suggestion.state.in_([state.value for state in states])


_ARCHIVED: Final = _in([State.ARCHIVED])
_WHICH: Final[dict[Group, ColumnElement[bool]]] = {
    Group.OPEN: _in(UNANSWERED),
    Group.ANSWERED: or_(
        _in([State.ADOPTED, State.RESERVED, State.DECLINED, State.ASSIGNED]), and_(_ARCHIVED, ~_CARRIED_OUT)
    ),
    Group.DONE: or_(_in([State.CARRIED_OUT, State.VERIFIED, State.REWARDED]), and_(_ARCHIVED, _CARRIED_OUT)),
}


def _of_circle(act: Act, unit_id: int, group: Group | None) -> Select[Suggestion]:
    """What stands there for a member of a unit; nothing where there is no board."""
    which = _WHICH[group] if group else or_(*_WHICH.values())
    there = Suggestion.unit_id.in_(circle(act.session, unit_id) if act.config.suggestions.board else ())
    return select(Suggestion).where(Suggestion.shown, Suggestion.erased_at.is_(None), there, which)


def _told(act: Act, found: Select[Suggestion]) -> list[Shown]:
    return [_shown(act.session, one) for one in act.session.scalars(found).all()]


def _shown(session: Session, one: Suggestion) -> Shown:
    story = select(Effect.story).where(Effect.suggestion_id == one.id).order_by(Effect.id.desc()).limit(1)
    done = session.scalar(select(func.max(Work.done_at)).where(Work.suggestion_id == one.id))
    return Shown(
        number=one.number,
        title=one.public_title or "",
        text=one.public_text or "",
        state_label=one.state_label,
        topic=one.topic_label,
        supporters=chorus.supporters(session, one),
        names=publishing.names(session, one),
        story=publishing.masked(session, one, session.scalar(story) or ""),
        at=done or (one.filed_at if one.status in UNANSWERED else one.answered_at) or one.filed_at,
    )
