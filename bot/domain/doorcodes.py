"""Check-in codes: six figures of a member's own for one event, worked out with a secret of the store, kept nowhere.

Two who get the same figures: the one who signed up later has the next ones that are free. So a code once told stays.
Members of squads have codes from 500000 on, all others those below, so that neither changes the other's.
"""

import hmac
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, checkins, doorlist, events, own_data
from bot.domain.acts import Act
from bot.domain.doorlist import Line
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.squadbook import SquadMember
from bot.messages import Address, Reply, Upload
from bot.store import files, outbox, settings

SECRET: Final = "check-in-codes"  # noqa: S105 - the name of the store's secret, not the secret
HALF: Final = 500_000
AHEAD: Final = timedelta(days=2)
"""So long before an event one gets one's code."""

FILE: Final = "签到码.png"
SENT: Final = "“{title}”的签到码图片，到门口给工作人员扫一下。"


def of_event(session: Session, event: Event) -> dict[str, str]:
    """The keys of all lines of an event, by their codes. In a writing transaction."""
    secret = settings.secret(session, SECRET)
    places = select(Registration.id).where(Registration.event_id == event.id).order_by(Registration.id)
    members = select(SquadMember.id).where(SquadMember.event_id == event.id).order_by(SquadMember.id)
    names = [f"{event.id}:r{number}" for number in session.scalars(places)]
    of_squads = [f"{event.id}:m{number}" for number in session.scalars(members)]
    found = deal(secret, names, 0) | deal(secret, of_squads, HALF)
    return {code: name.partition(":")[2] for code, name in found.items()}


def coded(session: Session, event: Event, code: str) -> Line | None:
    """The line of a code. In a writing transaction."""
    key = of_event(session, event).get(code.strip())
    return doorlist.of_key(session, event, key) if key else None


def code_of(session: Session, event: Event, line: Line) -> str:
    """The code of a line. In a writing transaction."""
    return next(code for code, key in of_event(session, event).items() if key == line.key)


def coming(act: Act, member: Member) -> list[tuple[Event, Line]]:
    """Where the member is expected today or in the next two days, soonest first."""
    ahead = events.starting_between(act.session, act.now - AHEAD, act.now + AHEAD)
    mine = [(event, doorlist.of_member(act.session, event, member)) for event in ahead if _goes_on(act, event)]
    return [(event, line) for event, line in mine if line]


def payload(event: Event, code: str) -> str:
    """What a member's QR code holds."""
    return f"GY:{event.code}:{code}"


def send(act: Act, event: Event, line: Line, address: Address) -> None:
    """Send a member their code as a picture to be scanned; it is kept as long as other files made for members."""
    drawn = io.BytesIO()
    segno.make(payload(event, code_of(act.session, event, line)), error="m").save(drawn, kind="png", scale=10, border=4)
    audit.log(act, "registration.code_sent", line.registration, event=event.id)
    kept = files.keep(act.session, Upload(FILE, "image/png", drawn.getvalue()), act.now)
    key = f"{own_data.KIND}:code:{audit.last(act.session, line.registration)}"
    reply = Reply(SENT.format(title=event.title), files=(kept,))
    outbox.put(act.session, address, reply, key=key, kind=own_data.KIND, now=act.now)


def _goes_on(act: Act, event: Event) -> bool:
    there = checkins.window(event)
    return there is not None and act.now <= there[1]


def deal(secret: str, names: Sequence[str], first: int, room: int = HALF) -> dict[str, str]:
    """Six figures for each name in its turn, from so many on: by the code, the name; no two have the same."""
    found = dict[str, str]()
    for name in names:
        turn, code = 0, _figures(secret, f"{name}:0", first, room)
        while code in found:
            turn += 1
            code = _figures(secret, f"{name}:{turn}", first, room)
        found[code] = name
    return found


def _figures(secret: str, what: str, first: int, room: int) -> str:
    drawn = hmac.digest(secret.encode(), what.encode(), "sha256")
    return f"{first + int.from_bytes(drawn[:8]) % room:06d}"
