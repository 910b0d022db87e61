"""Topics and groups: which notices a member wants no more, which groups they say they are in, where notices come to.

What is refused is heard at the moment of sending too (`bot.domain.audiences`); what waits for its member's next message
is taken back at once. Which topic or group it was stands in no trail: it is nobody's business but the member's.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from bot.domain import audit
from bot.domain.acts import Act
from bot.domain.members import Contact, Member
from bot.domain.noticebook import Fate, MemberGroup, Notice, Recipient, TopicRefusal
from bot.errors import Refusal
from bot.messages import Address
from bot.store import outbox
from bot.store.outbox import Outgoing

NO_TOPIC: Final = "没有这一类通知。回复“订阅设置”，看看有哪几类。"
NO_GROUP: Final = "没有这个群体。回复“我的群体”，看看有哪些。"


def refuse(act: Act, member: Member, topic: str) -> None:
    """Send the member no more notices about this; those that wait for them are taken back. Refusal: no such topic."""
    _known(topic, act.config.notices.topics, NO_TOPIC)
    _hold(act.session, member)
    if topic not in refused(act.session, member):
        act.session.add(TopicRefusal(member_id=member.id, topic=topic))
    _take_back(act, [row for row, notice in _waiting(act.session, member) if notice.topic == topic])
    audit.log(act, "member.topic_refused", member)


def accept(act: Act, member: Member, topic: str) -> None:
    """Send the member notices about this again."""
    _known(topic, act.config.notices.topics, NO_TOPIC)
    mine = delete(TopicRefusal).where(TopicRefusal.member_id == member.id, TopicRefusal.topic == topic)
    act.session.execute(mine)
    audit.log(act, "member.topic_accepted", member)


def refused(session: Session, member: Member) -> set[str]:
    """The keys of the topics of which a member wants nothing."""
    return set(session.scalars(select(TopicRefusal.topic).where(TopicRefusal.member_id == member.id)))


def join(act: Act, member: Member, group: str) -> None:
    """The member says that they are in a group: what is for it comes to them too. Refusal: no such group."""
    _known(group, act.config.events.occasions.groups, NO_GROUP)
    _hold(act.session, member)
    if group not in groups(act.session, member):
        act.session.add(MemberGroup(member_id=member.id, group=group))
    audit.log(act, "member.group_joined", member)


def leave(act: Act, member: Member, group: str) -> None:
    """They are in it no more; what waits for them and is for it alone is taken back."""
    _known(group, act.config.events.occasions.groups, NO_GROUP)
    mine = delete(MemberGroup).where(MemberGroup.member_id == member.id, MemberGroup.group == group)
    act.session.execute(mine)
    left = groups(act.session, member)
    meant = [(row, set(notice.audience.get("groups", ()))) for row, notice in _waiting(act.session, member)]
    _take_back(act, [row for row, wanted in meant if group in wanted and not wanted & left])
    audit.log(act, "member.group_left", member)


def groups(session: Session, member: Member) -> set[str]:
    """The keys of the groups that a member says they are in."""
    return set(session.scalars(select(MemberGroup.group).where(MemberGroup.member_id == member.id)))


def prefer(act: Act, member: Member, address: Address) -> bool:
    """Send notices where they write from now; False where they write from nowhere else anyway."""
    mine = select(Contact.channel).where(Contact.member_id == member.id)
    several = len(act.session.scalars(mine).all()) > 1
    member.prefers = address.channel
    audit.log(act, "member.channel_preferred", member, channel=address.channel)
    return several


def told(session: Session, member: Member, called: Mapping[str, str], about: Mapping[str, str]) -> dict[str, object]:
    """What is held of all this, in words for the member. `called`, `about`: what groups and topics are called."""
    mine = select(func.count()).where(Recipient.member_id == member.id, Recipient.state == Fate.SENT.value)
    return {
        "不收的通知": [about.get(key, key) for key in sorted(refused(session, member))],
        "所在群体": [called.get(key, key) for key in sorted(groups(session, member))],
        "通知发到": member.prefers or "最近用的聊天",
        "收到的通知": f"{session.scalar(mine) or 0} 条",
    }


def _known(key: str, keys: Collection[str], words: str) -> None:
    if key not in keys:
        raise Refusal(words)


def _hold(session: Session, member: Member) -> None:
    """So that two taps at once write one row."""
    session.execute(select(Member.id).where(Member.id == member.id).with_for_update())


def _waiting(session: Session, member: Member) -> list[tuple[Recipient, Notice]]:
    """Their copies that wait for their next message, each with its notice."""
    mine = select(Recipient, Notice).join(Notice, Notice.id == Recipient.notice_id)
    rows = session.execute(mine.where(Recipient.member_id == member.id, Recipient.state == Fate.PARKED.value))
    return [(row, notice) for row, notice in rows]


def _take_back(act: Act, rows: Collection[Recipient]) -> None:
    """The messages that carry them; what became of them is copied into the ledger later."""
    carried = [row.outbox_id for row in rows if row.outbox_id]
    waiting = update(Outgoing).where(Outgoing.id.in_(carried), Outgoing.state.in_(outbox.WAITING))
    act.session.execute(waiting.values(state=outbox.State.WITHDRAWN.value, ended_at=act.now))
