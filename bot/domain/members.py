"""Members, and the addresses at which they write to us."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, units
from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.noticekinds import EVERY, Kind
from bot.messages import Address
from bot.store import outbox
from bot.store.database import Base

ANNOUNCEMENT, REMINDER, INVITATION = Kind.ANNOUNCEMENT.value, Kind.REMINDER.value, Kind.INVITATION.value
BROADCASTS = EVERY
"""The kinds of notices that 退订 stops."""


class Member(Base):
    """One who wrote to us. We hold no name and no phone unless a member gave it for a case of theirs."""

    __tablename__ = "member"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    subscribed: Mapped[bool] = mapped_column(default=True)
    met_at: Mapped[datetime]
    prefers: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    """The channel on which they want notices, where they write from several; empty: the one they wrote from last."""


class Contact(Base):
    """An address of a member."""

    __tablename__ = "contact"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), index=True)
    lost_at: Mapped[datetime | None]
    """Since when the member cannot be reached here: they left, or blocked us. None once they write again."""
    heard_in: Mapped[date | None]
    """The month in which they last wrote from here: its first day, and no nearer."""


def meet(act: Act, address: Address) -> Member:
    """The member who writes from this address; a new one where nobody did before."""
    mine = select(Contact, Member).join(Member, Contact.member_id == Member.id)
    known = act.session.execute(mine.where(Contact.channel == address.channel, Contact.address == address.id)).first()
    if known:
        contact, member = known
        contact.lost_at, contact.heard_in = None, act.today.replace(day=1)
        return member
    member = Member(unit_id=units.top(act).id, met_at=act.now)
    act.session.add(member)
    act.session.flush()
    month = act.today.replace(day=1)
    act.session.add(Contact(channel=address.channel, address=address.id, member_id=member.id, heard_in=month))
    audit.log(act.by(Actor(ActorKind.MEMBER, member.id)), "member.met", member, channel=address.channel)
    return member


def subscribe(act: Act, member: Member) -> None:
    """Send the member announcements and reminders from now on."""
    act.session.refresh(member, with_for_update=True)
    member.subscribed = True
    audit.log(act, "member.subscribed", member)


def unsubscribe(act: Act, member: Member) -> None:
    """Send no more of them, those already queued included; one that is being queued just now is waited for."""
    act.session.refresh(member, with_for_update=True)
    member.subscribed = False
    for address in addresses(act.session, member.id):
        outbox.withdraw(act.session, act.now, address=address, kinds=BROADCASTS)
    audit.log(act, "member.unsubscribed", member)


def move(act: Act, member: Member, unit: units.Unit) -> None:
    """The member belongs to another unit from now on: what they file opens there."""
    member.unit_id = unit.id
    audit.log(act, "member.moved", member, unit=unit.id)


def lost(session: Session, address: Address, now: datetime) -> None:
    """The member cannot be reached at this address any more; notices to many that wait for it are taken back."""
    contact = session.get(Contact, (address.channel, address.id))
    if contact and contact.lost_at is None:
        contact.lost_at = now
    outbox.withdraw(session, now, address=address, kinds=BROADCASTS)


def found(session: Session, address: Address) -> None:
    """A member who could not be reached at this address can be again."""
    contact = session.get(Contact, (address.channel, address.id))
    if contact:
        contact.lost_at = None


def addresses(session: Session, member_id: int) -> list[Address]:
    """Where a member is reached."""
    found = session.scalars(select(Contact).where(Contact.member_id == member_id).order_by(Contact.channel))
    return [Address(contact.channel, contact.address) for contact in found]
