"""Admission: who may come to an event, with how many, and what is said to those for whom there is no place now."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import calendar, caps, offers, seats, units
from bot.domain.acts import Act
from bot.domain.caps import Claim, Needs, Room
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.queues import LIVE, WaitingPlace
from bot.domain.seats import Extras, Registration, Team
from bot.domain.series import Series
from bot.domain.squadbook import SquadMember
from bot.errors import Refusal

MOST_OTHERS: Final = 3
"""Sessions of the same series that are named."""

NOT_FOR_UNIT: Final = "“{title}”是给“{unit}”的会员办的，您现在归“{yours}”。单位不对的话，回复“人工”请工会改过来再报。"
NOT_FOR_GROUP: Final = "“{title}”只请{groups}参加，您没有选自己是{missing}。选错了就重新报一次。"
NO_GUESTS: Final = "“{title}”不能带人，请只报您自己。"
MANY_GUESTS: Final = "“{title}”每人最多带 {most} 位，您填的是 {given} 位。请少带几位再报。"
NEVER: Final = "“{title}”一共只给 {limit} 个名额，您这边要 {places} 个，坐不下。请少带几位再报。"
ONCE: Final = "“{series}”每人参加一场，您已经{has}“{title}”（{when}）。想换成这一场，先回复“{way}：{code}”，再来报。"

FULL: Final = "“{title}”的名额（{seats}）已经满了。"
FULL_UNIT: Final = "“{title}”给“{unit}”的名额（{seats}）已经满了。"
FULL_GROUP: Final = "“{title}”给{group}的名额（{seats}）已经满了。"
SOME: Final = "“{title}”{whose}只剩 {free} 个名额，您要 {places} 个。少要几个可以马上报。"
AWAITED: Final = "“{title}”{whose}剩下的名额先给排在前面的人。"
QUEUE: Final = "想等名额，回复“排队：{title}”，有人退出就按先后通知您。"
OTHERS: Final = "也可以换一场：{titles}还有名额。"
OTHER: Final = "{when}的回复“报名：{code}”"
ASK: Final = "有疑问请找：{contact}。"


class Full(Refusal):
    """No place is free, or those that are belong to the ones who wait."""

    def __init__(self, event: Event, words: str = "") -> None:
        super().__init__(words or (FULL + QUEUE).format(title=event.title, seats=event.seats))


def newcomer(act: Act, event: Event, member: Member, team: Team | None, extras: Extras, already: str) -> Claim:
    """What a member wants who has no place and no turn yet; Refusal with the next step where they may not come.

    The event's row is locked from here on, so that no two take the last place.
    """
    act.session.refresh(event, with_for_update=True)
    if why := event.why_closed(act):
        raise Refusal(why)
    found = seats.of(act.session, event, member)
    if found and found.left_at is None:
        raise Refusal(already.format(title=event.title))
    offers.lapse(act, event)
    if queued := offers.of(act.session, event, member):
        raise Refusal(offers.told(act, event, queued))
    seats.check_team(event, team, extras)
    return require(act, event, member, team, extras)


def require(act: Act, event: Event, member: Member, team: Team | None, extras: Extras) -> Claim:
    """What a member wants of an event; Refusal where they may not come, or not with so many."""
    claim = Claim.made(member.unit_id, team, extras)
    if why := barred(act, event, claim):
        raise Refusal(why)
    require_guests(event, claim, extras)
    require_once(act, event, member)
    return claim


def barred(act: Act, event: Event, claim: Claim) -> str | None:
    """Why an event is not for somebody of that unit and those groups, in words; None where it is."""
    session = act.session
    if event.unit_id and (claim.unit_id is None or event.unit_id not in units.line(session, claim.unit_id)):
        names = {"unit": _unit_name(session, event.unit_id), "yours": _unit_name(session, claim.unit_id or 0)}
        return NOT_FOR_UNIT.format(title=event.title, **names) + _ask(event)
    wanted = [one for one in event.groups or () if one not in claim.groups]
    if wanted:
        groups = "、".join(label(act, one) for one in event.groups)
        missing = "、".join(label(act, one) for one in wanted)
        return NOT_FOR_GROUP.format(title=event.title, groups=groups, missing=missing) + _ask(event)
    return None


def full(act: Act, event: Event, claim: Claim, *, had: Claim | None = None, bare: bool = False) -> Full | None:
    """Why there is no place now for what is wanted, with all that one can do; None where there is one.

    `had`: what they have already, where they only want more. `bare`: without what a member can do; staff ask.
    """
    room = offers.left(act.session, event)
    needs = room.needs(claim)
    for key, places in (room.needs(had) if had else {}).items():
        needs[key] = needs.get(key, 0) - places
    if not room.short(needs):
        return None
    why = _why(act, event, room, needs)
    if bare:
        return Full(event, why)
    ways = "" if had else QUEUE.format(title=event.title) + _others(act, event, claim)
    return Full(event, why + ways + _ask(event))


def label(act: Act, group: str) -> str:
    """What a group is called; its key, where the union has none of that key any more."""
    known = act.config.events.occasions.groups
    return known[group].label if group in known else group


def whose(act: Act, key: str) -> str:
    """For whom a limit is, as part of a sentence; nothing where it is for all."""
    kind, _, name = key.partition(":")
    if kind == "unit":
        return f"给“{_unit_name(act.session, int(name))}”的"
    return f"给{label(act, name)}的" if kind == "group" else ""


def require_guests(event: Event, claim: Claim, extras: Extras, had: int = 0) -> None:
    """Refusal of more guests than an event allows, or has room for at all; those they `had` before are theirs."""
    given = claim.places - 1 if extras.guests >= 0 else extras.guests
    if given < 0 or given > max(event.guests, had):
        words = MANY_GUESTS if event.guests else NO_GUESTS
        raise Refusal(words.format(title=event.title, most=event.guests, given=given))
    if given and given <= had:
        return
    if limit := caps.beyond(event, claim):
        raise Refusal(NEVER.format(title=event.title, limit=limit, places=claim.places))


def require_once(act: Act, event: Event, member: Member) -> None:
    """Refusal of who has a place, a turn or a team at another session, where one comes to one of them only.

    The series' row is held meanwhile: nobody takes two of its sessions at once.
    """
    series = act.session.get(Series, event.series_id) if event.series_id else None
    if series is None or not series.once:
        return
    act.session.refresh(series, with_for_update=True)
    for table, live, has, way in (
        (Registration, Registration.left_at.is_(None), "报了", "取消报名"),
        (WaitingPlace, WaitingPlace.state.in_(LIVE), "在排", "退出排队"),
        (SquadMember, SquadMember.left_at.is_(None), "组队报了", "退队"),
    ):
        mine = select(Event).join(table, table.event_id == Event.id).where(table.member_id == member.id, live)
        siblings = mine.where(Event.series_id == series.id, Event.id != event.id, Event.cancelled.is_(False))
        if other := act.session.scalars(siblings).first():
            names = {"series": series.title, "title": other.title, "code": other.code, "when": _when(act, other)}
            raise Refusal(ONCE.format(has=has, way=way, **names))


def _why(act: Act, event: Event, room: Room, needs: Needs) -> str:
    wanted = {key: places for key, places in needs.items() if places > 0}
    closed = room.short(dict.fromkeys(wanted, 1))
    key = (closed or room.short(wanted))[-1]
    given = {"title": event.title, "seats": room.limit(key)}
    if not closed:
        return SOME.format(whose=whose(act, key), free=room.free(key), places=wanted[key], **given)
    if room.free(key) > 0:
        return AWAITED.format(whose=whose(act, key), **given)
    kind, _, name = key.partition(":")
    if kind == "unit":
        return FULL_UNIT.format(unit=_unit_name(act.session, int(name)), **given)
    return FULL_GROUP.format(group=label(act, name), **given) if kind == "group" else FULL.format(**given)


def _others(act: Act, event: Event, claim: Claim) -> str:
    """Which other sessions of the series have room for them."""
    if event.series_id is None:
        return ""
    siblings = select(Event).where(Event.series_id == event.series_id, Event.id != event.id).order_by(Event.starts_at)
    open_ones = [one for one in act.session.scalars(siblings) if one.why_closed(act) is None]
    welcome = [one for one in open_ones if not barred(act, one, claim) and offers.has_room(act.session, one, claim)]
    told = [OTHER.format(when=_when(act, one), code=one.code) for one in welcome[:MOST_OTHERS]]
    return OTHERS.format(titles="、".join(told)) if told else ""


def _when(act: Act, event: Event) -> str:
    return calendar.shown(event.starts_at, act.config.zone) if event.starts_at else f"{event.month.month}月"


def _ask(event: Event) -> str:
    return ASK.format(contact=event.contact) if event.contact else ""


def _unit_name(session: Session, unit_id: int) -> str:
    unit = units.numbered(session, unit_id)
    return unit.name if unit else "别的单位"
