"""Members: the list by unit and by name, one member, and moving one to another unit. No filing stands here."""

from dataclasses import replace

from starlette.responses import Response

from bot.console import choices, spreadsheets
from bot.console.pages.lists import file
from bot.console.visit import Visit, done, missing
from bot.console.wording import CHANNELS, phone
from bot.domain import directory, registrations
from bot.domain.directory import Directory, Entry
from bot.domain.members import Member
from bot.domain.roles import Right
from bot.domain.units import NEWEST, Unit
from bot.errors import Refusal
from bot.messages import clean

BOARD = "/console/members"
SHOWN = 50
HEADINGS = ("姓名", "电话", "单位", "渠道", "哪个月起", "活动通知", "会员编号")
TOO_MANY = "“{unit}”和下级一共有 {count} 名会员，一次最多导出 {most} 名。请选一个下级单位。"


def board(visit: Visit) -> Response:
    """The members of the officer's units, newest first; of one unit, and of a name, where they are asked for."""
    name, refused = clean(visit.query.get("name", "")), visit.refused
    try:
        unit = _asked(visit, visit.query.get("unit", ""))
    except Refusal as refusal:
        unit, refused = None, str(refusal)
    book = _book(visit, unit)
    before = _number(visit.query.get("before", "")) or NEWEST
    found = book.named(name, before, SHOWN) if name else book.page(before, SHOWN)
    return replace(visit, refused=refused).render(
        "members.html",
        found=found,
        count=book.count(),
        unit=unit,
        name=name,
        first=before == NEWEST,
        choices=choices.names(visit, Right.SEE_MEMBERS),
        channels=CHANNELS,
    )


def show(visit: Visit) -> Response:
    """One member."""
    member = _member(visit)
    entry = _book(visit).entries([member])[0]
    movable = Right.MEMBERS in visit.rights
    offered = choices.names(visit, Right.MEMBERS) if movable else []
    return visit.render("member.html", one=entry, movable=movable, choices=offered, channels=CHANNELS)


def move(visit: Visit) -> Response:
    """The member belongs to another unit from now on."""
    member = _member(visit)
    unit = choices.unit(visit, visit.typed.get("unit", ""), Right.MEMBERS)
    registrations.move(visit.act, member, unit)
    return done(f"{BOARD}/{member.id}", "member-moved")


def export(visit: Visit) -> Response:
    """The members of a unit and those below it as a spreadsheet."""
    unit = choices.unit(visit, visit.typed.get("unit", ""), Right.SEE_MEMBERS)
    count, most = _book(visit, unit).count(), spreadsheets.MOST_WRITTEN
    if count > most:
        raise Refusal(TOO_MANY.format(unit=unit.name, count=count, most=most))
    rows = [_row(one) for one in directory.export(visit.act, visit.officer, unit, most)]
    return file("会员", spreadsheets.write("会员", HEADINGS, rows))


def _book(visit: Visit, unit: Unit | None = None) -> Directory:
    return Directory(visit.session, visit.officer, visit.act.config.zone, unit)


def _asked(visit: Visit, written: str) -> Unit | None:
    return choices.unit(visit, written, Right.SEE_MEMBERS) if written.strip() else None


def _member(visit: Visit) -> Member:
    """The member whom the address names, of the officer's units."""
    number = _number(visit.path["member"])
    found = _book(visit).find(number) if number else None
    if found is None or found.unit_id not in visit.units:
        raise missing()
    return found


def _number(written: str) -> int | None:
    known = written.isdecimal() and written.isascii() and len(written) <= len(str(NEWEST))
    return min(int(written), NEWEST) if known else None


def _row(one: Entry) -> tuple[int | str, ...]:
    since, wanted = f"{one.since:%Y-%m}", "要" if one.subscribed else "退订"
    reached = "、".join(CHANNELS.get(channel, channel) for channel in one.channels)
    return one.name, phone(one.phone) if one.phone else "", one.unit, reached, since, wanted, one.id
