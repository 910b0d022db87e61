"""What a member signed up for or waits for: all of it, changing what they gave, giving a place back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final

from bot.conversation import Ask, Choice, Option, Sought, Start, command, form
from bot.domain import calendar, moves, offers, plans, programme, registrations, seats, waitlist
from bot.domain.events import Event
from bot.domain.offers import State, WaitingPlace
from bot.domain.registrations import Full, Registration
from bot.errors import Refusal
from bot.messages import Reply
from handlers import extras, squadsheet
from handlers.event import coded, meant, ways
from handlers.signup import JoinForm, TeamForm, team_of
from handlers.surveys import Stored
from handlers.turn import Turn

LEFT: Final = "已取消“{title}”的报名，名额已经放出。"
QUEUE_LINE: Final = "{line}：排在第 {position} 位"
HELD_LINE: Final = "{line}：名额给您留着，请在 {until} 前回复"
STILL: Final = "：等您回话：还来吗"
NONE_MINE: Final = "您现在没有报名任何活动。"
WHICH: Final = "要改哪个活动的报名？"
BEFORE: Final = "这是您报名时填的。改好再提交；不改了，回复“取消”，原来的报名不变。"
CHANGED: Final = "改好了：{title}。"
STAYS: Final = "原来的报名不变。改回原来的再提交，或者回复“取消”。"
UNCHANGED: Final = "原来的报名没有改。"
NOT_JOINED: Final = "您没有报“{title}”，没有可改的。想参加，回复“报名：{title}”。"
WAITING: Final = "您还在排“{title}”的队。填的要改，先回复“退出排队：{title}”，再重新排，会排到最后。"
CLOSED: Final = "{why}现在改不了了，{ask}；去不了的话，回复“取消报名：{title}”。"
ASK: Final = "要改请找{contact}"
ASK_STAFF: Final = "要改请回复“人工”"


@command(
    *("我的活动", "我的报名", "我报的活动", "取消报名", "退出活动", "不去了", "/my", "/leave"),
    *("我的排队", "排队", "退出排队"),
    english="My activities, and giving a place back",
)
def mine(turn: Turn) -> Reply:
    """What the member signed up for that is still to come, today's included, with a button to give each place back."""
    places = [(place, event) for place, event in registrations.of_member(turn.session, turn.member)
              if _goes_on(event, turn)]  # fmt: skip
    queued = waitlist.of_member(turn.session, turn.member)
    mates = squadsheet.mates(turn)
    if not places and not queued and not mates:
        return Reply(NONE_MINE, ("活动",))
    asked = moves.awaited(turn.act, turn.member)
    lines = [f"{plans.line(event, turn.act)}{STILL if event in asked else ''}" for _, event in places]
    waits = [_queue_line(place, event, turn) for place, event in queued]
    text = [*_part("您报名的活动：", lines), *_part("您在排队的活动：", waits)]
    text += _part("队友一起去的活动：", [line for line, _ in mates])
    events = [event for _, event in places]
    named = list(zip(programme.names(turn.act, events), events, strict=True))
    buttons = [way for place, event in queued for way in ways(place, event)]
    buttons += [f"还来：{name}" for name, event in named if event in asked]
    buttons += [f"取消报名：{name}" for name, _ in named]
    buttons += [f"改报名：{name}" for name, event in named if extras.asks(event) and not event.why_closed(turn.act)]
    buttons += [squadsheet.SHEET.format(title=event.title) for _, event in mates]
    return Reply("\n".join(text), (*buttons, *(("加到日历",) if places or mates else ())))


@command(pattern=r"取消报名\s*[:：]?\s*(?P<what>.{2,80})")
def leave(turn: Turn, what: str) -> Reply:
    """Give a place back."""
    event = meant(turn, what, own(turn))
    if team := squadsheet.way_out(turn, event):
        return team
    registrations.leave(turn.act, event, turn.member)
    return Reply(LEFT.format(title=event.title), ("我的活动",))


@command("改报名", "修改报名", "更改报名")
def which(turn: Turn) -> Reply:
    """What the member signed up for, with a button to change what they gave."""
    events = [event for _, event in registrations.of_member(turn.session, turn.member) if _goes_on(event, turn)]
    if not events:
        return Reply(NONE_MINE, ("活动",))
    lines = [plans.line(event, turn.act) for event in events]
    return Reply("\n".join(_part(WHICH, lines)), tuple(f"改报名：{name}" for name in programme.names(turn.act, events)))


@command(pattern=r"(?:改|修改|更改)报名\s*[:：]?\s*(?P<what>.{2,80})")
def begin(turn: Turn, what: str) -> Start | Reply:
    """Open the form with what was given, to change it."""
    event = meant(turn, what, own(turn))
    if team := squadsheet.way_out(turn, event):
        return team
    place = seats.of(turn.session, event, turn.member)
    if place is None or place.left_at is not None:
        waits = offers.of(turn.session, event, turn.member)
        raise Refusal((WAITING if waits else NOT_JOINED).format(title=event.title))
    if why := event.why_closed(turn.act):
        ask = ASK.format(contact=event.contact) if event.contact else ASK_STAFF
        raise Refusal(CLOSED.format(why=why, ask=ask, title=event.title))
    answers = {"event": event.code, **_gave(place), **extras.former(event, turn, place)}
    return Start("change-team" if place.team else "change", answers, fresh=True, opening=BEFORE)


def own(turn: Turn) -> list[Event]:
    """The events that the member has a place at, the last first: it is rather one to come."""
    return [event for _, event in reversed(registrations.of_member(turn.session, turn.member))]


def _this_one(answers: Stored, turn: Turn) -> Sought:
    """The one event whose places are changed; it stays the same."""

    def options() -> Sequence[Option]:
        event = extras.event_of(answers, turn)
        place = seats.of(turn.session, event, turn.member) if event else None
        if event is None or place is None or place.left_at is not None:
            raise Refusal(NOT_JOINED.format(title=event.title) if event else NONE_MINE)
        return [Option(event.code, event.title)]

    return Sought(WHICH, kind=Choice(lambda _scope: options()), label="活动")


@dataclass(frozen=True, kw_only=True)
class ChangeForm(JoinForm):
    """What one gave who has a place."""

    event: Annotated[str, Ask(WHICH, "活动", look=_this_one)] = ""


@dataclass(frozen=True, kw_only=True)
class ChangeTeamForm(TeamForm):
    """What was given for a team that has a place."""

    event: Annotated[str, Ask(WHICH, "比赛", look=_this_one)] = ""


@form("change", ChangeForm, title="改报名", at_once=extras.barred)
def change(answer: ChangeForm, turn: Turn) -> Reply:
    """Keep what is given now instead of what was."""
    return _change(turn, answer, name=answer.name)


@form("change-team", ChangeTeamForm, title="改团队报名", at_once=extras.barred)
def change_team(answer: ChangeTeamForm, turn: Turn) -> Reply:
    """Keep the team as it is given now."""
    return _change(turn, answer, team=team_of(answer))


ENTRIES: Final = (mine, leave, which, begin, change, change_team)
"""What MENU has of it."""


def _change(turn: Turn, answer: JoinForm | TeamForm, **given: Any) -> Reply:  # noqa: ANN401 - a name or a team
    event = coded(turn, answer.event)
    if no := extras.why_barred(event, answer.needed, turn):
        return replace(no, text=f"{no.text}\n{UNCHANGED}")
    try:
        registrations.change(turn.act, event, turn.member, **given, extras=extras.given(event, turn, answer))
    except Full as why:
        raise Refusal(f"{why}{STAYS}") from None
    return Reply(CHANGED.format(title=event.title), ("我的活动",))


def _goes_on(event: Event, turn: Turn) -> bool:
    """Whether it is on, and not over since a day before today."""
    if event.over_at is None:
        return not event.cancelled and event.month >= turn.today.replace(day=1)
    return not event.cancelled and event.over_at.astimezone(turn.act.config.zone).date() >= turn.today


def _gave(place: Registration) -> dict[str, str | None]:
    """Name or team, as the answers of a form."""
    team = place.as_team
    if team is None:
        return {"name": place.name}
    return {
        "team": team.name, "size": str(team.size), "women": str(team.women), "leader": team.leader, "phone": team.phone
    }  # fmt: skip


def _part(head: str, lines: Sequence[str]) -> list[str]:
    return [head, *(f"{number}. {line}" for number, line in enumerate(lines, 1))] if lines else []


def _queue_line(place: WaitingPlace, event: Event, turn: Turn) -> str:
    line = plans.line(event, turn.act)
    if place.status is State.OFFERED and place.until:
        return HELD_LINE.format(line=line, until=calendar.shown(place.until, turn.act.config.zone))
    return QUEUE_LINE.format(line=line, position=offers.ahead(turn.session, place))
