"""Messages that nobody asked for just now: by the customer-service call, as far as WeChat's window allows."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.concurrency import run_in_threadpool

from bot.accounts import Ability
from bot.channels.base import Files, content
from bot.channels.wechat import events, writing
from bot.channels.wechat.client import Client
from bot.channels.wechat.codes import WORDS, Action, Refused, outcome
from bot.channels.wechat.ports import Ledger
from bot.channels.wechat.reading import A_MESSAGE
from bot.config import WeChat as Settings
from bot.errors import DeliveryFailed, Parked, Retry, Unavailable, Unknown
from bot.messages import Address, Attachment, Reply

log = logging.getLogger(__name__)

PARTLY: Final = "内容较长，前面一部分已经送到，后面的没有"

PICTURES: Final = frozenset({"image/jpeg", "image/png"})
"""Files that go as such; WeChat takes no other from an account, so the rest goes as links."""

NEEDED: Final = frozenset({Ability.CUSTOMER_SERVICE, Ability.MATERIAL})
"""What an account must be allowed to send a picture."""


@dataclass(frozen=True)
class Unasked:
    """The way out of one account. `files` are those that may be sent; `link` gives a member's address of one."""

    settings: Settings
    client: Client
    ledger: Ledger
    files: Files
    link: Callable[[Attachment, Address], str]

    @property
    def pictures(self) -> frozenset[str]:
        """The media types of files that go as messages of their own."""
        return PICTURES if self.settings.abilities >= NEEDED else frozenset()

    async def send(self, to: Address, reply: Reply, key: str) -> None:
        """Send one message by the customer-service call, as many parts as it needs; raises what bot.errors lists.

        Parked where WeChat allows none just now; then, where it is set, a template message tells the member once.
        """
        parts = self.parts(to, reply)
        if not await self.allowed(to, len(parts)):
            await self._nudge(to, key)
            raise Parked("window", WORDS[Action.PARK])
        if not await self._as_picture(to, reply, key):
            await self.as_texts(to, parts, key)

    def parts(self, to: Address, reply: Reply) -> list[str]:
        """The messages as which it goes, each file as a link."""
        return list(writing.joined(writing.pieces(reply, lambda file: self.link(file, to), numbered=False)))

    async def as_texts(self, to: Address, parts: Sequence[str], key: str) -> None:
        """Send one part after the other; raises what bot.errors lists, Unknown where the first one arrived."""
        for number, part in enumerate(parts):
            try:
                await self.client.message.send_text(to.id, part)
            except Refused as refused:
                failure = await self._refused(to, refused, key)
            except DeliveryFailed as failed:
                failure = failed
            else:
                continue
            if failure and number:
                raise Unknown(failure.code, PARTLY) from None  # the first part arrived: not all of it once more
            if failure:
                raise failure

    async def _as_picture(self, to: Address, reply: Reply, key: str) -> bool:
        """Send a picture as such; False where it is none, or where WeChat does not take it and nothing arrived."""
        if not reply.files or reply.files[0].media_type not in self.pictures:
            return False
        upload = await run_in_threadpool(content, self.files, reply.files[0])
        try:
            media_id = await self.client.upload(upload)
        except DeliveryFailed as failed:
            log.warning("a picture goes as a link: %s", failed.code)
            return False
        try:
            await self.client.message.send_image(to.id, media_id)
        except Refused as refused:
            if refused.action is Action.WRONG:
                return False
            if failure := await self._refused(to, refused, key):
                raise failure from None
        return True

    async def allowed(self, to: Address, messages: int) -> bool:
        """Whether so many may be sent now; a text longer than a whole window goes as far as the window carries it."""
        if Ability.CUSTOMER_SERVICE not in self.settings.abilities:
            return False
        try:
            return await run_in_threadpool(self.ledger.allowed, to, min(messages, A_MESSAGE.messages))
        except Unavailable:
            raise Retry("store", "nothing went out yet") from None

    async def _refused(self, to: Address, refused: Refused, key: str) -> DeliveryFailed | None:
        """What an error code means for this message; None where it arrived all the same."""
        if refused.action is Action.PARK:
            await run_in_threadpool(self.ledger.closed, to)
            await self._nudge(to, key)
        return outcome(refused)

    async def _nudge(self, to: Address, key: str) -> None:
        """Tell the member once by template message that a reply waits for them, where the account can."""
        template = self.settings.reply_template
        able = template and Ability.TEMPLATE in self.settings.abilities
        if not able or not await run_in_threadpool(self.ledger.nudge, to):
            return
        try:
            await self.client.template(to.id, template, events.NUDGE, key=key)
        except Exception as failure:  # noqa: BLE001 - the message itself is parked whatever becomes of this one
            log.warning("template message not sent: %s", type(failure).__name__)
