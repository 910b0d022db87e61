"""The staff console: every address of it, and the page that answers there."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from bot.console import live, notices, occasions
from bot.console.desk import Desk
from bot.console.door import Door, Needs
from bot.console.pages import (
    account,
    alerts,
    audit,
    bonds,
    calendar,
    case,
    cases,
    channels,
    deliveries,
    drives,
    entrance,
    entries,
    faq,
    figures,
    files,
    handling,
    identity,
    lessons,
    lists,
    members,
    officers,
    payouts,
    rates,
    retention,
    revisions,
    search,
    suggestion,
    suggestion_steps,
    suggestion_works,
    suggestions,
    today,
    units,
)
from bot.console.posted import Typed
from bot.console.visit import HERE, Page, missing
from bot.domain.roles import Right

__all__ = ["Desk", "routes"]

LARGEST_POST = 256 * 1024
SHORT_POST = 8 * 1024
FILES_POST = 256 * 1024**2
"""Far more than the files may have that can be sent: what is too large is told in words, the text beside it kept."""
BOTH = ("GET", "POST")

_CASES, _SUGGESTIONS = (Right.SEE_CASES,), (Right.SEE_SUGGESTIONS,)
_HANDLE, _ANSWER = (Right.ANSWER_CASES,), (Right.ANSWER_SUGGESTIONS,)
_FILED = (Right.SEE_CASES, Right.SEE_SUGGESTIONS)
_EVENTS, _READ, _EDIT = (Right.SEE_EVENTS,), (Right.SEE_KNOWLEDGE,), (Right.KNOWLEDGE,)
_DELIVERIES, _STAFF = (Right.DELIVERIES,), (Right.STAFF,)
_ACCOUNTS, _GROUPS = (Right.ANSWER_CASES, Right.NOTICES, Right.CHANNELS), (Right.CHANNELS,)
_SEE_UNITS, _UNITS = (Right.SEE_UNITS,), (Right.UNITS,)
_SEE_MEMBERS, _AUDIT = (Right.SEE_MEMBERS,), (Right.AUDIT,)
_ANYBODY: Needs = ()

PAGES: tuple[tuple[str, Page, Needs], ...] = (
    ("/console", today.show, _ANYBODY),
    ("/console/account", account.show, _ANYBODY),
    ("/console/search", search.show, _FILED),
    ("/console/cases", cases.board, _CASES),
    ("/console/rates", rates.show, _CASES),
    ("/console/rates/chart", rates.chart, _CASES),
    ("/console/cases/{number}", case.show, _CASES),
    ("/console/cases/{number}/identity", identity.show, _CASES),
    ("/console/retention", retention.board, _CASES),
    ("/console/cases/{number}/faq", faq.show, _HANDLE),
    ("/console/alerts", alerts.board, _HANDLE),
    ("/console/alerts/{alert}", alerts.show, _HANDLE),
    ("/console/suggestions", suggestions.board, _SUGGESTIONS),
    (figures.HERE, figures.show, _SUGGESTIONS),
    (f"{figures.HERE}/chart", figures.chart, _SUGGESTIONS),
    (f"{figures.HERE}/export", figures.export, _SUGGESTIONS),
    (payouts.HERE, payouts.board, _ANSWER),
    ("/console/suggestions/{number}", suggestion.show, _SUGGESTIONS),
    ("/console/drives", drives.board, _SUGGESTIONS),
    ("/console/drives/{drive}", drives.show, _SUGGESTIONS),
    *occasions.PAGES,
    *notices.PAGES,
    ("/console/questions", lessons.board, _EDIT),
    ("/console/entries", entries.board, _READ),
    ("/console/entries/{entry}", entries.show, _READ),
    ("/console/revisions", revisions.board, _EDIT),
    ("/console/revisions/{revision}", revisions.show, _EDIT),
    ("/console/deliveries", deliveries.board, _DELIVERIES),
    ("/console/channels", channels.show, _ACCOUNTS),
    ("/console/calendar", calendar.show, (Right.SEE_CASES, Right.SEE_SUGGESTIONS, Right.SEE_EVENTS)),
    ("/console/units", units.board, _SEE_UNITS),
    ("/console/units/export", lists.export_units, _SEE_UNITS),
    ("/console/units/{unit}", units.show, _SEE_UNITS),
    ("/console/units/{unit}/code.svg", units.draw, _SEE_UNITS),
    ("/console/members", members.board, _SEE_MEMBERS),
    ("/console/members/{member}", members.show, _SEE_MEMBERS),
    ("/console/audit", audit.board, _AUDIT),
    ("/console/audit/export", audit.export, _AUDIT),
    ("/console/staff", officers.board, _STAFF),
    ("/console/staff/export", lists.export_staff, _STAFF),
    ("/console/staff/{officer}", officers.show, _STAFF),
    ("/console/files/{subject}/{number}/{key}", files.send, _FILED),
)
"""Each page with the rights of which an officer needs one."""

ACTIONS: tuple[tuple[str, Page, Page, Needs], ...] = (
    *((f"/console/cases/{{number}}/{name}", do, case.show, _HANDLE) for name, do in handling.STEPS.items()),
    *((f"/console/cases/{{number}}/{name}", do, case.show, _HANDLE) for name, do in bonds.STEPS.items()),
    ("/console/alerts/{alert}/close", alerts.close, alerts.show, _HANDLE),
    ("/console/cases/{number}/draft", handling.draft, case.show, _EDIT),
    *(
        (f"/console/cases/{{number}}/identity/{name}", do, identity.show, _HANDLE)
        for name, do in identity.STEPS.items()
    ),
    *((f"/console/retention/{name}", do, retention.board, _HANDLE) for name, do in retention.STEPS.items()),
    ("/console/cases/{number}/resend", deliveries.resend_here, case.show, _DELIVERIES),
    ("/console/questions/attach", lessons.attach, lessons.board, _EDIT),
    ("/console/questions/aside", lessons.put_aside, lessons.board, _EDIT),
    ("/console/revisions/new", revisions.new, revisions.board, _EDIT),
    ("/console/entries/{entry}/edit", entries.edit, entries.show, _EDIT),
    ("/console/entries/{entry}/roll-back", entries.roll_back, entries.show, _EDIT),
    *((f"/console/revisions/{{revision}}/{name}", do, revisions.show, _EDIT) for name, do in revisions.STEPS.items()),
    *((f"{payouts.HERE}/{name}", do, payouts.board, _ANSWER) for name, do in payouts.STEPS.items()),
    ("/console/suggestions/bulk", suggestions.together, suggestions.board, _ANSWER),
    ("/console/suggestions/{number}/review", suggestion_works.give, suggestion.show, _SUGGESTIONS),
    *(
        (f"/console/suggestions/{{number}}/{name}", do, suggestion.show, _ANSWER)
        for name, do in (suggestion_steps.STEPS | suggestion_works.STEPS).items()
    ),
    ("/console/drives/add", drives.add, drives.board, _ANSWER),
    *((f"/console/drives/{{drive}}/{name}", do, drives.show, _ANSWER) for name, do in drives.STEPS.items()),
    *occasions.ACTIONS,
    *notices.ACTIONS,
    ("/console/deliveries/resend", deliveries.resend, deliveries.board, _DELIVERIES),
    ("/console/channels/link-account", channels.link_account, channels.show, _ACCOUNTS),
    ("/console/channels/unlink-account", channels.unlink_account, channels.show, _ACCOUNTS),
    ("/console/channels/link-group", channels.link_group, channels.show, _GROUPS),
    ("/console/channels/unlink-group", channels.unlink_group, channels.show, _GROUPS),
    *((f"/console/account/{name}", do, account.show, _ANYBODY) for name, do in account.STEPS.items()),
    ("/console/units/preview", lists.preview_units, units.board, _UNITS),
    ("/console/units/import", lists.take_units, units.board, _UNITS),
    *((f"/console/units/{{unit}}/{name}", do, units.show, _UNITS) for name, do in units.STEPS.items()),
    ("/console/members/export", members.export, members.board, _SEE_MEMBERS),
    ("/console/members/{member}/move", members.move, members.show, (Right.MEMBERS,)),
    ("/console/staff/add", officers.add, officers.board, _STAFF),
    ("/console/staff/preview", lists.preview_staff, officers.board, _STAFF),
    ("/console/staff/import", lists.take_staff, officers.board, _STAFF),
    *((f"/console/staff/{{officer}}/{name}", do, officers.show, _STAFF) for name, do in officers.STEPS.items()),
    ("/console/leave", entrance.leave, today.show, _ANYBODY),
)
"""Each thing that is done, the page on which a refusal of it is shown, and the rights of which an officer needs one."""

WITH_FILES = frozenset(
    {
        "/console/cases/{number}/reply",
        *(f"/console/suggestions/{{number}}/{name}" for name in ("reply", "report", "carry-out")),
        "/console/units/preview",
        "/console/staff/preview",
        *occasions.WITH_FILES,
        *notices.WITH_FILES,
    }
)
"""What may be done with files."""


def routes(desk: Desk) -> list[BaseRoute]:
    """The console's addresses, for the web server."""
    door = Door(desk)
    return [
        Mount("/console/static", StaticFiles(directory=HERE / "static")),
        Route("/console/enter", door.open(entrance.of(desk))),
        Route("/console/sign-in", door.open(entrance.by_password(desk)), methods=BOTH, max_body_size=SHORT_POST),
        Route("/console/live", door.proved(live.of(desk))),
        *(_action(door, *one) for one in ACTIONS),
        *(Route(path, door.page(show, needs)) for path, show, needs in PAGES),
        Route("/console/{rest:path}", door.open(_nowhere)),
    ]


def _action(door: Door, path: str, do: Page, show: Page, needs: Needs) -> BaseRoute:
    files = path in WITH_FILES
    most = FILES_POST if files else LARGEST_POST
    return Route(path, door.action(do, show, needs, files=files), methods=BOTH, max_body_size=most)


def _nowhere(_request: Request, _typed: Typed) -> Response:
    raise missing()
