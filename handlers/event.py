"""A member looks at the activities: what is on, what one can sign up for, all about one of them, its papers."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from bot.conversation import command
from bot.domain import admission, calendar, events, offers, plans, posters, programme, seats
from bot.domain.arrangements import LONGEST_TITLE, SHORTEST_TITLE
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.offers import State, WaitingPlace
from bot.domain.series import base
from bot.errors import Refusal
from bot.messages import Reply
from handlers import parcels
from handlers.turn import Turn
from knowledge import closest

NOTHING_COMING: Final = "近期还没有安排活动。每月初会发活动预告，回复“订阅”就能收到。"
NOTHING_OPEN: Final = "现在没有可以报名的活动。回复“活动”看近期安排。"
WHICH: Final = "要报名哪个活动？"
NOT_FOUND: Final = "没有找到“{what}”这个活动。回复“活动”看近期安排。"
JOINED: Final = "您已经报了名。"
WAIT: Final = "“{title}”的资料刚才已经发过了，请看前面；要再来一份，请过 {minutes} 分钟。"
SIGNING_UP: Final = ("报名：", "排队：")

_APART: Final = str.maketrans("", "", "（）()“” 　")


@command("活动", "近期活动", "有什么活动", "活动安排", "/events", english="What is on")
def upcoming(turn: Turn) -> Reply:
    """What is coming for the member, with a button for each."""
    coming = programme.coming(turn.act, turn.member)
    if not coming:
        return Reply(NOTHING_COMING)
    return Reply(f"近期活动：\n{listed(coming, turn)}", _each("查看", coming, turn))


@command("本月活动", "这个月活动", "这个月有什么活动", "活动预告")
def this_month(turn: Turn) -> Reply:
    """The month's announcement."""
    return Reply(plans.announcement(turn.act, turn.today))


@command("报名", "活动报名", "我要报名", "/join", english="Sign up for an activity")
def choose(turn: Turn) -> Reply:
    """What the member can sign up for now."""
    found = programme.open_for_signup(turn.act, turn.member)
    if not found:
        raise Refusal(NOTHING_OPEN)
    return Reply(f"{WHICH}\n{listed(found, turn)}", _each("报名", found, turn))


@command(pattern=r"查看\s*[:：]?\s*(?P<what>.{2,80})")
def details(turn: Turn, what: str) -> Reply:
    """Everything about one event, how it stands with the member, and its cover picture."""
    return _about(turn, meant(turn, what))


def named(turn: Turn, title: str) -> Reply | None:
    """Everything about the event of that title, rather one that is still to come; None where none is called so."""
    found = events.titled(turn.session, title) if SHORTEST_TITLE <= len(title) <= LONGEST_TITLE else []
    found.sort(key=lambda event: event.why_closed(turn.act) is not None)
    return _about(turn, found[0]) if found else None


def _about(turn: Turn, event: Event) -> Reply:
    told = posters.details(turn.act, event)
    if told.files and not parcels.wait(turn, f"cover:{event.id}"):
        parcels.send(turn, told.files)
    line, ways = _standing(event, turn)
    if not line:
        return replace(told, files=())
    others = tuple(button for button in told.buttons if not button.startswith(SIGNING_UP))
    return Reply(f"{told.text}\n{line}", (*ways, *others))


@command(pattern=r"资料\s*[:：]\s*(?P<what>.{2,80})")
def papers(turn: Turn, what: str) -> Reply:
    """The files that go with an event."""
    event = meant(turn, what)
    told = posters.papers(turn.act, event)
    if told.files and (wait := parcels.wait(turn, f"papers:{event.id}")):
        return Reply(WAIT.format(title=event.title, minutes=wait))
    if told.files:
        parcels.send(turn, told.files)
    return replace(told, files=(), buttons=(f"查看：{programme.called(turn.act, event)}",))


def listed(found: Iterable[Event], turn: Turn) -> str:
    """Events in numbered lines."""
    return "\n".join(f"{number}. {plans.line(event, turn.act)}" for number, event in enumerate(found, 1))


def known(turn: Turn, code: str) -> Event | None:
    """The event of a code, where members may see it; looked up once in a turn, however often a form asks."""
    key = ("event", code)
    if key not in turn.looked_up:
        turn.looked_up[key] = events.seen(turn.session, code)
    found: Event | None = turn.looked_up[key]
    return found


def coded(turn: Turn, code: str) -> Event:
    """The event of a code."""
    event = known(turn, code)
    if event is None:
        raise Refusal(NOT_FOUND.format(what=code))
    return event


def meant(turn: Turn, what: str, first: Iterable[Event] = ()) -> Event:
    """The event of a code, a title, with its day or without it, or a fuzzy word.

    Of several, rather one of those named `first`, then one that is open for sign-up.
    """
    known = sorted(events.published(turn.session), key=lambda event: event.why_closed(turn.act) is not None)
    for names in (_plainly, _with_day, _without_day):
        for event in (*first, *known):
            if what.translate(_APART) in names(event, turn):
                return event
    index = closest(what, [event.title for event in known])
    if index is None:
        raise Refusal(NOT_FOUND.format(what=what[:30]))
    return known[index]


def ways(place: WaitingPlace, event: Event) -> tuple[str, ...]:
    """What one can do who waits, or who is asked."""
    if place.status is State.OFFERED:
        return (f"要：{event.title}", f"不要：{event.title}")
    return (f"退出排队：{event.title}",)


def claim(event: Event, turn: Turn) -> Claim:
    """What the member would take up if they are in the groups that the event is for."""
    return Claim(1, turn.member.unit_id, tuple(event.groups or ()))


def _standing(event: Event, turn: Turn) -> tuple[str, tuple[str, ...]]:
    """How it stands with this member, and what they can do; nothing where they may sign up like everybody."""
    place = seats.of(turn.session, event, turn.member)
    if place and place.left_at is None:
        return JOINED, (f"取消报名：{event.title}", "我的活动")
    if queued := offers.of(turn.session, event, turn.member):
        return offers.told(turn.act, event, queued), ways(queued, event)
    why = admission.barred(turn.act, event, claim(event, turn)) if event.signup else None
    return why or "", ()


def _plainly(event: Event, _turn: Turn) -> set[str]:
    return {event.code.translate(_APART), event.title.translate(_APART)}


def _with_day(event: Event, turn: Turn) -> set[str]:
    if event.starts_at is None:
        return set()
    when = calendar.shown(event.starts_at, turn.act.config.zone)
    return {f"{base(event.title)}{day}".translate(_APART) for day in (when, when.partition(" ")[0])}


def _without_day(event: Event, _turn: Turn) -> set[str]:
    return {base(event.title).translate(_APART)}


def _each(verb: str, found: Sequence[Event], turn: Turn) -> tuple[str, ...]:
    return tuple(f"{verb}：{name}" for name in programme.names(turn.act, found))


ENTRIES: Final = (upcoming, this_month, details, papers, choose)
"""What MENU has of it."""
