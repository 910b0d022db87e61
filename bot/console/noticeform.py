"""The form of a notice: what an officer typed becomes a draft, and a notice what the form shows.

Fields are plain words by name, so that a refusal shows again what was typed, whatever it was.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal

from bot.console import choices, eventform, names, noticeplan, questionrows
from bot.console.visit import Visit
from bot.domain import audiences
from bot.domain.audiences import Audience
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import BY_HAND, Kind
from bot.domain.noticerules import IN_LISTS, SIGN_UP, Draft
from bot.domain.roles import Right
from bot.messages import Attachment, clean

LONGEST_COUNT: Final = 9
LATEST: Final = "最迟发送时间"
ANSWERS: Final = {
    "grade": "打分（1 到 5）", "choice": "选一项", "yes_no": "是或否", "text": "文字", "number": "数字",
}  # fmt: skip
"""How a question of a survey may be answered."""

MASS: Final = {"": "照常（月度预告、专刊、紧急通知用群发）", "yes": "群发", "no": "不群发，一个一个发"}
"""Whether WeChat's mass message is used, by the value of the field."""


def read(visit: Visit, notice: Notice) -> Draft:
    """What was typed, as a draft; Refusal says which field to write how. What it may be is not judged here."""
    typed, event = visit.typed, noticeplan.event(visit)
    kind = typed.get("kind", "")
    return Draft(
        kind=Kind(kind) if kind in [one.value for one in BY_HAND] else notice.sort,
        title=clean(typed.get("title", "")),
        text=visit.text("text"),
        picture=None if "no-picture" in typed else _picture(notice),
        link=clean(typed.get("link", "")),
        buttons=_buttons(visit),
        questions=questionrows.read(visit, ANSWERS) if kind == Kind.SURVEY else (),
        topic=typed.get("topic", ""),
        urgent="urgent" in typed,
        mass={"yes": True, "no": False}.get(typed.get("mass", "")),
        audience=_audience(visit),
        event=event,
        schedule=noticeplan.read(visit, event),
        latest_at=_latest(visit),
    )


def fields(visit: Visit, notice: Notice) -> Mapping[str, str]:
    """What the form shows: what was typed, where it was refused, else what is."""
    return visit.typed if visit.refused and "text" in visit.typed else shown(visit, notice)


def shown(visit: Visit, notice: Notice) -> dict[str, str]:
    """What the fields of the form show of a notice."""
    told = {name: getattr(notice, name) for name in ("kind", "title", "text", "link", "topic")}
    signs = [one.removeprefix(SIGN_UP) for one in notice.buttons if one.startswith(SIGN_UP)]
    told["buttons"] = "\n".join(one for one in notice.buttons if not one.startswith(SIGN_UP))
    told["sign_up"] = signs[0] if signs else ""
    wanted = audiences.of(notice)
    told["unit"] = names.units(visit.session, [wanted.unit_id]).get(wanted.unit_id, "")
    told |= {"who": wanted.event, "channel": wanted.channel}
    told |= {f"g-{key}": "on" for key in wanted.groups}
    ticked = {"urgent": notice.urgent, "below": wanted.below, "listed": wanted.listed}
    usual = notice.mass == (notice.sort in IN_LISTS)
    told["mass"] = "" if usual else "yes" if notice.mass else "no"
    told |= {name: "on" for name, on in ticked.items() if on}
    event = visit.session.get(Event, notice.event_id) if notice.event_id else None
    told["event"] = event.code if event else ""
    told |= noticeplan.shown(visit, notice) | _latest_shown(visit, notice.latest_at)
    return told | questionrows.shown(notice.questions)


def count(visit: Visit) -> int | None:
    """The number of recipients as an officer wrote it who approves alone; None where they wrote none."""
    written = clean(visit.typed.get("alone", "")).replace(",", "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= LONGEST_COUNT else None


def _buttons(visit: Visit) -> tuple[str, ...]:
    sign = clean(visit.typed.get("sign_up", ""))
    own = [" ".join(one.split()) for one in visit.text("buttons").splitlines() if one.strip()]
    return (*([f"{SIGN_UP}{sign}"] if sign else []), *own)


def _audience(visit: Visit) -> Audience:
    typed = visit.typed
    people: dict[str, Literal["registered", "waiting", "came"]] = {
        "registered": "registered", "waiting": "waiting", "came": "came",
    }  # fmt: skip
    return Audience(
        unit_id=choices.unit(visit, typed.get("unit", ""), Right.NOTICES).id,
        below="below" in typed,
        groups=tuple(key for key in visit.act.config.events.occasions.groups if f"g-{key}" in typed),
        channel=clean(typed.get("channel", ""))[:20],
        event=people.get(typed.get("who", ""), ""),
        listed="listed" in typed,
    )


def _picture(notice: Notice) -> Attachment | None:
    return Attachment(**notice.picture) if notice.picture else None


def _latest(visit: Visit) -> datetime | None:
    day, at = clean(visit.typed.get("latest_day", "")), clean(visit.typed.get("latest_time", ""))
    if not day and not at:
        return None
    there = {"latest_day": day, "latest_time": at or eventform.END}
    return eventform.moment(there, "latest", LATEST, visit.act.config.zone)


def _latest_shown(visit: Visit, at: datetime | None) -> dict[str, str]:
    there = at.astimezone(visit.act.config.zone) if at else None
    return {
        "latest_day": f"{there:%Y-%m-%d}" if there else "",
        "latest_time": f"{there:%H:%M}" if there else "",
    }
