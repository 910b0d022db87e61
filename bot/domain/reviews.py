"""How a suggestion is weighed: named reviewers with scores and private notes, and a meeting's vote."""

from datetime import date, datetime
from statistics import fmean
from typing import Final

from sqlalchemy import ForeignKey, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, filings, informing, spans, stages
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED, VERDICTS, State, Suggestion, waiting
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.database import Base
from bot.store.sealing import SealedText

BEST: Final = 5
MOST_VOTES: Final = 10_000

REVIEWING: Final = "【{number}】您的建议在请人评审了，{day}前给您答复。"
ANSWERED: Final = "这条建议现在是“{state}”，不在评审中。要重新评审，先请人评审。"
CANNOT_SEE: Final = "{name}看不到这条建议，不能评审。请选另一位同事，或者请管理员给{name}加上“只看”的角色。"
IS_AWAY: Final = "{name}这几天不在，请选另一位同事。"
ASKED: Final = "已经请{name}评审了，还没交。可以直接催一下，或者再请一位。"
NOT_ASKED: Final = "没有请您评审这条建议。想评的话，请让经办的同事先请您。"
OUT_OF_RANGE: Final = "三项都请打 1 到 5 分，5 分最好。"
NO_ADVICE: Final = "请选一个意见：采纳、暂存备用，或者暂不采纳。"
NOT_YET: Final = "会议日期不能晚于今天。"
NO_VOTES: Final = "票数写 0 到 10000 的整数，赞成、反对、弃权不能都是 0。"


class Review(Base):
    """One reviewer's view: three scores of 1 to 5, what they advise (a State's value), and a note no member sees."""

    __tablename__ = "review"
    __table_args__ = (UniqueConstraint("suggestion_id", "officer_id", name="uq_review_once"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), index=True)
    asked_at: Mapped[datetime]
    usefulness: Mapped[int | None]
    feasibility: Mapped[int | None]
    novelty: Mapped[int | None]
    advice: Mapped[str | None] = mapped_column(String(16))
    note: Mapped[str | None] = mapped_column(SealedText)
    given_at: Mapped[datetime | None]


class Ballot(Base):
    """What a meeting voted about a suggestion; the last one counts."""

    __tablename__ = "ballot"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    held_on: Mapped[date]
    yes: Mapped[int]
    no: Mapped[int]
    abstained: Mapped[int]
    note: Mapped[str | None] = mapped_column(SealedText)
    written_at: Mapped[datetime]


def ask(act: Act, suggestion: Suggestion, officer: Officer, reviewer: Officer) -> Review:
    """An officer asks a colleague what they think of a suggestion, which is in review from then on.

    Who gave a review may be asked anew, after an appeal for example. Refusal where the colleague cannot see it.
    """
    stages.claim(act.session, suggestion, officer)
    if not reviewer.active or not filings.may_see(act.session, reviewer, suggestion):
        raise Refusal(CANNOT_SEE.format(name=reviewer.name))
    if reviewer.is_away(act.today):
        raise Refusal(IS_AWAY.format(name=reviewer.name))
    review = _asked(act, suggestion, reviewer)
    begins = suggestion.status is not State.REVIEWING
    stages.go(suggestion, State.REVIEWING)
    if begins:
        suggestion.acknowledged_at = suggestion.acknowledged_at or act.now
        suggestion.officer_id = suggestion.officer_id or officer.id
        suggestion.due_at = due = stages.due(suggestion, act.now, act.config) or act.now
    audit.log(act, "suggestion.review_asked", suggestion, to=reviewer.id)
    if begins:
        day = spans.worded(spans.day_of(due, act.config.zone))
        text = REVIEWING.format(number=suggestion.number, day=day)
        informing.tell(act, suggestion, "reviewing", text)
    return review


def give(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    suggestion: Suggestion,
    officer: Officer,
    *,
    usefulness: int,
    feasibility: int,
    novelty: int,
    advice: State,
    note: str = "",
) -> Review:
    """A reviewer gives their scores of 1 to 5, and what they advise; until it is answered they may do so anew."""
    stages.hold(act.session, suggestion)
    review = _of_reviewer(act.session, suggestion, officer)
    if review is None or not officer.active or not filings.may_see(act.session, officer, suggestion):
        raise Refusal(NOT_ASKED)
    if suggestion.status not in UNANSWERED:
        raise Refusal(ANSWERED.format(state=suggestion.state_label))
    if not all(1 <= score <= BEST for score in (usefulness, feasibility, novelty)):
        raise Refusal(OUT_OF_RANGE)
    if advice not in VERDICTS:
        raise Refusal(NO_ADVICE)
    review.usefulness, review.feasibility, review.novelty = usefulness, feasibility, novelty
    review.advice, review.note, review.given_at = advice.value, note.strip() or None, act.now
    audit.log(act, "suggestion.reviewed", suggestion, advice=advice.value)
    return review


def vote(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    suggestion: Suggestion,
    officer: Officer,
    *,
    held_on: date,
    yes: int,
    no: int,
    abstained: int,
    note: str = "",
) -> Ballot:
    """An officer writes down how a meeting voted, before it is answered or while it is kept in reserve."""
    stages.claim(act.session, suggestion, officer)
    if suggestion.status not in {*UNANSWERED, State.RESERVED}:
        raise Refusal(ANSWERED.format(state=suggestion.state_label))
    if held_on > act.today:
        raise Refusal(NOT_YET)
    if not all(0 <= votes <= MOST_VOTES for votes in (yes, no, abstained)) or not yes + no + abstained:
        raise Refusal(NO_VOTES)
    ballot = Ballot(
        suggestion_id=suggestion.id,
        officer_id=officer.id,
        held_on=held_on,
        yes=yes,
        no=no,
        abstained=abstained,
        note=note.strip() or None,
        written_at=act.now,
    )
    act.session.add(ballot)
    audit.log(act, "suggestion.voted", suggestion, yes=yes, no=no, abstained=abstained)
    return ballot


def of(session: Session, suggestion: Suggestion) -> list[Review]:
    """The reviews that were asked for, given or not, in the order in which they were."""
    mine = select(Review).where(Review.suggestion_id == suggestion.id)
    return list(session.scalars(mine.order_by(Review.id)))


def mean(session: Session, suggestion: Suggestion) -> float | None:
    """The mean of all scores that were given, 1 to 5; None where there are none."""
    given = [one for one in of(session, suggestion) if one.given_at]
    scores = [score for one in given for score in (one.usefulness, one.feasibility, one.novelty) if score is not None]
    return fmean(scores) if scores else None


def ballots(session: Session, suggestion: Suggestion) -> list[Ballot]:
    """How meetings voted about it, the last one first: that one counts."""
    mine = select(Ballot).where(Ballot.suggestion_id == suggestion.id)
    return list(session.scalars(mine.order_by(Ballot.id.desc())))


def waiting_for(session: Session, officer: Officer) -> list[Suggestion]:
    """The suggestions that an officer is asked to review and has not, the longest asked first."""
    mine = select(Suggestion).join(Review, Review.suggestion_id == Suggestion.id)
    mine = mine.where(Review.officer_id == officer.id, Review.given_at.is_(None), waiting())
    return list(session.scalars(mine.order_by(Review.asked_at, Review.id)))


def _asked(act: Act, suggestion: Suggestion, reviewer: Officer) -> Review:
    """The reviewer's review, to be given; Refusal where it is asked for already."""
    review = _of_reviewer(act.session, suggestion, reviewer)
    if review and review.given_at is None:
        raise Refusal(ASKED.format(name=reviewer.name))
    review = review or Review(suggestion_id=suggestion.id, officer_id=reviewer.id)
    review.asked_at, review.given_at = act.now, None
    review.usefulness = review.feasibility = review.novelty = review.advice = review.note = None
    act.session.add(review)
    return review


def _of_reviewer(session: Session, suggestion: Suggestion, reviewer: Officer) -> Review | None:
    mine = select(Review).where(Review.suggestion_id == suggestion.id, Review.officer_id == reviewer.id)
    return session.scalars(mine).first()
