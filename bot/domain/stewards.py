"""Stewards: who helps at the door has a link for that event only, which an officer gives and takes back.

The link's token is random; what is kept of it is a digest, so that nobody who reads the store can use it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, hosting
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.store.base import Base

LASTS: Final = timedelta(days=1)
"""So long after the event's end a link is good."""

LONGEST_LABEL: Final = 40
LONGEST_TOKEN: Final = 60
MOST: Final = 30
"""Links of one event that are open at once."""

NO_LABEL: Final = "请写上链接给谁用，比如“东门 小王”，{most} 个字以内。"
NO_DAY: Final = "“{title}”的日期还没定。请先在“编辑”里定好时间，再给签到链接。"
OVER: Final = "“{title}”已经取消，或者结束一天以上了，不用再给签到链接。"
TOO_MANY: Final = "这个活动已经有 {most} 个链接在用。请先停用不用的，再给新的。"
CLOSED_ALREADY: Final = "这个链接已经停用了。"


class Steward(Base):
    """One link. `label` says who has it; `digest` is what is kept of its token; good until `until`, or `closed_at`."""

    __tablename__ = "steward"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), index=True)
    label: Mapped[str] = mapped_column(String(40))
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime]
    until: Mapped[datetime]
    closed_at: Mapped[datetime | None]


def give(act: Act, officer: Officer, event: Event, label: str) -> str:
    """A link's token for somebody who helps at that event; it is told this once, and kept as a digest."""
    act.session.refresh(event, with_for_update=True)
    hosting.require(act.session, officer, event)
    _require_sense(act, event, label.strip())
    token = secrets.token_urlsafe(24)
    row = Steward(
        event_id=event.id, label=label.strip(), digest=_digest(token), officer_id=officer.id,
        made_at=act.now, until=_until(event),
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    audit.log(act, "event.helper_linked", event, steward=row.id)
    return token


def close(act: Act, officer: Officer, event: Event, steward: Steward) -> None:
    """The link is good no more."""
    act.session.refresh(steward, with_for_update=True)
    hosting.require(act.session, officer, event)
    if steward.closed_at is not None or steward.event_id != event.id:
        raise Refusal(CLOSED_ALREADY)
    steward.closed_at = act.now
    audit.log(act, "event.helper_unlinked", event, steward=steward.id)


def opened(session: Session, token: str) -> tuple[Steward, Event] | None:
    """Whose link a token is, and of which event, whether it is still good or not; None where it never was one."""
    mine = select(Steward, Event).join(Event, Event.id == Steward.event_id)
    found = session.execute(mine.where(Steward.digest == _digest(token[:LONGEST_TOKEN]))).first()
    return (found[0], found[1]) if found else None


def is_good(steward: Steward, event: Event, now: datetime) -> bool:
    """Whether a link still leads in; where the event was moved, until the day after its new end."""
    held = not (event.draft or event.cancelled or event.archived_at)
    return held and steward.closed_at is None and now < ends(steward, event)


def ends(steward: Steward, event: Event) -> datetime:
    """Until when a link leads in, unless it is closed before."""
    return max(steward.until, _until(event)) if event.starts_at else steward.until


def of_event(session: Session, event: Event) -> list[Steward]:
    """All links that were given, the newest first."""
    return list(session.scalars(select(Steward).where(Steward.event_id == event.id).order_by(Steward.id.desc())))


def _until(event: Event) -> datetime:
    ended = event.ends_at or event.starts_at
    if ended is None:
        raise Refusal(NO_DAY.format(title=event.title))
    return ended + LASTS


def _require_sense(act: Act, event: Event, label: str) -> None:
    if not 0 < len(label) <= LONGEST_LABEL:
        raise Refusal(NO_LABEL.format(most=LONGEST_LABEL))
    if event.cancelled or event.archived_at or act.now >= _until(event):
        raise Refusal(OVER.format(title=event.title))
    open_ones = select(func.count()).where(Steward.event_id == event.id, Steward.closed_at.is_(None))
    if (act.session.scalar(open_ones) or 0) >= MOST:
        raise Refusal(TOO_MANY.format(most=MOST))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
