"""Topics and groups: what a member wants no more is taken back where it waits, and what is for others stays."""

import pytest

from bot.domain import topics
from bot.domain.acts import Act
from bot.domain.members import Member
from bot.domain.noticebook import Fate, Notice, Recipient
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.outbox import State
from tests.domain.notice_member_deeds import notice, sent
from tests.domain.union import address, member, outgoing


def waiting(act: Act, one: Notice, who: Member, to: Address | None = None) -> Recipient:
    """A copy that waits for its member's next message."""
    reply, key = Reply(one.title), f"{one.key}:{who.id}"
    row = outbox.put(act.session, to or address(), reply, key=key, kind=one.kind, now=act.now, bulk=True)
    row.state = State.PARKED.value
    act.session.flush()
    return sent(act, one, who, state=Fate.PARKED.value, outbox_id=row.id)


def states(act: Act) -> list[str]:
    return [row.state for row in outgoing(act)]


def test_a_topic_is_refused_once_and_accepted_again(act: Act) -> None:
    lina, qiang = member(act), member(act, "qiang")
    topics.refuse(act, lina, "law")
    topics.refuse(act, lina, "law")
    topics.refuse(act, lina, "digest")
    assert (topics.refused(act.session, lina), topics.refused(act.session, qiang)) == ({"law", "digest"}, set())
    topics.accept(act, lina, "law")
    assert topics.refused(act.session, lina) == {"digest"}
    with pytest.raises(Refusal, match="订阅设置"):
        topics.refuse(act, lina, "football")


def test_what_waits_about_a_refused_topic_is_taken_back_and_nothing_else(act: Act) -> None:
    lina, qiang = member(act), member(act, "qiang")
    about = notice(act, title="普法", topic="law", key="a")
    waiting(act, about, lina)
    waiting(act, notice(act, title="慰问", topic="benefit", key="b"), lina)
    waiting(act, about, qiang, address("qiang"))
    topics.refuse(act, lina, "law")
    assert states(act) == ["withdrawn", "parked", "parked"]


def test_who_leaves_a_group_gets_no_more_what_is_for_it_alone(act: Act) -> None:
    lina = member(act)
    for group in ("women", "youth", "women"):
        topics.join(act, lina, group)
    assert topics.groups(act.session, lina) == {"women", "youth"}
    for key, groups in (("a", ["women"]), ("b", ["women", "youth"]), ("c", [])):
        waiting(act, notice(act, key=key, audience={"groups": groups}), lina)
    topics.leave(act, lina, "women")
    assert states(act) == ["withdrawn", "parked", "parked"]
    assert topics.groups(act.session, lina) == {"youth"}
    with pytest.raises(Refusal, match="我的群体"):
        topics.join(act, lina, "pilots")
