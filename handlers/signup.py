"""A member signs up for an event, alone or as a team, and answers what it asks."""

from dataclasses import dataclass
from typing import Annotated, Any, Final

from bot.conversation import Ask, Choice, Option, Phone, Sought, Start, command, form
from bot.domain import admission, offers, posters, programme, registrations, reminding, seats
from bot.domain.events import Event, Stage
from bot.domain.registrations import Full, Team
from bot.errors import Refusal
from bot.messages import Reply
from handlers import extras, squadsheet
from handlers.event import NOTHING_OPEN, WHICH, claim, coded, meant, ways
from handlers.surveys import Stored
from handlers.turn import Turn

CONTEST: Final = "要报名哪个比赛？"
JOINED: Final = "报名成功：{title}\n时间：{when}{place}\n{remind}{change}去不了请回复“取消报名：{title}”。"
REMIND: Final = "活动前一天会提醒您。"
CHANGE: Final = "填的要改，回复“改报名：{title}”。"
ALREADY: Final = "您已经报过“{title}”了，不用再报。填的要改，回复“改报名：{title}”；去不了，回复“取消报名：{title}”。"
JUST_FULL: Final = "“{title}”的名额刚刚满了。愿意排队的话，核对后提交，有人退出就按先后通知您；不排了，回复“取消”。"
TOO_FEW: Final = (
    "“{title}”剩下的名额不够您这几位。少带几位，改好“同伴人数”再提交，马上就能报上；"
    "照这样提交就排队，有人退出按先后通知您；不报了，回复“取消”。"
)
OTHERS: Final = "还有名额的：{titles}。"
ASK: Final = "有疑问请找：{contact}。"
ELSEWHERE: Final = "回复“活动”看近期安排。"
MOST_OTHERS: Final = 3
SIGN_UP: Final = "报名："

Found = dict[str, Any]
"""What was answered to questions that are known only when they are asked, by their names."""


def _which(prompt: str, label: str, *, teams: bool) -> Ask:
    """The question which event it is."""

    def look(answers: Stored, turn: Turn) -> Sought:
        def still(code: str) -> bool:
            event = extras.event_of({"event": code}, turn)
            return event is not None and bool(event.team_least) is teams and event.why_closed(turn.act) is None

        return Sought(prompt, kind=Choice(lambda _scope: _open(answers, turn, teams=teams), still=still), label=label)

    return Ask(prompt, label, look=look)


def _open(answers: Stored, turn: Turn, *, teams: bool) -> list[Option]:
    """What the member may choose: what is open for them, and what they named, as long as it is open."""
    key = ("open", answers.get("event"), teams)
    if key not in turn.looked_up:
        shown = programme.open_for_signup(turn.act, turn.member)
        named = extras.event_of(answers, turn)
        if named and named not in shown and named.why_closed(turn.act) is None:
            shown = [named, *shown]
        found = [event for event in shown if bool(event.team_least) is teams]
        named_so = zip(found, programme.names(turn.act, found), strict=True)
        turn.looked_up[key] = [Option(event.code, name) for event, name in named_so]
    options: list[Option] = turn.looked_up[key]
    if not options:
        raise Refusal(NOTHING_OPEN)
    return options


@dataclass(frozen=True, kw_only=True)
class JoinForm:
    """A place for one, and whom they bring."""

    event: Annotated[str, _which(WHICH, "活动", teams=False)] = ""
    needed: Annotated[Found, Ask("", several=extras.needed)]
    name: Annotated[
        str | None,
        Ask("报名用什么名字？", "姓名", max_length=40, optional=True, private=True, when=extras.admitted),
    ] = None
    counted: Annotated[Found, Ask("", several=extras.counted, when=extras.admitted)]
    guests: Annotated[int, Ask("", look=extras.guests, when=extras.admitted)] = 0
    own: Annotated[Found, Ask("", several=extras.own, when=extras.admitted)]


@form("join", JoinForm, title="活动报名", at_once=extras.barred)
def join(answer: JoinForm, turn: Turn) -> Reply | Start:
    """Give the member a place; where the last one is gone by now, offer to wait with what was filled in."""
    event = coded(turn, answer.event)
    if no := extras.why_barred(event, answer.needed, turn):
        return no
    given = extras.given(event, turn, answer)
    try:
        registrations.join(turn.act, event, turn.member, turn.address, name=answer.name, extras=given)
    except Full:
        fewer = given.guests and offers.has_room(turn.session, event)
        return Start("wait", keep=True, opening=(TOO_FEW if fewer else JUST_FULL).format(title=event.title))
    return joined(event, turn)


@dataclass(frozen=True, kw_only=True)
class TeamForm:
    """A place for a team."""

    event: Annotated[str, _which(CONTEST, "比赛", teams=True)] = ""
    needed: Annotated[Found, Ask("", several=extras.needed)]
    team: Annotated[
        str, Ask("参赛单位（队名）叫什么？", "单位（队名）", min_length=2, max_length=40, when=extras.admitted)
    ] = ""
    size: Annotated[int, Ask("全队一共几个人（含领队）？", "人数", least=2, most=100, when=extras.admitted)] = 0
    women: Annotated[int, Ask("其中女职工几名？", "女职工", most=100, when=extras.admitted)] = 0
    leader: Annotated[str, Ask("领队叫什么名字？", "领队", max_length=40, private=True, when=extras.admitted)] = ""
    phone: Annotated[Phone | None, Ask("领队的电话？", "领队电话", private=True, when=extras.admitted)] = None
    own: Annotated[Found, Ask("", several=extras.own, when=extras.admitted)]


@form("join-team", TeamForm, title="团队报名", at_once=extras.barred)
def join_team(answer: TeamForm, turn: Turn) -> Reply | Start:
    """Give the team a place; where the last one is gone by now, offer to wait with what was filled in."""
    event = coded(turn, answer.event)
    if no := extras.why_barred(event, answer.needed, turn):
        return no
    given = extras.given(event, turn, answer)
    try:
        registrations.join(turn.act, event, turn.member, turn.address, team=team_of(answer), extras=given)
    except Full:
        return Start("wait-team", keep=True, opening=JUST_FULL.format(title=event.title))
    return joined(event, turn)


def team_of(answer: TeamForm) -> Team:
    """The team that was filled in."""
    return Team(answer.team, answer.size, answer.women, answer.leader, answer.phone or "")


@command(pattern=r"报名\s*[:：]?\s*(?P<what>.{2,80})")
def sign_up(turn: Turn, what: str) -> Start | Reply:
    """Begin to sign up for one event; where that cannot be, say why and what else there is."""
    event = meant(turn, what)
    if event.team_least and event.team_joins:
        return squadsheet.way_in(turn, event)
    if hindered := _hindered(event, turn):
        return hindered
    if full := admission.full(turn.act, event, claim(event, turn)):
        return Reply(str(full), (f"排队：{event.title}", *_others(event, turn), "活动"))
    return Start("join-team" if event.team_least else "join", {"event": event.code})


def _hindered(event: Event, turn: Turn) -> Reply | None:
    """What to say to one who has a place or waits for one already, and where sign-up is closed, or not for them."""
    place = seats.of(turn.session, event, turn.member)
    if place and place.left_at is None:
        return Reply(ALREADY.format(title=event.title), (f"改报名：{event.title}", f"取消报名：{event.title}"))
    if why := event.why_closed(turn.act):
        return closed(event, why, turn)
    if queued := offers.of(turn.session, event, turn.member):
        return Reply(offers.told(turn.act, event, queued), ways(queued, event))
    why = admission.barred(turn.act, event, claim(event, turn))
    return Reply(why, ("活动",)) if why else None


def joined(event: Event, turn: Turn) -> Reply:
    """The words for one who has a place."""
    place = f"\n地点：{event.place}" if event.place else ""
    change = CHANGE.format(title=event.title) if extras.asks(event) else ""
    when = posters.when(turn.act, event)
    remind = REMIND if reminding.will_remind(turn.act, event) else ""
    words = JOINED.format(title=event.title, when=when, place=place, remind=remind, change=change)
    return Reply(words, ("我的活动",))


def closed(event: Event, why: str, turn: Turn) -> Reply:
    """Why one cannot sign up now, and what to do instead."""
    if event.stage(turn.act) not in {Stage.CLOSED, Stage.HELD, Stage.CANCELLED}:
        return Reply(why, ("活动",))
    others = _others(event, turn)
    ask = ASK.format(contact=event.contact) if event.contact else ""
    titles = "、".join(one.removeprefix(SIGN_UP) for one in others)
    return Reply(f"{why}{ask}{OTHERS.format(titles=titles) if others else ELSEWHERE}", (*others, "活动"))


def _others(event: Event, turn: Turn) -> tuple[str, ...]:
    """Buttons for the other times at which there is a place."""
    return tuple(
        f"{SIGN_UP}{programme.called(turn.act, one)}" for one in programme.others(turn.act, event)[:MOST_OTHERS]
    )


ENTRIES: Final = (sign_up, join, join_team)
"""What MENU has of it."""
