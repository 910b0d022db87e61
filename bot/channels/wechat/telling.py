"""Notices: by customer-service message inside the window, else as a form, else parked; and one text to many at once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Final

from starlette.concurrency import run_in_threadpool

from bot.channels.base import Card, Going, content, unminded
from bot.channels.wechat import cards, writing
from bot.channels.wechat.client import leaving
from bot.channels.wechat.codes import WORDS, Action, Refused, outcome
from bot.channels.wechat.sending import FEWEST, MOST, Sending
from bot.channels.wechat.unasked import PARTLY, Unasked
from bot.errors import DeliveryFailed, Parked, Retry, Unavailable, Unknown, Unreachable
from bot.messages import Address, Attachment, Reply

log = logging.getLogger(__name__)

KEPT: Final = 2 * 24 * 3600.0
"""Seconds for which we count on a picture that WeChat was given; it keeps it for three days."""

PATIENCE: Final = 30.0
"""Seconds that others wait for the picture to be given to WeChat."""

BEIJING: Final = timezone(timedelta(hours=8))
TOO_LONG: Final = f"群发的文字最多 {writing.LONGEST} 个字，请改短，或者不用群发"
MAYBE: Final = frozenset({"-1", "45066"})
"""Refusals after which WeChat may have taken a mass message all the same: the same key tells."""


@dataclass
class Telling:
    """Brings notices to members one by one; `clock` gives the seconds since 1970."""

    unasked: Unasked
    sending: Sending
    clock: Callable[[], float]
    _given: dict[str, tuple[str, float]] = field(default_factory=dict)
    _giving: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tell(self, to: Address, reply: Reply, key: str, card: Card | None, going: Going = unminded) -> None:
        """Bring one notice; raises what bot.errors lists, Parked where WeChat lets nothing be sent now."""
        before = leaving.set(going)
        try:
            await self._in_window(to, reply, key)
        except Parked:
            if card is None or not await self._as_form(to, card, key):
                raise
        finally:
            leaving.reset(before)

    async def _in_window(self, to: Address, reply: Reply, key: str) -> None:
        """The text, and after it the picture; as a link below the text where WeChat takes no picture of ours."""
        picture = next((file for file in reply.files if file.media_type in self.unasked.pictures), None)
        media_id = await self._media(picture) if picture else ""
        shown = replace(reply, files=tuple(one for one in reply.files if not media_id or one is not picture))
        parts = self.unasked.parts(to, shown)
        if not await self.unasked.allowed(to, len(parts) + bool(media_id)):
            raise Parked("window", WORDS[Action.PARK])
        await self.unasked.as_texts(to, parts, key)
        if picture and media_id:
            await self._after_text(to, picture, media_id)

    async def _after_text(self, to: Address, picture: Attachment, media_id: str) -> None:
        """The picture: whatever goes wrong now, the text has arrived and must not be sent once more."""
        try:
            try:
                await self.unasked.client.message.send_image(to.id, media_id)
            except Refused as refused:
                if refused.action is not Action.WRONG:
                    raise
                self._given.pop(picture.key, None)  # WeChat has lost it
                again = await self._media(picture)
                await self.unasked.client.message.send_image(to.id, again)
        except DeliveryFailed as failure:
            if not (isinstance(failure, Refused) and failure.action is Action.DONE):
                raise Unknown(failure.code, PARTLY) from None

    async def _media(self, picture: Attachment) -> str:
        """WeChat's number of a picture, given to it once for all; empty where it does not take it."""
        if known := self._known(picture):
            return known
        try:
            async with asyncio.timeout(PATIENCE):
                await self._giving.acquire()
        except TimeoutError:
            raise Retry("media", "the picture has not been taken yet") from None
        try:
            return self._known(picture) or await self._give(picture)
        finally:
            self._giving.release()

    def _known(self, picture: Attachment) -> str:
        media_id, until = self._given.get(picture.key, ("", 0.0))
        return media_id if until > self.clock() else ""

    async def _give(self, picture: Attachment) -> str:
        upload = await run_in_threadpool(content, self.unasked.files, picture)
        try:
            media_id = await self.unasked.client.upload(upload)
        except Unknown as lost:
            raise Retry(lost.code, "nothing went out yet") from None
        except Refused as refused:
            if isinstance(why := outcome(refused), Retry):
                raise why from None
            log.warning("a picture goes as a link: %s", refused.code)
            return ""
        self._given[picture.key] = (media_id, self.clock() + KEPT)
        return media_id

    async def _as_form(self, to: Address, card: Card, key: str) -> bool:
        """As a template message, else as a subscription message; False where neither can be."""
        settings = self.unasked.settings
        today = datetime.fromtimestamp(self.clock(), BEIJING).date()
        data = cards.filled(settings.notice_fields, card, today)
        if data is None:
            log.warning("[wechat] notice_fields: the time of a notice cannot be read")
            return False
        template, subscription = settings.notice_template, settings.notice_subscription
        if template and await _went(self.sending.template(to.id, template, data, key=key)):
            return True
        return bool(subscription) and await _went(self.sending.subscription(to.id, subscription, data))


async def _went(sent: Awaitable[None]) -> bool:
    """Whether a form went out; False where WeChat will never take it, so that the notice waits for the member."""
    try:
        await sent
    except (Retry, Unknown, Unreachable):
        raise
    except Unavailable:
        raise Retry("store", "nothing went out yet") from None
    except DeliveryFailed as failed:
        log.warning("a notice did not go as a form: %s", failed.code)
        return False
    return True


@dataclass
class Mass:
    """One text to many followers (`Many`). A picture is left out: there is no link that is good for all."""

    sending: Sending
    fewest: int = FEWEST
    most: int = MOST

    def takes(self, reply: Reply) -> bool:
        """Whether its words fit into one message; WeChat takes no second one of it."""
        return writing.fits(writing.shown(reply, numbered=False))

    async def send(self, addresses: Sequence[str], reply: Reply, key: str) -> str:
        """Send it to all of these; WeChat's number of it. Unknown: repeat the same under the same key."""
        if not self.takes(reply):
            raise DeliveryFailed("too-long", TOO_LONG)
        try:
            job = await self.sending.mass(addresses, writing.shown(reply, numbered=False), key)
        except Unavailable:
            raise Unknown("store", "the store is unavailable") from None
        except (Parked, Unreachable) as failed:
            raise DeliveryFailed(failed.code, failed.words) from None  # it is not about one of them
        except Retry as later:
            if later.code in MAYBE:
                raise Unknown(later.code, later.words) from None
            raise
        return job.number

    async def recall(self, number: str) -> None:
        """Have WeChat delete it. What a member has on the phone stays there; WeChat says so of all but its articles."""
        try:
            await self.sending.client.message.delete_mass(int(number))
        except Refused as refused:
            if failure := outcome(refused):
                raise failure from None
