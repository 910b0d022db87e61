"""One message of WeChat's as a turn: what it carries is fetched, and the answer is cut into texts that WeChat takes."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from bot.accounts import Ability
from bot.channels.wechat import writing
from bot.channels.wechat.attachments import fetch
from bot.channels.wechat.client import Client
from bot.channels.wechat.reading import Heard
from bot.channels.wechat.words import MORE, NOTHING
from bot.config import WeChat as Settings
from bot.errors import GongyouError, report
from bot.messages import Address, Attachment, Incoming, Reply

Turn = Callable[[Incoming], tuple[Reply, ...]]


@dataclass
class Turning:
    """Answers messages to one account; `link` gives the address at which a member finds a file."""

    settings: Settings
    turn: Turn
    client: Client
    link: Callable[[Attachment, Address], str]
    name: str

    @property
    def may_send(self) -> bool:
        """Whether the account may send messages unasked."""
        return Ability.CUSTOMER_SERVICE in self.settings.abilities

    async def answer(self, heard: Heard) -> list[str]:
        """One turn, as texts of a size that WeChat takes; at least one. Raises Unavailable and Fault."""
        try:
            return await self._turned(heard)
        except GongyouError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it was, the member gets a number and nothing leaks
            raise report(error) from None

    async def _turned(self, heard: Heard) -> list[str]:
        fetched = None
        if heard.media:
            fetched = await fetch(self.client, heard.media, allowed=Ability.MATERIAL in self.settings.abilities)
        incoming = Incoming(
            Address(self.name, heard.openid),
            heard.id,
            heard.text,
            (fetched.upload,) if fetched and fetched.upload else (),
            "" if fetched and fetched.missing else heard.unreadable,
            missing=tuple(filter(None, [heard.missing, fetched.missing if fetched else ""])),
            allowance=heard.allowance if self.may_send else None,
            room=0 if self.may_send else writing.LONGEST - len(MORE),
        )
        replies = await run_in_threadpool(self.turn, incoming)
        more = "" if self.may_send else MORE
        return writing.texts(replies, lambda file: self.link(file, incoming.address), more) or [NOTHING]
