"""For tests of what notices do: members on several channels, a notice to them that is due, a fake far side."""

from typing import Any

from sqlalchemy import select

from bot.domain import dispatch, members, reckonings, sendings, units
from bot.domain.acts import Act
from bot.domain.members import Member
from bot.domain.noticebook import Fate, Notice, Recipient, State
from bot.domain.noticekinds import Kind
from bot.domain.sendings import Copy, Outcome
from bot.errors import DeliveryFailed
from bot.messages import Address

TITLE, TEXT = "十二月活动", "职工联欢会，12 月 18 日 14:00，礼堂。"


def comer(act: Act, who: str, *channels: str) -> Member:
    """A member who writes from each of these channels; from the last one last."""
    first, *others = [members.meet(act, Address(channel, who)) for channel in channels[:1] or ("telegram",)]
    for channel in channels[1:]:
        act.session.add(members.Contact(channel=channel, address=who, member_id=first.id))
    assert not others
    act.session.flush()
    return first


def notice(act: Act, **fields: Any) -> Notice:
    """One to everybody, approved and due now."""
    given: dict[str, Any] = {
        "key": dispatch.new_key(), "kind": Kind.NOTICE.value, "state": State.SCHEDULED.value, "title": TITLE,
        "text": TEXT, "unit_id": units.top(act).id, "due_at": act.now, "made_at": act.now, "changed_at": act.now,
    }  # fmt: skip
    one = Notice(**given | fields)
    act.session.add(one)
    act.session.flush()
    return one


def going(act: Act, **fields: Any) -> Notice:
    """One that is being sent, its audience listed."""
    one = notice(act, **fields)
    dispatch.begin(act, one)
    while dispatch.list_on(act, one):
        pass
    return one


def claimed(act: Act, one: Notice, channel: str = "telegram", claim: str = "w:1", most: int = 100) -> list[Copy]:
    return sendings.claim(act, one.id, channel, claim, most)


def settled(act: Act, copies: list[Copy], failure: DeliveryFailed | None = None, claim: str = "w:1") -> None:
    """All of these came to the same end."""
    outcomes = {copy.recipient: Outcome(f"m{copy.recipient}" if failure is None else "", failure) for copy in copies}
    sendings.settle(act, claim, outcomes)


def rows(act: Act, one: Notice) -> list[Recipient]:
    """The ledger of a notice as the store has it."""
    act.session.flush()
    mine = select(Recipient).where(Recipient.notice_id == one.id).order_by(Recipient.id)
    return list(act.session.scalars(mine.execution_options(populate_existing=True)))


def fates(act: Act, one: Notice) -> list[str]:
    """What became of each copy; why, where it was skipped."""
    return [f"{row.state}/{row.code}" if row.fate is Fate.SKIPPED else row.state for row in rows(act, one)]


def sums_up(act: Act, one: Notice) -> bool:
    """Whether the states sum up to the audience, and the rows are as many, one a member."""
    act.session.flush()
    act.session.refresh(one)
    whose = act.session.scalars(select(Recipient.member_id).where(Recipient.notice_id == one.id)).all()
    known = [number for number in whose if number]
    found = sum(reckonings.counts(act.session, one).values())
    return found == one.size == len(whose) and len(known) == len(set(known))
