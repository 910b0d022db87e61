"""Polls: what members answered to a survey that came as a notice. Who said what is not kept.

That somebody answered is a mark in the ledger, without a time; what was answered is a row with the day and a number
drawn by lot, so that the order of the rows tells nothing either. The trail says that somebody did.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import audit, survey, tallies
from bot.domain.acts import Act
from bot.domain.members import Member
from bot.domain.noticebook import Fate, Notice, NoticeAnswer, Recipient, State
from bot.domain.noticekinds import Kind
from bot.domain.survey import Item
from bot.domain.tallies import Figures
from bot.errors import Refusal

LASTS: Final = timedelta(days=30)
"""So long one can answer, where the survey says nothing else."""

MOST: Final = 20
"""So many of the latest surveys of a member are looked through."""

NOT_ASKED: Final = "“{title}”现在不用填。谢谢您有心！"
OVER: Final = "“{title}”已经收完了。有话想说，回复“提建议”。"
NOT_THERE: Final = "“{title}”没有发给您，填不了。有话想说，回复“提建议”。"
ALREADY: Final = "您已经填过“{title}”了，一人一次。还有话想说，回复“提建议”。"


def questions(notice: Notice) -> tuple[Item, ...]:
    """What a survey asks. Files are not asked for."""
    return tallies.askable(survey.items(notice.questions))


def ends(notice: Notice) -> datetime | None:
    """Until when one can answer; None where it has not gone out."""
    return None if notice.started_at is None else notice.latest_at or notice.started_at + LASTS


def open_to(act: Act, notice: Notice, member: Member) -> Recipient:
    """The row of a recipient who may answer now; a Refusal says why not."""
    until = ends(notice)
    if notice.kind != Kind.SURVEY.value or until is None or not questions(notice):
        raise Refusal(NOT_ASKED.format(title=notice.title))
    if act.now > until or notice.state == State.CANCELLED.value:
        raise Refusal(OVER.format(title=notice.title))
    mine = select(Recipient).where(Recipient.notice_id == notice.id, Recipient.member_id == member.id)
    row = act.session.scalars(mine).first()
    if row is None or row.state == Fate.SKIPPED.value:
        raise Refusal(NOT_THERE.format(title=notice.title))
    if row.answered:
        raise Refusal(ALREADY.format(title=notice.title))
    return row


def give(act: Act, notice: Notice, member: Member, answers: Mapping[str, Any]) -> None:
    """Keep what a member answered, once, and nowhere that it was they."""
    row = open_to(act, notice, member)
    act.session.refresh(row, with_for_update=True)
    row = open_to(act, notice, member)
    row.answered = True
    kept = NoticeAnswer(id=tallies.lot(), notice_id=notice.id, given_on=act.today, answers=dict(answers))
    act.session.add(kept)
    audit.log(act.unnamed, "notice.answered", notice)


def of_member(act: Act, member: Member) -> list[Notice]:
    """The latest surveys that came to a member, newest first, answered and closed ones too."""
    theirs = select(Notice).join(Recipient, Recipient.notice_id == Notice.id)
    theirs = theirs.where(Recipient.member_id == member.id, Notice.kind == Kind.SURVEY.value)
    return list(act.session.scalars(theirs.order_by(Notice.id.desc()).limit(MOST)))


def numbered(session: Session, number: int) -> Notice | None:
    """The survey of this number."""
    found = session.get(Notice, number)
    return found if found and found.kind == Kind.SURVEY.value else None


def count(session: Session, notice: Notice) -> int:
    """How many answered."""
    return session.scalar(select(func.count()).where(NoticeAnswer.notice_id == notice.id)) or 0


def figures(session: Session, notice: Notice) -> Figures:
    """What was answered, item by item, in no order that tells anything."""
    rows = select(NoticeAnswer).where(NoticeAnswer.notice_id == notice.id).order_by(NoticeAnswer.id)
    return tallies.figures([row.answers for row in session.scalars(rows)], questions(notice))
