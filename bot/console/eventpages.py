"""What the pages of one event have in common: the event, how far it is, who organises it, the doors between them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.console import names
from bot.console.visit import Visit, missing
from bot.domain import almanac, events, hosting
from bot.domain.events import Event

HERE: Final = "/console/events"

OPEN_TO: Final[dict[str, Callable[[Event, bool], bool]]] = {
    "edit": lambda _event, may_run: may_run,
    "teams": lambda event, _may_run: event.team_joins and not event.draft,
    "door": lambda event, _may_run: not event.draft,
    "after": lambda event, _may_run: not event.draft,
    "figures": lambda event, _may_run: not event.draft,
    "paper": lambda event, may_run: may_run and not (event.draft or event.archived_at or event.team_joins),
}
"""Which pages not everybody may open, or not every event has."""

DOORS: Final = (
    ("", "概况"),
    ("edit", "编辑"),
    ("teams", "队伍"),
    ("door", "签到"),
    ("after", "成绩和证书"),
    ("figures", "统计"),
    ("paper", "纸质名单"),
)
"""The pages of an event, by the last part of their addresses."""


@dataclass(frozen=True)
class Door:
    """One page of an event: where it is, its word, whether it is the one that is open."""

    path: str
    word: str
    here: bool


def found(visit: Visit) -> Event:
    """The event that the address names; a draft is there only for those who organise it."""
    event = events.coded(visit.session, visit.path["code"])
    if event is None or (event.draft and not hosting.may_run(visit.session, visit.officer, event)):
        raise missing()
    return event


def context(visit: Visit, event: Event, part: str = "") -> dict[str, Any]:
    """What event-nav.html needs: `event`, `may_run`, `stage`, `host` (a unit's name), `doors`.

    `part` is the last part of the page's address: "edit", "door" …; empty for the overview.
    """
    may_run = hosting.may_run(visit.session, visit.officer, event)
    host = hosting.host_of(visit.session, event)
    return {
        "event": event,
        "may_run": may_run,
        "stage": almanac.stage(visit.act, event),
        "host": names.units(visit.session, [host])[host] if host else "",
        "doors": _doors(event, part, may_run=may_run),
    }


def path(event: Event, part: str = "") -> str:
    """The address of one of its pages."""
    return f"{HERE}/{event.code}/{part}" if part else f"{HERE}/{event.code}"


def _doors(event: Event, part: str, *, may_run: bool) -> list[Door]:
    open_to = {name: rule(event, may_run) for name, rule in OPEN_TO.items()}
    return [Door(path(event, name), word, name == part) for name, word in DOORS if open_to.get(name, True)]
