"""The editor of an event: written as a draft, looked at as members will see it, published, changed, copied, removed."""

from datetime import date
from typing import Any, Final

from starlette.responses import Response

from bot.console import choices, eventform, eventpages, names, questionrows
from bot.console.visit import Page, Visit, done, missing
from bot.domain import arrangements, editing, hosting, leaflets, planitems, previews, recurring, roles
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event
from bot.domain.roles import Right
from bot.domain.units import Unit
from bot.errors import Refusal

NEW: Final = f"{eventpages.HERE}/new"
MONTHS: Final = 18


def new(visit: Visit) -> Response:
    """An empty form."""
    return _new(visit, None)


def preview_new(visit: Visit) -> Response:
    """What was typed, as members would see it; nothing is kept."""
    return _new(visit, _checked(visit))


def create(visit: Visit) -> Response:
    """Keep it as a draft."""
    return done(eventpages.path(_drafted(visit), "edit"), "event-drafted")


def create_and_publish(visit: Visit) -> Response:
    """Keep it, and let members see it at once."""
    event = _drafted(visit)
    editing.publish(visit.act, visit.officer, event)
    return done(eventpages.path(event), "event-published")


def show(visit: Visit) -> Response:
    """The form, with what is."""
    return _form(visit, organised(visit), None)


def preview(visit: Visit) -> Response:
    """What was typed, as members would see it; nothing is kept."""
    event = organised(visit)
    return _form(visit, event, _checked(visit))


def save(visit: Visit) -> Response:
    """Keep what was typed; members see it at once where it is published."""
    _saved(visit, organised(visit), onward=False)
    return done(_here(visit), "event-saved")


def save_onward(visit: Visit) -> Response:
    """Keep what was typed for this event of a series and all later ones."""
    _saved(visit, organised(visit), onward=True)
    return done(_here(visit), "event-saved-onward")


def publish(visit: Visit) -> Response:
    """Keep what was typed, and let members see it."""
    event = organised(visit)
    _saved(visit, event, onward=False)
    editing.publish(visit.act, visit.officer, event)
    return done(eventpages.path(event), "event-published")


def withdraw(visit: Visit) -> Response:
    """A draft again."""
    editing.withdraw(visit.act, visit.officer, organised(visit))
    return done(_here(visit), "event-withdrawn")


def remove(visit: Visit) -> Response:
    """A draft is no more."""
    editing.remove(visit.act, visit.officer, organised(visit))
    return done(eventpages.HERE, "event-removed")


def copy(visit: Visit) -> Response:
    """A new draft after this one; then to its form."""
    one = editing.copy(visit.act, visit.officer, organised(visit))
    return done(eventpages.path(one, "edit"), "event-copied")


STEPS: Final[dict[str, Page]] = {
    "save": save,
    "onward": save_onward,
    "preview": preview,
    "publish": publish,
    "withdraw": withdraw,
    "remove": remove,
    "copy": copy,
}
"""What is done with an event on this page, by the last part of the address."""

NEW_STEPS: Final[dict[str, Page]] = {"save": create, "publish": create_and_publish, "preview": preview_new}
"""What is done with one that is not there yet."""


def organised(visit: Visit) -> Event:
    """The event that the address names, which the officer organises; for others it has no such page."""
    event = eventpages.found(visit)
    if not hosting.may_run(visit.session, visit.officer, event):
        raise missing()
    return event


def context(visit: Visit, event: Event | None, given: Arrangement) -> dict[str, Any]:
    """What the form needs: its fields, what may be chosen in them."""
    fields = eventform.fields(visit, given)
    first = visit.act.today.replace(day=1)
    return {
        "f": fields,
        "months": sorted({given.month, *(_month(first, ahead) for ahead in range(MONTHS))}),
        "weekday": given.starts_at.astimezone(visit.act.config.zone).weekday() if given.starts_at else None,
        "groups": visit.act.config.events.occasions.groups,
        "units": choices.names(visit, Right.EVENTS),
        "answers": questionrows.ANSWERS,
        "rows": range(1, questionrows.count(fields) + 1),
        "people": event is not None and editing.has_people(visit.session, event),
        "imported": event is not None and event.plan != editing.PLAN and event.host_id is None,
        "item": planitems.of_event(visit.session, event) if event else None,
    }


def _new(visit: Visit, given: Arrangement | None) -> Response:
    empty = Arrangement(title="", month=visit.act.today.replace(day=1))
    host = visit.typed.get("host") or names.units(visit.session, [_own(visit)])[_own(visit)]
    shown = previews.of(visit.act, None, given) if given else None
    return visit.render("event-edit.html", event=None, host=host, preview=shown, **context(visit, None, empty))


def _form(visit: Visit, event: Event, given: Arrangement | None) -> Response:
    frame = eventpages.context(visit, event, "edit") | context(visit, event, Arrangement.of(event))
    return visit.render(
        "event-edit.html",
        **frame,
        preview=previews.of(visit.act, event, given),
        series=recurring.of_event(visit.session, event),
        files=leaflets.of_event(visit.session, event),
        path=_here(visit),
    )


def _checked(visit: Visit) -> Arrangement:
    given = eventform.read(visit)
    arrangements.check(visit.act, given)
    return given


def _drafted(visit: Visit) -> Event:
    host = choices.unit(visit, visit.typed.get("host", ""), Right.EVENTS)
    return editing.draft(visit.act, visit.officer, host, eventform.read(visit))


def _saved(visit: Visit, event: Event, *, onward: bool) -> None:
    given = eventform.read(visit)
    if event.series_id and (onward or given.starts_at):
        recurring.change(visit.act, visit.officer, event, given, onward=onward)
    elif onward:
        raise Refusal(recurring.ALONE.format(title=event.title))
    else:
        editing.change(visit.act, visit.officer, event, given)


def _own(visit: Visit) -> int:
    """The unit as which one most likely organises: one's own, else the first in which one may."""
    mine = roles.reach(visit.session, visit.officer, Right.EVENTS)
    own = visit.session.get(Unit, visit.officer.unit_id)
    return own.id if own and own.id in mine else min(mine)


def _month(first: date, ahead: int) -> date:
    years, month = divmod(first.month - 1 + ahead, 12)
    return date(first.year + years, month + 1, 1)


def _here(visit: Visit) -> str:
    return f"{eventpages.HERE}/{visit.path['code']}/edit"
