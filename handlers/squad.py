"""A member makes a team whose members join themselves, joins one with its code, looks at it, and leaves it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final

from bot.conversation import Ask, Option, Phone, Sought, Start, command, form
from bot.domain import events, offers, squadcards, squadcodes, squadplaces, squadrules, squads
from bot.domain.events import Event
from bot.domain.registrations import Extras, Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.errors import Refusal
from bot.messages import Attachment, Reply
from handlers import event as activities
from handlers import extras, squadsheet, surveys
from handlers.turn import Turn

PROFILE: Final = "用一两句话介绍你们队，没有就跳过。"
NONE_OPEN: Final = "现在没有可以组队报名的活动。回复“活动”看近期安排。"
MADE: Final = "“{team}”组好了，报上了：{title}。{standing}"
QUEUED: Final = "“{team}”组好了，在排队：{title}，第 {position} 位。有名额马上通知您。{standing}"
ASKED: Final = "您要进的是“{team}”{company}，参加“{title}”，领队 {leader}，现在 {size} 人。{rules}"
AGREE: Final = "您的姓名，领队、队友和主办方看得到。报名截止前随时可以退。同意入队吗？"
IN: Final = "您进了“{team}”（{title}），领队已经知道了。活动前一天会提醒您；来不了，报名截止前回复“退队：{title}”。"
NOT_IN: Final = "好的，没有入队。改主意了，再发一次入队码就行。"
LEFT: Final = "好的，您退出了“{team}”，已经告诉领队。"
NO_TEAM: Final = "您现在不在任何队里。有人给了您入队码，就回复“入队”加上它；想自己组队，回复“报名”看有哪些比赛。"
SEVERAL: Final = "您在这些队里：\n{teams}"
HOW_TO_JOIN: Final = "请把领队给您的入队码一起发来：入队 加上 10 位字符，比如“入队 ABCDE23456”。"

_CODE: Final = r"[0-9A-Za-z０-９Ａ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s—–-]{4,30}"

Stored = Mapping[str, str | None]


def _open(turn: Turn) -> Sequence[Option]:
    key = "open contests"
    if key not in turn.looked_up:
        found = [event for event in events.open_for_signup(turn.act) if event.team_joins]
        turn.looked_up[key] = [Option(event.code, event.title) for event in found]
    options: list[Option] = turn.looked_up[key]
    if not options:
        raise Refusal(NONE_OPEN)
    return options


def _groups(answers: Stored, turn: Turn) -> list[Sought]:
    """Whether they are in each of the groups that the rules name."""
    event = _event(answers, turn)
    return extras.groups(turn.act, squadrules.asked(event, turn.act.config)) if event else []


def _event(answers: Stored, turn: Turn) -> Event | None:
    if code := answers.get("event"):
        return activities.known(turn, code)
    squad = squadcodes.found(turn.session, answers.get("code") or "")
    return turn.session.get_one(Event, squad.event_id) if squad else None


@dataclass(frozen=True)
class SquadForm:
    """A team whose leader the member is."""

    event: Annotated[str, Ask("要报名哪个比赛？", "比赛", choices=_open)]
    name: Annotated[str, Ask("队名叫什么？", "队名", min_length=2, max_length=squadrules.LONGEST_NAME)]
    company: Annotated[str, Ask("你们是哪个单位的？", "单位", max_length=80)]
    leader: Annotated[str, Ask("您（领队）叫什么名字？", "领队", max_length=squadrules.LONGEST_PERSON, private=True)]
    phone: Annotated[Phone, Ask("您的电话？主办方好联系。", "领队电话", private=True)]
    groups: Annotated[dict[str, Any], Ask("", several=_groups)]
    own: Annotated[dict[str, Any], Ask("", several=extras.own)]
    files: Annotated[
        tuple[Attachment, ...], Ask("有队徽图片就发来，发完回复“完成”；没有就跳过。", "队徽", optional=True)
    ] = ()
    profile: Annotated[
        str | None,
        Ask(PROFILE, "简介", max_length=squadrules.LONGEST_PROFILE, optional=True),
    ] = None


@form("squad", SquadForm, title="组队报名")
def make(answer: SquadForm, turn: Turn) -> list[Reply]:
    """Make the team; then the code, and how to pass it on."""
    event = activities.coded(turn, answer.event)
    questions = extras.items(event, turn)
    squad = squads.create(
        turn.act, event, turn.member, turn.address, name=answer.name, company=answer.company,
        leader_name=answer.leader, phone=answer.phone, profile=answer.profile, files=answer.files,
        groups=_chosen(answer.groups),
        extras=Extras(answers=surveys.rows(questions, answer.own), files=surveys.files(answer.own)),
    )  # fmt: skip
    place = squadplaces.of(turn.session, squad)
    has = isinstance(place, Registration)
    rows = squads.members(turn.session, squad)
    text = (MADE if has else QUEUED).format(
        team=squad.name, title=event.title, standing=squads.standing(event, squad, rows, turn.act.config),
        position="" if has else offers.ahead(turn.session, place),  # type: ignore[arg-type] # it waits
    )  # fmt: skip
    return [Reply(text), invite(turn, event, squad)]


def invite(turn: Turn, event: Event, squad: Squad) -> Reply:
    """How others join, with the QR code as a picture where a link leads to us."""
    way = squadcards.send(turn.act, squad, turn.address)
    text = squadsheet.invitation(turn, squad, sent=way is not None)
    return Reply(text, (squadsheet.SHEET.format(title=event.title),))


@dataclass(frozen=True)
class SquadJoinForm:
    """One who joins a team."""

    code: Annotated[str, Ask(HOW_TO_JOIN, "入队码", max_length=40)]
    name: Annotated[str, Ask("您叫什么名字？", "姓名", max_length=squadrules.LONGEST_PERSON, private=True)]
    groups: Annotated[dict[str, Any], Ask("", several=_groups)]
    agree: Annotated[bool, Ask(AGREE, "入队", yes="同意入队", no="不入队")]


@form("squad-join", SquadJoinForm, title="入队", confirm=False)
def join(answer: SquadJoinForm, turn: Turn) -> Reply:
    """Be of the team, once they said yes."""
    if not answer.agree:
        return Reply(NOT_IN, ("活动",))
    groups = _chosen(answer.groups)
    squad = squads.join(turn.act, answer.code, turn.member, turn.address, name=answer.name, groups=groups)
    event = turn.session.get_one(Event, squad.event_id)
    return Reply(IN.format(team=squad.name, title=event.title), (squadsheet.SHEET.format(title=event.title),))


@command("入队", "我要入队", "加入队伍")
def how(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """How one joins."""
    return Reply(HOW_TO_JOIN)


@command(pattern=rf"入队\s*[:：]?\s*(?P<code>{_CODE})")
def begin_joining(turn: Turn, code: str) -> Start | Reply:
    """Say whose team it is, which event, under what rules; then ask."""
    squad = squads.coded(turn.session, code)
    event = turn.session.get_one(Event, squad.event_id)
    if found := squads.of(turn.session, event, turn.member):
        return squadsheet.sheet(turn, event, *found)
    squads.require_joinable(turn.act, event, squad, turn.member)
    rows = squads.members(turn.session, squad)
    company = f"（{squad.company}）" if squad.company else ""
    words = ASKED.format(
        team=squad.name, company=company, title=event.title, leader=rows[0].name or squadsheet.LEFT, size=len(rows),
        rules=squadsheet.rules(turn, event),
    )  # fmt: skip
    return Start("squad-join", {"code": code.strip()}, opening=words, fresh=True)


@command("我的队", "我的队伍", "我的团队")
def mine(turn: Turn) -> Reply:
    """The member's team; of several, which there are."""
    found = squads.of_member(turn.session, turn.member)
    ahead = [one for one in found if one[2].over_at is None or one[2].over_at > turn.now] or found[-1:]
    if not ahead:
        return Reply(NO_TEAM, ("报名", "活动"))
    if len(ahead) == 1:
        squad, row, event = ahead[0]
        return squadsheet.sheet(turn, event, squad, row)
    teams = "\n".join(squadsheet.HEAD.format(team=squad.name, title=event.title) for squad, _, event in ahead)
    return Reply(SEVERAL.format(teams=teams), tuple(squadsheet.SHEET.format(title=one.title) for _, _, one in ahead))


@command(pattern=r"(?:我的)?队伍\s*[:：]\s*(?P<what>.{2,60})")
def look(turn: Turn, what: str) -> Reply:
    """The member's team at one event."""
    squad, row, event = meant(turn, what)
    return squadsheet.sheet(turn, event, squad, row)


@command(pattern=r"(?:退队|退出队伍)(?:\s*[:：]\s*(?P<what>.{2,60}))?")
def leave(turn: Turn, what: str | None) -> Reply:
    """Leave it."""
    _, _, event = meant(turn, what)
    squad = squads.leave(turn.act, event, turn.member)
    return Reply(LEFT.format(team=squad.name), ("活动",))


def meant(turn: Turn, what: str | None) -> tuple[Squad, SquadMember, Event]:
    """The team that is meant: by its event's title or code or by its own name; without words the only one."""
    found = squads.of_member(turn.session, turn.member)
    word = (what or "").strip()
    exact = [one for one in found if word in {one[2].code, one[2].title, one[0].name}]
    if exact or (not word and len(found) == 1):
        return (exact or found)[-1]
    if not found or not word:
        raise Refusal(NO_TEAM if not found else squads_named(found))
    event = activities.meant(turn, word)
    theirs = next((one for one in found if one[2].id == event.id), None)
    if theirs is None:
        raise Refusal(squads.NOT_IN.format(title=event.title))
    return theirs


def squads_named(found: Sequence[tuple[Squad, SquadMember, Event]]) -> str:
    """Which teams one may mean, and how to say so."""
    teams = "、".join(squadsheet.HEAD.format(team=squad.name, title=event.title) for squad, _, event in found)
    return f"您在几个队里：{teams}。请写上是哪个活动，比如“队伍：{found[0][2].title}”。"


def _chosen(groups: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(key for key, yes in groups.items() if yes)


ENTRIES: Final = (make, join, how, begin_joining, mine, look, leave)
"""What MENU has of it."""
