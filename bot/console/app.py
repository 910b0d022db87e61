"""The staff console: every address of it, and the page that answers there."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console.desk import Desk
from bot.console.door import Door, Typed
from bot.console.pages import (
    cases,
    channels,
    deliveries,
    entrance,
    entries,
    events,
    files,
    lessons,
    revisions,
    search,
    suggestions,
    today,
)
from bot.console.visit import HERE, missing

__all__ = ["Desk", "routes"]

LARGEST_POST = 256 * 1024

PAGES = (
    ("/console", today.show),
    ("/console/search", search.show),
    ("/console/cases", cases.board),
    ("/console/cases/{number}", cases.show),
    ("/console/suggestions", suggestions.board),
    ("/console/suggestions/{number}", suggestions.show),
    ("/console/events", events.board),
    ("/console/events/{code}", events.show),
    ("/console/questions", lessons.board),
    ("/console/entries", entries.board),
    ("/console/entries/{entry}", entries.show),
    ("/console/revisions", revisions.board),
    ("/console/revisions/{revision}", revisions.show),
    ("/console/deliveries", deliveries.board),
    ("/console/channels", channels.show),
    ("/console/files/{subject}/{number}/{key}", files.send),
)
ACTIONS = (
    ("/console/cases/{number}/take", cases.take, cases.show),
    ("/console/cases/{number}/reply", cases.reply, cases.show),
    ("/console/cases/{number}/close", cases.close, cases.show),
    ("/console/cases/{number}/draft", cases.draft, cases.show),
    ("/console/questions/attach", lessons.attach, lessons.board),
    ("/console/questions/aside", lessons.put_aside, lessons.board),
    ("/console/revisions/new", revisions.new, revisions.board),
    ("/console/entries/{entry}/edit", entries.edit, entries.show),
    ("/console/entries/{entry}/roll-back", entries.roll_back, entries.show),
    *((f"/console/revisions/{{revision}}/{name}", do, revisions.show) for name, do in revisions.STEPS.items()),
    ("/console/suggestions/{number}/answer", suggestions.answer, suggestions.show),
    ("/console/events/{code}/cancel", events.cancel, events.show),
    ("/console/deliveries/resend", deliveries.resend, deliveries.board),
    ("/console/leave", entrance.leave, today.show),
)


def routes(desk: Desk) -> list[BaseRoute]:
    """The console's addresses, for the web server."""
    door = Door(desk)
    return [
        Mount("/console/static", StaticFiles(directory=HERE / "static")),
        Route("/console/enter", door.open(entrance.of(desk))),
        *(
            Route(path, door.action(do, show), methods=["GET", "POST"], max_body_size=LARGEST_POST)
            for path, do, show in ACTIONS
        ),
        *(Route(path, door.page(show)) for path, show in PAGES),
        Route("/console/{rest:path}", door.open(_nowhere)),
    ]


def _nowhere(_request: Request, _typed: Typed) -> Response:
    raise missing()
