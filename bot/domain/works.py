"""Works: who carries an adopted suggestion out, until when, at what cost, and how it goes."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, filings, grades, informing, spans, stages
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.filings import WithFiles
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment
from bot.store.database import Base
from bot.store.money import Money
from bot.store.sealing import SealedText

LONGEST: Final = 60
ALL: Final = 100

ASSIGNED: Final = "【{number}】您的建议交给{department}落实了，计划{day}前完成。进展会在这里告诉您。"
ASSIGNED_ANEW: Final = "【{number}】您的建议重新安排了：由{department}落实，计划{day}前完成。"
REPORTED: Final = "【{number}】您的建议有进展{percent}：\n{body}"
CARRIED_OUT: Final = "【{number}】您的建议落实了：\n{body}\n谢谢您。效果核实后再告诉您。"
GIVEN_BACK: Final = "【{number}】落实遇到了困难：\n{reason}\n会重新安排，{day}前给您消息。"
SUPPORTERS: Final = "已经落实了，谢谢您的支持。"

NOT_ADOPTED: Final = "这条建议现在是“{state}”。先答复“采纳”，才能交办。"
NOT_UNDER_WAY: Final = "这条建议现在是“{state}”，没有在落实。要落实，请先交办。"
NO_DEPARTMENT: Final = "请写上落实的部门，最多 60 个字。"
NO_PERSON: Final = "请写上负责人，最多 60 个字。"
PAST: Final = "完成日期不能早于今天。"
TOO_FAR: Final = "完成日期最晚写到三年以后，请分步落实，先写最近的一步。"
FURTHEST: Final = 3
CANNOT: Final = "{name}不能答复这个单位的建议，不能盯着落实。请选另一位同事。"
NO_WORDS: Final = "请写上进展，建议人会收到。"
NO_REASON: Final = "请写清楚为什么退回，建议人会收到。"
NO_PERCENT: Final = "进度写 0 到 100 的整数，或者不写。"


class Work(Base):
    """The work on one suggestion: the department, the person in charge, the day it is due, the cost that is planned.

    A later assignment replaces the former, whose `ended_at` is set. `done_at`: carried out.
    """

    __tablename__ = "work"

    id: Mapped[int] = mapped_column(primary_key=True)
    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)
    department: Mapped[str] = mapped_column(String(60))
    person: Mapped[str] = mapped_column(SealedText)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    due_on: Mapped[date]
    cost: Mapped[Decimal | None] = mapped_column(Money)
    assigned_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Progress(WithFiles, Base):
    """One report on a work, which its proposer is told: words, pictures, and the part that is done in percent."""

    __tablename__ = "progress"

    id: Mapped[int] = mapped_column(primary_key=True)
    work_id: Mapped[int] = mapped_column(ForeignKey("work.id"), index=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    percent: Mapped[int | None]
    body: Mapped[str] = mapped_column(SealedText)
    said_at: Mapped[datetime]


def assign(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    suggestion: Suggestion,
    officer: Officer,
    *,
    department: str,
    person: str,
    due_on: date,
    cost: Decimal | None = None,
    to: Officer | None = None,
) -> Work:
    """Have an adopted suggestion carried out: by which department and person, until when, at what cost in yuan.

    `to`: the officer who sees to it from then on. A later assignment takes the place of the former; one that was
    reported as carried out and is not may be assigned anew.
    """
    stages.claim(act.session, suggestion, officer)
    if suggestion.status not in {State.ADOPTED, State.ASSIGNED, State.CARRIED_OUT}:
        raise Refusal(NOT_ADOPTED.format(state=suggestion.state_label))
    _require_day(act, due_on)
    if to and (not to.active or not filings.may_answer(act.session, to, suggestion)):
        raise Refusal(CANNOT.format(name=to.name))
    former = _end(act, suggestion)
    suggestion.officer_id = to.id if to else suggestion.officer_id or officer.id
    work = Work(
        suggestion_id=suggestion.id,
        department=_named(department, NO_DEPARTMENT),
        person=_named(person, NO_PERSON),
        officer_id=suggestion.officer_id,
        due_on=due_on,
        cost=None if cost is None else grades.difference(cost, Decimal()),
        assigned_at=act.now,
    )
    act.session.add(work)
    stages.go(suggestion, State.ASSIGNED)
    suggestion.due_at = spans.end_of(due_on, act.config.zone)
    audit.log(act, "suggestion.assigned", suggestion, to=suggestion.officer_id, due=due_on.isoformat())
    words, day = ASSIGNED_ANEW if former else ASSIGNED, spans.worded(due_on)
    text = words.format(number=suggestion.number, department=work.department, day=day)
    informing.tell(act, suggestion, "assigned", text)
    return work


def report(
    act: Act,
    suggestion: Suggestion,
    officer: Officer,
    *,
    percent: int | None = None,
    body: str,
    files: Sequence[Attachment] = (),
) -> Progress:
    """Say how the work goes, with pictures; its proposer is told."""
    work = _under_way(act, suggestion, officer)
    one = _write(act, work, officer, body, percent=percent, files=files)
    audit.log(act, "suggestion.reported", suggestion, percent=percent)
    done = "" if percent is None else f"（完成 {percent}%）"
    text = REPORTED.format(number=suggestion.number, percent=done, body=one.body)
    informing.tell(act, suggestion, "reported", text, files=tuple(files))
    return one


def carry_out(
    act: Act, suggestion: Suggestion, officer: Officer, *, body: str, files: Sequence[Attachment] = ()
) -> Progress:
    """The work is done; its effect is to be verified once the twelve months since the adoption are over."""
    work = _under_way(act, suggestion, officer)
    one = _write(act, work, officer, body, percent=ALL, files=files)
    work.done_at = act.now
    stages.go(suggestion, State.CARRIED_OUT)
    adopted = spans.day_of(suggestion.adopted_at or act.now, act.config.zone)
    over = spans.end_of(spans.year_after(adopted), act.config.zone)
    suggestion.due_at = max(over, stages.soon(act.now, act.config))
    audit.log(act, "suggestion.carried_out", suggestion)
    text = CARRIED_OUT.format(number=suggestion.number, body=one.body)
    informing.tell(act, suggestion, "carried-out", text, supporters=SUPPORTERS, files=tuple(files))
    return one


def give_back(act: Act, suggestion: Suggestion, officer: Officer, reason: str) -> None:
    """It cannot be carried out so: it waits to be assigned anew, and its proposer is told why."""
    work = _under_way(act, suggestion, officer)
    if not reason.strip():
        raise Refusal(NO_REASON)
    one = _write(act, work, officer, reason)
    _end(act, suggestion)
    stages.go(suggestion, State.ADOPTED)
    suggestion.due_at = due = stages.soon(act.now, act.config)
    audit.log(act, "suggestion.given_back", suggestion)
    day = spans.worded(spans.day_of(due, act.config.zone))
    text = GIVEN_BACK.format(number=suggestion.number, reason=one.body, day=day)
    informing.tell(act, suggestion, "given-back", text)


def current(session: Session, suggestion: Suggestion) -> Work | None:
    """The work that counts: the one of the last assignment, done or not; None where there is none."""
    mine = select(Work).where(Work.suggestion_id == suggestion.id, Work.ended_at.is_(None))
    return session.scalars(mine.order_by(Work.id.desc()).limit(1)).first()


def reports(session: Session, suggestion: Suggestion) -> list[Progress]:
    """All that was reported on its works, the oldest first."""
    mine = select(Progress).join(Work, Work.id == Progress.work_id).where(Work.suggestion_id == suggestion.id)
    return list(session.scalars(mine.order_by(Progress.id)))


def _under_way(act: Act, suggestion: Suggestion, officer: Officer) -> Work:
    """The work on a suggestion, held for an officer; Refusal where none is under way."""
    stages.claim(act.session, suggestion, officer)
    work = current(act.session, suggestion)
    if work is None or suggestion.status is not State.ASSIGNED:
        raise Refusal(NOT_UNDER_WAY.format(state=suggestion.state_label))
    return work


def _write(
    act: Act,
    work: Work,
    officer: Officer,
    body: str,
    *,
    percent: int | None = None,
    files: Sequence[Attachment] = (),
) -> Progress:
    if not body.strip():
        raise Refusal(NO_WORDS)
    if percent is not None and not 0 <= percent <= ALL:
        raise Refusal(NO_PERCENT)
    one = Progress(
        work_id=work.id,
        officer_id=officer.id,
        percent=percent,
        body=body.strip(),
        said_at=act.now,
        files=[asdict(file) for file in files],
    )
    act.session.add(one)
    return one


def _end(act: Act, suggestion: Suggestion) -> bool:
    """Whether there was a work on it before; it counts no more."""
    former = current(act.session, suggestion)
    if former:
        former.ended_at = act.now
    return former is not None


def _named(written: str, otherwise: str) -> str:
    name = written.strip()
    if not name or len(name) > LONGEST:
        raise Refusal(otherwise)
    return name


def _require_day(act: Act, day: date) -> None:
    if day < act.today:
        raise Refusal(PAST)
    if day.year > act.today.year + FURTHEST:
        raise Refusal(TOO_FAR)
