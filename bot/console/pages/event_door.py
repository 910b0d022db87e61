"""The door of an event: who came, walk-ins, the links of those who help there, the day's code and its poster."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import segno
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from bot.console import choices, eventpages
from bot.console.visit import Visit, done, missing
from bot.domain import checkins, daycodes, doorcodes, doorlist, hosting, roles, stewards, walkins
from bot.domain.checkins import CheckIn, Way
from bot.domain.codes import Code, reachable
from bot.domain.doorlist import Line
from bot.domain.events import Event
from bot.domain.roles import Right
from bot.domain.stewards import Steward
from bot.errors import Refusal

PART: Final = "door"
LONGEST_NUMBER: Final = 9
NO_LINE: Final = "名单上没有这个人，可能刚退了报名。请刷新这一页再看。"
NO_CODE: Final = "没有这个签到码，请核对 6 位数字，或者在名单里找。"


@dataclass(frozen=True)
class Helper:
    """One link: who has it, how many they checked in, until when; whether it still leads in."""

    steward: Steward
    count: int
    until: datetime
    good: bool


def show(visit: Visit) -> Response:
    """The numbers, the list, the links, the code."""
    return _page(visit, eventpages.found(visit))


def poster(visit: Visit) -> Response:
    """The day's code to be printed; back to the door where there is none, or for who does not organise the event."""
    event = eventpages.found(visit)
    codes = daycodes.posters(visit.session, visit.act.config, event)
    if not codes or not hosting.may_run(visit.session, visit.officer, event):
        return RedirectResponse(eventpages.path(event, PART), 303)
    drawn = [(one, _drawn(one.address)) for one in codes if one.address]
    return visit.render("event-poster.html", event=event, codes=drawn, hints=[one for one in codes if not one.address])


def take(visit: Visit) -> Response:
    """Somebody of the list is here; or who has this code."""
    event = _run(visit)
    code = visit.text("code")
    line = doorcodes.coded(visit.session, event, code) if code else _line(visit, event)
    if line is None:
        raise Refusal(NO_CODE if code else NO_LINE)
    nonce = doorlist.nonce(visit.text("seed") or secrets.token_hex(8), line.key)
    way = Way.CODE if code else Way.LIST
    checkins.take(
        visit.act, event, line.registration, nonce=nonce, way=way, squad_member=line.member, officer=visit.officer
    )
    return done(eventpages.path(event, PART), "door-taken", f"#{line.key}")


def undo(visit: Visit) -> Response:
    """It was a slip."""
    event = _run(visit)
    row = visit.session.get(CheckIn, _number(visit, "check-in"))
    if row is None or row.event_id != event.id:
        raise missing()
    checkins.undo(visit.act, event, row)
    return done(eventpages.path(event, PART), "door-undone")


def walk_in(visit: Visit) -> Response:
    """Somebody who did not sign up is here."""
    event, written = _run(visit), visit.text("unit")
    unit = choices.unit(visit, written, Right.EVENTS) if written else None
    name = visit.text("name")
    walkins.enter(
        visit.act, event, name=name, officer=visit.officer,
        nonce=doorlist.nonce(visit.text("seed") or secrets.token_hex(8), name),
        places=_number(visit, "places"), unit_id=unit.id if unit else None, phone=visit.text("phone")[:20] or None,
    )  # fmt: skip
    return done(eventpages.path(event, PART), "door-entered")


def link(visit: Visit) -> Response:
    """A helper's link; it stands on this answer alone, in no address."""
    event = _run(visit)
    token = stewards.give(visit.act, visit.officer, event, visit.text("label"))
    return _page(visit, event, f"{visit.act.config.web.public_url}/checkin/{token}")


def unlink(visit: Visit) -> Response:
    """The link is good no more."""
    event = _run(visit)
    row = visit.session.get(Steward, _number(visit, "steward"))
    if row is None or row.event_id != event.id:
        raise missing()
    stewards.close(visit.act, visit.officer, event, row)
    return done(eventpages.path(event, PART), "door-closed", "#helpers")


def code(visit: Visit) -> Response:
    """A day's code, or another one."""
    event = _run(visit)
    daycodes.make(visit.act, visit.officer, event)
    return done(eventpages.path(event, PART), "door-coded", "#code")


def stop(visit: Visit) -> Response:
    """No day's code any more."""
    event = _run(visit)
    daycodes.stop(visit.act, visit.officer, event)
    return done(eventpages.path(event, PART), "door-stopped", "#code")


STEPS: Final = {
    "take": take, "undo": undo, "walk-in": walk_in, "link": link, "unlink": unlink, "code": code, "stop": stop,
}  # fmt: skip
"""What can be done at the door, by the last part of its address."""


def _page(visit: Visit, event: Event, address: str = "") -> Response:
    lines = doorlist.listed(visit.session, event)
    frame = eventpages.context(visit, event, PART)
    seen = lines if frame["may_run"] else _own(visit, lines)
    return visit.render(
        "event-door.html",
        **frame,
        lines=seen,
        others=len(lines) - len(seen),
        came=checkins.count(visit.session, event),
        expected=doorlist.expected(lines),
        ways={way.value: way.label for way in Way},
        why_shut=checkins.why_shut(visit.act, event, visit.act.now),
        seed=secrets.token_hex(8),
        link=address,
        picture=_drawn(address) if address else "",
        reachable=reachable(visit.act.config),
        **(_organised(visit, event) if frame["may_run"] else {"helpers": [], "codes": [], "choices": []}),
    )


def _organised(visit: Visit, event: Event) -> dict[str, Any]:
    """What is only for who organises the event."""
    made, now = checkins.by_steward(visit.session, event), visit.act.now
    helpers = [
        Helper(one, made.get(one.id, 0), stewards.ends(one, event), stewards.is_good(one, event, now))
        for one in stewards.of_event(visit.session, event)
    ]
    codes: list[Code] = daycodes.posters(visit.session, visit.act.config, event)
    return {"helpers": helpers, "codes": codes, "choices": choices.names(visit, Right.EVENTS)}


def _own(visit: Visit, lines: list[Line]) -> list[Line]:
    mine = roles.reach(visit.session, visit.officer, Right.SEE_EVENTS)
    return [line for line in lines if line.unit_id in mine]


def _run(visit: Visit) -> Event:
    """The event, for who organises it."""
    event = eventpages.found(visit)
    hosting.require(visit.session, visit.officer, event)
    return event


def _line(visit: Visit, event: Event) -> Line | None:
    return doorlist.of_key(visit.session, event, visit.text("key"))


def _number(visit: Visit, field: str) -> int:
    """The number that a form names; 0, which nothing has, where it is none."""
    number = visit.text(field)
    known = number.isdecimal() and number.isascii() and len(number) <= LONGEST_NUMBER
    return int(number) if known else 0


def _drawn(address: str) -> Markup:
    """A QR code as a part of the page; segno escapes what it writes."""
    return Markup(segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True))  # noqa: S704
