"""The day's code of an event: four figures that hang at the door, with which members check themselves in.

The organiser makes it, another one when it went round, and stops it. Wrong ones are counted: five, then one an hour.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import audit, checkins, codes, doorlist, hosting, offers
from bot.domain.acts import Act
from bot.domain.checkins import CheckIn, Way
from bot.domain.codes import Code
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address
from bot.store import settings, throttles
from bot.store.throttles import Rule

LENGTH: Final = 4
SCENE: Final = "checkin-{code}-{day}"
NO_SCENE: Final = "在公众号里发“签到 {day}”就行，不用二维码。"
NO_DAY: Final = "“{title}”的日期还没定。请先在“编辑”里定好时间，再做签到口令。"
NONE: Final = "现在没有签到口令，不用停。"
OVER: Final = "“{title}”取消了，或者签到已经结束，不用再做签到口令。"
UNKNOWN: Final = "您没有报名“{title}”。{next}"
ROOM: Final = "还有空位，请到门口找签到的工作人员，当场就能报名。"
NO_ROOM: Final = "名额已经满了，请到门口问一下签到的工作人员。"
BY_LEADER: Final = "按队报名的，由领队签到一次就行；领队没来，请找门口签到的工作人员。"


@dataclass(frozen=True)
class Hourly(Rule):
    """So many tries are free; after that each waits the whole span."""

    def delay(self, failures: int) -> timedelta:
        """The wait after so many failures."""
        return self.longest if failures >= self.free else timedelta()


WRONG: Final = Hourly(free=5, longest=timedelta(hours=1))
STRANGERS: Final = Hourly(free=200, longest=timedelta(hours=1))
"""All addresses together that are expected nowhere now: a new address is had for nothing, and would try five more."""


def make(act: Act, officer: Officer, event: Event) -> str:
    """A new code, which no other event has; the one before is good no more."""
    act.session.refresh(event, with_for_update=True)
    hosting.require(act.session, officer, event)
    there = checkins.window(event)
    if there is None:
        raise Refusal(checkins.NO_DAY.format(title=event.title))
    if event.draft or event.cancelled or event.archived_at or act.now > there[1]:
        raise Refusal(OVER.format(title=event.title))
    used = set(act.session.scalars(select(Event.day_code).where(Event.day_code.is_not(None))))
    event.day_code = secrets.choice([code for code in map(_written, range(10**LENGTH)) if code not in used])
    audit.log(act, "event.day_code_made", event)
    return event.day_code


def stop(act: Act, officer: Officer, event: Event) -> None:
    """Nobody checks themselves in any more."""
    act.session.refresh(event, with_for_update=True)
    hosting.require(act.session, officer, event)
    if event.day_code is None:
        raise Refusal(NONE)
    event.day_code = None
    audit.log(act, "event.day_code_stopped", event)


def arrive(
    act: Act, member: Member, address: Address, day_code: str, event_code: str | None = None
) -> tuple[Event, CheckIn] | timedelta | None:
    """The member checks themselves in with the day's code, at the event that a scanned one names by its code.

    A wrong code is None and counts; a timedelta is how long to wait after too many. Refusal for a right code that does
    not help: too early, too late, not signed up, here already.
    """
    budgets = _budgets(act, member, address)
    if wait := throttles.spend(act.session, budgets, act.now):
        return wait
    known = [one for one in _coded(act.session, day_code) if event_code in {None, one.code}]
    if not known:
        return None
    for budget, rule in budgets.items():
        throttles.forgive(act.session, budget, act.now, whole=rule is WRONG)
    there = _likeliest(act, member, known)
    return there, _checked_in(act, member, there)


def people(session: Session, check_in: CheckIn) -> int:
    """How many came with this check-in."""
    place = session.get_one(Registration, check_in.registration_id)
    return 1 if check_in.squad_member_id else place.team_size or place.places


def posters(session: Session, config: Config, event: Event) -> list[Code]:
    """What the codes of a poster hold, for each channel that is configured; none where there is no day's code."""
    if event.day_code is None:
        return []
    scene = SCENE.format(code=event.code, day=event.day_code)
    found = [Code("web", "网页聊天", f"{config.web.public_url}/chat#{scene}")]
    if config.telegram.on:
        name = settings.known(session, codes.BOT)
        found.append(Code("telegram", "Telegram", f"https://t.me/{name}?start={scene}" if name else "", codes.NO_BOT))
    if config.wechat.on:
        found.append(Code("wechat", "微信公众号", "", NO_SCENE.format(day=event.day_code)))
    return found


def _checked_in(act: Act, member: Member, event: Event) -> CheckIn:
    if why := checkins.why_shut(act, event, act.now):
        raise Refusal(why)
    line = doorlist.of_member(act.session, event, member)
    if line is None:
        room = ROOM if offers.has_room(act.session, event) else NO_ROOM
        raise Refusal(UNKNOWN.format(title=event.title, next=BY_LEADER if event.team_least else room))
    nonce = secrets.token_hex(16)
    return checkins.take(act, event, line.registration, nonce=nonce, way=Way.SELF, squad_member=line.member)


def _likeliest(act: Act, member: Member, known: list[Event]) -> Event:
    """Of several with one code: one that goes on now, where they are expected."""
    return min(known, key=lambda one: (
        checkins.why_shut(act, one, act.now) is not None, doorlist.of_member(act.session, one, member) is None, one.id,
    ))  # fmt: skip


def _coded(session: Session, day_code: str) -> list[Event]:
    seen = select(Event).where(Event.day_code == day_code, Event.draft.is_(False), Event.archived_at.is_(None))
    return list(session.scalars(seen))


def _budgets(act: Act, member: Member, address: Address) -> dict[str, Rule]:
    """The address's own, and for who is expected nowhere now that of all strangers."""
    own: dict[str, Rule] = {_digest(act.session, f"{address.channel}:{address.id}"): WRONG}
    return own if _is_expected(act, member) else own | {_digest(act.session, "strangers"): STRANGERS}


def _is_expected(act: Act, member: Member) -> bool:
    coded = act.session.scalars(select(Event).where(Event.day_code.is_not(None), Event.archived_at.is_(None)))
    on = (one for one in coded if checkins.why_shut(act, one, act.now) is None)
    return any(doorlist.of_member(act.session, one, member) for one in on)


def _digest(session: Session, whose: str) -> str:
    return hashlib.sha256(f"{settings.secret(session, 'check-in-tries')}:{whose}".encode()).hexdigest()


def _written(number: int) -> str:
    return f"{number:0{LENGTH}d}"
