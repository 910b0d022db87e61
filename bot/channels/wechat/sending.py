"""Messages to many, and the kinds that need no open window: what notices are sent by.

Every call has a key of ours by which WeChat knows a repeat, so that one whose outcome is unknown may be repeated.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool

from bot.accounts import Ability, Account, why_not
from bot.channels.wechat.client import Client
from bot.channels.wechat.codes import SPENT, WORDS, Action, Refused, outcome
from bot.channels.wechat.ports import Job, Ledger
from bot.channels.wechat.writing import clean
from bot.errors import DeliveryFailed, Unavailable
from bot.messages import Address

log = logging.getLogger(__name__)

FEWEST, MOST = 2, 10_000
"""How many open ids one mass call takes."""

LONGEST_KEY: Final = 64
NOT_ALLOWED: Final = "no-permission"


@dataclass(frozen=True)
class Sending:
    """The calls, for one account. All raise a DeliveryFailed of bot.errors that says what to do."""

    account: Account
    client: Client
    ledger: Ledger
    channel: str = "wechat"

    async def mass(self, openids: Sequence[str], text: str, key: str) -> Job:
        """One text to 2 to 10,000 followers. The same key again sends nothing and gives back the same job."""
        if not FEWEST <= len(openids) <= MOST:
            raise ValueError(f"{len(openids)} open ids: one mass message goes to {FEWEST} to {MOST}")
        self._needs(Ability.MASS)
        return await self._job(key, list(openids), text, to_all=False)

    async def mass_to_all(self, text: str, key: str) -> Job:
        """One text to everybody who follows."""
        self._needs(Ability.TAG_MASS)
        return await self._job(key, None, text, to_all=True)

    async def preview(self, openid: str, text: str) -> None:
        """Show one person what a mass message will look like; it counts for no quota of theirs."""
        self._needs(Ability.TAG_MASS)
        try:
            await self.client.message.send_mass_text(openid, clean(text), preview=True)
        except Refused as refused:
            _raise(refused)

    async def report(self, key: str) -> Job | None:
        """What WeChat has reported of a mass message; None where it was never taken."""
        return await run_in_threadpool(self.ledger.job, key)

    async def template(self, openid: str, template: str, data: Mapping[str, str], *, key: str, url: str = "") -> None:
        """A template message: to any follower, at any time, but never for advertising."""
        self._needs(Ability.TEMPLATE)
        cleaned = {name: clean(value) for name, value in data.items()}
        try:
            await self.client.template(openid, template, cleaned, key=key, url=url)
        except Refused as refused:
            _raise(refused)

    async def subscription(self, openid: str, template: str, data: Mapping[str, str], *, page: str = "") -> None:
        """A subscription message, one for each time the member allowed one."""
        self._needs(Ability.SUBSCRIPTION)
        to = Address(self.channel, openid)
        if await run_in_threadpool(self.ledger.permitted, to, template) < 1:
            raise DeliveryFailed(str(SPENT), WORDS[Action.SPENT])
        fields = {name: {"value": clean(value)} for name, value in data.items()}
        try:
            await self.client.message.send_subscribe_message(openid, template, fields, page=page or None)
        except Refused as refused:
            if refused.action is Action.SPENT:
                await self._counted(to, template, 0)
            _raise(refused)
        await self._counted(to, template, -1)

    async def _job(self, key: str, openids: list[str] | None, text: str, *, to_all: bool) -> Job:
        if not 0 < len(key.encode()) <= LONGEST_KEY:
            raise ValueError(f"a key has 1 to {LONGEST_KEY} bytes")
        if known := await run_in_threadpool(self.ledger.job, key):
            return known
        try:
            answer = await self.client.message.send_mass_text(openids, clean(text), is_to_all=to_all, client_msg_id=key)
        except Refused as refused:
            if refused.action is not Action.DONE:
                _raise(refused)
            answer = refused.answer
        number = str(answer.get("msg_id", ""))
        await run_in_threadpool(self.ledger.begun, key, number)
        return Job(number, "")

    async def _counted(self, to: Address, template: str, change: int) -> None:
        """Our count; where the store does not answer, WeChat's own is believed the next time."""
        try:
            await run_in_threadpool(self.ledger.permit, to, template, change)
        except Unavailable:
            log.warning("a subscription message could not be counted")

    def _needs(self, ability: Ability) -> None:
        if why := why_not(self.account, ability):
            raise DeliveryFailed(NOT_ALLOWED, why)


def _raise(refused: Refused) -> None:
    """Raise what a refusal means; nothing where the message has arrived already."""
    if why := outcome(refused):
        raise why from None
