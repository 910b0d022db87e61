"""A member comes by a link or a scanned code that says what it is about: an event, its door, a team, a unit, a case."""

from bot.conversation import command
from bot.conversation.menu import Answer
from bot.domain import events, registrations, units
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Reply
from handlers import checkin, reception, signup, squad, status
from handlers.turn import Turn

ASKED = "您扫的是“{unit}”的码。要归到这个单位吗？归过去以后，您反映的事先由它处理，它的活动也会通知您。"
JOIN = "加入单位：{unit}"
JOINED = "好的，您现在归“{unit}”。有事随时在这里说。"
ALREADY = "您已经归“{unit}”了。有事随时在这里说。"
NO_UNIT = "没有找到这个单位，可能已经改名或合并。回复“人工”找工会的人帮您看看。"


@command(pattern=r"/start\s+(?P<kind>event|unit|case|team|checkin)-(?P<what>\S{1,60})")
def arrive(turn: Turn, kind: str, what: str) -> Answer:
    """Open the talk that the link is about."""
    if kind == "event":
        return signup.sign_up.run(turn, what=_code(turn, what))
    if kind == "checkin":
        return checkin.scanned(turn, what)
    if kind == "team":
        return squad.begin_joining.run(turn, code=what)
    if kind == "case":
        return status.by_number.run(turn, number=what)
    number = _number(what)
    unit = None if number is None else units.numbered(turn.session, number)
    if unit is None:
        raise Refusal(NO_UNIT)
    if turn.member.unit_id == unit.id:
        return Reply(ALREADY.format(unit=unit.name))
    return Reply(ASKED.format(unit=unit.name), (JOIN.format(unit=unit.name),))


@command(pattern=r"(?is)/start\s.*")
def arrive_anywhere(turn: Turn) -> Answer:
    """The menu, for a link that means nothing to us."""
    return reception.menu.run(turn)


@command(pattern=r"加入单位\s*[:：]\s*(?P<name>.{1,60})")
def join(turn: Turn, name: str) -> Reply:
    """Belong to a unit."""
    unit: Unit | None = units.named(turn.session, name.strip())
    if unit is None:
        raise Refusal(NO_UNIT)
    registrations.move(turn.act, turn.member, unit)
    return Reply(JOINED.format(unit=unit.name))


def _code(turn: Turn, what: str) -> str:
    """The code of the event that a link names by its code or its number; what it says, where there is none."""
    number = None if events.seen(turn.session, what) else _number(what)
    numbered = None if number is None else events.numbered(turn.session, number)
    return numbered.code if numbered else what


def _number(what: str) -> int | None:
    return int(what) if what.isdecimal() and what.isascii() else None
