"""Paper lists: people without an account, as a unit wrote them down, are read, looked through, and given their places.

Nothing is guessed: what does not fit is said beside its row, and the officer mends it, leaves it out, or knows better.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import phonenumbers
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import admission, audit, hosting, offers, registrations, seats, units
from bot.domain.acts import Act
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.seats import Registration, Source
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import clean

COLUMNS: Final = ("姓名", "单位", "电话", "人数")
"""In this order where the first row has no 姓名; otherwise in any, and only 姓名 must be there."""

MOST_ROWS: Final = 2000
LONGEST_NAME: Final = 40
BETWEEN: Final = re.compile(r"\s*[\t,，;；|]\s*")

NO_NAME: Final = "没写姓名"
LONG_NAME: Final = f"姓名超过 {LONGEST_NAME} 个字"
TWICE: Final = "和第 {row} 行同名、同单位"
KNOWN: Final = "名单上已经有一位同名、同单位的人"
NO_UNIT: Final = "没写单位，算在主办单位"
NO_SUCH_UNIT: Final = "没有叫“{unit}”的单位"
NOT_FOR_UNIT: Final = "这个单位不在活动的对象里"
NO_PHONE: Final = "“{phone}”不像电话号码"
NO_COUNT: Final = "人数要写 1 以上的整数"
MANY: Final = "每人最多带 {most} 位，这一行一共 {places} 位"
JOINING: Final = "“{title}”是队员各自加入的比赛，纸上的名单登记不了。请领队用手机组队，把入队码给队员。"
ALONE: Final = "这个活动不带同伴，这一行一共 {places} 位"

EMPTY: Final = "名单是空的。一行写一个人：姓名、单位、电话、人数，中间用逗号或空格隔开，后三样可以不写。"
TOO_MANY: Final = f"一次最多登记 {MOST_ROWS} 行。请分几次来。"
NOBODY: Final = "没有选要登记的人，一个也没有登记。"
WRONG: Final = "第 {row} 行{why}，一个也没有登记。请改好，或者去掉这一行。"
NO_ROOM: Final = "名单上的人{whose}要 {places} 个名额，现在只有 {free} 个，一个也没有登记。请减几个人，或者先加名额。"
GONE: Final = "这个人已经不在名单上了，请刷新页面。"
THEIR_OWN: Final = "这一位是自己报名的，不能从这里划掉。去不了的话，请他自己回复“取消报名：{title}”。"


@dataclass(frozen=True)
class Row:
    """One person of a list, with its number there. `doubts` are the officer's to decide; what is `wrong` keeps it out.

    `places` counts the person and who comes along.
    """

    number: int
    name: str
    unit: str
    unit_id: int | None
    places: int
    phone: str | None
    doubts: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A list that was read. `headed`: its first row named the columns; otherwise they were taken in our order."""

    rows: tuple[Row, ...]
    headed: bool

    @property
    def certain(self) -> tuple[Row, ...]:
        """Those about whom there is nothing to decide."""
        return tuple(row for row in self.rows if not row.doubts and not row.wrong)


def read(session: Session, event: Event, given: str | Sequence[Sequence[str]]) -> Sheet:
    """A list as it was pasted, or the rows of a table; Refusal where there is nobody in it, or too many.

    Also where nobody could be entered: of a draft, or of an event that was called off or put away.
    """
    _require_list(event)
    table = [_cells(line) for line in clean(given).splitlines()] if isinstance(given, str) else given
    heads = ["".join(cell.split()) for cell in table[0]] if table else []
    headed = COLUMNS[0] in heads
    at = [heads.index(one) if one in heads else -1 for one in COLUMNS] if headed else list(range(len(COLUMNS)))
    lines = [(number, [_at(row, place) for place in at]) for number, row in enumerate(table, 1)]
    found = [(number, row) for number, row in lines[headed:] if any(row)]
    if not found:
        raise Refusal(EMPTY)
    if len(found) > MOST_ROWS:
        raise Refusal(TOO_MANY)
    reader = _Reader(session, event)
    return Sheet(tuple(reader.row(number, *row) for number, row in found), headed)


def enter(act: Act, officer: Officer, event: Event, rows: Sequence[Row]) -> int:
    """Give a place to each of these, or to nobody; how many they are. Refusal, in words, where it cannot be."""
    hosting.require(act.session, officer, event)
    if not rows:
        raise Refusal(NOBODY)
    for row in rows:
        if row.wrong:
            raise Refusal(WRONG.format(row=row.number, why=row.wrong[0]))
    act.session.refresh(event, with_for_update=True)
    _require_list(event)
    offers.lapse(act, event)
    _require_room(act, event, rows)
    places = [Registration(name=one.name, unit_id=one.unit_id, places=one.places, phone=one.phone) for one in rows]
    registrations.write_down(act, event, officer, Source.PAPER, places)
    audit.log(act, "event.list_entered", event, count=len(rows))
    return len(rows)


def strike(act: Act, officer: Officer, event: Event, registration: Registration) -> None:
    """Take one out whom staff wrote down; what was known of them goes, and the place to whoever waits."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    registrations.require_list(event)
    act.session.refresh(registration)
    if registration.event_id != event.id or registration.left_at is not None:
        raise Refusal(GONE)
    if registration.member_id is not None:
        raise Refusal(THEIR_OWN.format(title=event.title))
    registration.left_at = act.now
    seats.blank(act.session, [registration])
    audit.log(act, "registration.struck", registration, event=event.id)
    offers.offer_freed(act, event)


class _Reader:
    """What a list is looked at with: the tree, the audience's part of it, who comes already, who was read before."""

    def __init__(self, session: Session, event: Event) -> None:
        living = select(Unit.name, Unit.id).where(Unit.closed_at.is_(None))
        self._event = event
        self._units: Mapping[str, int] = {name: number for name, number in session.execute(living)}  # noqa: C416 - rows
        self._audience = units.subtree(session, event.unit_id) if event.unit_id else set(self._units.values())
        self._there = {(place.name, place.unit_id) for place in seats.of_event(session, event)}
        self._before = dict[tuple[str, str], int]()

    def row(self, number: int, name: str, unit: str, phone: str, count: str) -> Row:
        """One row, with all that is to be said of it."""
        unit_id, places, called = self._units.get(unit), _count(count), _phone(phone)
        wrong = [NO_NAME] if not name else [LONG_NAME] if len(name) > LONGEST_NAME else []
        wrong += [NO_SUCH_UNIT.format(unit=unit)] if unit and unit_id is None else []
        wrong += [NO_PHONE.format(phone=phone)] if phone and called is None else []
        wrong += [NO_COUNT] if places is None else []
        doubts = self._doubts(number, name, unit, places or 1)
        return Row(number, name, unit, unit_id, places or 1, called, tuple(doubts), tuple(wrong))

    def _doubts(self, number: int, name: str, unit: str, places: int) -> list[str]:
        unit_id, first = self._units.get(unit), self._before.setdefault((name, unit), number)
        doubts = [TWICE.format(row=first)] if name and first != number else []
        doubts += [KNOWN] if (name, unit_id) in self._there and name else []
        doubts += [NO_UNIT] if not unit else []
        doubts += [NOT_FOR_UNIT] if unit_id and unit_id not in self._audience else []
        most = self._event.guests
        return doubts + ([(MANY if most else ALONE).format(most=most, places=places)] if places > 1 + most else [])


def _require_list(event: Event) -> None:
    registrations.require_list(event)
    if event.team_joins:
        raise Refusal(JOINING.format(title=event.title))


def _require_room(act: Act, event: Event, rows: Sequence[Row]) -> None:
    """There is room for all of them, behind those who wait and could have it."""
    room, wanted = offers.left(act.session, event), Counter[str]()
    for row in rows:
        wanted.update(room.needs(Claim(row.places, row.unit_id)))
    for key in room.short(dict(wanted)):
        free = 0 if room.short({key: 1}) else room.free(key)
        raise Refusal(NO_ROOM.format(whose=admission.whose(act, key), places=wanted[key], free=free))


def _cells(line: str) -> list[str]:
    """The cells of a pasted line: between tabs, commas or semicolons; between spaces where there is none of those."""
    return BETWEEN.split(line.strip()) if BETWEEN.search(line.strip()) else line.split()


def _at(row: Sequence[str], place: int) -> str:
    return " ".join(row[place].split()) if 0 <= place < len(row) else ""


def _count(written: str) -> int | None:
    """How many; one where nothing is written."""
    digits = written.removesuffix("人").strip()
    if not digits:
        return 1
    return int(digits) if digits.isascii() and digits.isdecimal() and 0 < len(digits) < 5 and int(digits) else None  # noqa: PLR2004


def _phone(written: str) -> str | None:
    """The number in E.164 form; None where it is none."""
    try:
        number = phonenumbers.parse(written, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
