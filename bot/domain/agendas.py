"""A member's own calendar (.ics): the events they signed up for, as a file, or under a link that a phone asks again.

The link holds a signed token: whose calendar, and which of the member's links it is. Who has it sees what that member
signed up for, and nothing else of them. A new link makes the ones before good no more; so does deleting all data.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, Signer
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from bot import media
from bot.config import Config
from bot.domain import audit, codes, ics, own_data, registrations, squadrolls
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.members import Contact, Member
from bot.errors import Refusal
from bot.messages import Address, Reply, Upload
from bot.store import files, outbox, settings

SECRET: Final = "calendars"  # noqa: S105 - the name of the store's secret, not the secret
RENEWED: Final = "member.calendar_renewed"
LONGEST_TOKEN: Final = 120
KEPT: Final = timedelta(days=60)
"""So long an event that is over stays in its members' calendars."""

NAME: Final = "我的活动"
FILE: Final = "{title}.ics"
SENT: Final = "这是日历文件，点开它，选“添加”，就进了手机日历。以后改期、取消，照样在聊天里通知您。"
NOTHING: Final = "您还没有报名定好日期的活动，日历里没有可加的。回复“活动”看近期安排。"
NO_DAY: Final = "“{title}”的日期还没定，定了再来加到日历。回复“订阅”，每月初会收到活动预告。"
GONE: Final = "“{title}”已经取消，不用加到日历了。"

reachable: Final = codes.reachable
"""Whether members' phones can reach this server: whether a link is worth sending."""


@dataclass(frozen=True)
class Links:
    """The two forms of one address: a phone's calendar subscribes to the first, a browser opens the second."""

    subscribe: str
    open: str


def link(act: Act, member: Member) -> Links:
    """The member's calendar, for as long as they do not ask for a new link."""
    count = _renewed(act.session, member.id)
    token = _signer(settings.secret(act.session, SECRET)).sign(f"{member.id}-{count}").decode()
    audit.log(act, "member.calendar_linked", member)
    return _links(act.config, f"/calendars/{token}.ics")


def renew(act: Act, member: Member) -> Links:
    """A new link to the member's calendar; those given before lead nowhere from now on."""
    act.session.refresh(member, with_for_update=True)
    audit.log(act, RENEWED, member)
    return link(act, member)


def event_link(config: Config, event: Event) -> str:
    """Where everybody gets the file of one event."""
    return f"{config.web.public_url}/events/{event.code}.ics"


def require_day(event: Event) -> None:
    """Refusal where an event cannot stand in a calendar: it is called off, or its day is not fixed."""
    if event.cancelled or event.starts_at is None:
        raise Refusal((GONE if event.cancelled else NO_DAY).format(title=event.title))


def opened(session: Session, token: str) -> Member | None:
    """The member whose calendar a token opens; None where it was not ours, was replaced, or the member is gone."""
    secret = settings.known(session, SECRET)
    try:
        read = _signer(secret).unsign(token[:LONGEST_TOKEN]).decode() if secret else ""
    except BadSignature:
        return None
    number, _, count = read.partition("-")
    if not number or _renewed(session, int(number)) != int(count):
        return None
    there = exists().where(Contact.member_id == Member.id)
    return session.scalars(select(Member).where(Member.id == int(number), there)).first()


def calendar(session: Session, config: Config, member: Member, now: datetime) -> bytes:
    """The file of a member's own events, those called off among them; what is long over is left out."""
    return ics.write(session, config, f"{NAME} · {config.union.name}", _own(session, member, now))


def send(act: Act, member: Member, address: Address) -> None:
    """Send a member the file of their own events, in the chat; Refusal where there is none with a day."""
    if not any(event.starts_at for event in _own(act.session, member, act.now)):
        raise Refusal(NOTHING)
    _send(act, member, address, NAME, calendar(act.session, act.config, member, act.now))


def send_event(act: Act, event: Event, member: Member, address: Address) -> None:
    """Send a member the file of one event, in the chat."""
    require_day(event)
    _send(act, member, address, event.title, ics.write(act.session, act.config, event.title, [event]))


def _send(act: Act, member: Member, address: Address, title: str, content: bytes) -> None:
    """The file is kept as long as others that are made for members (`own_data.forget`)."""
    audit.log(act, "member.calendar_sent", member)
    name = media.safe_name(FILE.format(title=title))
    kept = files.keep(act.session, Upload(name, "text/calendar", content), act.now)
    key = f"{own_data.KIND}:{audit.last(act.session, member)}"
    outbox.put(act.session, address, Reply(SENT, files=(kept,)), key=key, kind=own_data.KIND, now=act.now)


def _own(session: Session, member: Member, now: datetime) -> list[Event]:
    theirs = [event for _, event in registrations.of_member(session, member)]
    theirs += [
        event for squad, _, event in squadrolls.of_member(session, member) if squadrolls.has_place(session, squad)
    ]
    mine = {event.id: event for event in theirs}.values()
    return [event for event in mine if event.starts_at is None or event.starts_at > now - KEPT]


def _renewed(session: Session, number: int) -> int:
    """How many times the member asked for a new link."""
    rows = select(func.count()).where(
        AuditRow.subject == Member.__tablename__, AuditRow.subject_id == number, AuditRow.action == RENEWED
    )
    return session.scalar(rows) or 0


def _signer(secret: str) -> Signer:
    return Signer(secret, salt="gongyou.calendars", digest_method=hashlib.sha256)


def _links(config: Config, path: str) -> Links:
    host = config.web.public_url.partition("://")[2]
    return Links(f"webcal://{host}{path}", f"{config.web.public_url}{path}")
