"""Telegram as a way of speaking: updates are taken in, by webhook or by asking, and worked off; messages are sent.

An update is in the store before Telegram hears that we have it. Its turn writes the answer to the outbox in the same
transaction, so whoever dies in between, it is answered once.
"""

import asyncio
import hmac
import logging
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from telegram import Bot
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.channels.base import Card, Files, Going, Many, unminded
from bot.channels.bodies import TooLarge, taken
from bot.channels.telegram import sending, writing
from bot.channels.telegram.attachments import fetch
from bot.channels.telegram.client import FREE, NO_PREVIEW, client, close, crier, paces
from bot.channels.telegram.commands import Commands
from bot.channels.telegram.group import Group
from bot.channels.telegram.outcomes import outcome
from bot.channels.telegram.ports import Desk, Kept, Ledger
from bot.channels.telegram.queues import Queues
from bot.channels.telegram.reading import Heard, Kind, number_of, read
from bot.channels.telegram.telling import Telling
from bot.channels.telegram.updates import Source
from bot.channels.telegram.words import BROKEN, OLD_BUTTON
from bot.config import Telegram as Settings
from bot.errors import Fault, Unavailable, report
from bot.limits import Pace
from bot.messages import Address, Incoming, Reply

log = logging.getLogger(__name__)

LARGEST_UPDATE: Final = 2**20
DRAIN: Final = 5.0
"""Seconds that an update in hand may still take when we stop."""

Turn = Callable[[Incoming], tuple[Reply, ...]]


@dataclass
class Telegram:
    """One bot (`Channel`). `turn` answers one message; `ledger` keeps what must outlast us; `desk` is where staff work.

    `public_url`: where Telegram may post to; empty: we ask for updates. `commands` are shown to members; `files` are
    those that may be sent.
    """

    settings: Settings
    turn: Turn
    ledger: Ledger
    desk: Desk
    public_url: str = ""
    commands: Commands = ()
    files: Files = lambda _key: None
    wake: Callable[[], None] = lambda: None
    name: str = "telegram"
    idempotent: bool = False
    room: int = 0
    alone: Collection[str] = ()
    many: Many | None = None
    amends: bool = True
    pace: Pace | None = field(init=False)
    bot: Bot = field(init=False)
    telling: Telling = field(init=False)
    queues: Queues = field(init=False)
    group: Group = field(init=False)
    source: Source = field(init=False)
    _aside: set["asyncio.Task[None]"] = field(default_factory=set)

    def __post_init__(self) -> None:
        """The client, what works updates off, the group's side, and where updates come from."""
        us = self.settings.token.partition(":")[0]
        self.bot = client(self.settings)
        self.source = Source(self.bot, self.settings, self.public_url, self.ledger, self.take_in, self.commands)
        self.queues = Queues(self.ledger, self._work, us, ordered=not self.source.by_webhook)
        self.pace, in_group = paces(self.settings)
        self.telling = Telling(self.bot, crier(self.settings), self.files, paid=self.settings.per_second > FREE)
        self.group = Group(self.bot, self.desk, self._later, in_group)

    # --- what Telegram hands over

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [Route("/telegram", self._webhook, methods=["POST"])] if self.settings.webhook_secret else []

    async def _webhook(self, request: Request) -> Response:
        """One update: in the store before we say so; nothing is told to who is not Telegram."""
        given = request.headers.get("x-telegram-bot-api-secret-token", "")
        if not hmac.compare_digest(given.encode(), self.settings.webhook_secret.encode()):
            return PlainTextResponse("", 403)
        try:
            body = await taken(request.stream(), LARGEST_UPDATE)
        except ClientDisconnect:
            return PlainTextResponse("", 400)
        except TooLarge:
            return PlainTextResponse("", 413)
        if (number := number_of(body)) is None:
            return PlainTextResponse("", 400)
        try:
            await self.take_in([(number, body.decode("utf-8", "replace"))])
        except Unavailable:
            return PlainTextResponse("", 503)  # it is sent again
        return PlainTextResponse("")

    async def take_in(self, updates: Sequence[tuple[int, str]]) -> None:
        """Keep updates (number, JSON) that are something to us, and have them worked off. Raises Unavailable."""
        kept = []
        for number, body in updates:
            heard = read(body, self.queues.us)
            if heard and heard.kind is Kind.STRAY:
                self._later(self.group.stray(heard))
            elif heard:
                kept.append(Kept(number, heard.queue, body))
        if kept:
            await asyncio.to_thread(self.ledger.take_in, kept)
        for number, _ in updates:
            self.queues.saw(number)
        for queue in {one.queue for one in kept}:
            self.queues.stir(queue)

    # --- what is done about it

    async def _work(self, heard: Sequence[Heard]) -> None:
        """One update, or the parts of an album; a bug of ours is told, and the update done with."""
        first = heard[0]
        try:
            match first.kind:
                case Kind.TALK | Kind.TAP:
                    await self._talk(heard)
                case Kind.LEFT | Kind.BACK:
                    note = self.ledger.left if first.kind is Kind.LEFT else self.ledger.back
                    await asyncio.to_thread(note, self._address(first), [first.number])
                case _:
                    await self.group.work(heard)
        except Fault as fault:
            text = BROKEN.format(number=fault.number)
            await asyncio.to_thread(self.ledger.say, self._address(first), [one.number for one in heard], text)
        self.wake()

    async def _talk(self, heard: Sequence[Heard]) -> None:
        """A turn: what was written, tapped or sent."""
        first = heard[0]
        if first.tap:
            self._later(self._show_choice(first))
        elif first.text and not first.edited:
            self._later(self._typing(first))
        if first.text is None:
            await asyncio.to_thread(self.ledger.done, [first.number])
            return
        fetched = [await fetch(self.bot, one.media) for one in heard if one.media]
        incoming = Incoming(
            self._address(first),
            str(first.number),
            next((one.text for one in heard if one.text), ""),
            tuple(one.upload for one in fetched if one.upload),
            "" if any(one.missing for one in fetched) else first.unreadable,
            missing=tuple(dict.fromkeys(one.missing for one in fetched if one.missing)),
            tap=first.tap,
            reference=first.message,
            edited=first.edited,
            intake=tuple(one.number for one in heard),
        )
        await asyncio.to_thread(self.turn, incoming)

    def _address(self, heard: Heard) -> Address:
        return Address(self.name, heard.queue)

    # --- what may fail without harm

    def _later(self, doing: Coroutine[Any, Any, None]) -> None:
        """Do something beside the work; it is nothing that must not be lost."""
        task = asyncio.create_task(_harmless(doing))
        self._aside.add(task)
        task.add_done_callback(self._aside.discard)

    async def _typing(self, heard: Heard) -> None:
        with suppress(TelegramError):
            await self.bot.send_chat_action(int(heard.queue), ChatAction.TYPING)

    async def _show_choice(self, heard: Heard) -> None:
        """Let the button come to rest, and the message say what was chosen."""
        with suppress(TelegramError):
            old = heard.text is None
            await self.bot.answer_callback_query(heard.callback, OLD_BUTTON if old else None, show_alert=old)
        if heard.text is None or not heard.shown:
            return
        with suppress(TelegramError):
            text = writing.chosen(heard.shown, heard.text)
            await self.bot.edit_message_text(
                text, chat_id=int(heard.queue), message_id=int(heard.message), link_preview_options=NO_PREVIEW
            )

    # --- what goes out

    def present(self) -> None:
        """Anyone can be written to, who wrote to us once."""

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Send one message; raises what bot.errors lists."""
        try:
            await sending.send(self.bot, int(address), reply, self.files)
        except TelegramError as error:
            if failure := outcome(error):
                raise failure from None

    async def tell(
        self, address: str, reply: Reply, key: str, card: Card | None = None, going: Going = unminded
    ) -> str:
        """Bring one notice; our note of its message (`telling`)."""
        return await self.telling.tell(int(address), reply, going)

    async def amend(self, address: str, message: str, reply: Reply) -> None:
        """Put other words into a notice."""
        await self.telling.amend(int(address), message, reply)

    # --- life

    async def run(self) -> None:
        """Until stop(): have updates come, and work them off."""
        await asyncio.gather(self.source.run(), self.queues.run(self.group.look))

    async def stop(self) -> None:
        """Take no more in, finish what is in hand."""
        await self.source.stop()
        await self.queues.stop(DRAIN)
        if self._aside:
            await asyncio.wait(self._aside, timeout=1)

    async def close(self) -> None:
        """Let go of the connections, when nothing is sent any more."""
        await close(self.bot, self.telling.crier)


async def _harmless(doing: Coroutine[Any, Any, None]) -> None:
    """Do it; a failure is a line in the log."""
    try:
        await doing
    except Unavailable:
        log.warning("something beside the work was left: the store is unavailable")
    except Exception as error:  # noqa: BLE001 - nothing that must not be lost
        log.warning("something beside the work was left: fault %s", report(error).number)
