"""A member looks at the activities, signs up (alone or as a team), and gives a place back."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from bot.conversation import Ask, Option, Phone, Start, command, form
from bot.domain import calendar, events, plans, registrations
from bot.domain.events import Event
from bot.domain.registrations import Team
from bot.errors import Refusal
from bot.messages import Reply
from handlers.turn import Turn
from knowledge import closest

NOTHING_COMING = "近期还没有安排活动。每月初会发活动预告，回复“订阅”就能收到。"
NOTHING_OPEN = "现在没有可以报名的活动。回复“活动”看近期安排。"
WHICH = "要报名哪个活动？"
NOT_FOUND = "没有找到“{what}”这个活动。回复“活动”看近期安排。"
JOINED = "报名成功：{title}\n时间：{when}{place}\n活动前一天会提醒您。去不了请回复“取消报名：{title}”。"
LEFT = "已取消“{title}”的报名，名额已经放出。"
NONE_MINE = "您现在没有报名任何活动。"


def _open(turn: Turn, *, teams: bool) -> Sequence[Option]:
    found = [event for event in events.open_for_signup(turn.act) if bool(event.team_least) is teams]
    if not found:
        raise Refusal(NOTHING_OPEN)
    return [Option(event.code, event.title) for event in found]


@dataclass(frozen=True)
class JoinForm:
    """A place for one."""

    event: Annotated[str, Ask(WHICH, "活动", choices=lambda turn: _open(turn, teams=False))]
    name: Annotated[str | None, Ask("报名用什么名字？", "姓名", max_length=40, private=True)]


@form("join", JoinForm, title="活动报名")
def join(answer: JoinForm, turn: Turn) -> Reply:
    """Give the member a place."""
    event = _coded(turn, answer.event)
    registrations.join(turn.act, event, turn.member, turn.address, name=answer.name)
    return _joined(event, turn)


@dataclass(frozen=True)
class TeamForm:
    """A place for a team."""

    event: Annotated[str, Ask("要报名哪个比赛？", "比赛", choices=lambda turn: _open(turn, teams=True))]
    team: Annotated[str, Ask("参赛单位（队名）叫什么？", "单位（队名）", min_length=2, max_length=40)]
    size: Annotated[int, Ask("全队一共几个人（含领队）？", "人数", least=2, most=100)]
    women: Annotated[int, Ask("其中女职工几名？", "女职工", most=100)]
    leader: Annotated[str, Ask("领队叫什么名字？", "领队", max_length=40, private=True)]
    phone: Annotated[Phone, Ask("领队的电话？", "领队电话", private=True)]


@form("join-team", TeamForm, title="团队报名")
def join_team(answer: TeamForm, turn: Turn) -> Reply:
    """Give the team a place."""
    event = _coded(turn, answer.event)
    team = Team(answer.team, answer.size, answer.women, answer.leader, answer.phone)
    registrations.join(turn.act, event, turn.member, turn.address, team=team)
    return _joined(event, turn)


@command("活动", "近期活动", "有什么活动", "活动安排", "/events", english="What is on")
def upcoming(turn: Turn) -> Reply:
    """What is coming, with a button for each."""
    coming = events.coming(turn.act)
    if not coming:
        return Reply(NOTHING_COMING)
    lines = [f"{number}. {plans.line(event, turn.act)}" for number, event in enumerate(coming, 1)]
    return Reply("近期活动：\n" + "\n".join(lines), tuple(f"查看：{event.title}" for event in coming))


@command("本月活动", "这个月活动", "这个月有什么活动", "活动预告")
def this_month(turn: Turn) -> Reply:
    """The month's announcement."""
    return Reply(plans.announcement(turn.act, turn.today))


@command(pattern=r"查看\s*[:：]?\s*(?P<what>.{2,60})")
def details(turn: Turn, what: str) -> Reply:
    """Everything about one event."""
    event = _meant(turn, what)
    buttons = (f"报名：{event.title}",) if event.why_closed(turn.act) is None else ()
    return Reply(_details(event, turn), buttons)


@command("报名", "活动报名", "我要报名", "/join", english="Sign up for an activity")
def choose(turn: Turn) -> Reply:
    """What one can sign up for now."""
    found = events.open_for_signup(turn.act)
    if not found:
        raise Refusal(NOTHING_OPEN)
    lines = [f"{number}. {plans.line(event, turn.act)}" for number, event in enumerate(found, 1)]
    return Reply(f"{WHICH}\n" + "\n".join(lines), tuple(f"报名：{event.title}" for event in found))


@command(pattern=r"报名\s*[:：]?\s*(?P<what>.{2,60})")
def sign_up(turn: Turn, what: str) -> Start:
    """Begin to sign up for one event."""
    event = _meant(turn, what)
    if why := event.why_closed(turn.act):
        raise Refusal(why)
    return Start("join-team" if event.team_least else "join", {"event": event.code})


@command(
    *("我的活动", "我的报名", "我报的活动", "取消报名", "退出活动", "不去了", "/my", "/leave"),
    english="My activities, and giving a place back",
)
def mine(turn: Turn) -> Reply:
    """What the member signed up for, with a button to give each place back."""
    places = registrations.of_member(turn.session, turn.member)
    if not places:
        return Reply(NONE_MINE, ("活动",))
    lines = [f"{number}. {plans.line(event, turn.act)}" for number, (_, event) in enumerate(places, 1)]
    return Reply("您报名的活动：\n" + "\n".join(lines), tuple(f"取消报名：{event.title}" for _, event in places))


@command(pattern=r"取消报名\s*[:：]?\s*(?P<what>.{2,60})")
def leave(turn: Turn, what: str) -> Reply:
    """Give a place back."""
    event = _meant(turn, what)
    registrations.leave(turn.act, event, turn.member)
    return Reply(LEFT.format(title=event.title), ("我的活动",))


def _coded(turn: Turn, code: str) -> Event:
    event = events.coded(turn.session, code)
    if event is None:
        raise Refusal(NOT_FOUND.format(what=code))
    return event


def _meant(turn: Turn, what: str) -> Event:
    """The event of a code, a title, or a fuzzy word; where a title recurs, one that is open for sign-up."""
    known = sorted(events.every(turn.session), key=lambda event: event.why_closed(turn.act) is not None)
    exact = next((event for event in known if what.strip() in {event.code, event.title}), None)
    if exact:
        return exact
    index = closest(what, [event.title for event in known])
    if index is None:
        raise Refusal(NOT_FOUND.format(what=what[:30]))
    return known[index]


def _joined(event: Event, turn: Turn) -> Reply:
    place = f"\n地点：{event.place}" if event.place else ""
    text = JOINED.format(title=event.title, when=_when(event, turn), place=place)
    return Reply(text, ("我的活动",))


def _when(event: Event, turn: Turn) -> str:
    if event.starts_at is None:
        return f"{event.month.year}年{event.month.month}月，日期另行通知"
    zone = turn.act.config.zone
    until = f"–{event.ends_at.astimezone(zone):%H:%M}" if event.ends_at else ""
    return f"{event.starts_at.astimezone(zone).year}年{calendar.shown(event.starts_at, zone)}{until}"


def _details(event: Event, turn: Turn) -> str:
    lines = [event.title, f"时间：{_when(event, turn)}"]
    lines += [f"{label}：{value}" for label, value in (("地点", event.place), ("对象", event.audience)) if value]
    if event.team_least:
        women = f"，其中至少 {event.team_women} 名女职工" if event.team_women else ""
        lines.append(f"组队：每队至少 {event.team_least} 人{women}，含领队 1 名")
    if event.seats is not None:
        left = max(event.seats - registrations.taken(turn.session, event), 0)
        lines.append(f"名额：{event.seats}{'队' if event.team_least else '人'}，还剩 {left}")
    if event.details:
        lines.append(event.details)
    if event.signup:
        lines.append(event.why_closed(turn.act) or _closes(event, turn))
    return "\n".join(lines)


def _closes(event: Event, turn: Turn) -> str:
    return f"报名截止：{calendar.shown(event.last_signup, turn.act.config.zone)}" if event.last_signup else "正在报名"
