"""What comes after an event: its results, photos of the day, certificates, what people thought, the archive."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from starlette.responses import Response

from bot.console import eventpages, names
from bot.console.pages import event_certificates, event_opinions
from bot.console.visit import Page, Visit, done
from bot.domain import archiving, leaflets, participants, resultlines, resultnews, results, roles, seats
from bot.domain.events import Event, Stage
from bot.domain.leaflets import Role
from bot.domain.resultlines import Read
from bot.domain.results import Standing
from bot.domain.roles import Right
from bot.domain.seats import Registration
from bot.errors import Refusal
from bot.messages import clean

PART: Final = "after"
PER_PAGE: Final = 40
"""Rows of the table; a form has so many fields, three for each."""

LONGEST_LIST: Final = 40_000
"""Characters of a list that is pasted."""

NOT_SURE: Final = "请先勾上“确定归档”：归档以后，姓名、电话、照片就找不回来了。"
TOO_LARGE: Final = "照片加起来太大了：一次最多 5 张，每张最多 10 MB。请分几次传。"
TOO_MANY: Final = "一次最多传 5 张照片，您选了 {count} 张。请分几次传。"
AT_ONCE: Final = 5
NOTHING_CLEAR: Final = "没有一行是清楚的。请照下面的提示改好再贴，或者直接在表里填。"
LONG: Final = "贴得太多了，一次最多 4 万字。请分几次贴。"


@dataclass(frozen=True)
class Row:
    """One who has a place, as the officer may see them, and how they did."""

    id: int
    name: str
    unit: str
    standing: Standing


def show(visit: Visit) -> Response:
    """The page, its table at the asked page."""
    return _page(visit, eventpages.found(visit))


def enter(visit: Visit) -> Response:
    """Keep what stands in the table."""
    event = eventpages.found(visit)
    there = [place.id for place in seats.of_event(visit.session, event)]
    typed = [number for number in there if f"rank-{number}" in visit.typed]
    changed = resultnews.enter(visit.act, visit.officer, event, [_standing(visit, number) for number in typed])
    return _done(event, _saved(event, changed), f"&page={_number(visit.query.get('page', ''))}#results")


def read(visit: Visit) -> Response:
    """Read lines that were pasted, and show what they say, and what is not sure."""
    event = eventpages.found(visit)
    return _page(visit, event, _read(visit, event))


def take(visit: Visit) -> Response:
    """Keep the pasted lines that are clear; the others are left to the table."""
    event = eventpages.found(visit)
    clear = resultlines.clear(_read(visit, event))
    if not clear:
        raise Refusal(NOTHING_CLEAR)
    changed = resultnews.enter(visit.act, visit.officer, event, clear)
    return _done(event, _saved(event, changed), "#results")


def publish(visit: Visit) -> Response:
    """Publish the results; everybody who took part is told."""
    event = eventpages.found(visit)
    resultnews.publish(visit.act, visit.officer, event, visit.text("note"))
    return _done(event, "results-published", "#results")


def add_photos(visit: Visit) -> Response:
    """Put photos of the day to the event."""
    event = eventpages.found(visit)
    if visit.files is None:
        raise Refusal(TOO_LARGE)
    if len(visit.files) > AT_ONCE:
        raise Refusal(TOO_MANY.format(count=len(visit.files)))
    leaflets.add(visit.act, visit.officer, event, Role.PHOTO, visit.files)
    return _done(event, "photos-added", "#photos")


def remove_photo(visit: Visit) -> Response:
    """Take a photo away."""
    event = eventpages.found(visit)
    number = visit.typed.get("photo", "")
    found = [one for one in leaflets.of_event(visit.session, event, Role.PHOTO) if str(one.id) == number]
    if not found:
        raise Refusal(leaflets.NOT_ITS)
    leaflets.remove(visit.act, visit.officer, event, found[0])
    return _done(event, "photo-removed", "#photos")


def put_away(visit: Visit) -> Response:
    """Archive the event before its time."""
    event = eventpages.found(visit)
    if visit.typed.get("sure") != "1":
        raise Refusal(NOT_SURE)
    archiving.put_away(visit.act, visit.officer, event)
    return _done(event, "event-archived")


STEPS: Final[dict[str, Page]] = {
    "results": enter,
    "read": read,
    "take": take,
    "publish": publish,
    "photos": add_photos,
    "photo-remove": remove_photo,
    "archive": put_away,
    **event_certificates.STEPS,
    **event_opinions.STEPS,
}
"""What is done here, by the last part of its address."""


def _page(visit: Visit, event: Event, found: Sequence[Read] = ()) -> Response:
    context = eventpages.context(visit, event, PART)
    places, number = seats.of_event(visit.session, event), _number(visit.query.get("page", ""))
    pages = max((len(places) - 1) // PER_PAGE + 1, 1)
    number = min(number, pages)
    shown = places[PER_PAGE * (number - 1) : PER_PAGE * number]
    return visit.render(
        "event-after.html",
        **context,
        rows=_rows(visit, event, shown, may_run=context["may_run"]),
        page=number,
        pages=pages,
        places=len(places),
        teams=bool(event.team_least or event.team_joins),
        found=found,
        entered=len(results.of_event(visit.session, event)),
        corrected=results.corrected(visit.session, event),
        may_enter=context["may_run"] and _has_begun(visit, event),
        photos=[(one.id, one.attachments[0]) for one in leaflets.of_event(visit.session, event, Role.PHOTO)],
        over=context["stage"] in {Stage.HELD, Stage.CANCELLED},
        ends=archiving.ends(event, visit.act.config.events.archive_days),
        certificate=event_certificates.context(visit, event),
        inquiry=event_opinions.context(visit, event, may_run=context["may_run"]),
    )  # fmt: skip


def _rows(visit: Visit, event: Event, places: Sequence[Registration], *, may_run: bool) -> list[Row]:
    """Names as the officer may see them: all of an event that they organise, else those of their units."""
    known = {one.registration_id: one.standing for one in results.of_event(visit.session, event)}
    seen = roles.reach(visit.session, visit.officer, Right.SEE_EVENTS)
    titles = participants.titles(visit.session, places)
    homes = names.units(visit.session, {place.unit_id for place in places if place.unit_id})
    rows = []
    for place in places:
        name = titles[place.id]
        full = may_run or place.unit_id in seen or participants.is_team(place)
        shown = name if full else participants.covered(name)
        rows.append(Row(place.id, shown, homes.get(place.unit_id or 0, ""), known.get(place.id, Standing(place.id))))
    return rows


def _has_begun(visit: Visit, event: Event) -> bool:
    """Whether results can be entered: it has begun, and was not called off or put away."""
    if event.draft or event.cancelled or event.archived_at:
        return False
    return event.starts_at is None or visit.act.now >= event.starts_at


def _standing(visit: Visit, number: int) -> Standing:
    rank, award, score = (clean(visit.typed.get(f"{name}-{number}", "")) for name in ("rank", "award", "score"))
    return Standing(number, results.rank(rank), award, score)


def _read(visit: Visit, event: Event) -> list[Read]:
    text = visit.typed.get("list", "")
    if len(text) > LONGEST_LIST:
        raise Refusal(LONG)
    return resultlines.read(visit.session, event, text)


def _number(text: str) -> int:
    return max(int(text[:6]), 1) if text.isascii() and text.isdigit() else 1


def _saved(event: Event, changed: int) -> str:
    """The word for what was done: nothing was different, entered, or corrected and told."""
    if not changed:
        return "results-same"
    return "results-corrected" if event.results_at else "results-saved"


def _done(event: Event, word: str, place: str = "") -> Response:
    return done(eventpages.path(event, PART), word, place)
