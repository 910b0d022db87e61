"""Registrations: who comes to an event, alone or as a team. Limits hold however many sign up at once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, events
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.database import Base
from bot.store.sealing import SealedText

FULL = "“{title}”的名额（{seats}）已经满了。有人取消时名额会放出来，可以过几天再来看看，或看看别的活动。"
ALREADY = "您已经报过“{title}”了，不用再报。"
TEAM_SMALL = "每队至少 {least} 人，您填的是 {size} 人。"
TEAM_WOMEN = "每队至少要有 {women} 名女职工，您填的是 {given} 名。"
TEAM_COUNT = "女职工人数不能多于全队人数。"
NOT_JOINED = "您没有报“{title}”。"
CALLED_OFF = "【活动取消】您报名的“{title}”取消了，不用来了。想参加别的，回复“活动”看近期安排。"


@dataclass(frozen=True)
class Team:
    """A team that signs up: its name, how many people, how many women among them, its leader and the leader's phone."""

    name: str
    size: int
    women: int
    leader: str
    phone: str


class Registration(Base):
    """One member's (or their team's) place at an event."""

    __tablename__ = "registration"
    __table_args__ = (UniqueConstraint("event_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    name: Mapped[str | None] = mapped_column(SealedText)
    team: Mapped[str | None] = mapped_column(SealedText)
    team_size: Mapped[int | None]
    team_women: Mapped[int | None]
    phone: Mapped[str | None] = mapped_column(SealedText)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    @property
    def reply_to(self) -> Address:
        """Where the member is reached."""
        return Address(self.channel, self.address)


def join(
    act: Act, event: Event, member: Member, address: Address, *, name: str | None = None, team: Team | None = None
) -> Registration:
    """Give the member (or the team) a place, or refuse with the reason and the next step.

    The event's row is locked first, so that no two take the last place.
    """
    act.session.refresh(event, with_for_update=True)
    if why := event.why_closed(act):
        raise Refusal(why)
    found = _of(act.session, event, member)
    if found and found.left_at is None:
        raise Refusal(ALREADY.format(title=event.title))
    if event.seats is not None and taken(act.session, event) >= event.seats:
        raise Refusal(FULL.format(title=event.title, seats=event.seats))
    if event.team_least:
        _check_team(event, team)
    place = found or Registration(event_id=event.id, member_id=member.id)
    place.channel, place.address, place.joined_at, place.left_at = address.channel, address.id, act.now, None
    place.name = team.leader if team else name
    place.team, place.phone = (team.name, team.phone) if team else (None, None)
    place.team_size, place.team_women = (team.size, team.women) if team else (None, None)
    act.session.add(place)
    audit.log(act, "registration.joined", place, event=event.id)
    return place


def leave(act: Act, event: Event, member: Member) -> Registration:
    """Give a place back; somebody else can take it at once, and a reminder that waits is not sent any more."""
    act.session.refresh(event, with_for_update=True)
    place = _of(act.session, event, member)
    if place is None or place.left_at is not None:
        raise Refusal(NOT_JOINED.format(title=event.title))
    place.left_at = act.now
    _withdraw_reminder(act, event, place)
    audit.log(act, "registration.left", place, event=event.id)
    return place


def call_off(act: Act, event: Event) -> None:
    """Call an event off and tell everyone who signed up, those too who want no reminders."""
    events.cancel(act, event)
    for place in of_event(act.session, event):
        _withdraw_reminder(act, event, place)
        text, key = CALLED_OFF.format(title=event.title), f"cancelled:{event.id}:{place.member_id}"
        outbox.put(act.session, place.reply_to, Reply(text, ("活动",)), key=key, kind="event", now=act.now)


def taken(session: Session, event: Event) -> int:
    """How many places are taken (teams, where teams sign up)."""
    count = select(func.count()).where(Registration.event_id == event.id, Registration.left_at.is_(None))
    return session.scalar(count) or 0


def of_member(session: Session, member: Member) -> list[tuple[Registration, Event]]:
    """The member's places, soonest event first."""
    mine = select(Registration, Event).join(Event, Event.id == Registration.event_id)
    mine = mine.where(Registration.member_id == member.id, Registration.left_at.is_(None)).order_by(Event.starts_at)
    return [(place, event) for place, event in session.execute(mine)]


def to_remind(session: Session, event: Event, after: int, limit: int) -> list[Registration]:
    """The next places, by id, whose members want reminders.

    Nobody can unsubscribe while the transaction lasts: who does it meanwhile withdraws what it queued.
    """
    wanted = select(Registration).join(Member, Member.id == Registration.member_id)
    wanted = wanted.where(Registration.event_id == event.id, Registration.left_at.is_(None), Member.subscribed)
    next_ones = wanted.where(Registration.id > after).order_by(Registration.id).limit(limit)
    return list(session.scalars(next_ones.with_for_update(read=True)))


def of_event(session: Session, event: Event) -> list[Registration]:
    """Who comes, in the order of signing up."""
    coming = select(Registration).where(Registration.event_id == event.id, Registration.left_at.is_(None))
    return list(session.scalars(coming.order_by(Registration.joined_at, Registration.id)))


def _of(session: Session, event: Event, member: Member) -> Registration | None:
    mine = select(Registration).where(Registration.event_id == event.id, Registration.member_id == member.id)
    return session.scalars(mine).first()


def _withdraw_reminder(act: Act, event: Event, place: Registration) -> None:
    outbox.withdraw(act.session, act.now, address=place.reply_to, keys=event.reminders)


def _check_team(event: Event, team: Team | None) -> None:
    if team is None:
        raise Refusal(f"“{event.title}”要以队报名，请回复“报名：{event.title}”。")
    if team.size < (event.team_least or 1):
        raise Refusal(TEAM_SMALL.format(least=event.team_least, size=team.size))
    if team.women > team.size:
        raise Refusal(TEAM_COUNT)
    if team.women < (event.team_women or 0):
        raise Refusal(TEAM_WOMEN.format(women=event.team_women, given=team.women))
