"""A paper list of an event: pasted or sent as a table, looked through, entered; and who was entered, to be struck."""

from contextlib import suppress
from typing import Any, Final

from starlette.responses import Response

from bot.console import eventpages, names, planfiles, spreadsheets
from bot.console.visit import Page, Visit, done
from bot.console.written import number as a_number
from bot.domain import hosting, paperlists
from bot.domain.events import Event
from bot.domain.paperlists import Row
from bot.domain.rolls import Roll
from bot.domain.seats import Registration
from bot.errors import Refusal
from bot.messages import clean

TAKE: Final = "take-"
"""A ticked row is called so, with its number behind."""

SHOWN: Final = 200
LONGEST: Final = 60_000
"""Characters of a list that is pasted."""

TOO_LONG: Final = "内容太长，最多 {most} 个字。请分成几次，或者存成表格上传。"
CHANGED: Final = "名单没有带过来，请重新粘贴或上传。"

Given = str | list[list[str]]
"""A list as it was pasted, or the rows of a table."""


def show(visit: Visit) -> Response:
    """The way in, and who was entered before; with a list that could not be entered, that list again."""
    if visit.refused:
        with suppress(Refusal):  # what cannot be read was said already
            return _page(visit, _carried(visit))
    return _page(visit, None)


def read(visit: Visit) -> Response:
    """What was understood of a list, row by row; nothing is kept yet."""
    hosting.require(visit.session, visit.officer, eventpages.found(visit))
    return _page(visit, _given(visit))


def enter(visit: Visit) -> Response:
    """Give a place to those that are ticked."""
    event, given = eventpages.found(visit), _carried(visit)
    if given is None:
        raise Refusal(CHANGED)
    rows = paperlists.read(visit.session, event, given).rows
    wanted = [row for row in rows if f"{TAKE}{row.number}" in visit.typed]
    paperlists.enter(visit.act, visit.officer, event, wanted)
    return done(eventpages.path(event, "paper"), "paper-entered", "#entered")


def strike(visit: Visit) -> Response:
    """Take one out again whom staff wrote down."""
    event = eventpages.found(visit)
    number = a_number(visit.typed.get("registration", ""))
    place = visit.session.get(Registration, number) if number else None
    if place is None:
        raise Refusal(paperlists.GONE)
    paperlists.strike(visit.act, visit.officer, event, place)
    return done(eventpages.path(event, "paper"), "paper-struck", "#entered")


STEPS: Final[dict[str, Page]] = {"read": read, "enter": enter, "strike": strike}
"""What organisers do here, by the last part of its address."""


def _page(visit: Visit, given: Given | None) -> Response:
    event = eventpages.found(visit)
    context = eventpages.context(visit, event, "paper")
    sheet = paperlists.read(visit.session, event, given) if given and context["may_run"] else None
    return visit.render(
        "event-paper.html",
        **context,
        **_entered(visit, event),
        sheet=sheet,
        pasted=given if isinstance(given, str) else "",
        packed=planfiles.pack(given) if isinstance(given, list) else "",
        ticked={row.number for row in sheet.rows if _is_ticked(visit, row)} if sheet else set(),
        columns=paperlists.COLUMNS,
        longest=LONGEST,
    )


def _is_ticked(visit: Visit, row: Row) -> bool:
    """As the officer ticked it before it was refused; at first, where there is nothing to decide."""
    before = any(name.startswith(TAKE) for name in visit.typed)
    return f"{TAKE}{row.number}" in visit.typed if before else not row.doubts and not row.wrong


def _entered(visit: Visit, event: Event) -> dict[str, Any]:
    """Those whom staff wrote down, as far as the officer may see them."""
    roll = Roll(visit.session, visit.officer, event)
    written = roll.written(SHOWN)
    homes = names.units(visit.session, {place.unit_id for place in written if place.unit_id})
    return {"entered": written, "roll": roll, "homes": homes}


def _carried(visit: Visit) -> Given | None:
    """The list that the page before carried on; None where there is none."""
    if packed := visit.typed.get("packed", ""):
        return spreadsheets.unpack(packed)
    return clean(visit.typed.get("list", "")) or None


def _given(visit: Visit) -> Given:
    """What was pasted, or the rows of the file that was sent; Refusal where there is nothing."""
    if visit.files is None:
        raise Refusal(spreadsheets.TOO_LARGE)
    file = visit.files[0] if visit.files else None
    pasted = clean(visit.typed.get("list", ""))
    if file and planfiles.is_text(file.name):
        pasted, file = clean(planfiles.text(file.content)), None
    if file:
        return spreadsheets.read(file.content)
    if len(pasted) > LONGEST:
        raise Refusal(TOO_LONG.format(most=LONGEST))
    if not pasted:
        raise Refusal(paperlists.EMPTY)
    return pasted
