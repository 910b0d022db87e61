"""What those thought who came to an event: the questions, how many answered what, as figures and as pictures."""

from typing import Final

from starlette.responses import Response

from bot.console import charts, eventpages
from bot.console.visit import Page, Visit, done
from bot.domain import inquiries, opinions
from bot.domain.events import Event
from bot.messages import clean


def context(visit: Visit, event: Event, *, may_run: bool) -> dict[str, object]:
    """What the page shows of it; words that were written only to who organises the event."""
    items = opinions.questions(event, visit.act.config)
    found = opinions.figures(visit.session, event, items)
    return {
        "text": inquiries.written(items),
        "labels": [one.label for one in items],
        "off": opinions.is_off(event),
        "asked_at": None if opinions.is_off(event) else event.inquiry_at,
        "ends": inquiries.ends(event),
        "count": found.count,
        "least": opinions.LEAST,
        "counted": [one for one in found.tallies if one.counts],
        "words": [one for one in found.tallies if one.words] if may_run else [],
    }


def chart(visit: Visit) -> Response:
    """How one item was answered, as bars; empty where too few answered."""
    event = eventpages.found(visit)
    found = opinions.figures(visit.session, event, opinions.questions(event, visit.act.config))
    one = next((one for one in found.tallies if one.counts and one.item.name == visit.query.get("item")), None)
    counts = one.counts if one else ()
    values: list[float | None] = [float(count) for _, count in counts]
    return charts.picture(charts.bars([label for label, _ in counts], ("人数", values)))


def set_up(visit: Visit) -> Response:
    """Say what is asked, and whether anything is."""
    event, on = eventpages.found(visit), visit.typed.get("on") == "1"
    inquiries.set_up(visit.act, visit.officer, event, clean(visit.typed.get("asked", "")), on=on)
    return done(eventpages.path(event, "after"), "inquiry-set" if on else "inquiry-off", "#inquiry")


STEPS: Final[dict[str, Page]] = {"inquiry": set_up}
"""What is done here, by the last part of its address."""
