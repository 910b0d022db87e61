"""One step of a workflow: a turn of one lane, whatever is to be done there."""

import asyncio
import logging
import secrets
import time
from typing import Final

from bot.broadcast.flight import SPENT, wanted
from bot.broadcast.hands import Hands
from bot.broadcast.journals import Journal
from bot.broadcast.lane import A_TURN, LONGEST, Lane
from bot.broadcast.turn import AMEND, RECALL, Turn
from bot.broadcast.ways import FIXED, Amending, Direct
from bot.channels.base import Many, Teller
from bot.domain import sendings
from bot.domain.sendings import MassList
from bot.errors import DeliveryFailed, Unavailable, Unknown, report
from bot.store import holds

log = logging.getLogger(__name__)

FAULTY: Final = 5.0
"""Seconds before a notice is tried again after a bug of ours, or while the store does not answer."""

A_LIST: Final = 60.0
"""Seconds after which nobody knows any more whether a list was taken."""


def lanes(teller: Teller | None) -> tuple[str, ...]:
    """The lanes on which a notice is sent on a channel: one alone where lists come first."""
    return ("0",) if teller is None or teller.many else ("0", "1")


async def step(hands: Hands, turn: Turn) -> bool:
    """Have a turn; whether more is left. Never raises: DBOS would put what an error says into its log.

    After a fault there is a next turn in any case: it looks after what this one left in hand.
    """
    try:
        return await _had(hands, turn)
    except Unavailable as error:
        log.warning("notice %d: the store is unavailable (%s)", turn.notice, error)
    except Exception as error:  # noqa: BLE001 - see above
        log.warning("notice %d on %s: fault %s", turn.notice, turn.channel, report(error).number)
    await _rest(hands, FAULTY)
    return True


async def _had(hands: Hands, turn: Turn) -> bool:
    claim = f"{turn.lane_id}:{secrets.token_hex(8)}"
    teller = hands.tellers.get(turn.channel)
    if teller is None:
        return await _handed_over(hands, turn)
    if turn.lane == RECALL:
        return await _recalled(hands, turn, claim, teller)
    if turn.lane == AMEND:
        no_journal = Journal(None)  # a change that is made twice does no harm
        return await Lane(hands, turn, claim, teller.pace, Amending(turn, teller), no_journal).run()
    await _account(hands, turn, claim)
    if teller.many and await _listed(hands, turn, claim, teller.many):
        return True
    with hands.journals.of(claim) as journal:
        return await Lane(hands, turn, claim, teller.pace, Direct(turn, teller), journal).run()


async def _account(hands: Hands, turn: Turn, claim: str) -> None:
    """What dead processes had in hand of this lane is accounted for."""
    which = (turn.notice, turn.channel, f"{turn.lane_id}:", claim)
    for dead in await hands.read(lambda act: sendings.left(act, *which)):
        await _account_for(hands, turn, dead)


async def _account_for(hands: Hands, turn: Turn, dead: str) -> None:
    seen = await hands.aside(lambda: hands.journals.left(dead))
    lost = await hands.write(lambda act: sendings.account(act, turn.notice, turn.channel, dead, seen))
    if lost:
        log.warning("notice %d: a process died, and of %d copies nobody knows whether they arrived", turn.notice, lost)
    await hands.aside(lambda: hands.journals.drop(dead))


async def _handed_over(hands: Hands, turn: Turn) -> bool:
    """What waits for its members is for the outbox."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and not hands.stopping:
        if not await hands.write(lambda act: sendings.hand_over(act, turn.notice, turn.channel, A_TURN)):
            return False
    return True


async def _listed(hands: Hands, turn: Turn, claim: str, many: Many) -> bool:
    """Send one list by one call; False where there is none."""
    which = (turn.notice, turn.channel, claim, many.fewest, many.most)
    if hands.stopping:
        return True
    listed = await hands.write(lambda act: sendings.claim_list(act, *which, takes=many.takes))
    if listed is None:
        return False
    number, failure = await _sent(many, listed)
    if failure and failure.code in SPENT and (after := wanted(failure)):
        await hands.surely(lambda act: holds.hold(act.session, turn.channel, time.time() + after))
    await hands.surely(lambda act: sendings.settle_list(act, listed.key, claim, number, failure))
    return not (failure and wanted(failure))


async def _sent(many: Many, listed: MassList) -> tuple[str, DeliveryFailed | None]:
    try:
        async with asyncio.timeout(A_LIST):
            return await many.send([address for _, address in listed.recipients], listed.reply, listed.key), None
    except DeliveryFailed as failure:
        return "", failure
    except TimeoutError:
        return "", Unknown("timeout")


async def _recalled(hands: Hands, turn: Turn, claim: str, teller: Teller) -> bool:
    """Take one mass message back."""
    recall = await hands.write(lambda act: sendings.claim_recall(act, turn.notice, turn.channel, claim))
    if recall is None:
        return False
    failure: DeliveryFailed | None = None
    if teller.many is None:
        failure = DeliveryFailed(FIXED, "这个渠道不能收回已经发出的消息")
    else:
        try:
            await teller.many.recall(recall.number)
        except DeliveryFailed as error:
            failure = error
    await hands.surely(lambda act: sendings.settle_recall(act, recall.key, claim, failure))
    return True


async def _rest(hands: Hands, seconds: float) -> None:
    """Wait, unless we are to stop."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and not hands.stopping:  # noqa: ASYNC110 - set from a signal's handler
        await asyncio.sleep(0.1)
