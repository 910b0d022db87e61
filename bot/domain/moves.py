"""Moves: an event gets another day, other hours or another place; all concerned are told, and who comes is asked.

Nobody loses a place for not answering: silence is shown as what it is.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, calendar, checkins, daytime, events, offers, seats, squadrolls, waitlist
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.offers import NEAR, State, WaitingPlace
from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember
from bot.errors import Refusal
from bot.messages import Reply
from bot.store import outbox
from bot.store.outbox import Outgoing

TIME: Final = "【活动改期】“{title}”改时间了：原来{before}，改为{after}。"
PLACE: Final = "【活动换地点】“{title}”换地点了：原来在{before}，改到{after}。"
PLACE_TOO: Final = "地点也换了：原来在{before}，改到{after}。"
SAME_TIME: Final = "时间不变：{when}。"
SAME_PLACE: Final = "地点不变：{place}。"
STILL: Final = "您报了名，还来吗？没空回复也不要紧，名额给您留着。"
WAITING: Final = "您还在原来的位置排队，不用重新排。"
OFFERED: Final = "给您留的名额还在，请在 {until} 前回复要不要。"
MATES: Final = "您的队还在；去不了请告诉领队。"
NOWHERE: Final = "没定的地方"
NOT_JOINED: Final = "您没有报“{title}”。想参加，回复“报名：{title}”。"
OVER: Final = "“{title}”已经取消或者开始了，不用再回复。回复“活动”看近期安排。"


Concerned = Registration | WaitingPlace | SquadMember
"""One whom a move concerns: who comes, who waits, who is of a team that does neither."""


class Setting(NamedTuple):
    """When and where an event is. `month` counts where the day is not fixed."""

    month: date
    starts_at: datetime | None
    ends_at: datetime | None
    place: str | None

    @classmethod
    def of(cls, event: Event) -> "Setting":
        """As it is now."""
        return cls(event.month, event.starts_at, event.ends_at, event.place)

    @classmethod
    def read(cls, written: Mapping[str, str | None]) -> "Setting":
        """What was `written`."""
        starts, ends = (datetime.fromisoformat(at) if (at := written.get(one)) else None for one in ("starts", "ends"))
        return cls(date.fromisoformat(written["month"] or ""), starts, ends, written.get("place"))

    @property
    def written(self) -> dict[str, str | None]:
        """As plain data, to go along with a message that waits."""
        starts, ends = (at.isoformat() if at else None for at in (self.starts_at, self.ends_at))
        return {"month": self.month.isoformat(), "starts": starts, "ends": ends, "place": self.place}

    def when(self, zone: ZoneInfo) -> str:
        """12月18日 14:00–16:30, or the month."""
        if self.starts_at is None:
            return f"{self.month.month}月，日期另行通知"
        begin = calendar.shown(self.starts_at, zone)
        if self.ends_at is None:
            return begin
        end, there = self.ends_at.astimezone(zone), self.starts_at.astimezone(zone)
        same_day = end.date() == there.date()
        return f"{begin}–{end:%H:%M}" if same_day else f"{begin}–{calendar.shown(end, zone)}"


def publish(act: Act, code: str, plan: str, **fields: object) -> Event:
    """Put an event into the plan or bring it up to date; whom the change concerns is told, in one message each."""
    known = events.coded(act.session, code)
    if known is None:
        return events.publish(act, code, plan, **fields)
    act.session.refresh(known, with_for_update=True)
    before, trail = Setting.of(known), audit.last(act.session, known)
    event = events.publish(act, code, plan, **fields)
    if audit.last(act.session, event) != trail:
        waitlist.settle(act, event)
        tell(act, event, before)
    return event


def tell(act: Act, event: Event, before: Setting) -> None:
    """Tell all who come or wait what an event's setting was and is, and ask who comes whether they still do.

    A reminder that waits is not sent any more; one that was sent is corrected by this.
    The caller holds the event's row.
    """
    if Setting.of(event) == before or not _is_ahead(act, event):
        return
    if not event.draft:
        event.moved_at = act.now
    places, queue = seats.of_event(act.session, event), offers.live(act.session, event)
    placeless = squadrolls.placeless(act.session, event) if event.team_joins else []
    if not places and not queue and not placeless:
        return
    outbox.withdraw(act.session, act.now, keys=event.reminders)
    audit.log(act, "event.moved", event, asked=len(places), waiting=len(queue))
    _undo_check_ins(act, event)
    first, key = _unsent(act, event), f"{seats.moves(event)}{audit.last(act.session, event)}"
    for place in filter(lambda one: one.reply_to, places):
        known = first.get((place.channel, place.address), before)
        asked = _put(act, event, known, place, key)
        place.asked_at, place.confirmed_at = act.now if asked else None, None
    waiting: list[WaitingPlace | SquadMember] = [*queue, *placeless]
    for one in waiting:
        _put(act, event, first.get((one.channel, one.address), before), one, key)


def to_phone(session: Session, event: Event) -> list[Registration]:
    """Those who come, were there before the last move, and have no address at which to be told of it."""
    if event.moved_at is None:
        return []
    there = [place for place in seats.of_event(session, event) if place.joined_at <= event.moved_at]
    return [place for place in there if place.reply_to is None]


def confirm(act: Act, event: Event, member: Member) -> Registration:
    """The member still comes. To say it again, or unasked, changes nothing."""
    act.session.refresh(event, with_for_update=True)
    place = seats.of(act.session, event, member)
    if place is None or place.left_at is not None:
        raise Refusal(NOT_JOINED.format(title=event.title))
    if not _is_ahead(act, event):
        raise Refusal(OVER.format(title=event.title))
    if place.is_silent:
        place.confirmed_at = act.now
        audit.log(act, "registration.confirmed", place, event=event.id)
    return place


def awaited(act: Act, member: Member) -> list[Event]:
    """The events about which the member was asked and has not answered yet."""
    mine = seats.of_member(act.session, member)
    return [event for place, event in mine if place.is_silent and _is_ahead(act, event)]


def answers(places: Iterable[Registration]) -> tuple[int, int]:
    """How many of those who were asked still come, and how many have not answered."""
    asked = [place for place in places if place.asked_at]
    silent = sum(place.is_silent for place in asked)
    return len(asked) - silent, silent


def _is_ahead(act: Act, event: Event) -> bool:
    if event.cancelled:
        return False
    return event.starts_at > act.now if event.starts_at else event.month >= act.today.replace(day=1)


def _news(event: Event, before: Setting, zone: ZoneInfo) -> str:
    after, title = Setting.of(event), event.title
    was, now = before.when(zone), after.when(zone)
    places = {"before": before.place or NOWHERE, "after": after.place or NOWHERE}
    if was == now:
        return PLACE.format(title=title, **places) + SAME_TIME.format(when=now)
    text = TIME.format(title=title, before=was, after=now)
    if before.place != after.place:
        return text + PLACE_TOO.format(**places)
    return text + (SAME_PLACE.format(place=after.place) if after.place else "")


def _unsent(act: Act, event: Event) -> dict[tuple[str | None, str | None], Setting]:
    """Take back what was not sent yet of an earlier move: what each of them still believes, by their address."""
    waiting = select(Outgoing).where(Outgoing.key.startswith(seats.moves(event), autoescape=True))
    waiting = waiting.where(Outgoing.state.in_(outbox.WAITING)).order_by(Outgoing.id)
    known = dict[tuple[str | None, str | None], Setting]()
    for row in act.session.scalars(waiting.with_for_update(skip_locked=True)).all():
        row.state, row.ended_at = outbox.State.WITHDRAWN.value, act.now
        if before := row.more.get("before"):
            known.setdefault((row.channel, row.address), Setting.read(before))
    return known


def _words(act: Act, event: Event, before: Setting, place: Concerned) -> Reply:
    news = _news(event, before, act.config.zone)
    if isinstance(place, SquadMember):
        return Reply(news + MATES, (squadrolls.MINE,))
    if isinstance(place, WaitingPlace):
        return _to_waiting(act, event, place, news)
    return Reply(news + STILL, (f"还来：{event.title}", f"取消报名：{event.title}"))


def _to_waiting(act: Act, event: Event, place: WaitingPlace, news: str) -> Reply:
    if place.status is State.OFFERED and place.until:
        until = calendar.shown(place.until, act.config.zone)
        return Reply(news + OFFERED.format(until=until), (f"要：{event.title}", f"不要：{event.title}"))
    return Reply(news + WAITING, (f"退出排队：{event.title}",))


def _undo_check_ins(act: Act, event: Event) -> None:
    """Who was checked in on a day on which it is no more has not come yet."""
    there, zone = checkins.window(event), act.config.zone
    day = event.starts_at.astimezone(zone).date() if event.starts_at else None
    for one in checkins.live(act.session, event):
        within = there is not None and there[0] <= one.at <= there[1]
        if not within and one.at.astimezone(zone).date() != day:
            checkins.undo(act, event, one)


def _put(act: Act, event: Event, before: Setting, place: Concerned, key: str) -> bool:
    """Queue it: at night for the morning, unless the old or the new time is near; whether there was something to say.

    Who has no address hears by phone; who never heard that it was elsewhere need not hear that it is back.
    """
    if (to := place.reply_to) is None or Setting.of(event) == before:
        return False
    reply, own = _words(act, event, before, place), f"{key}:{place.member_id}"
    row = outbox.put(act.session, to, reply, key=own, kind="event", now=act.now, latest=event.starts_at)
    row.more = {**row.more, "before": before.written}
    near = any(at and at - act.now <= NEAR for at in (before.starts_at, event.starts_at))
    row.due_at = act.now if near else daytime.begins(act.now, act.config.zone)
    if not isinstance(place, SquadMember):
        mates = Reply(_news(event, before, act.config.zone) + MATES, (squadrolls.MINE,))
        squadrolls.tell_others(act, place, mates, key=key, due=row.due_at, latest=event.starts_at)
    return True
