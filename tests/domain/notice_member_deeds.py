"""For test_audit: what members choose to hear, link and answer, each deed with the row that it leaves."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.config import Web
from bot.domain import leads, pairs, polls, topics, units
from bot.domain.acts import Act
from bot.domain.members import Member
from bot.domain.noticebook import Fate, Notice, Recipient, State
from bot.domain.noticekinds import Kind
from tests.domain.union import address, member, outgoing

SECRET = "机密"
QUESTIONS = [
    {"name": "grade", "label": "食堂", "prompt": "食堂您打几分？", "answer": "grade"},
    {"name": "again", "label": "夜班", "prompt": "上夜班吗？", "answer": "yes_no", "optional": True},
    {"name": "words", "label": "想说的", "prompt": "还想说什么？", "optional": True},
]
Deed = Callable[[Act], object]


def notice(act: Act, **fields: Any) -> Notice:
    """A survey that has gone out."""
    given: dict[str, Any] = {
        "key": f"notice:{len(fields)}{fields.get('title', '')}", "kind": Kind.SURVEY.value, "state": State.DONE.value,
        "unit_id": units.top(act).id, "title": SECRET, "text": SECRET, "questions": QUESTIONS, "made_at": act.now,
        "changed_at": act.now, "started_at": act.now,
    }  # fmt: skip
    made = Notice(**given | fields)
    act.session.add(made)
    act.session.flush()
    return made


def sent(act: Act, one: Notice, who: Member, **fields: Any) -> Recipient:
    """A member's row of its ledger."""
    given: dict[str, Any] = {"channel": "test", "address": "lina", "state": Fate.SENT.value, "unit_id": who.unit_id}
    row = Recipient(notice_id=one.id, member_id=who.id, **given | fields)
    act.session.add(row)
    act.session.flush()
    return row


def public(act: Act) -> Act:
    """The same, where members' phones reach us."""
    web = Web(public_url="https://gonghui.example")
    return replace(act, config=act.config.model_copy(update={"web": web}))


def _topic(deed: Callable[[Act, Member, str], object], key: str) -> Callable[[Act], Deed]:
    def prepare(act: Act) -> Deed:
        lina = member(act)
        return lambda act: deed(act, lina, key)

    return prepare


def _answered(act: Act) -> Deed:
    lina, one = member(act), notice(act)
    sent(act, one, lina)
    return lambda act: polls.give(act, one, lina, {"words": SECRET})


def _looked(act: Act) -> Deed:
    member(act)
    return lambda act: pairs.look(act, address(), "12345678")


def _joined(act: Act) -> Deed:
    lina, other = member(act), member(act, "web")
    code = pairs.offer(act, lina).replace(" ", "")
    return lambda act: pairs.join(act, lina, other, code)


def _parted(act: Act) -> Deed:
    lina, other = member(act), member(act, "web")
    pairs.join(act, lina, other, pairs.offer(act, lina).replace(" ", ""))
    code = outgoing(act)[-1].text.partition("解除绑定 ")[2][:8]
    return lambda act: pairs.part(act, lina, code)


def _linked(act: Act) -> Deed:
    one = notice(act, link=f"https://example.org/{SECRET}")
    return lambda act: leads.of(act, one)


def _link_shown(act: Act) -> Deed:
    one = notice(act, link=f"https://example.org/{SECRET}")
    return lambda act: leads.link(public(act), one)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "topics.refuse": ("member.topic_refused", _topic(topics.refuse, "law")),
    "topics.accept": ("member.topic_accepted", _topic(topics.accept, "law")),
    "topics.join": ("member.group_joined", _topic(topics.join, "women")),
    "topics.leave": ("member.group_left", _topic(topics.leave, "women")),
    "topics.prefer": ("member.channel_preferred", lambda act: _preferred(member(act))),
    "polls.give": ("notice.answered", _answered),
    "pairs.offer": ("member.pair_offered", lambda act: _offered(member(act))),
    "pairs.look": ("member.pairing_failed", _looked),
    "pairs.join": ("member.paired", _joined),
    "pairs.part": ("member.parted", _parted),
    "leads.of": ("notice.link_counted", _linked),
    "leads.link": ("notice.link_counted", _link_shown),
}


def _preferred(who: Member) -> Deed:
    return lambda act: topics.prefer(act, who, address())


def _offered(who: Member) -> Deed:
    return lambda act: pairs.offer(act, who)
