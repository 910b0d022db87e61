"""Where an open page asks to hear of what becomes newer: server-sent events that say only that there is something.

What it is the page then fetches like any other page, by the same rights.
"""

from contextlib import suppress
from typing import Final

import anyio
from sse_starlette.sse import EventSourceResponse, SendTimeoutError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.console.desk import Desk
from bot.console.door import COOKIE, HEADERS, Endpoint
from bot.console.lines import CHANGED, Line
from bot.domain import cases, changes, filings, roles, staff
from bot.domain.acts import Act
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.worklist import Worklist
from bot.errors import Unavailable
from bot.messages import clean

PING: Final = 15
"""Seconds between signs of life."""

PATIENCE: Final = 10
"""Seconds that a page may take to read what it is sent."""

GRACE: Final = 2
"""Seconds in which the lines end when the server stops."""

LONGEST: Final = 120


class Stream(EventSourceResponse):
    """The events of one page; one that reads no more is let go without a word in the log."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with suppress(SendTimeoutError, OSError):
            await super().__call__(scope, receive, send)


def of(desk: Desk) -> Endpoint:
    """The address for a desk: `?case=NUMBER&mark=MARK` for the page of a case, `?since=ACT` for a list of cases."""

    async def endpoint(request: Request) -> Response:
        try:
            line = await run_in_threadpool(_admitted, desk, request)
        except Unavailable:
            return Response(status_code=503, headers=HEADERS)
        if isinstance(line, int) or desk.lines.closed:
            return Response(status_code=line if isinstance(line, int) else 503, headers=HEADERS)
        over, events = anyio.Event(), desk.lines.listen(line)
        return Stream(
            events, headers=HEADERS, ping=PING, sep="\n", send_timeout=PATIENCE,
            shutdown_event=over, shutdown_grace_period=GRACE,
        )  # fmt: skip

    return endpoint


def _admitted(desk: Desk, request: Request) -> Line | int:
    """The line of one who may look at that; else the status that says why not."""
    with desk.look() as act:
        found = staff.present(act.session, request.cookies.get(COOKIE, ""), act.now)
        if found is None:
            return 401
        officer, own = found
        if Right.SEE_CASES not in roles.rights(act.session, officer):
            return 403
        number = clean(request.query_params.get("case", ""))
        if number:
            return _of_case(act, officer, own.digest, number, request.query_params.get("mark", "")[:LONGEST])
        return _of_list(act, officer, own.digest, request.query_params.get("since", ""))


def _of_case(act: Act, officer: Officer, digest: str, number: str, mark: str) -> Line | int:
    case = cases.numbered(act.session, number)
    if case is None or not filings.may_see(act.session, officer, case):
        return 404
    return Line(officer.id, digest, case.id, None, mark, changes.newest(act.session))


def _of_list(act: Act, officer: Officer, digest: str, since: str) -> Line:
    newest, reach = changes.newest(act.session), Worklist(act.session, officer, act.now).reach
    line = Line(officer.id, digest, None, reach, "", newest)
    known = int(since[:18]) if since.isascii() and since.isdecimal() else newest
    missed = changes.since(act.session, known)
    if missed is None or any(map(line.concerns, missed)):
        line.tell(CHANGED)
    return line
