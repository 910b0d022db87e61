"""The words of a notice as a member reads them: {fields} filled, the title in 【】, its picture, link and buttons."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.domain import calendar, units
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.noticebook import Notice
from bot.domain.noticekinds import PERSONAL, Kind
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Attachment, Reply

LEAVE: Final = "不想再收到，回复“退订”。"
MORE: Final = "详情：{link}"
ANSWER: Final = "填问卷：{title}"
"""The button below a survey; `handlers/poll.py` hears it."""

UNFIXED: Final = "时间另行通知"
NOWHERE: Final = "地点另行通知"
ABOUT_EVENT: Final = ("活动", "时间", "地点")
"""Fields that say something of the event."""

UNKNOWN: Final = "“{{{field}}}”填不了。能用的有：{known}。请改一下，或者去掉花括号。"
NO_EVENT: Final = "用了“{{{field}}}”，却没有选活动。请先选这条通知说的是哪个活动，或者去掉“{{{field}}}”。"

_FIELD: Final = re.compile(r"\{([^{}\n]*)\}")
_SAID_ALREADY: Final = "回复“退订”"


@dataclass(frozen=True)
class Facts:
    """What a platform's own form for a personal notice is filled with."""

    title: str
    time: str
    place: str
    words: str


def _union(act: Act, _notice: Notice) -> str:
    top = units.root(act.session)
    return top.name if top else act.config.union.name


def _event(act: Act, notice: Notice) -> Event | None:
    return act.session.get(Event, notice.event_id) if notice.event_id else None


def _title(act: Act, notice: Notice) -> str:
    event = _event(act, notice)
    return event.title if event else ""


def _time(act: Act, notice: Notice) -> str:
    event = _event(act, notice)
    return calendar.shown(event.starts_at, act.config.zone) if event and event.starts_at else UNFIXED


def _place(act: Act, notice: Notice) -> str:
    event = _event(act, notice)
    return (event.place if event else None) or NOWHERE


FIELDS: Final[Mapping[str, Callable[[Act, Notice], str]]] = {
    "工会": _union,
    "单位": lambda act, notice: act.session.get_one(Unit, notice.unit_id).name,
    "月份": lambda act, notice: f"{_moment(act, notice).month}月",
    "年份": lambda act, notice: f"{_moment(act, notice).year}年",
    "活动": _title,
    "时间": _time,
    "地点": _place,
}
"""What may stand in a notice in {}, and what takes its place."""


def require(texts: Iterable[str], event_id: int | None) -> None:
    """Refusal of a field that there is not, or that nothing is known for, by its name."""
    for field in [field for text in texts for field in _FIELD.findall(text)]:
        if field not in FIELDS:
            known = "、".join(f"{{{one}}}" for one in FIELDS)
            raise Refusal(UNKNOWN.format(field=field, known=known))
        if field in ABOUT_EVENT and event_id is None:
            raise Refusal(NO_EVENT.format(field=field))


def has_fields(text: str) -> bool:
    """Whether something of a text is filled in when it goes out."""
    return any(field in FIELDS for field in _FIELD.findall(text))


def filled(act: Act, notice: Notice, text: str) -> str:
    """A text of the notice's with its fields filled; what is no field stays as it is."""
    return _FIELD.sub(lambda at: FIELDS[at[1]](act, notice) if at[1] in FIELDS else at[0], text)


def reply(
    notice: Notice,
    channel: str,  # noqa: ARG001 - what a platform cannot show, its own channel words otherwise
    *,
    link: str = "",
    manner: str = "",
    public_url: str = "",
    act: Act | None = None,
) -> Reply:
    """A notice as the recipients of a manner read it on a channel. `link`: its counted way, where there is one.

    `act` fills the fields; without it they stay. A link that begins with / is a page of ours, at `public_url`.
    """
    fill: Callable[[str], str] = (lambda text: filled(act, notice, text)) if act else str
    words = notice.variants.get(manner, {}) if manner else {}
    text = _headed(notice, fill(notice.title), fill(words.get("text", notice.text)))
    leads = link or notice.link
    leads = f"{public_url.rstrip('/')}{leads}" if leads.startswith("/") else leads
    tail = [MORE.format(link=leads)] if leads else []
    tail += [LEAVE] if notice.sort not in PERSONAL and _SAID_ALREADY not in text else []
    asked = [ANSWER.format(title=notice.title)] if notice.sort is Kind.SURVEY and notice.questions else []
    buttons = (*asked, *(fill(button) for button in words.get("buttons", notice.buttons)))
    return Reply("\n".join([text, *tail]), tuple(dict.fromkeys(buttons)), files=picture(notice))


def picture(notice: Notice) -> tuple[Attachment, ...]:
    """The picture that goes with it."""
    return (Attachment(**notice.picture),) if notice.picture else ()


def card(notice: Notice, act: Act) -> Facts:
    """What the platforms' forms say of a personal notice."""
    event = _event(act, notice)
    title = event.title if event else filled(act, notice, notice.title)
    at = event.starts_at if event else None
    time = calendar.shown(at, act.config.zone) if at else ""
    return Facts(title, time, (event.place or "") if event else "", filled(act, notice, notice.text))


def _headed(notice: Notice, title: str, text: str) -> str:
    """The title before the text; a personal notice is one sentence that begins with it."""
    if not title or text.startswith("【"):
        return text
    return f"【{title}】{text}" if notice.sort in PERSONAL else f"【{title}】\n{text}"


def _moment(act: Act, notice: Notice) -> datetime:
    """The time that the month and year are of: the notice's own month, else when it goes out."""
    if notice.month:
        return calendar.local(notice.month, "00:00", act.config.zone)
    return (notice.due_at or act.now).astimezone(act.config.zone)
