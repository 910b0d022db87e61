"""What a helper's phone sends: people who came, each with a nonce; read, done, answered one by one.

An entry is an object with `nonce` and one of `key` (a line of the list), `code` (a member's six figures; `qr` where it
was scanned) or `name` (a walk-in, with `places` and `unit`); `at` is when it happened, in milliseconds since 1970.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from bot.domain import checkins, doorcodes, doorlist, units, walkins
from bot.domain.acts import Act
from bot.domain.checkins import Already, CheckIn, Way
from bot.domain.events import Event
from bot.domain.seats import Registration
from bot.domain.stewards import Steward
from bot.errors import Refusal
from bot.messages import clean

MOST: Final = 50
"""Entries in one batch."""

NONCE: Final = re.compile(r"[0-9A-Za-z_-]{8,40}", re.ASCII)
CODE: Final = re.compile(r"\d{6}", re.ASCII)
LATEST: Final = 4_102_444_800_000
"""Milliseconds: 2100. What is later is no time of ours."""

IN: Final = "{name} 签到了。"
TAKEN_BACK: Final = "{name} 的这次签到已经在工作台撤销了。"
UNREADABLE: Final = "这一条读不出来，没有记下。请在名单里找到人，再签一次。"
NO_LINE: Final = "名单上没有这个人，可能刚退了报名。请刷新名单再看。"
NO_CODE: Final = "没有这个签到码。请核对 6 位数字；还是不对，就按姓名在名单里找。"


class Unreadable(ValueError):
    """It is no entry of ours."""


@dataclass(frozen=True)
class Entry:
    """One who came, as the phone tells it."""

    nonce: str
    key: str = ""
    code: str = ""
    qr: bool = False
    name: str = ""
    places: int = 1
    unit: int | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Answer:
    """What became of an entry: `state` is in, already, undone or refused; `words` are for the helper."""

    nonce: str
    state: str
    words: str
    key: str = ""

    @property
    def plain(self) -> dict[str, str]:
        """As JSON has it."""
        return {"nonce": self.nonce, "state": self.state, "words": self.words, "key": self.key}


def read(sent: object) -> list[Entry]:
    """The entries of a batch; Unreadable where it is none of ours."""
    found = sent.get("entries") if isinstance(sent, dict) else None
    if not isinstance(found, list) or len(found) > MOST:
        raise Unreadable
    return [_entry(one) for one in found]


def take(act: Act, event: Event, steward: Steward, entry: Entry) -> Answer:
    """Do one; what is refused is undone by itself, and the others stay."""
    try:
        with act.session.begin_nested():
            row = _taken(act, event, steward, entry)
            name = _name(act, row)
    except Already as why:
        return Answer(entry.nonce, "already", f"{_name(act, why.check_in)} {why}", _key(why.check_in))
    except Refusal as why:
        return Answer(entry.nonce, "refused", str(why), entry.key)
    if row.undone_at:
        return Answer(entry.nonce, "undone", TAKEN_BACK.format(name=name), _key(row))
    return Answer(entry.nonce, "in", IN.format(name=name), _key(row))


def _taken(act: Act, event: Event, steward: Steward, entry: Entry) -> CheckIn:
    if entry.name:
        unit = units.numbered(act.session, entry.unit) if entry.unit else None
        return walkins.enter(
            act, event, nonce=entry.nonce, name=entry.name, places=entry.places, unit_id=unit.id if unit else None,
            at=entry.at, steward=steward,
        )  # fmt: skip
    coded = bool(entry.code)
    line = (doorcodes.coded if coded else doorlist.of_key)(act.session, event, entry.code or entry.key)
    if line is None:
        raise Refusal(NO_CODE if coded else NO_LINE)
    way = Way.LIST if not coded else Way.QR if entry.qr else Way.CODE
    return checkins.take(
        act, event, line.registration, nonce=entry.nonce, way=way, at=entry.at, squad_member=line.member,
        steward=steward,
    )  # fmt: skip


def _entry(sent: object) -> Entry:
    if not isinstance(sent, dict) or not NONCE.fullmatch(_text(sent, "nonce")):
        raise Unreadable
    entry = Entry(
        nonce=_text(sent, "nonce"),
        key=_text(sent, "key"),
        code=_text(sent, "code"),
        qr=sent.get("qr") is True,
        name=clean(_text(sent, "name")),
        places=_number(sent.get("places", 1), 1000) or 0,
        unit=_number(sent.get("unit"), units.MOST - 1),
        at=_moment(_number(sent.get("at"), LATEST)),
    )
    if sum(bool(one) for one in (entry.key, entry.code, entry.name)) != 1:
        raise Unreadable
    return entry


def _text(sent: Mapping[str, Any], name: str) -> str:
    found = sent.get(name, "")
    if not isinstance(found, str):
        raise Unreadable
    return found[:200]


def _number(found: object, most: int) -> int | None:
    """A whole number from 0 up to a bound; None for anything else."""
    whole = isinstance(found, int) and not isinstance(found, bool)
    return found if whole and isinstance(found, int) and 0 <= found <= most else None


def _moment(milliseconds: int | None) -> datetime | None:
    return None if milliseconds is None else datetime.fromtimestamp(milliseconds / 1000, UTC)


def _name(act: Act, row: CheckIn) -> str:
    event = act.session.get_one(Event, row.event_id)
    line = doorlist.of_key(act.session, event, _key(row))
    return line.name if line else act.session.get_one(Registration, row.registration_id).name or doorlist.UNNAMED


def _key(row: CheckIn) -> str:
    return f"m{row.squad_member_id}" if row.squad_member_id else f"r{row.registration_id}"
