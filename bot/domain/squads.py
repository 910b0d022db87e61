"""Squads: teams whose members join with a code and say yes themselves, and leave again, until sign-up closes.

A squad has one place at its event, or one turn in its queue. Whoever changes one holds the event's row meanwhile, so
that two cannot take the last place in a team. What its leader does beside is in squadlead.py.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Final

from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import admission, audit, seats, squadcodes, squadplaces, squadrolls, squadrules, units
from bot.domain.acts import Act
from bot.domain.caps import Claim
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.seats import NOTHING, Extras
from bot.domain.squadbook import Squad, SquadMember
from bot.domain.squadrolls import MINE, addresses, members, of, of_event, of_member
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Address, Attachment, Reply

__all__ = [
    "addresses", "coded", "create", "join", "leave", "members", "missing", "of", "of_event", "of_member", "standing",
]  # fmt: skip

NO_TEAMS: Final = "“{title}”不用这样组队。回复“报名：{title}”看怎么报。"
ONE_TEAM: Final = "您已经在“{title}”的“{team}”队里，一个人只能进一个队。回复“我的队”看看；要换队，先退队。"
HAS_PLACE: Final = "您已经报过“{title}”了，不用再组队。"
SAME_NAME: Final = "“{title}”已经有一个叫“{team}”的队了。请换个队名。"
NO_SUCH_CODE: Final = (
    "没有找到这个入队码，可能队解散了，或者领队换了新码。请向领队要一个，照原样发：入队 加上 10 位字符。"
)
FULL: Final = "“{team}”队满了，最多 {most} 人。请告诉领队，或者自己再组一个队。"
OTHER_UNIT: Final = (
    "“{title}”要全队同一个单位。“{team}”的领队归“{theirs}”，您现在归“{mine}”。"
    "如果您也是那里的，先回复“加入单位：{theirs}”，再来入队；不是的话，请进自己单位的队。"
)
NOT_IN: Final = "您不在“{title}”的任何一个队里。"
LEADER_STAYS: Final = "您是“{team}”的领队，不能直接退队。先回复“换队长：姓名”交给队友，或者“解散队伍：{title}”。"
CAME: Final = "{name} 加入了“{team}”（{title}），现在 {size} 人。{standing}"
WENT: Final = "{name} 退出了“{team}”（{title}），现在 {size} 人。{standing}"
WHOLE: Final = "人齐了，符合要求。"
LACKS: Final = "{what}。"


def create(  # noqa: PLR0913 - a team, and who leads it
    act: Act, event: Event, member: Member, address: Address, *,
    name: str, company: str | None, leader_name: str, phone: str | None, profile: str | None = None,
    files: Sequence[Attachment] = (), groups: Sequence[str] = (), extras: Extras = NOTHING,
) -> Squad:  # fmt: skip
    """Make a squad whose leader the member is, and give it a place; a turn in the queue where the event is full."""
    act.session.refresh(event, with_for_update=True)
    if not event.team_joins:
        raise Refusal(NO_TEAMS.format(title=event.title))
    if why := event.why_closed(act):
        raise Refusal(why)
    _require_free(act.session, event, member)
    team = squadrules.team_name(name)
    require_other_name(act.session, event, team)
    squad = Squad(
        event_id=event.id, name=team, company=squadrules.tidy(company or "")[:80] or None,
        profile=squadrules.profile(profile), files=[asdict(file) for file in files], created_at=act.now,
    )  # fmt: skip
    act.session.add(squad)
    act.session.flush()
    squadcodes.keep(act.session, squad)
    _take_in(act, squad, member, address, squadrules.person(leader_name), groups, leader=True)
    audit.log(act, "squad.made", squad, event=event.id)
    squadplaces.enter(act, event, squad, phone, extras)
    return squad


def coded(session: Session, code: str) -> Squad:
    """The squad that a code leads to; Refusal where there is none, or none any more."""
    squad = squadcodes.found(session, code)
    if squad is None or squad.disbanded_at:
        raise Refusal(NO_SUCH_CODE)
    return squad


def join(act: Act, code: str, member: Member, address: Address, *, name: str, groups: Sequence[str] = ()) -> Squad:
    """The member says yes to be of a squad; its leader is told."""
    event = act.session.get_one(Event, coded(act.session, code).event_id, with_for_update=True, populate_existing=True)
    squad = coded(act.session, code)
    act.session.refresh(squad)
    require_joinable(act, event, squad, member)
    if why := admission.barred(act, event, Claim(1, member.unit_id, tuple(groups))):
        raise Refusal(why)
    admission.require_once(act, event, member)
    row = _take_in(act, squad, member, address, squadrules.person(name), groups)
    squadplaces.sync(act.session, squad)
    audit.log(act, "squad.joined", squad, event=event.id)
    _tell_leader(act, event, squad, CAME, row)
    return squad


def require_joinable(act: Act, event: Event, squad: Squad, member: Member) -> None:
    """Refusal, with the next step, where the member cannot join a squad now."""
    if squad.disbanded_at:
        raise Refusal(NO_SUCH_CODE)
    squadrules.require_open(act, event)
    if why := admission.barred(act, event, Claim(1, member.unit_id, tuple(event.groups or ()))):
        raise Refusal(why)
    _require_free(act.session, event, member)
    rows = members(act.session, squad)
    if event.team_most and len(rows) >= event.team_most:
        raise Refusal(FULL.format(team=squad.name, most=event.team_most))
    if event.team_one_unit:
        _require_unit(act.session, event, squad, rows[0], member)


def leave(act: Act, event: Event, member: Member) -> Squad:
    """The member is of their squad no more; its leader is told, who cannot leave like this."""
    act.session.refresh(event, with_for_update=True)
    found = of(act.session, event, member)
    if found is None:
        raise Refusal(NOT_IN.format(title=event.title))
    squad, row = found
    squadrules.require_open(act, event)
    if row.leader:
        raise Refusal(LEADER_STAYS.format(team=squad.name, title=event.title))
    squadplaces.drop(act.session, event, squad, row, act.now)
    audit.log(act, "squad.left", squad, event=event.id)
    _tell_leader(act, event, squad, WENT, row)
    return squad


def missing(event: Event, squad: Squad, rows: Sequence[SquadMember], config: Config) -> list[str]:
    """What the squad of these members lacks, in words; nothing where it is whole, or was disbanded."""
    return [] if squad.disbanded_at else squadrules.missing(event, rows, config.events.occasions.groups)


def standing(event: Event, squad: Squad, rows: Sequence[SquadMember], config: Config) -> str:
    """The same as a sentence: what it lacks, or that it is whole."""
    lacks = missing(event, squad, rows, config)
    return LACKS.format(what="；".join(lacks)) if lacks else WHOLE


def require_other_name(session: Session, event: Event, name: str, but: Squad | None = None) -> None:
    """Refusal where another squad of the event is called so."""
    if any(one.name == name and one is not but for one in of_event(session, event)):
        raise Refusal(SAME_NAME.format(title=event.title, team=name))


def _require_free(session: Session, event: Event, member: Member) -> None:
    """Refusal of one who is of a squad already, or comes by themselves."""
    if found := of(session, event, member):
        raise Refusal(ONE_TEAM.format(title=event.title, team=found[0].name))
    place = seats.of(session, event, member)
    if place and place.left_at is None:
        raise Refusal(HAS_PLACE.format(title=event.title))


def _require_unit(session: Session, event: Event, squad: Squad, leader: SquadMember, member: Member) -> None:
    theirs = squadrules.branch(session, event, leader.unit_id or units.line(session, member.unit_id)[-1])
    if squadrules.branch(session, event, member.unit_id) != theirs:
        names = {"theirs": session.get_one(Unit, theirs).name, "mine": session.get_one(Unit, member.unit_id).name}
        raise Refusal(OTHER_UNIT.format(title=event.title, team=squad.name, **names))


def _take_in(  # noqa: PLR0913 - who joins what, and what they gave
    act: Act, squad: Squad, member: Member, address: Address, name: str, groups: Sequence[str], *, leader: bool = False
) -> SquadMember:
    row = SquadMember(
        squad_id=squad.id, event_id=squad.event_id, member_id=member.id, channel=address.channel, address=address.id,
        unit_id=member.unit_id, name=name, groups=f",{','.join(groups)}," if groups else "", leader=leader,
        joined_at=act.now,
    )  # fmt: skip
    act.session.add(row)
    act.session.flush()
    return row


def _tell_leader(act: Act, event: Event, squad: Squad, text: str, row: SquadMember) -> None:
    rows = members(act.session, squad)
    words = text.format(
        name=row.name, team=squad.name, title=event.title, size=len(rows),
        standing=standing(event, squad, rows, act.config),
    )  # fmt: skip
    squadrolls.tell(act, squad, rows[:1], Reply(words, (MINE,)))
