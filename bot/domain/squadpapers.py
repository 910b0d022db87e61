"""What is kept of one member in squads: in words for themselves, or gone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import squadlead, squadrolls
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.members import Member
from bot.domain.squadbook import Squad, SquadMember
from bot.store import files

Data = dict[str, Any]


def told(session: Session, member: Member, zone: ZoneInfo, labels: Mapping[str, str]) -> list[Data]:
    """Each squad that they are of or were, oldest first; what its leader wrote of it only where that is they."""
    mine = select(SquadMember, Squad, Event).join(Squad, Squad.id == SquadMember.squad_id)
    mine = mine.join(Event, Event.id == SquadMember.event_id).where(SquadMember.member_id == member.id)
    rows = session.execute(mine.order_by(SquadMember.id))
    return [_told(row, squad, event, zone, labels) for row, squad, event in rows]


def erase(act: Act, member: Member) -> None:
    """They are of no squad any more at what is to come, and their names, and what they wrote of theirs, are gone.

    A squad that they lead goes on under the next member, or ends.
    """
    for squad, row, event in squadrolls.of_member(act.session, member):
        if not event.cancelled and (event.starts_at is None or event.starts_at > act.now):
            squadlead.forsake(act, event, squad, row)
    act.session.flush()
    for row in act.session.scalars(select(SquadMember).where(SquadMember.member_id == member.id)):
        row.name, row.address, row.groups = None, "", ""
        if row.leader:
            blank(act.session, act.session.get_one(Squad, row.squad_id))
    act.session.flush()


def blank(session: Session, squad: Squad) -> None:
    """Take out of a squad all that its leader wrote of it, its sign included."""
    files.drop(session, [file.key for file in squad.attachments])
    squad.name, squad.company, squad.profile, squad.files = None, None, None, []


def _told(row: SquadMember, squad: Squad, event: Event, zone: ZoneInfo, labels: Mapping[str, str]) -> Data:
    data: Data = {
        "活动": event.title,
        "队名": squad.name,
        "身份": "领队" if row.leader else "队员",
        "姓名": row.name,
        "您说您是": "、".join(labels.get(one, one) for one in row.in_groups),
        "入队": _at(row.joined_at, zone),
        "离队": _at(row.left_at, zone),
    }
    if row.leader:
        data |= {"单位": squad.company, "简介": squad.profile, "文件": [one.name for one in squad.attachments]}
    return {key: value for key, value in data.items() if value}


def _at(moment: datetime | None, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}" if moment else ""
