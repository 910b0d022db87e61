"""An event at more than one time: another session, week after week, all of them published together; and its files."""

from typing import Final

from starlette.responses import Response

from bot.console import eventform, eventpages, written
from bot.console.pages.event_edit import organised
from bot.console.pages.files import inert
from bot.console.visit import Page, Visit, done, missing
from bot.domain import leaflets, recurring
from bot.domain.events import Event
from bot.domain.leaflets import Leaflet, Role
from bot.domain.recurring import Pattern
from bot.errors import Refusal
from bot.store import files

WEEK: Final = "一二三四五六日"
NO_ROLE: Final = "请选这是封面还是附件。"
TOO_LARGE: Final = "文件太大或太多了。一个文件最多 10 MB，附件最多 5 个，请分几次传。"
NO_END: Final = "请选办到哪天为止，还是一共几次。"


def session(visit: Visit) -> Response:
    """Another day or time of the same thing, as a draft; then to its form."""
    event = organised(visit)
    at = eventform.moment(visit.typed, "session", "再加的这一场", visit.act.config.zone)
    one = recurring.add_session(visit.act, visit.officer, event, at, once="once" in visit.typed)
    return done(eventpages.path(one, "edit"), "event-session")


def repeat(visit: Visit) -> Response:
    """The days of a rule: shown first, then made drafts."""
    event = organised(visit)
    pattern = _pattern(visit)
    if "sure" not in visit.typed:
        return _days(visit, event, pattern)
    recurring.repeat(visit.act, visit.officer, event, pattern, skip_holidays="skip" in visit.typed)
    return done(eventpages.path(event, "edit"), "event-repeated", "#series")


def publish_all(visit: Visit) -> Response:
    """All drafts of the series are seen by members."""
    event = organised(visit)
    recurring.publish_all(visit.act, visit.officer, event)
    return done(eventpages.path(event, "edit"), "event-series-published", "#series")


def add_file(visit: Visit) -> Response:
    """The cover, or attachments."""
    event = organised(visit)
    if visit.typed.get("role") not in {Role.COVER, Role.ATTACHMENT}:
        raise Refusal(NO_ROLE)
    if visit.files is None:
        raise Refusal(TOO_LARGE)
    leaflets.add(visit.act, visit.officer, event, Role(visit.typed["role"]), visit.files)
    return done(eventpages.path(event, "edit"), "event-file", "#files")


def remove_file(visit: Visit) -> Response:
    """A file is an event's no more."""
    event = organised(visit)
    leaflets.remove(visit.act, visit.officer, event, _leaflet(visit, event, visit.typed.get("leaflet", "")))
    return done(eventpages.path(event, "edit"), "event-file-gone", "#files")


def send_file(visit: Visit) -> Response:
    """One file of an event's."""
    event = organised(visit)
    one = _leaflet(visit, event, visit.path["leaflet"]).attachments[0]
    kept = files.fetch(visit.session, one.key)
    if kept is None:
        raise missing()
    return inert(kept)


STEPS: Final[dict[str, Page]] = {
    "session": session,
    "repeat": repeat,
    "publish-all": publish_all,
    "add-file": add_file,
    "remove-file": remove_file,
}
"""What is done with an event's times and files, by the last part of the address."""


def _days(visit: Visit, event: Event, pattern: Pattern) -> Response:
    return visit.render(
        "event-repeat.html",
        **eventpages.context(visit, event, "edit"),
        days=recurring.days(visit.act.config, event, pattern),
        week=WEEK,
        path=eventpages.path(event, "edit"),
        kept={name: value for name, value in visit.typed.items() if name not in {"sure", "skip"}},
    )


def _pattern(visit: Visit) -> Pattern:
    typed = visit.typed
    day, count = typed.get("until", "").strip(), written.count(typed.get("count", ""), "次数")
    if day and count:
        raise Refusal(NO_END)
    every = written.count(typed.get("every", ""), "间隔")
    return Pattern(
        every=1 if every is None else every,
        weekdays=tuple(number for number in range(7) if f"d-{number}" in typed),
        monthly=typed.get("freq") == "monthly",
        until=written.day(day, "最后一天") if day else None,
        count=count,
    )


def _leaflet(visit: Visit, event: Event, number: str) -> Leaflet:
    plain = written.number(number)
    found = leaflets.numbered(visit.session, event, plain) if plain else None
    if found is None:
        raise Refusal(leaflets.NOT_ITS) if visit.typed else missing()
    return found
