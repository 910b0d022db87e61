"""Posters: all that members read about one event, in words, whatever the channel; what staff see of it beforehand."""

from itertools import islice
from typing import Final

from sqlalchemy.orm import Session

from bot.domain import calendar, leaflets, offers, programme, units
from bot.domain.acts import Act
from bot.domain.events import Event, Stage
from bot.domain.leaflets import Role
from bot.domain.moves import Setting
from bot.domain.offers import State
from bot.domain.series import Series
from bot.messages import Attachment, Reply

MOST_TIMES: Final = 5
"""So many of its other times stand below an event."""

FREE: Final = "不用报名，到时直接参加。"
MOVED: Final = "（时间或地点改过，以这里为准）"
FULL: Final = "报满了，可以排队等名额。"
HELD: Final = "这个活动已经办完了。"
ONCE: Final = "（每人只能报一场）"
PAPERS: Final = "“{title}”的资料："
NO_PAPERS: Final = "“{title}”没有附带资料。回复“查看：{title}”看时间、地点。"


def details(act: Act, event: Event) -> Reply:
    """Everything about one event, its cover with it, and what one can do: sign up or wait, other times, its papers."""
    moved = MOVED if event.moved_at else ""
    lines = [event.title, f"时间：{when(act, event)}{moved}", *_facts(act, event)]
    lines += [event.details] if event.details else []
    lines += [f"联系：{event.contact}"] if event.contact else []
    times = programme.other_times(act, event)
    lines += [_times(act, event, times)] if times else []
    lines.append(standing(act, event))
    return Reply("\n".join(lines), _buttons(act, event), files=_files(act.session, event, Role.COVER))


def papers(act: Act, event: Event) -> Reply:
    """What is handed out to those who want to come: the event's attachments."""
    files = _files(act.session, event, Role.ATTACHMENT)
    words = PAPERS if files else NO_PAPERS
    return Reply(words.format(title=event.title), files=files)


def when(act: Act, event: Event) -> str:
    """2026年12月18日 14:00–16:30, over several days, or the month where the day is not fixed."""
    setting, zone = Setting.of(event), act.config.zone
    begins = event.starts_at.astimezone(zone) if event.starts_at else event.month
    return f"{begins.year}年{setting.when(zone)}"


def audience(act: Act, event: Event) -> str:
    """For whom it is: what the organiser says of it, the unit, the groups; empty where it is for everybody."""
    unit = act.session.get(units.Unit, event.unit_id) if event.unit_id else None
    groups = act.config.events.occasions.groups
    named = "、".join(groups[key].label for key in event.groups if key in groups)
    parts = [event.audience, unit.name if unit and unit.name != event.audience else None, named and f"仅限{named}"]
    return "，".join(part for part in parts if part)


def team(act: Act, event: Event) -> str:
    """The rules for a team, in words; empty where one signs up alone."""
    if not event.team_least:
        return ""
    size = f"每队至少 {event.team_least} 人"
    if event.team_most:
        same = event.team_most == event.team_least
        size = f"每队 {event.team_least} 人" if same else f"每队 {event.team_least} 到 {event.team_most} 人"
    groups = act.config.events.occasions.groups
    wanted = [f"至少 {event.team_women} 名女职工"] if event.team_women else []
    wanted += [f"至少 {least} 名{groups[key].label}" for key, least in event.team_groups.items() if key in groups]
    parts = [f"{size}（含领队）", *([f"其中{'、'.join(wanted)}"] if wanted else [])]
    parts += ["同一单位组队"] if event.team_one_unit else []
    return "，".join(parts)


def standing(act: Act, event: Event) -> str:
    """How far it is, for one who wants to come: until when one signs up, or why not (any more)."""
    stage = event.stage(act)
    if stage in {Stage.HELD, Stage.FREE}:
        return HELD if stage is Stage.HELD else FREE
    if why := event.why_closed(act):
        return why
    ends = f"报名截止：{calendar.shown(event.last_signup, act.config.zone)}" if event.last_signup else "正在报名"
    return ends if offers.has_room(act.session, event) else f"{FULL}{ends}"


def _facts(act: Act, event: Event) -> list[str]:
    unit = "队" if event.team_least else "人"
    facts = {
        "地点": event.place,
        "对象": audience(act, event),
        "费用": event.fee or ("免费" if event.signup else None),
        "组队": team(act, event),
    }
    lines = [f"{label}：{value}" for label, value in facts.items() if value]
    if event.seats is not None:
        lines.append(_room(act, event, event.seats, unit))
    caps = [f"每个单位最多 {event.unit_seats} {unit}"] if event.unit_seats else []
    groups = act.config.events.occasions.groups
    caps += [f"{groups[key].label}最多 {most} 人" for key, most in event.group_seats.items() if key in groups]
    lines += [f"其中：{'，'.join(caps)}"] if caps else []
    return [*lines, *([f"同伴：最多带 {event.guests} 位，也算名额"] if event.guests else [])]


def _room(act: Act, event: Event, limit: int, unit: str) -> str:
    """How many places are free, and how many wait for one; what is free while somebody waits is theirs."""
    waiting = offers.count(act.session, event, State.WAITING)
    left = 0 if waiting else max(offers.free(act.session, event, limit), 0)
    return f"名额：{limit}{unit}，还剩 {left}" + (f"，{waiting}{unit}在排队" if waiting else "")


def _times(act: Act, event: Event, times: list[Event]) -> str:
    zone = act.config.zone
    shown = "、".join(calendar.shown(one.starts_at, zone) for one in islice(times, MOST_TIMES) if one.starts_at)
    series = act.session.get_one(Series, event.series_id)
    more = f"等 {len(times)} 场" if len(times) > MOST_TIMES else ""
    return f"其他场次：{shown}{more}{ONCE if series.once else ''}"


def _buttons(act: Act, event: Event) -> tuple[str, ...]:
    ways = []
    if event.why_closed(act) is None:
        ways.append(f"{'报名' if offers.has_room(act.session, event) else '排队'}：{programme.called(act, event)}")
    ways += [f"查看：{programme.called(act, one)}" for one in islice(programme.other_times(act, event), MOST_TIMES)]
    if leaflets.of_event(act.session, event, Role.ATTACHMENT):
        ways.append(f"资料：{event.title}")
    return tuple(ways)


def _files(session: Session, event: Event, role: Role) -> tuple[Attachment, ...]:
    return tuple(file for one in leaflets.of_event(session, event, role) for file in one.attachments)
