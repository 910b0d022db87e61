"""The staff console: every address of it, and the page that answers there."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console.desk import Desk
from bot.console.door import Door, Needs, Typed
from bot.console.pages import (
    account,
    cases,
    channels,
    deliveries,
    entrance,
    entries,
    events,
    files,
    lessons,
    officers,
    revisions,
    search,
    suggestions,
    today,
)
from bot.console.visit import HERE, Page, missing
from bot.domain.roles import Right

__all__ = ["Desk", "routes"]

LARGEST_POST = 256 * 1024
SHORT_POST = 8 * 1024
BOTH = ("GET", "POST")

_CASES, _SUGGESTIONS = (Right.SEE_CASES,), (Right.SEE_SUGGESTIONS,)
_HANDLE, _ANSWER = (Right.ANSWER_CASES,), (Right.ANSWER_SUGGESTIONS,)
_FILED = (Right.SEE_CASES, Right.SEE_SUGGESTIONS)
_EVENTS, _READ, _EDIT = (Right.SEE_EVENTS,), (Right.SEE_KNOWLEDGE,), (Right.KNOWLEDGE,)
_DELIVERIES, _STAFF = (Right.DELIVERIES,), (Right.STAFF,)
_ACCOUNTS, _GROUPS = (Right.ANSWER_CASES, Right.CHANNELS), (Right.CHANNELS,)
_ANYBODY: Needs = ()

PAGES: tuple[tuple[str, Page, Needs], ...] = (
    ("/console", today.show, _ANYBODY),
    ("/console/account", account.show, _ANYBODY),
    ("/console/search", search.show, _FILED),
    ("/console/cases", cases.board, _CASES),
    ("/console/cases/{number}", cases.show, _CASES),
    ("/console/suggestions", suggestions.board, _SUGGESTIONS),
    ("/console/suggestions/{number}", suggestions.show, _SUGGESTIONS),
    ("/console/events", events.board, _EVENTS),
    ("/console/events/{code}", events.show, _EVENTS),
    ("/console/questions", lessons.board, _EDIT),
    ("/console/entries", entries.board, _READ),
    ("/console/entries/{entry}", entries.show, _READ),
    ("/console/revisions", revisions.board, _EDIT),
    ("/console/revisions/{revision}", revisions.show, _EDIT),
    ("/console/deliveries", deliveries.board, _DELIVERIES),
    ("/console/channels", channels.show, _ACCOUNTS),
    ("/console/staff", officers.board, _STAFF),
    ("/console/staff/{officer}", officers.show, _STAFF),
    ("/console/files/{subject}/{number}/{key}", files.send, _FILED),
)
"""Each page with the rights of which an officer needs one."""

ACTIONS: tuple[tuple[str, Page, Page, Needs], ...] = (
    ("/console/cases/{number}/take", cases.take, cases.show, _HANDLE),
    ("/console/cases/{number}/reply", cases.reply, cases.show, _HANDLE),
    ("/console/cases/{number}/close", cases.close, cases.show, _HANDLE),
    ("/console/cases/{number}/note", cases.note, cases.show, _HANDLE),
    ("/console/cases/{number}/hand-over", cases.hand_over, cases.show, _HANDLE),
    ("/console/cases/{number}/draft", cases.draft, cases.show, _EDIT),
    ("/console/questions/attach", lessons.attach, lessons.board, _EDIT),
    ("/console/questions/aside", lessons.put_aside, lessons.board, _EDIT),
    ("/console/revisions/new", revisions.new, revisions.board, _EDIT),
    ("/console/entries/{entry}/edit", entries.edit, entries.show, _EDIT),
    ("/console/entries/{entry}/roll-back", entries.roll_back, entries.show, _EDIT),
    *((f"/console/revisions/{{revision}}/{name}", do, revisions.show, _EDIT) for name, do in revisions.STEPS.items()),
    ("/console/suggestions/{number}/answer", suggestions.answer, suggestions.show, _ANSWER),
    ("/console/events/{code}/cancel", events.cancel, events.show, (Right.EVENTS,)),
    ("/console/deliveries/resend", deliveries.resend, deliveries.board, _DELIVERIES),
    ("/console/channels/link-account", channels.link_account, channels.show, _ACCOUNTS),
    ("/console/channels/unlink-account", channels.unlink_account, channels.show, _ACCOUNTS),
    ("/console/channels/link-group", channels.link_group, channels.show, _GROUPS),
    ("/console/channels/unlink-group", channels.unlink_group, channels.show, _GROUPS),
    *((f"/console/account/{name}", do, account.show, _ANYBODY) for name, do in account.STEPS.items()),
    ("/console/staff/add", officers.add, officers.board, _STAFF),
    *((f"/console/staff/{{officer}}/{name}", do, officers.show, _STAFF) for name, do in officers.STEPS.items()),
    ("/console/leave", entrance.leave, today.show, _ANYBODY),
)
"""Each thing that is done, the page on which a refusal of it is shown, and the rights of which an officer needs one."""


def routes(desk: Desk) -> list[BaseRoute]:
    """The console's addresses, for the web server."""
    door = Door(desk)
    return [
        Mount("/console/static", StaticFiles(directory=HERE / "static")),
        Route("/console/enter", door.open(entrance.of(desk))),
        Route("/console/sign-in", door.open(entrance.by_password(desk)), methods=BOTH, max_body_size=SHORT_POST),
        *(
            Route(path, door.action(do, show, needs), methods=BOTH, max_body_size=LARGEST_POST)
            for path, do, show, needs in ACTIONS
        ),
        *(Route(path, door.page(show, needs)) for path, show, needs in PAGES),
        Route("/console/{rest:path}", door.open(_nowhere)),
    ]


def _nowhere(_request: Request, _typed: Typed) -> Response:
    raise missing()
