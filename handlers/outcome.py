"""A member looks how an event went: its results, the photos of the day, their own certificate."""

from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.conversation import command
from bot.domain import certifying, events, leaflets, participants, resultnews
from bot.domain.events import Event
from bot.domain.leaflets import Role
from bot.domain.programme import known_as
from bot.errors import Refusal
from bot.messages import Reply
from handlers import parcels
from handlers.event import meant
from handlers.turn import Turn

SHOWN: Final = 6
"""Events in a list of those that have something to show."""

AT_ONCE: Final = 9
"""Photos in one answer."""

RECENT: Final = timedelta(days=180)

WHICH: Final = "看哪个活动的结果？"
NO_RESULTS: Final = "近来还没有公布活动结果。您参加的活动，结果一公布就发给您。"
WHOSE: Final = "要哪个活动的证书？"
NO_CERTIFICATES: Final = "现在没有您的证书。活动办完、结果公布以后，有证书的会告诉您。"
MADE: Final = "证书单独发一条，没看到的话稍等几秒。"
WAIT: Final = "{what}刚才已经发过了，请看前面；要再来一份，请过 {minutes} 分钟。"
NO_PHOTOS: Final = "“{title}”还没有照片。"
NO_MORE: Final = "“{title}”的照片一共 {count} 张，没有更多了。"
PHOTOS: Final = "“{title}”的现场照片单独发（第 {first}–{last} 张，共 {count} 张），没看到的话稍等几秒。"


@command("成绩", "活动结果", "比赛结果", "比赛成绩", "活动成绩", "/results", english="Results of activities")
def results(turn: Turn) -> Reply:
    """The events whose results were published of late, those that the member took part in first; of one its list."""
    found = _published(turn)
    if not found:
        return Reply(NO_RESULTS, ("活动",))
    if len(found) == 1:
        return _told(turn, found[0])
    return Reply(WHICH, tuple(f"结果：{known_as(turn.act, event)}" for event in found[:SHOWN]))


@command(pattern=r"(?:结果|成绩|名次)\s*[:：]\s*(?P<what>.{2,80})")
def result(turn: Turn, what: str) -> Reply:
    """The results of one event, the member's own in full."""
    return _told(turn, meant(turn, what, _published(turn)))


@command(pattern=r"照片\s*(?P<page>\d?)\s*[:：]\s*(?P<what>.{2,80})")
def photos(turn: Turn, page: str, what: str) -> Reply:
    """The photos of the day, some at once."""
    event = meant(turn, what, _held(turn))
    found = [file for one in leaflets.of_event(turn.session, event, Role.PHOTO) for file in one.attachments]
    first = AT_ONCE * (max(int(page or 1), 1) - 1)
    shown = found[first : first + AT_ONCE]
    if not shown:
        raise Refusal((NO_MORE if found else NO_PHOTOS).format(title=event.title, count=len(found)))
    last = first + len(shown)
    if wait := parcels.wait(turn, f"photos:{event.id}:{first}"):
        return Reply(WAIT.format(what="照片", minutes=wait))
    parcels.send(turn, shown)
    text = PHOTOS.format(title=event.title, first=first + 1, last=last, count=len(found))
    name = known_as(turn.act, event)
    return Reply(text, (f"照片{first // AT_ONCE + 2}：{name}",) if last < len(found) else ())


@command("证书", "我的证书", "领证书", "/certificate", english="Your certificates")
def certificates(turn: Turn) -> Reply:
    """The events that have a certificate for the member."""
    mine = [event for event in _own(turn) if certifying.of_member(turn.act, event, turn.member)]
    if not mine:
        return Reply(NO_CERTIFICATES, ("我的活动",))
    return Reply(WHOSE, tuple(f"证书：{known_as(turn.act, event)}" for event in mine[:SHOWN]))


@command(pattern=r"(?:领取?)?证书\s*[:：]\s*(?P<what>.{2,80})")
def certificate(turn: Turn, what: str) -> Reply:
    """The member's certificate of one event, as a file in the chat."""
    event = meant(turn, what, _own(turn))
    if certifying.of_member(turn.act, event, turn.member) is None:
        raise Refusal(certifying.NONE.format(title=event.title))
    if wait := parcels.wait(turn, f"certificate:{event.id}"):
        return Reply(WAIT.format(what="证书", minutes=wait))
    certifying.send(turn.act, event, turn.member, turn.address)
    return Reply(MADE)


ENTRIES: Final = (results, result, photos, certificates, certificate)
"""What MENU has of it."""


def _told(turn: Turn, event: Event) -> Reply:
    photos_too = (f"照片：{known_as(turn.act, event)}",) if leaflets.of_event(turn.session, event, Role.PHOTO) else ()
    try:
        told = resultnews.told(turn.act, event, participants.of_member(turn.session, event, turn.member))
    except Refusal as why:
        return Reply(str(why), photos_too)
    return Reply(told.text, (*told.buttons, *photos_too))


def _published(turn: Turn) -> list[Event]:
    mine = participants.events_of(turn.session, turn.member)
    since = turn.now - RECENT
    found = select(Event).where(events.SEEN, Event.results_at > since).order_by(Event.results_at.desc())
    return sorted(turn.session.scalars(found), key=lambda event: event.id not in mine)


def _own(turn: Turn) -> list[Event]:
    mine = participants.events_of(turn.session, turn.member)
    found = select(Event).where(events.SEEN, Event.id.in_(mine), Event.certificate.is_not(None))
    return list(turn.session.scalars(found.order_by(Event.starts_at.desc(), Event.id)))


def _held(turn: Turn) -> list[Event]:
    """What was held of late, the last first."""
    begun = select(Event).where(events.SEEN, Event.starts_at <= turn.now, Event.starts_at > turn.now - RECENT)
    return list(turn.session.scalars(begun.order_by(Event.starts_at.desc())))
