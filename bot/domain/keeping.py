"""How long suggestions are kept: filed away by themselves once nothing is to come, erased years after their answer.

What stays serves the statistics: number, unit, topic, days, sums; and what stands on the open board, without a name.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from bot.domain import audit, retention
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.box import State, Suggestion, SuggestionRemark
from bot.domain.chorus import Voice
from bot.domain.reviews import Ballot, Review
from bot.domain.sums import Award, AwardShare, unpaid
from bot.domain.works import Progress, Work
from bot.store import files

MONTH: Final = timedelta(days=365) / 12
QUIET: Final = timedelta(days=30)
"""A rewarded suggestion with which nothing was done for so long is filed away."""

BATCH: Final = 50
"""Suggestions in one transaction."""


def to_file_away(act: Act) -> list[Suggestion]:
    """Suggestions that are done with, locked: not adopted and not appealed, rewarded, or very long in reserve."""
    declined = and_(Suggestion.state == State.DECLINED.value, Suggestion.answered_at <= _appealable_since(act))
    rewarded = and_(Suggestion.state == State.REWARDED.value, ~_touched_since(act.now - QUIET))
    over = [declined, rewarded]
    if kept := _kept_since(act):
        over.append(and_(Suggestion.state == State.RESERVED.value, Suggestion.answered_at <= kept))
    return _locked(act.session, select(Suggestion).where(or_(*over), Suggestion.due_at.is_(None)))


def to_erase(act: Act) -> list[Suggestion]:
    """Suggestions that ended and whose time is over, locked; what was merged goes with the one it was merged into.

    None of which somebody is to be paid a share yet.
    """
    kept = _kept_since(act)
    if kept is None:
        return []
    main = aliased(Suggestion)
    of_erased = select(main.id).where(main.erased_at.is_not(None))
    unadopted = case((Suggestion.adopted_at.is_(None), Suggestion.answered_at))
    ended = func.coalesce(unadopted, Suggestion.archived_at, Suggestion.filed_at)
    over = and_(Suggestion.state.in_([State.ARCHIVED.value, State.WITHDRAWN.value]), ended <= kept)
    owed = select(Award.suggestion_id).join(AwardShare, AwardShare.award_id == Award.id).where(unpaid())
    found = select(Suggestion).where(or_(over, Suggestion.merged_into_id.in_(of_erased)))
    return _locked(act.session, found.where(Suggestion.erased_at.is_(None), Suggestion.id.not_in(owed)))


def erase(act: Act, suggestion: Suggestion) -> None:
    """What was said in a suggestion and about it goes for good, and who stood behind it; its figures stay.

    Points that were taken stay their member's.
    """
    session, things = act.session, _with_files(act.session, suggestion)
    files.drop(session, [one.key for thing in things for one in thing.attachments])
    for thing in things:
        thing.files = []
        thing.body = ""
    suggestion.title = ""
    suggestion.situation = suggestion.effect = suggestion.whom = suggestion.contact = suggestion.answer = None
    suggestion.member_id = suggestion.route = None
    suggestion.signed = False
    _erase_around(session, suggestion)
    retention.unlink(session, suggestion)
    suggestion.erased_at = act.now
    audit.log(act, "suggestion.erased", suggestion)


def _appealable_since(act: Act) -> datetime:
    return act.now - timedelta(days=act.config.suggestions.appeal_days)


def _kept_since(act: Act) -> datetime | None:
    """Since when suggestions are kept; None where they are kept for good."""
    months = act.config.suggestions.retention_months
    return act.now - months * MONTH if months else None


def _touched_since(moment: datetime) -> ColumnElement[bool]:
    """Whether anything was done with it since."""
    mine = and_(AuditRow.subject == Suggestion.__tablename__, AuditRow.subject_id == Suggestion.id)
    return select(AuditRow.id).where(mine, AuditRow.at > moment).exists()


def _locked(session: Session, found: Select[Suggestion]) -> list[Suggestion]:
    mine = found.order_by(Suggestion.id).limit(BATCH)
    return list(session.scalars(mine.with_for_update(of=Suggestion, skip_locked=True)))


def _with_files(session: Session, suggestion: Suggestion) -> list[Suggestion | SuggestionRemark | Progress]:
    """The suggestion, what was said about it, the reports on its works: all that has a text and files."""
    said = session.scalars(select(SuggestionRemark).where(SuggestionRemark.suggestion_id == suggestion.id))
    works = select(Work.id).where(Work.suggestion_id == suggestion.id)
    return [suggestion, *said.all(), *session.scalars(select(Progress).where(Progress.work_id.in_(works))).all()]


def _erase_around(session: Session, suggestion: Suggestion) -> None:
    """Who stood behind it, what reviewers and meetings noted, who carried it out, to whom it was paid."""
    nobody = {"name": None, "words": None, "channel": None, "address": None, "digest": None, "code": None}
    awards = select(Award.id).where(Award.suggestion_id == suggestion.id)
    for change in (
        update(Voice).where(Voice.suggestion_id == suggestion.id).values(member_id=None, **nobody),
        update(Review).where(Review.suggestion_id == suggestion.id).values(note=None),
        update(Ballot).where(Ballot.suggestion_id == suggestion.id).values(note=None),
        update(Work).where(Work.suggestion_id == suggestion.id).values(person=""),
        update(AwardShare).where(AwardShare.award_id.in_(awards)).values(name=None),
        update(AwardShare)
        .where(AwardShare.award_id.in_(awards), AwardShare.as_points.is_(False))
        .values(member_id=None),
    ):
        session.execute(change, execution_options={"synchronize_session": False})
    session.expire_all()
