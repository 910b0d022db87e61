"""A squad in words, for those who are of it: who they are, what is missing, their place, how one joins."""

from typing import Final

from bot.conversation import Start
from bot.domain import admission, offers, plans, posters, squadcodes, squadplaces, squads
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.queues import WaitingPlace
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember, Verdict
from bot.errors import Refusal
from bot.messages import Reply
from handlers.turn import Turn

HOW: Final = (
    "要改，照样回复：移出：姓名、换队长：姓名、改队名：新名、改参赛单位：单位、改简介：简介、领队电话、换队徽。"
)
OPENING: Final = "您来组队，当领队：填好以后给您一个入队码，队友自己进来。{rules}"
OPENING_FULL: Final = "“{title}”的名额满了。先把队组起来排队，有队退出就按先后通知您。{rules}"
RULES: Final = "要求：{rules}"
HEAD: Final = "“{team}”（{title}）"
COMPANY: Final = "单位：{company}"
PROFILE: Final = "简介：{profile}"
MEMBERS: Final = "现在 {size} 人："
LEADER: Final = "{number}. {name}（领队）"
MATE: Final = "{number}. {name}"
LEFT: Final = "（没留姓名）"
HAS: Final = "名额：报上了。"
WAITS: Final = "名额：整队在排队，第 {position} 位。有名额通知领队。"
OFFERED: Final = "名额：正给你们留着，等领队答复。"
NONE: Final = "名额：现在没有。领队回复“重新报名：{title}”再报一次。"
ADMITTED: Final = "主办方同意了你们这样参加。"
INVITATION: Final = "入队码：请队友在这里回复“入队 {code}”，自己点“同意入队”就进来了。一个人只能进一个队。"
WAYS: Final = "也可以把链接转给他们：\n{ways}"
WAY: Final = "{title}：{address}"
SENT: Final = "二维码图片随后发来，转给队友，扫一扫就行。"

MATE_OF: Final = "{line}：在“{team}”队里"
CODE, DISBAND, LEAVE, AGAIN = "入队码：{title}", "解散队伍：{title}", "退队：{title}", "重新报名：{title}"
SHEET: Final = "队伍：{title}"


def sheet(turn: Turn, event: Event, squad: Squad, row: SquadMember) -> Reply:
    """All of it, with what can be done now."""
    rows = squads.members(turn.session, squad)
    lines = [HEAD.format(team=squad.name, title=event.title)]
    lines += [COMPANY.format(company=squad.company)] if squad.company else []
    lines += [PROFILE.format(profile=squad.profile)] if squad.profile else []
    lines += [rules(turn, event), MEMBERS.format(size=len(rows))]
    lines += [
        (LEADER if one.leader else MATE).format(number=number, name=one.name or LEFT)
        for number, one in enumerate(rows, 1)
    ]
    lines += [squads.standing(event, squad, rows, turn.act.config)]
    lines += [ADMITTED] if squad.verdict == Verdict.ADMITTED else []
    lines += [_place(turn, event, squad)]
    lines += [HOW] if row.leader and not event.why_closed(turn.act) else []
    return Reply("\n".join(lines), _buttons(turn, event, squad, row))


def way_in(turn: Turn, event: Event) -> Reply | Start:
    """Where 报名 and 排队 lead at an event whose teams' members join: to one's team, or to making one."""
    if found := squads.of(turn.session, event, turn.member):
        return sheet(turn, event, *found)
    wanted = Claim(1, turn.member.unit_id, tuple(event.groups))
    if why := event.why_closed(turn.act) or admission.barred(turn.act, event, wanted):
        raise Refusal(why)
    words = OPENING if offers.has_room(turn.session, event) else OPENING_FULL
    text = words.format(title=event.title, rules=rules(turn, event))
    return Start("squad", {"event": event.code}, opening=text)


def way_out(turn: Turn, event: Event) -> Reply | None:
    """Where 取消报名 leads one who comes with a team; None where they come by themselves."""
    found = squads.of(turn.session, event, turn.member)
    return sheet(turn, event, *found) if found else None


def mates(turn: Turn) -> list[tuple[str, Event]]:
    """The teams of which the member is, but does not lead, at what is to come: each as a line, and its event."""
    mine = squads.of_member(turn.session, turn.member)
    ahead = [(one, event) for one, row, event in mine if not row.leader and not event.cancelled]
    return [
        (MATE_OF.format(line=plans.line(event, turn.act), team=one.name), event)
        for one, event in ahead
        if event.over_at is None or event.over_at > turn.now
    ]


def rules(turn: Turn, event: Event) -> str:
    """What a squad must be."""
    return RULES.format(rules=posters.team(turn.act, event))


def invitation(turn: Turn, squad: Squad, *, sent: bool) -> str:
    """How one joins, for the leader to pass on; whether a picture follows."""
    code = squadcodes.of(turn.session, squad)
    lines = [INVITATION.format(code=code)]
    if ways := squadcodes.ways(turn.session, turn.act.config, code):
        lines += [WAYS.format(ways="\n".join(WAY.format(title=one.title, address=one.address) for one in ways))]
    return "\n".join([*lines, *([SENT] if sent else [])])


def _place(turn: Turn, event: Event, squad: Squad) -> str:
    place = squadplaces.of(turn.session, squad)
    if isinstance(place, Registration):
        return HAS
    if isinstance(place, WaitingPlace):
        waits = place.status is offers.State.WAITING
        return WAITS.format(position=offers.ahead(turn.session, place)) if waits else OFFERED
    return NONE.format(title=event.title)


def _buttons(turn: Turn, event: Event, squad: Squad, row: SquadMember) -> tuple[str, ...]:
    if event.why_closed(turn.act):
        return ()
    if not row.leader:
        return (LEAVE.format(title=event.title),)
    place = squadplaces.of(turn.session, squad)
    found = [CODE] if place is not None else [AGAIN, CODE]
    if isinstance(place, WaitingPlace) and place.status is offers.State.OFFERED:
        found = ["要：{title}", "不要：{title}"]
    return tuple(words.format(title=event.title) for words in [*found, DISBAND])
