"""Drives (征集活动): for a while the union asks the people of a unit for ideas about one thing."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final, TypedDict, Unpack

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, calendar, roles, units
from bot.domain.acts import Act
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Reply
from bot.store import outbox
from bot.store.database import Base

LONGEST_TITLE: Final = 60
LONGEST_FOCUS: Final = 1000
LONGEST_TOPIC: Final = 20
MOST_TOPICS: Final = 12
SHOWN: Final = 100

NOT_YOURS: Final = "“{unit}”不归您管，不能在那里征集建议。请选您管理的单位。"
NO_TITLE: Final = "请写上征集活动的名称，最多 60 个字。"
NO_FOCUS: Final = "请写上这次想征集什么，最多 1000 个字。会员会看到这段话。"
BAD_TOPICS: Final = "类别最多 12 个，每个 1 到 20 个字，不要重复；不写就用平时的类别。"
BAD_DAYS: Final = "结束那天不能早于开始那天。"
PAST: Final = "结束那天已经过了。请先把日期改好，再发出邀请。"
OPENED: Final = "“{title}”已经发出邀请了，每位会员只发一次。"
BEGUN: Final = "“{title}”已经发出邀请，开始那天和征集的单位不能再改。"
OVER: Final = "“{title}”已经结束了。"
NOT_OPEN: Final = "“{title}”还没有发出邀请，不用结束；不办了，留着草稿就行。"
INVITATION: Final = (
    "【征集建议】{title}\n{focus}\n{begins}到{ends}，回复“提建议”就能提，一步一步问您，两三分钟就好。"
    "哪怕只是一句话也欢迎，提的人都会收到答复。不想再收到，回复“退订”。"
)
INVITE: Final = "提建议"


class Drive(Base):
    """One drive: its focus in a few words, who is asked (`unit_id` and all below), on which days, both included.

    `topics` are its own, in its words; empty: the usual ones. `opened_at`: an officer has sent the invitation out;
    `ended_on`: it was ended before its last day.
    """

    __tablename__ = "drive"
    __table_args__ = (CheckConstraint("begins <= ends", name="begins_first"),)
    seeing, answering = Right.SEE_SUGGESTIONS, Right.ANSWER_SUGGESTIONS

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(60))
    focus: Mapped[str] = mapped_column(Text)
    topics: Mapped[list[Any]] = mapped_column(JSON, default=list)
    begins: Mapped[date]
    ends: Mapped[date] = mapped_column(index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    opened_at: Mapped[datetime | None]
    ended_on: Mapped[date | None]

    @property
    def invitations(self) -> str:
        """The key of the run by which it is made known; each invitation's own begins so."""
        return f"drive:{self.id}"

    def state_label(self, day: date) -> str:
        """How far it is on a day, in words."""
        if self.ended_on or day > self.ends:
            return "已结束"
        if self.opened_at is None:
            return "草稿"
        return "征集中" if day >= self.begins else "还没开始"


class Plan(TypedDict):
    """What a drive is to be."""

    title: str
    focus: str
    topics: Sequence[str]
    begins: date
    ends: date


def draft(act: Act, officer: Officer, unit: Unit, **plan: Unpack[Plan]) -> Drive:
    """An officer plans a drive in a unit and all below it; nobody hears of it yet. Refusal of what cannot be."""
    _require(act.session, officer, unit.id)
    drive = Drive(unit_id=unit.id, officer_id=officer.id, **_checked(plan))
    act.session.add(drive)
    audit.log(act, "drive.drafted", drive, unit=unit.id)
    return drive


def change(act: Act, drive: Drive, officer: Officer, **plan: Unpack[Plan]) -> None:
    """An officer plans a drive otherwise; once the invitation went out, its first day stays."""
    _hold(act.session, drive, officer)
    if drive.ended_on:
        raise Refusal(OVER.format(title=drive.title))
    if drive.opened_at and plan["begins"] != drive.begins:
        raise Refusal(BEGUN.format(title=drive.title))
    for name, value in _checked(plan).items():
        setattr(drive, name, value)
    audit.log(act, "drive.changed", drive)


def open_(act: Act, drive: Drive, officer: Officer) -> None:
    """An officer opens a drive: those of its units who want notices are invited, once, when its first day has come."""
    _hold(act.session, drive, officer)
    if drive.opened_at:
        raise Refusal(OPENED.format(title=drive.title))
    if drive.ends < act.today:
        raise Refusal(PAST)
    drive.opened_at = act.now
    audit.log(act, "drive.opened", drive, unit=drive.unit_id)


def end(act: Act, drive: Drive, officer: Officer) -> None:
    """An officer ends a drive before its last day; invitations that have not gone out are taken back."""
    _hold(act.session, drive, officer)
    if drive.ended_on or drive.ends < act.today:
        raise Refusal(OVER.format(title=drive.title))
    if drive.opened_at is None:
        raise Refusal(NOT_OPEN.format(title=drive.title))
    drive.ended_on = act.today
    outbox.withdraw(act.session, act.now, keys=f"{drive.invitations}:")
    audit.log(act, "drive.ended", drive)


def running(session: Session, unit_id: int, day: date) -> list[Drive]:
    """The drives to which a member of a unit is asked on a day, the one that ends first before the others."""
    mine = select(Drive).where(Drive.unit_id.in_(units.line(session, unit_id)), *_open_on(day))
    return list(session.scalars(mine.order_by(Drive.ends, Drive.id)))


def seen_by(session: Session, officer: Officer) -> list[Drive]:
    """The drives of an officer's units, the newest first."""
    mine = select(Drive).where(Drive.unit_id.in_(roles.reaching(officer, Drive.seeing)))
    return list(session.scalars(mine.order_by(Drive.begins.desc(), Drive.id.desc()).limit(SHOWN)))


def may_change(session: Session, officer: Officer, drive: Drive) -> bool:
    """Whether an officer may plan, open and end a drive."""
    return drive.unit_id in roles.reach(session, officer, Drive.answering)


def to_invite(session: Session, day: date) -> list[Drive]:
    """The open drives that run on a day."""
    return list(session.scalars(select(Drive).where(*_open_on(day)).order_by(Drive.id)))


def invitation(drive: Drive) -> Reply:
    """What the members of its units get."""
    begins, ends = (f"{day.month}月{day.day}日" for day in (drive.begins, drive.ends))
    return Reply(INVITATION.format(title=drive.title, focus=drive.focus, begins=begins, ends=ends), (INVITE,))


def bounds(act: Act, drive: Drive) -> tuple[datetime, datetime]:
    """From when on, and until when, inviting to a drive is of use."""
    zone = act.config.zone
    begins = calendar.local(drive.begins, act.config.scheduler.announce_at, zone)
    opened = drive.opened_at or begins
    return max(begins, opened), calendar.local(drive.ends + timedelta(days=1), "00:00", zone)


def _open_on(day: date) -> tuple[Any, ...]:
    return (Drive.opened_at.is_not(None), Drive.ended_on.is_(None), Drive.begins <= day, Drive.ends >= day)


def _checked(plan: Plan) -> dict[str, Any]:
    title, focus = plan["title"].strip(), plan["focus"].strip()
    topics = [topic.strip() for topic in plan["topics"] if topic.strip()]
    if not 0 < len(title) <= LONGEST_TITLE:
        raise Refusal(NO_TITLE)
    if not 0 < len(focus) <= LONGEST_FOCUS:
        raise Refusal(NO_FOCUS)
    if len(topics) > MOST_TOPICS or len(set(topics)) < len(topics) or any(len(one) > LONGEST_TOPIC for one in topics):
        raise Refusal(BAD_TOPICS)
    if plan["ends"] < plan["begins"]:
        raise Refusal(BAD_DAYS)
    return {"title": title, "focus": focus, "topics": topics, "begins": plan["begins"], "ends": plan["ends"]}


def _hold(session: Session, drive: Drive, officer: Officer) -> None:
    _require(session, officer, drive.unit_id)
    session.refresh(drive, with_for_update=True)


def _require(session: Session, officer: Officer, unit_id: int) -> None:
    if not officer.active or unit_id not in roles.reach(session, officer, Drive.answering):
        raise Refusal(NOT_YOURS.format(unit=session.get_one(Unit, unit_id).name))
