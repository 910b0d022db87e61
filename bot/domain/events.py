"""Events: the activities of the year's plan, with or without sign-up."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, ForeignKey, String, Text, and_, false, or_, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, calendar
from bot.domain.acts import Act
from bot.domain.series import Series
from bot.domain.units import MOST
from bot.errors import Refusal
from bot.labels import Labelled
from bot.store import outbox
from bot.store.database import Base

DRAFT: Final = "“{title}”还没有发布，现在不能报名。回复“活动”看近期安排。"
PUT_AWAY: Final = "“{title}”早就办完，已经归档了。回复“活动”看近期安排。"


class Stage(Labelled):
    """How far an event is, worked out from what is kept."""

    DRAFT = "draft", "草稿"
    PLANNED = "planned", "没到报名"
    OPEN = "open", "报名中"
    FULL = "full", "报满了"
    CLOSED = "closed", "报名截止"
    FREE = "free", "不用报名"
    HELD = "held", "办完了"
    CANCELLED = "cancelled", "已取消"
    ARCHIVED = "archived", "已归档"


class Event(Base):
    """One activity of a month. Without `starts_at` its day is not fixed yet; `seats` None means no limit.

    Members see nothing of a draft. `host_id` is the unit that organises it (None: the top one); it is for the unit
    `unit_id` and those beneath it (None: everybody), and for who is in all of `groups`. At most `unit_seats` places go
    to one branch of that unit, and `group_seats` by group; each may bring `guests`. `questions` are its own, put to
    who signs up; `inquiry` is put to who came (both: `survey.Item`).

    Where `team_least` is set, teams sign up: at least so many people, so many women among them, one leader;
    then `seats` counts teams. Where `team_joins`, the members join by a code of their team's, and `team_most`,
    `team_groups` (so many of a group) and `team_one_unit` hold too.
    """

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(String(60))
    month: Mapped[date] = mapped_column(index=True)
    starts_at: Mapped[datetime | None] = mapped_column(index=True)
    ends_at: Mapped[datetime | None]
    place: Mapped[str | None] = mapped_column(String(80))
    audience: Mapped[str | None] = mapped_column(String(80))
    details: Mapped[str | None] = mapped_column(Text)
    signup: Mapped[bool]
    signup_opens: Mapped[datetime | None]
    signup_closes: Mapped[datetime | None]
    seats: Mapped[int | None]
    team_least: Mapped[int | None]
    team_women: Mapped[int | None]
    cancelled: Mapped[bool] = mapped_column(default=False)
    plan: Mapped[str] = mapped_column(String(60))
    draft: Mapped[bool] = mapped_column(default=False, server_default=false())
    host_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    groups: Mapped[list[str]] = mapped_column(JSON, default=list)
    unit_seats: Mapped[int | None]
    group_seats: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    guests: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    fee: Mapped[str | None] = mapped_column(String(40))
    contact: Mapped[str | None] = mapped_column(String(80))
    questions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    series_id: Mapped[int | None] = mapped_column(ForeignKey(Series.id), index=True)
    team_most: Mapped[int | None]
    team_groups: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    team_one_unit: Mapped[bool] = mapped_column(default=False, server_default=false())
    team_joins: Mapped[bool] = mapped_column(default=False, server_default=false())
    day_code: Mapped[str | None] = mapped_column(String(12))
    moved_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    results_at: Mapped[datetime | None]
    results_note: Mapped[str | None] = mapped_column(Text)
    certificate: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    inquiry: Mapped[list[Any]] = mapped_column(JSON, default=list)
    inquiry_at: Mapped[datetime | None]

    @property
    def last_signup(self) -> datetime | None:
        """Until when one can sign up: the window's end, but not after the event's own start."""
        return min((one for one in (self.signup_closes, self.starts_at) if one), default=None)

    @property
    def reminders(self) -> str:
        """What the keys of its reminders begin with."""
        return f"reminder:{self.id}:"

    @property
    def over_at(self) -> datetime | None:
        """From when on it is over, as far as the plan says; None where its day is not fixed."""
        return self.ends_at or self.starts_at

    def stage(self, act: Act, *, full: bool = False) -> Stage:
        """How far it is; whether it is full is for the caller to know (`offers.has_room`).

        One without a day was held once its month is over.
        """
        if self.draft or self.cancelled or self.archived_at:
            return Stage.CANCELLED if self.cancelled else Stage.DRAFT if self.draft else Stage.ARCHIVED
        if act.now >= self.over_at if self.over_at else self.month < act.today.replace(day=1):
            return Stage.HELD
        if not self.signup:
            return Stage.FREE
        if self.signup_opens and act.now < self.signup_opens:
            return Stage.PLANNED
        if self.last_signup and act.now >= self.last_signup:
            return Stage.CLOSED
        return Stage.FULL if full else Stage.OPEN

    def why_closed(self, act: Act) -> str | None:
        """Why one cannot sign up now, with the next step; None where one can."""
        zone = act.config.zone
        if self.draft or self.archived_at:
            return (DRAFT if self.draft else PUT_AWAY).format(title=self.title)
        if self.cancelled:
            return f"“{self.title}”已经取消了。"
        if not self.signup:
            return f"“{self.title}”不用报名，到时直接参加。"
        if self.signup_opens and act.now < self.signup_opens:
            return f"“{self.title}”还没开始报名，{calendar.shown(self.signup_opens, zone)} 开始，到时再来。"
        if self.last_signup and act.now >= self.last_signup:
            return f"“{self.title}”报名已经截止（{calendar.shown(self.last_signup, zone)}）。"
        return None


SEEN: Final = and_(Event.cancelled.is_(False), Event.draft.is_(False), Event.archived_at.is_(None))
"""What members are shown."""


def publish(act: Act, code: str, plan: str, **fields: object) -> Event:
    """Add an event, or bring it up to date where its code is known; a reminder of its old date is not sent any more."""
    known = select(Event).where(Event.code == code).with_for_update()
    event = act.session.scalars(known.execution_options(populate_existing=True)).first()
    if event is None:
        event = Event(code=code, plan=plan, **fields)
        act.session.add(event)
        audit.log(act, "event.published", event, code=code)
        return event
    changed = [name for name, value in {**fields, "plan": plan}.items() if getattr(event, name) != value]
    for name in changed:
        setattr(event, name, fields.get(name, plan))
    if "starts_at" in changed:
        outbox.withdraw(act.session, act.now, keys=event.reminders)
    if changed:
        audit.log(act, "event.changed", event, code=code, changed=",".join(changed))
    return event


def cancel(act: Act, event: Event) -> None:
    """Call an event off. Use registrations.call_off, which also tells those who signed up."""
    act.session.refresh(event, with_for_update=True)
    if event.cancelled:
        raise Refusal("这个活动已经取消过了。")
    event.cancelled = True
    audit.log(act, "event.cancelled", event, code=event.code)


def of_month(session: Session, month: date) -> list[Event]:
    """The published events of the month that the day is in, those with a date first."""
    mine = select(Event).where(Event.month == month.replace(day=1), SEEN)
    return list(session.scalars(mine.order_by(Event.starts_at.is_(None), Event.starts_at, Event.id)))


def coming(act: Act, limit: int | None = 10) -> list[Event]:
    """The next events, today's included; `programme.coming` has those for one member."""
    ahead = select(Event).where(
        SEEN,
        Event.month >= act.today.replace(day=1),
        (Event.starts_at.is_(None)) | (Event.starts_at > act.now),
    )
    return list(
        act.session.scalars(ahead.order_by(Event.month, Event.starts_at.is_(None), Event.starts_at).limit(limit))
    )


def open_for_signup(act: Act) -> list[Event]:
    """The events that one can sign up for now, soonest first; `programme.open_for_signup` has those for one member."""
    candidates = select(Event).where(Event.signup, SEEN).order_by(Event.starts_at, Event.id)
    return [event for event in act.session.scalars(candidates) if event.why_closed(act) is None]


def coded(session: Session, code: str) -> Event | None:
    """The event of a code."""
    return session.scalars(select(Event).where(Event.code == code)).first()


def seen(session: Session, code: str) -> Event | None:
    """The event of a code, where members may see it: no draft, nothing archived."""
    found = coded(session, code)
    return None if found is None or found.draft or found.archived_at else found


def hold(session: Session, numbers: Collection[int]) -> list[Event]:
    """The events of these ids, each held for this transaction, in the order in which everybody holds several: by id."""
    held = select(Event).where(Event.id.in_(numbers)).order_by(Event.id).with_for_update()
    return list(session.scalars(held.execution_options(populate_existing=True)))


def numbered(session: Session, number: int) -> Event | None:
    """The event of that id."""
    return session.get(Event, number) if number < MOST else None


def every(session: Session) -> list[Event]:
    """All events, by month, drafts and what was called off among them."""
    return list(session.scalars(select(Event).order_by(Event.month, Event.starts_at, Event.id)))


def published(session: Session) -> list[Event]:
    """What members may have heard of, by month: no drafts, nothing archived; what was called off is among them."""
    known = select(Event).where(Event.draft.is_(False), Event.archived_at.is_(None))
    return list(session.scalars(known.order_by(Event.month, Event.starts_at, Event.id)))


def titled(session: Session, title: str) -> list[Event]:
    """Those of the published that are called exactly so, or are sessions of what is, the earliest first."""
    session_of = and_(Event.series_id.is_not(None), Event.title.startswith(f"{title}（", autoescape=True))
    so = or_(Event.title == title, session_of)
    seen = select(Event).where(so, Event.draft.is_(False), Event.archived_at.is_(None))
    return list(session.scalars(seen.order_by(Event.starts_at, Event.id)))


def starting_between(session: Session, first: datetime, last: datetime) -> list[Event]:
    """The events that start within a span and are not called off."""
    within = select(Event).where(Event.starts_at >= first, Event.starts_at < last, SEEN)
    return list(session.scalars(within.order_by(Event.starts_at)))
