"""Results of an event: places, awards and scores, seen by members once they are published.

The organiser enters them, publishes them once, and may correct them afterwards; who is concerned is told.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import ForeignKey, String, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, hosting, seats
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.events import Event, Stage
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.base import Base

LAST_RANK: Final = 9999
LONGEST: Final = 40
"""Characters of an award or a score."""

LONGEST_NOTE: Final = 500
CORRECTED: Final = "event.results_corrected"

NOT_THERE: Final = "报名名单里没有这一项了，可能刚退出。请刷新再填。"
NO_RANK: Final = f"名次要写 1 到 {LAST_RANK} 的整数，没有名次就空着。"
TOO_LONG: Final = "奖项和成绩各不超过 {most} 个字。“{text}…”太长了。"
TOO_SOON: Final = "活动还没开始，先不能登记成绩。"
OFF: Final = "活动取消了，没有成绩可登记。"
GONE: Final = "活动已经归档，姓名都删了，不能再改成绩。"
NOTHING: Final = "还没有登记成绩，先填好、保存，再公布。"
ALREADY: Final = "成绩公布过了。要改，直接在表里改、保存，有变化的人会收到更正。"
LONG_NOTE: Final = "附言最多 {most} 个字，现在有 {size} 个。"


class Result(Base):
    """How one registration (or its team) did. `rank` from 1, shared by equals."""

    __tablename__ = "event_result"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), unique=True)
    rank: Mapped[int | None]
    award: Mapped[str | None] = mapped_column(String(LONGEST))
    score: Mapped[str | None] = mapped_column(String(LONGEST))

    @property
    def standing(self) -> "Standing":
        """The same as plain data."""
        return Standing(self.registration_id, self.rank, self.award or "", self.score or "")


@dataclass(frozen=True)
class Standing:
    """What is entered for one registration; nothing at all takes its result away."""

    registration_id: int
    rank: int | None = None
    award: str = ""
    score: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was entered."""
        return not (self.rank or self.award or self.score)

    @property
    def words(self) -> str:
        """第1名 98.5 一等奖."""
        return " ".join(filter(None, (f"第{self.rank}名" if self.rank else "", self.score, self.award)))


def rank(text: str) -> int | None:
    """A rank as typed; None for nothing, Refusal for what is none."""
    plain = text.strip().removeprefix("第").removesuffix("名").strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit()) or not 1 <= int(plain[:6]) <= LAST_RANK:
        raise Refusal(NO_RANK)
    return int(plain)


def of_event(session: Session, event: Event) -> list[Result]:
    """The results of an event's places that were not given back, the best first, those without a rank last."""
    mine = select(Result).join(Registration, Registration.id == Result.registration_id)
    mine = mine.where(Result.event_id == event.id, Registration.left_at.is_(None))
    return list(session.scalars(mine.order_by(Result.rank.is_(None), Result.rank, Result.id)))


def of_place(session: Session, place: Registration) -> Result | None:
    """The result of one place."""
    return session.scalars(select(Result).where(Result.registration_id == place.id)).first()


def of_member(session: Session, member: Member) -> list[dict[str, str]]:
    """What was published of how a member did, alone or with a team of theirs, in words, for themselves."""
    squads = select(SquadMember.squad_id).where(SquadMember.member_id == member.id, SquadMember.left_at.is_(None))
    theirs = or_(Registration.member_id == member.id, Registration.squad_id.in_(squads))
    mine = select(Result, Event).join(Registration, Registration.id == Result.registration_id)
    mine = mine.join(Event, Event.id == Result.event_id).where(theirs, Event.results_at.is_not(None))
    found = session.execute(mine.order_by(Result.id))
    return [{"活动": event.title, "结果": one.standing.words} for one, event in found]


def corrected(session: Session, event: Event) -> AuditRow | None:
    """The row of the trail that tells of the last correction after the publishing."""
    mine = select(AuditRow).where(AuditRow.subject == Event.__tablename__, AuditRow.subject_id == event.id)
    return session.scalars(mine.where(AuditRow.action == CORRECTED).order_by(AuditRow.id.desc())).first()


def enter(act: Act, officer: Officer, event: Event, standings: Sequence[Standing]) -> set[int]:
    """Keep results, those named and no others; returns whose (by registration) are different now.

    After the publishing it is a correction; `resultnews.correct` also tells whom it concerns.
    """
    _require(act, officer, event)
    there = {place.id for place in seats.of_event(act.session, event)}
    for one in standings:
        _check(one, there)
    known = {one.registration_id: one for one in of_event(act.session, event)}
    changed = {one.registration_id for one in standings if _keep(act, event, one, known.get(one.registration_id))}
    if changed:
        action = CORRECTED if event.results_at else "event.results_entered"
        audit.log(act, action, event, count=len(changed))
    return changed


def publish(act: Act, officer: Officer, event: Event, note: str) -> None:
    """Open the results to members, with a few words; once. `resultnews.publish` also tells who took part."""
    _require(act, officer, event)
    if event.results_at:
        raise Refusal(ALREADY)
    found = of_event(act.session, event)
    if not found:
        raise Refusal(NOTHING)
    if len(note) > LONGEST_NOTE:
        raise Refusal(LONG_NOTE.format(most=LONGEST_NOTE, size=len(note)))
    event.results_at, event.results_note = act.now, note or None
    audit.log(act, "event.results_published", event, count=len(found))


def _require(act: Act, officer: Officer, event: Event) -> None:
    """Who organises it, and an event that has begun; its row is held from now on."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    stage = event.stage(act)
    if stage is Stage.ARCHIVED:
        raise Refusal(GONE)
    if stage is Stage.CANCELLED:
        raise Refusal(OFF)
    if stage is Stage.DRAFT or (event.starts_at and act.now < event.starts_at):
        raise Refusal(TOO_SOON)


def _check(one: Standing, there: Collection[int]) -> None:
    if one.registration_id not in there:
        raise Refusal(NOT_THERE)
    if one.rank is not None and not 1 <= one.rank <= LAST_RANK:
        raise Refusal(NO_RANK)
    for text in (one.award, one.score):
        if len(text) > LONGEST:
            raise Refusal(TOO_LONG.format(most=LONGEST, text=text[:10]))


def _keep(act: Act, event: Event, one: Standing, known: Result | None) -> bool:
    """Whether something was changed."""
    if known is None and one.is_empty:
        return False
    if known is None:
        known = Result(event_id=event.id, registration_id=one.registration_id)
        act.session.add(known)
    elif one.is_empty:
        act.session.delete(known)
        return True
    elif known.standing == one:
        return False
    known.rank, known.award, known.score = one.rank, one.award or None, one.score or None
    return True
