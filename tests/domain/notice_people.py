"""Notices for the tests of the domain: members on channels, units, groups; a notice to some of them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.domain import members, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.members import Contact, Member
from bot.domain.noticebook import MemberGroup, Notice, Recipient, State, TopicRefusal
from bot.domain.noticekinds import Kind
from bot.domain.units import Unit
from bot.messages import Address


def unit(act: Act, name: str, parent: Unit | None = None) -> Unit:
    """A unit below another, or below the top."""
    one = units.add(act, name, parent or units.top(act))
    act.session.flush()
    return one


def reader(act: Act, who: str, *channels: str, home: Unit | None = None, prefers: str = "") -> Member:
    """A member of a unit who is reached on each of these channels (one, "test"), under the name `who`."""
    first, *others = channels or ("test",)
    one = members.meet(act, Address(first, who))
    one.unit_id, one.prefers = (home.id if home else one.unit_id), prefers
    month = act.today.replace(day=1)
    for channel in others:
        act.session.add(Contact(channel=channel, address=who, member_id=one.id, heard_in=month))
    act.session.flush()
    return one


def contact(act: Act, channel: str, who: str) -> Contact:
    """The address of somebody on a channel."""
    return act.session.get_one(Contact, (channel, who))


def heard(act: Act, channel: str, who: str, month: date | None) -> None:
    """Somebody last wrote from there in that month."""
    contact(act, channel, who).heard_in = month
    act.session.flush()


def lose(act: Act, channel: str, who: str) -> None:
    """Somebody cannot be reached there any more."""
    contact(act, channel, who).lost_at = act.now
    act.session.flush()


def join(act: Act, member: Member, *groups: str) -> None:
    """A member says they are in these groups."""
    act.session.add_all([MemberGroup(member_id=member.id, group=group) for group in groups])
    act.session.flush()


def refuse(act: Act, member: Member, topic: str) -> None:
    """A member wants nothing of a topic."""
    act.session.add(TopicRefusal(member_id=member.id, topic=topic))
    act.session.flush()


def notice(act: Act, audience: Audience | None = None, **fields: Any) -> Notice:
    """A notice to the whole union, or to an audience, that is due now."""
    home = audience.unit_id if audience else units.top(act).id
    given: dict[str, Any] = {
        "key": "notice:abcdefghjk", "kind": Kind.NOTICE.value, "state": State.SCHEDULED.value, "unit_id": home,
        "title": "停水通知", "text": "明天上午停水两小时。", "link": "", "buttons": [], "questions": [], "variants": {},
        "audience": (audience or Audience(home)).data(), "schedule": {}, "due_at": act.now, "made_at": act.now,
        "changed_at": act.now, "cursor": 0, "size": 0, "round": 0, "revision": 0,
    }  # fmt: skip
    one = Notice(**{**given, **fields})
    act.session.add(one)
    act.session.flush()
    return one


def rows(act: Act, one: Notice) -> list[Recipient]:
    """Its ledger, in the order of members."""
    mine = select(Recipient).where(Recipient.notice_id == one.id).order_by(Recipient.member_id)
    return list(act.session.scalars(mine.execution_options(populate_existing=True)))


def places(act: Act, one: Notice) -> list[tuple[str, str]]:
    """Where each recipient gets it."""
    return [(row.channel, row.address) for row in rows(act, one)]
