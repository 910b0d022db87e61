"""What every step of a suggestion begins with: nobody else works on it, the officer may, it may go there, its clock."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import calendar, filings
from bot.domain.box import MOVES, UNANSWERED, State, Suggestion
from bot.domain.staff import Officer
from bot.errors import Refusal

NOT_YOURS: Final = "这条建议不归您的单位管，请让能答复它的同事来办。"
INTO: Final = "这条建议已经并入 {number}，请到那一条去办。"
ENDED: Final = "这条建议{state}，不用再办了。"
NOT_NOW: Final = "这条建议现在是“{state}”，这一步现在做不了。请刷新页面，看看它走到哪了。"


def hold(session: Session, *suggestions: Suggestion) -> None:
    """Nobody else works on these until the transaction ends; always in one order, so that no two wait crosswise.

    What another transaction wrote meanwhile is read anew.
    """
    session.flush()
    numbers = sorted({one.id for one in suggestions})
    mine = select(Suggestion).where(Suggestion.id.in_(numbers)).order_by(Suggestion.id).with_for_update()
    session.scalars(mine.execution_options(populate_existing=True)).all()


def claim(session: Session, suggestion: Suggestion, officer: Officer) -> None:
    """Hold a suggestion for an officer; Refusal where it is not theirs to work on, or nothing more is to be done."""
    require(session, suggestion, officer)
    hold(session, suggestion)
    if suggestion.merged_into_id:
        main = session.get_one(Suggestion, suggestion.merged_into_id)
        raise Refusal(INTO.format(number=main.number))
    if suggestion.ended:
        raise Refusal(ENDED.format(state=suggestion.state_label))


def require(session: Session, suggestion: Suggestion, officer: Officer) -> None:
    """Refusal where an officer may not work on a suggestion."""
    if not officer.active or not filings.may_answer(session, officer, suggestion):
        raise Refusal(NOT_YOURS)


def go(suggestion: Suggestion, to: State, *, unless: State | None = None) -> None:
    """On to a state; Refusal in words where no suggestion goes there from here, or where it stands at `unless`."""
    if suggestion.status is unless or (to is not suggestion.status and to not in MOVES[suggestion.status]):
        raise Refusal(NOT_NOW.format(state=suggestion.state_label))
    suggestion.move(to)


def parts(session: Session, main: Suggestion) -> list[Suggestion]:
    """The suggestions that were merged into one, oldest first."""
    mine = select(Suggestion).where(Suggestion.merged_into_id == main.id)
    return list(session.scalars(mine.order_by(Suggestion.id)))


def soon(now: datetime, config: Config) -> datetime:
    """By when an officer does the next small step: acknowledges, looks at what was said, sees to the work."""
    office = calendar.office(config)
    hours = config.suggestions.acknowledge_days * (office.day / calendar.HOUR)
    return calendar.deadline(now, hours, office)


def reply_by(suggestion: Suggestion, config: Config) -> datetime:
    """By when its proposer is answered, counted from the day of filing, or of the appeal."""
    ours = config.suggestions
    days = ours.major_reply_days if suggestion.major else ours.reply_days
    return (suggestion.appealed_at or suggestion.filed_at) + timedelta(days=days)


def due(suggestion: Suggestion, now: datetime, config: Config) -> datetime | None:
    """When the next step of a suggestion is due that comes into its state now; None where nothing is.

    One whose answer is late already is due soon: it does not climb at every look.
    """
    next_step = soon(now, config)
    if suggestion.status in UNANSWERED and suggestion.reply_by > now:
        return min(next_step, suggestion.reply_by) if suggestion.status is State.FILED else suggestion.reply_by
    return next_step if suggestion.status in {*UNANSWERED, State.ADOPTED} else None
