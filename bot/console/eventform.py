"""The form of an event: what an officer typed becomes an arrangement, and an arrangement what the form shows.

Fields are plain words by name, so that a refusal shows again what was typed, whatever it was.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from bot.console import choices, names, questionrows, written
from bot.console.visit import Visit
from bot.domain.arrangements import Arrangement
from bot.domain.roles import Right
from bot.errors import Refusal
from bot.messages import clean

BEGIN, END = "00:00", "23:59"
ALONE, FORM, JOINS = "no", "form", "joins"

NO_TIME: Final = "{what}写了日期，没写几点。请补上钟点，比如 14:00。"
NO_DAY: Final = "{what}写了钟点，没写哪一天。请补上日期。"
BAD_TIME: Final = "{what}的钟点“{written}”没看懂。请写成 14:00 这样。"
BAD_MONTH: Final = "请选这个活动在哪个月；定了日期的，写上开始的日期就行。"

WORDS: Final = ("place", "audience", "fee", "contact", "details")
COUNTS: Final = {"seats": "名额", "unit_seats": "每个单位的名额"}
TEAM_COUNTS: Final = {"team_least": "每队最少人数", "team_most": "每队最多人数", "team_women": "女职工人数"}


def read(visit: Visit) -> Arrangement:
    """What was typed, as an arrangement; Refusal says which field to write how. What it may be is not judged here."""
    typed, zone = visit.typed, visit.act.config.zone
    starts = _moment(typed, "start", "开始", zone)
    unit = clean(typed.get("unit", ""))
    given = Arrangement(
        title=visit.text("title"),
        month=starts.date().replace(day=1) if starts else _month(typed.get("month", "")),
        starts_at=starts,
        ends_at=_ends(typed, starts, zone),
        unit_id=choices.unit(visit, unit, Right.EVENTS).id if unit else None,
        groups=tuple(key for key in visit.act.config.events.occasions.groups if f"g-{key}" in typed),
        place=visit.text("place") or None,
        audience=visit.text("audience") or None,
        details=visit.text("details") or None,
        fee=visit.text("fee") or None,
        contact=visit.text("contact") or None,
    )
    return _with_signup(visit, given, zone) if typed.get("signup") == "yes" else given


def shown(visit: Visit, given: Arrangement) -> dict[str, str]:
    """What the fields of the form show of an arrangement."""
    zone = visit.act.config.zone
    fields = {"title": given.title, "month": f"{given.month:%Y-%m}", "signup": "yes" if given.signup else "no"}
    fields |= {name: getattr(given, name) or "" for name in WORDS}
    fields["unit"] = names.units(visit.session, [given.unit_id])[given.unit_id] if given.unit_id else ""
    for name, at in _moments(given).items():
        there = at.astimezone(zone) if at else None
        fields |= {
            f"{name}_day": f"{there:%Y-%m-%d}" if there else "",
            f"{name}_time": f"{there:%H:%M}" if there else "",
        }
    for name in (*COUNTS, *TEAM_COUNTS, "guests"):
        fields[name] = str(getattr(given, name) or "")
    fields["team"] = ALONE if given.team_least is None else JOINS if given.team_joins else FORM
    fields |= {f"g-{key}": "on" for key in given.groups} | ({"one_unit": "on"} if given.team_one_unit else {})
    fields |= {f"cap-{key}": str(cap) for key, cap in given.group_seats.items()}
    fields |= {f"need-{key}": str(few) for key, few in given.team_groups.items()}
    return fields | questionrows.shown(given.questions)


def fields(visit: Visit, given: Arrangement) -> Mapping[str, str]:
    """What the form shows: what was typed, where something was, else what is."""
    return visit.typed if "title" in visit.typed else shown(visit, given)


def moment(typed: Mapping[str, str], name: str, what: str, zone: ZoneInfo) -> datetime:
    """A day and a time of day that must be there."""
    found = _moment(typed, name, what, zone)
    if found is None:
        raise Refusal(written.NO_DAY.format(what=what))
    return found


def _with_signup(visit: Visit, given: Arrangement, zone: ZoneInfo) -> Arrangement:
    typed, groups = visit.typed, visit.act.config.events.occasions.groups
    labels = {key: group.label for key, group in groups.items()}
    given = replace(
        given,
        signup=True,
        signup_opens=_moment(typed, "opens", "开始报名", zone, BEGIN),
        signup_closes=_moment(typed, "closes", "报名截止", zone, END),
        seats=_count(typed, "seats", COUNTS["seats"]),
        unit_seats=_count(typed, "unit_seats", COUNTS["unit_seats"]),
        group_seats=_by_group(typed, "cap", labels),
        guests=_count(typed, "guests", "可带同伴") or 0,
        questions=questionrows.read(visit),
    )
    if typed.get("team", ALONE) == ALONE:
        return given
    return replace(
        given,
        team_least=_count(typed, "team_least", TEAM_COUNTS["team_least"]) or 0,
        team_most=_count(typed, "team_most", TEAM_COUNTS["team_most"]),
        team_women=_count(typed, "team_women", TEAM_COUNTS["team_women"]),
        team_groups=_by_group(typed, "need", labels),
        team_one_unit="one_unit" in typed,
        team_joins=typed["team"] == JOINS,
    )


def _moments(given: Arrangement) -> dict[str, datetime | None]:
    return {
        "start": given.starts_at,
        "end": given.ends_at,
        "opens": given.signup_opens,
        "closes": given.signup_closes,
    }


def _ends(typed: Mapping[str, str], starts: datetime | None, zone: ZoneInfo) -> datetime | None:
    """When it ends: without a day of its own, on the day on which it starts."""
    day, at = clean(typed.get("end_day", "")), clean(typed.get("end_time", ""))
    if at and not day and starts:
        return _moment({**typed, "end_day": f"{starts:%Y-%m-%d}"}, "end", "结束", zone)
    return _moment(typed, "end", "结束", zone) if day or at else None


def _moment(typed: Mapping[str, str], name: str, what: str, zone: ZoneInfo, at: str = "") -> datetime | None:
    """A day and a time of day of the form; `at` stands for a time that is not said."""
    day, at_clock = clean(typed.get(f"{name}_day", "")), clean(typed.get(f"{name}_time", "")) or at
    if not day:
        if clean(typed.get(f"{name}_time", "")):
            raise Refusal(NO_DAY.format(what=what))
        return None
    if not at_clock:
        raise Refusal(NO_TIME.format(what=what))
    return datetime.combine(written.day(day, what), clock(at_clock, what), zone)


def clock(text: str, what: str) -> time:
    """A time of day as it was typed: 14:00, 9：30; `what` names it in the refusal."""
    plain = text.replace("：", ":").replace(".", ":")
    try:
        found = time.fromisoformat(plain if plain[1:2] != ":" else f"0{plain}")
    except ValueError:
        raise Refusal(BAD_TIME.format(what=what, written=text[:10])) from None
    return found.replace(second=0, microsecond=0, tzinfo=None)


def _month(text: str) -> date:
    try:
        return date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise Refusal(BAD_MONTH) from None


def _count(typed: Mapping[str, str], name: str, what: str) -> int | None:
    return written.count(typed.get(name, ""), what)


def _by_group(typed: Mapping[str, str], kind: str, labels: Mapping[str, str]) -> dict[str, int]:
    found = {key: _count(typed, f"{kind}-{key}", label) for key, label in labels.items()}
    return {key: count for key, count in found.items() if count}
