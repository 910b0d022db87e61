"""A member looks at the activities, signs up (alone or as a team), and gives a place back."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated

from bot.conversation import Ask, Option, Phone, Start, command, form
from bot.domain import calendar, events, moves, offers, plans, registrations, waitlist
from bot.domain.events import Event
from bot.domain.offers import State, WaitingPlace
from bot.domain.registrations import Full, Team
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
JUST_FULL = "“{title}”的名额刚刚满了。愿意排队的话，核对后提交，有人退出就按先后通知您；不排了，回复“取消”。"
QUEUE_LINE = "{line}：排在第 {position} 位"
HELD_LINE = "{line}：名额给您留着，请在 {until} 前回复"
STILL = "：等您回话：还来吗"
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
def join(answer: JoinForm, turn: Turn) -> Reply | Start:
    """Give the member a place; where the last one is gone by now, offer to wait with what was filled in."""
    event = coded(turn, answer.event)
    try:
        registrations.join(turn.act, event, turn.member, turn.address, name=answer.name)
    except Full:
        return Start("wait", {"event": event.code, "name": answer.name}, opening=JUST_FULL.format(title=event.title))
    return joined(event, turn)


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
def join_team(answer: TeamForm, turn: Turn) -> Reply | Start:
    """Give the team a place; where the last one is gone by now, offer to wait with what was filled in."""
    event = coded(turn, answer.event)
    try:
        registrations.join(turn.act, event, turn.member, turn.address, team=team_of(answer))
    except Full:
        given: dict[str, str | None] = {name: str(value) for name, value in asdict(answer).items()}
        return Start("wait-team", given, opening=JUST_FULL.format(title=event.title))
    return joined(event, turn)


def team_of(answer: TeamForm) -> Team:
    """The team that was filled in."""
    return Team(answer.team, answer.size, answer.women, answer.leader, answer.phone)


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
    event = meant(turn, what)
    way = "报名" if offers.has_room(turn.session, event) else "排队"
    buttons = (f"{way}：{event.title}",) if event.why_closed(turn.act) is None else ()
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
def sign_up(turn: Turn, what: str) -> Start | Reply:
    """Begin to sign up for one event; where it is full, show the way to the queue."""
    event = meant(turn, what)
    if why := event.why_closed(turn.act):
        raise Refusal(why)
    if place := offers.of(turn.session, event, turn.member):
        return Reply(offers.told(turn.act, event, place), _ways(place, event))
    if not offers.has_room(turn.session, event):
        return Reply(str(Full(event)), (f"排队：{event.title}", "活动"))
    return Start("join-team" if event.team_least else "join", {"event": event.code})


@command(
    *("我的活动", "我的报名", "我报的活动", "取消报名", "退出活动", "不去了", "/my", "/leave"),
    *("我的排队", "排队", "退出排队"),
    english="My activities, and giving a place back",
)
def mine(turn: Turn) -> Reply:
    """What the member signed up for, with a button to give each place back."""
    places = registrations.of_member(turn.session, turn.member)
    queued = waitlist.of_member(turn.session, turn.member)
    if not places and not queued:
        return Reply(NONE_MINE, ("活动",))
    asked = moves.awaited(turn.act, turn.member)
    lines = [
        f"{number}. {plans.line(event, turn.act)}{STILL if event in asked else ''}"
        for number, (_, event) in enumerate(places, 1)
    ]
    waits = [f"{number}. {_queue_line(place, event, turn)}" for number, (place, event) in enumerate(queued, 1)]
    parts = [["您报名的活动：", *lines] if lines else [], ["您在排队的活动：", *waits] if waits else []]
    buttons = tuple(way for place, event in queued for way in _ways(place, event))
    buttons += tuple(f"还来：{event.title}" for event in asked)
    buttons += (*(f"取消报名：{event.title}" for _, event in places), *(("加到日历",) if places else ()))
    return Reply("\n".join(line for part in parts for line in part), buttons)


@command(pattern=r"取消报名\s*[:：]?\s*(?P<what>.{2,60})")
def leave(turn: Turn, what: str) -> Reply:
    """Give a place back."""
    event = meant(turn, what)
    registrations.leave(turn.act, event, turn.member)
    return Reply(LEFT.format(title=event.title), ("我的活动",))


def coded(turn: Turn, code: str) -> Event:
    """The event of a code."""
    event = events.seen(turn.session, code)
    if event is None:
        raise Refusal(NOT_FOUND.format(what=code))
    return event


def meant(turn: Turn, what: str) -> Event:
    """The event of a code, a title, or a fuzzy word; where a title recurs, one that is open for sign-up."""
    known = sorted(events.published(turn.session), key=lambda event: event.why_closed(turn.act) is not None)
    exact = next((event for event in known if what.strip() in {event.code, event.title}), None)
    if exact:
        return exact
    index = closest(what, [event.title for event in known])
    if index is None:
        raise Refusal(NOT_FOUND.format(what=what[:30]))
    return known[index]


def joined(event: Event, turn: Turn) -> Reply:
    """The words for one who has a place."""
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
        lines.append(_room(event, event.seats, turn))
    if event.details:
        lines.append(event.details)
    if event.signup:
        lines.append(event.why_closed(turn.act) or _closes(event, turn))
    return "\n".join(lines)


def _room(event: Event, limit: int, turn: Turn) -> str:
    """How many places are free, and how many wait for one; what is free while somebody waits is theirs."""
    unit, waiting = "队" if event.team_least else "人", offers.count(turn.session, event, State.WAITING)
    left = 0 if waiting else max(offers.free(turn.session, event, limit), 0)
    return f"名额：{limit}{unit}，还剩 {left}" + (f"，{waiting}{unit}在排队" if waiting else "")


def _queue_line(place: WaitingPlace, event: Event, turn: Turn) -> str:
    line = plans.line(event, turn.act)
    if place.status is State.OFFERED and place.until:
        return HELD_LINE.format(line=line, until=calendar.shown(place.until, turn.act.config.zone))
    return QUEUE_LINE.format(line=line, position=offers.ahead(turn.session, place))


def _ways(place: WaitingPlace, event: Event) -> tuple[str, ...]:
    """What one can do who waits, or who is asked."""
    if place.status is State.OFFERED:
        return (f"要：{event.title}", f"不要：{event.title}")
    return (f"退出排队：{event.title}",)


def _closes(event: Event, turn: Turn) -> str:
    return f"报名截止：{calendar.shown(event.last_signup, turn.act.config.zone)}" if event.last_signup else "正在报名"
