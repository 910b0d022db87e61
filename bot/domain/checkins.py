"""Checking in on the day: who has come, noted once however often and from wherever it is sent.

Whoever checks somebody in holds the event's row meanwhile, so that two at once make one row.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, String, UniqueConstraint, case, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, calendar
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember
from bot.domain.staff import Officer
from bot.domain.stewards import Steward
from bot.errors import Refusal
from bot.labels import Labelled
from bot.store.base import Base

BEFORE: Final = timedelta(hours=3)
"""So long before the start one can be checked in."""

AFTERWARDS: Final = timedelta(days=1)
"""So long after the end what was missed can still be noted."""

AHEAD: Final = timedelta(minutes=10)
"""So much a phone's clock may be fast."""

NO_DAY: Final = "“{title}”的日期还没定，定了以后才能签到。"
NOT_HELD: Final = "“{title}”取消了，或者还没发布，不能签到。"
EARLY: Final = "还没到签到时间。“{title}”{since} 起可以签到，到时再来。"
LATE: Final = "“{title}”的签到已经结束（{until}）。漏签的，请联系办活动的同事。"
ALREADY: Final = "已经签到（{at}），不用再签。"
NOT_HERE: Final = "这个人不在“{title}”的名单上了。请刷新名单再看；现场来的，用“现场报名”。"
EACH: Final = "这一队是队员各自报名的，请给到场的队员一个一个签到。"
MIXED_UP: Final = "这一条和另一个人的签到撞了号，没有记下。请刷新页面，再签一次。"
UNDONE_ALREADY: Final = "这次签到已经撤销过了。"


class Way(Labelled):
    """How somebody was checked in."""

    CODE = "code", "签到码"
    QR = "qr", "扫码"
    LIST = "list", "名单"
    DOOR = "door", "现场报名"
    SELF = "self", "自己签到"


class CheckIn(Base):
    """One who came: a registration, or one member of a squad.

    `nonce` is the sender's own name for it: the same one again changes nothing. `at` is when it happened (a phone may
    have been without a network), `taken_at` when we heard of it. `undone_at`: it was a slip.
    """

    __tablename__ = "check_in"
    __table_args__ = (UniqueConstraint("event_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    registration_id: Mapped[int] = mapped_column(ForeignKey(Registration.id), index=True)
    squad_member_id: Mapped[int | None] = mapped_column(ForeignKey(SquadMember.id), index=True)
    nonce: Mapped[str] = mapped_column(String(40))
    way: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
    taken_at: Mapped[datetime]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    steward_id: Mapped[int | None] = mapped_column(ForeignKey(Steward.id))
    undone_at: Mapped[datetime | None]


class Already(Refusal):
    """They are present already; `check_in` says since when."""

    def __init__(self, act: Act, check_in: CheckIn) -> None:
        super().__init__(ALREADY.format(at=f"{check_in.at.astimezone(act.config.zone):%H:%M}"))
        self.check_in = check_in


def take(  # noqa: PLR0913 - who came, by which way, and who saw it
    act: Act, event: Event, registration: Registration, *,
    nonce: str, way: Way, at: datetime | None = None, squad_member: SquadMember | None = None,
    officer: Officer | None = None, steward: Steward | None = None,
) -> CheckIn:  # fmt: skip
    """Note that somebody came. The same nonce again returns the same row; Already for who is present."""
    act.session.refresh(event, with_for_update=True)
    if known := sent(act.session, event, nonce):
        _require_same(known, registration, squad_member)
        return known
    moment = when(act, event, at)
    if why := why_shut(act, event, moment):
        raise Refusal(why)
    _require_here(act.session, event, registration, squad_member)
    if live := _live(act.session, registration, squad_member):
        raise Already(act, live)
    return _note(act, event, registration, squad_member, CheckIn(
        event_id=event.id, nonce=nonce, way=way.value, at=moment, taken_at=act.now,
        officer_id=officer.id if officer else None, steward_id=steward.id if steward else None,
    ))  # fmt: skip


def undo(act: Act, event: Event, check_in: CheckIn) -> None:
    """It was a slip: they are not present."""
    act.session.refresh(event, with_for_update=True)
    act.session.refresh(check_in)
    if check_in.undone_at is not None:
        raise Refusal(UNDONE_ALREADY)
    check_in.undone_at = act.now
    registration = act.session.get_one(Registration, check_in.registration_id)
    audit.log(act, "registration.check_in_undone", registration, event=event.id)


def window(event: Event) -> tuple[datetime, datetime] | None:
    """From when until when one can be checked in; None where its day is not fixed."""
    if event.starts_at is None:
        return None
    return event.starts_at - BEFORE, (event.ends_at or event.starts_at) + AFTERWARDS


def why_shut(act: Act, event: Event, moment: datetime) -> str | None:
    """Why nobody can be checked in at a moment, with the next step; None where one can."""
    there, zone = window(event), act.config.zone
    if event.draft or event.cancelled or event.archived_at:
        return NOT_HELD.format(title=event.title)
    if there is None:
        return NO_DAY.format(title=event.title)
    since, until = there
    if moment < since:
        return EARLY.format(title=event.title, since=calendar.shown(since, zone))
    if moment > until:
        return LATE.format(title=event.title, until=calendar.shown(until, zone))
    return None


def when(act: Act, event: Event, told: datetime | None) -> datetime:
    """When it happened: as the phone tells where that can be, else now."""
    there = window(event)
    if told is None or there is None or not there[0] <= told <= min(there[1], act.now + AHEAD):
        return act.now
    return told


def sent(session: Session, event: Event, nonce: str) -> CheckIn | None:
    """What was sent under this nonce before."""
    mine = select(CheckIn).where(CheckIn.event_id == event.id, CheckIn.nonce == nonce)
    return session.scalars(mine).first()


def live(session: Session, event: Event) -> list[CheckIn]:
    """All who are present, in the order of coming."""
    return list(session.scalars(select(CheckIn).where(*_present(event)).order_by(CheckIn.at, CheckIn.id)))


def present(session: Session, event: Event) -> set[int]:
    """The ids of the registrations of which somebody came."""
    return set(session.scalars(select(CheckIn.registration_id).where(*_present(event))))


def count(session: Session, event: Event) -> int:
    """How many people came, guests and the members of teams counted."""
    return sum(people(session, event).values())


def people(session: Session, event: Event) -> dict[int, int]:
    """How many people came of each registration, by its id; those of which nobody came are left out."""
    whole = func.coalesce(Registration.team_size, Registration.places)
    came = func.sum(case((CheckIn.squad_member_id.is_not(None), 1), else_=whole))
    mine = select(Registration.id, came).join(CheckIn, Registration.id == CheckIn.registration_id)
    mine = mine.where(*_present(event), Registration.left_at.is_(None)).group_by(Registration.id)
    return {place: int(number) for place, number in session.execute(mine)}


def by_steward(session: Session, event: Event) -> dict[int, int]:
    """How many check-ins each steward made, by the steward's id."""
    made = select(CheckIn.steward_id, func.count()).where(*_present(event), CheckIn.steward_id.is_not(None))
    return {steward: number for steward, number in session.execute(made.group_by(CheckIn.steward_id)) if steward}


def _note(
    act: Act, event: Event, registration: Registration, squad_member: SquadMember | None, row: CheckIn
) -> CheckIn:
    row.registration_id = registration.id
    row.squad_member_id = squad_member.id if squad_member else None
    act.session.add(row)
    audit.log(act, "registration.checked_in", registration, event=event.id, way=row.way, steward=row.steward_id)
    return row


def _present(event: Event) -> tuple[ColumnElement[bool], ...]:
    return CheckIn.event_id == event.id, CheckIn.undone_at.is_(None)


def _live(session: Session, registration: Registration, squad_member: SquadMember | None) -> CheckIn | None:
    mine = select(CheckIn).where(CheckIn.registration_id == registration.id, CheckIn.undone_at.is_(None))
    if squad_member:
        mine = mine.where(CheckIn.squad_member_id == squad_member.id)
    return session.scalars(mine).first()


def _require_same(known: CheckIn, registration: Registration, squad_member: SquadMember | None) -> None:
    asked = registration.id, squad_member.id if squad_member else None
    if (known.registration_id, known.squad_member_id) != asked:
        raise Refusal(MIXED_UP)


def _require_here(session: Session, event: Event, registration: Registration, squad_member: SquadMember | None) -> None:
    session.refresh(registration)
    gone = registration.event_id != event.id or registration.left_at is not None
    if squad_member:
        session.refresh(squad_member)
        gone = gone or squad_member.left_at is not None or squad_member.squad_id != registration.squad_id
    if gone:
        raise Refusal(NOT_HERE.format(title=event.title))
    if registration.squad_id and squad_member is None:
        raise Refusal(EACH)
