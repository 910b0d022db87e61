"""What became of a notice, member by member: by their number and unit alone, no name; and the same as a spreadsheet."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.responses import Response

from bot.console import names, noticepages, noticereasons, places, spreadsheets, written
from bot.console.noticepages import found, own, path
from bot.console.pages.lists import file
from bot.console.visit import Visit
from bot.console.wording import CHANNELS
from bot.domain import noticerows, reckonings, roles, units
from bot.domain.noticebook import Fate, Notice, Recipient, Way
from bot.domain.reckonings import Filters
from bot.domain.roles import Right

SHOWN: Final = 100
HEADINGS: Final = ("会员编号", "单位", "渠道", "结果", "怎么发的", "原因", "平台的说法", "时间", "问卷")
GONE: Final = "已删除数据"
PICKED: Final = ("state", "code", "channel", "way", "unit")
"""What can be picked out, as fields of the address."""


def show(visit: Visit) -> Response:
    """A page of the members on the list, as far as they are picked out."""
    notice, wanted = found(visit), _wanted(visit, visit.query)
    rows = reckonings.people(visit.session, notice, wanted, written.number(visit.query.get("after", "")), SHOWN + 1)
    shown = rows[:SHOWN]
    homes = names.units(visit.session, {row.unit_id for row in shown})
    picked = {name: visit.query[name] for name in PICKED if visit.query.get(name)}
    head = noticepages.context(visit, notice)
    return visit.render(
        "notice-people.html",
        **head,
        rows=[(row, homes[row.unit_id], noticereasons.of(row.code)) for row in shown],
        picked=picked,
        first=_address(notice, picked) if visit.query.get("after") else "",
        more=_address(notice, picked | {"after": str(shown[-1].id)}) if len(rows) > SHOWN else "",
        may_export=head["may_write"] and bool(shown),
        gone=GONE,
        ways=noticereasons.WAYS,
        **_picks(visit, notice),
    )


def export(visit: Visit) -> Response:
    """The members that are picked out as a spreadsheet; who took one stands in the trail."""
    notice = own(visit)
    rows = noticerows.take(visit.act, notice, _wanted(visit, visit.typed), spreadsheets.MOST_WRITTEN)
    homes = names.units(visit.session, {row.unit_id for row in rows})
    lines = [_line(visit, notice, row, homes[row.unit_id]) for row in rows]
    return file(f"通知 {notice.id} 送达", spreadsheets.write("送达", HEADINGS, lines))


def _wanted(visit: Visit, given: Mapping[str, str]) -> Filters:
    """What is picked out; what is not understood is left aside. Units beyond the officer's reach are not looked at."""
    state, way, unit = given.get("state", ""), given.get("way", ""), written.number(given.get("unit", ""))
    whole = roles.at_the_top(visit.session, visit.officer, Right.SEE_NOTICES)
    reach = None if whole else roles.reach(visit.session, visit.officer, Right.SEE_NOTICES)
    if unit:
        below = units.subtree(visit.session, unit)
        reach = below if reach is None else reach & below
    return Filters(
        state=state if state in set(Fate) else "",
        code=given.get("code", "")[:60],
        channel=given.get("channel", "")[:20],
        way=way if way in set(Way) else "",
        units=reach,
    )


def _picks(visit: Visit, notice: Notice) -> dict[str, Any]:
    """What there is to pick from."""
    codes = {code: noticereasons.of(code) for _, code, _ in reckonings.reasons(visit.session, notice) if code}
    reach = frozenset(roles.reach(visit.session, visit.officer, Right.SEE_NOTICES))
    chosen = written.number(visit.query.get("unit", "")) or None
    return {
        "fates": [(fate.value, fate.label) for fate in Fate],
        "codes": list(codes.items()),
        "channels": [(name, CHANNELS[name]) for name in ("wechat", "telegram", "web")],
        "units": [(str(number), name) for number, name in places.choices(visit.session, reach, chosen)],
    }


def _address(notice: Notice, picked: Mapping[str, str]) -> str:
    said = urlencode(picked)
    return f"{path(notice, 'people')}?{said}" if said else path(notice, "people")


def _line(visit: Visit, notice: Notice, row: Recipient, home: str) -> tuple[object, ...]:
    ended = row.ended_at.astimezone(visit.act.config.zone) if row.ended_at else None
    answered = "答了" if row.answered else "没答"
    return (
        row.member_id or GONE,
        home,
        CHANNELS.get(row.channel, row.channel),
        row.fate.label,
        noticereasons.WAYS.get(row.way, ""),
        noticereasons.of(row.code),
        row.words,
        f"{ended:%Y-%m-%d %H:%M}" if ended else "",
        answered if notice.questions else "",
    )
