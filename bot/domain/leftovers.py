"""What was in hand and did not go out: given back by its own process, or accounted for when that is dead."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select, update

from bot.domain.acts import Act
from bot.domain.claimings import LEASE, sending, unknown
from bot.domain.copies import Outcome, Seen
from bot.domain.noticebook import Fate, Notice, Recipient, State
from bot.domain.picking import FAST
from bot.domain.settlings import settle
from bot.store import many

SURELY: Final = timedelta(days=1)
"""A mass message of which nobody knew for so long is not repeated any more: the platform forgets its key."""

DIED: Final = "the process ended while sending"
MARKED: Final = (State.SENDING, State.PAUSED)

_BACK: Final[dict[str, Any]] = {"state": Fate.QUEUED.value, "claim": "", "way": "", "tries": Recipient.tries - 1}


def left(act: Act, notice_id: int, channel: str, prefix: str, claim: str) -> list[str]:
    """The claims of earlier steps of the same workflow (`prefix`) that have copies in hand, mass lists not counted."""
    mine = (*sending(notice_id, channel), Recipient.claim.startswith(prefix, autoescape=True), Recipient.claim != claim)
    return list(act.session.scalars(select(Recipient.claim).where(*mine, Recipient.mass_key == "").distinct()))


def account(act: Act, notice_id: int, channel: str, claim: str, seen: Seen | None) -> int:
    """A claim's process is dead: what arrived is sent, what did not go out waits again; how many are unknown.

    Where nothing is `seen` of it, all that it had in hand is unknown.
    """
    if seen:
        settle(act, claim, {number: Outcome(message) for number, message in seen.came.items()})
        held = select(Recipient.id).where(*_of(notice_id, channel, claim)).with_for_update()
        give_back(act, claim, [number for number in act.session.scalars(held) if number not in seen.went])
    return _lose(act, _of(notice_id, channel, claim))


def give_back(act: Act, claim: str, numbers: Collection[int]) -> None:
    """These copies of a claim did not go out: they wait again."""
    for some in many.chunks(sorted(numbers)):
        mine = (many.among(act.session, Recipient.id, some), Recipient.claim == claim)
        back = update(Recipient).where(*mine, Recipient.state == Fate.SENDING.value).values(_BACK)
        act.session.execute(back, execution_options=FAST)


def recover(act: Act) -> int:
    """Account for what nobody asked for in a long time: it is unknown; a mass message may still be repeated."""
    marked = select(Notice.id).where(Notice.state.in_((*MARKED, State.CANCELLED)), Notice.resolved_at.is_not(None))
    repeated = select(Notice.id).where(Notice.state.in_(MARKED))
    no_more = (Recipient.mass_key == "", Recipient.notice_id.not_in(repeated), Recipient.claimed_at < act.now - SURELY)
    orphans = (Recipient.notice_id.in_(marked), Recipient.state == Fate.SENDING.value)
    return _lose(act, (*orphans, Recipient.claimed_at < act.now - LEASE, or_(*no_more)))


def _of(notice_id: int, channel: str, claim: str) -> tuple[ColumnElement[bool], ...]:
    return (*sending(notice_id, channel), Recipient.claim == claim, Recipient.mass_key == "")


def _lose(act: Act, mine: Collection[ColumnElement[bool]]) -> int:
    lost = update(Recipient).where(*mine).values(unknown(DIED, act.now))
    found = act.session.execute(lost, execution_options=FAST)
    return int(found.rowcount)  # type: ignore[attr-defined] # an UPDATE has one
