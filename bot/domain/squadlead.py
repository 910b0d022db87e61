"""What the leader of a squad does with it: takes members out, hands the lead on, changes it, disbands it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from bot.domain import audit, squadcodes, squadplaces, squadrolls, squadrules, squads
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.squadrolls import MINE
from bot.errors import Refusal
from bot.messages import Attachment, Reply

NOT_LEADER: Final = "这件事要“{team}”的领队来办。"
NOT_YOURSELF: Final = "您自己就是领队。不去了，先回复“换队长：姓名”，或者“解散队伍：{title}”。"
NOT_OF_IT: Final = "队里没有这个人了。回复“我的队”看看现在有谁。"
IN_ALREADY: Final = "“{team}”已经有名额或者在排队了，不用再报。"
TAKEN_OUT: Final = "领队把您移出了“{team}”（{title}）。有疑问请问领队；想去的话，可以进别的队。"
YOURS: Final = "您现在是“{team}”（{title}）的领队了，名额记在您名下。请回复“领队电话”留个号码，主办方好联系您。"


@dataclass(frozen=True)
class Change:
    """What is to be different about a squad; None stays as it is."""

    name: str | None = None
    company: str | None = None
    profile: str | None = None
    phone: str | None = None
    files: Sequence[Attachment] | None = None


def remove(act: Act, event: Event, leader: Member, row: SquadMember) -> str:
    """Take a member out, who is told; the code that they know is good no more. Returns the new one."""
    squad = _led(act, event, leader)
    _require_of(event, squad, row)
    squadplaces.drop(act.session, event, squad, row, act.now)
    audit.log(act, "squad.member_removed", squad, event=event.id)
    squadrolls.tell(act, squad, [row], Reply(TAKEN_OUT.format(team=squad.name, title=event.title), ("活动",)))
    return squadcodes.renew(act, squad)


def hand_on(act: Act, event: Event, leader: Member, row: SquadMember) -> Squad:
    """Make another member the leader, who is told; the place is theirs from then on."""
    squad = _led(act, event, leader)
    _require_of(event, squad, row)
    squadplaces.hand(act, event, squad, row)
    squadrolls.tell(act, squad, [row], Reply(YOURS.format(team=squad.name, title=event.title), (MINE,)))
    return squad


def change(act: Act, event: Event, leader: Member, what: Change) -> Squad:
    """Give it another name, company, profile, sign or phone."""
    squad = _led(act, event, leader)
    if what.name is not None:
        name = squadrules.team_name(what.name)
        squads.require_other_name(act.session, event, name, squad)
        squad.name = name
    if what.company is not None:
        squad.company = squadrules.tidy(what.company)[:80] or None
    if what.profile is not None:
        squad.profile = squadrules.profile(what.profile)
    if what.files is not None:
        squad.files = [asdict(file) for file in what.files]
    place = squadplaces.of(act.session, squad)
    if what.phone is not None and place is not None:
        place.phone = what.phone
    squadplaces.sync(act.session, squad)
    audit.log(act, "squad.changed", squad, event=event.id)
    return squad


def disband(act: Act, event: Event, leader: Member) -> Squad:
    """End it; the others are told, and the place goes to whoever waits first."""
    squad = _led(act, event, leader)
    squadplaces.dissolve(act, event, squad, but=squadrolls.members(act.session, squad)[0])
    return squad


def renew(act: Act, event: Event, leader: Member) -> str:
    """Another code, so that those told before are good no more."""
    return squadcodes.renew(act, _led(act, event, leader))


def again(act: Act, event: Event, leader: Member, phone: str | None = None) -> bool:
    """Sign a squad up once more that has no place and does not wait; whether it has a place now, or waits again."""
    squad = _led(act, event, leader)
    if squadplaces.of(act.session, squad) is not None:
        raise Refusal(IN_ALREADY.format(team=squad.name))
    return isinstance(squadplaces.enter(act, event, squad, phone), Registration)


def forsake(act: Act, event: Event, squad: Squad, row: SquadMember) -> None:
    """One is of it no more, whatever they were: a leader's part goes to the next, or the squad ends with them."""
    act.session.refresh(event, with_for_update=True)
    others = [one for one in squadrolls.members(act.session, squad) if one is not row and one.member_id]
    if row.leader and not others:
        squadplaces.dissolve(act, event, squad, but=row)
        return
    if row.leader:
        squadplaces.hand(act, event, squad, others[0])
        squadrolls.tell(act, squad, others[:1], Reply(YOURS.format(team=squad.name, title=event.title), (MINE,)))
        row.leader = False
    squadplaces.drop(act.session, event, squad, row, act.now)
    audit.log(act, "squad.left", squad, event=event.id)


def _led(act: Act, event: Event, leader: Member) -> Squad:
    """The squad that the member leads, with the event's row held, as long as it is theirs to change."""
    act.session.refresh(event, with_for_update=True)
    found = squadrolls.of(act.session, event, leader)
    if found is None:
        raise Refusal(squads.NOT_IN.format(title=event.title))
    squadrules.require_open(act, event)
    squad, row = found
    act.session.refresh(row)
    if not row.leader:
        raise Refusal(NOT_LEADER.format(team=squad.name))
    return squad


def _require_of(event: Event, squad: Squad, row: SquadMember) -> None:
    if row.squad_id != squad.id or row.left_at:
        raise Refusal(NOT_OF_IT)
    if row.leader:
        raise Refusal(NOT_YOURSELF.format(title=event.title))
