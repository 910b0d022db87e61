"""WeChat as a way of speaking: its callback, answered within the five seconds it gives, and messages sent unasked.

Every message is a turn, once. If its answer is there within `PATIENCE` it goes back at once; what does not fit into
one message follows through the outbox. If it takes longer, the message is set aside in the store, WeChat is told
`success`, and the whole answer follows. Only what the store holds is ever acknowledged: else WeChat asks again.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from wechatpy.replies import TextReply

from bot.accounts import Ability
from bot.channels.base import Card, Files, Going, Many, unminded
from bot.channels.bodies import TooLarge, taken
from bot.channels.wechat import events, writing
from bot.channels.wechat.client import Client
from bot.channels.wechat.gate import LARGEST_BODY, Gate, Letter, Shut
from bot.channels.wechat.ports import Ledger
from bot.channels.wechat.reading import Heard, Kind, read
from bot.channels.wechat.sending import Sending
from bot.channels.wechat.telling import Mass, Telling
from bot.channels.wechat.turning import Turn, Turning
from bot.channels.wechat.unasked import Unasked
from bot.channels.wechat.words import BROKEN, BUSY, CUT
from bot.config import WeChat as Settings
from bot.errors import DeliveryFailed, Fault, Unavailable, report
from bot.limits import Pace
from bot.messages import Address, Attachment, Reply

log = logging.getLogger(__name__)

PATIENCE: Final = 3.5
"""Seconds until WeChat is told that the answer follows; it waits for five."""

LIMIT: Final = 4.6
"""Seconds after which nothing that we say is heard any more."""

RECOVERY: Final = 30.0
"""Seconds between two looks for messages that another process left unanswered."""

SUCCESS: Final = "success"
FIXED, WORDS_STAY = "fixed", "微信里发出的消息改不了，请另发一条更正"


@dataclass
class _Work:
    """A message in hand: the task that answers it, and whether its answer follows later."""

    task: asyncio.Task[list[str]]
    follows: bool = False


@dataclass
class WeChat:
    """One Official Account (`Channel`). `turn` answers one message; `ledger` keeps what must outlast us.

    `files` are those that may be sent; `link` gives the address at which a member finds one.
    """

    settings: Settings
    turn: Turn
    client: Client
    ledger: Ledger
    files: Files
    link: Callable[[Attachment, Address], str]
    clock: Callable[[], float] = time.time
    patience: float = PATIENCE
    recovery: float = RECOVERY
    name: str = "wechat"
    idempotent: bool = False
    room: int = writing.LONGEST
    alone: Collection[str] = ()
    pace: Pace | None = None
    amends: bool = False
    _works: dict[str, _Work] = field(default_factory=dict)
    _following: set[asyncio.Task[None]] = field(default_factory=set)
    _over: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        """The gate, with the keys in use."""
        keys = [key for key in (self.settings.aes_key, self.settings.previous_aes_key) if key]
        self.gate = Gate(self.settings.app_id, self.settings.token, keys, self.clock)
        self.turning = Turning(self.settings, self.turn, self.client, self.link, self.name)
        self.unasked = Unasked(self.settings, self.client, self.ledger, self.files, self.link)
        self.alone = self.unasked.pictures
        sending = Sending(self.settings.account, self.client, self.ledger, self.name)
        quiet = replace(self.unasked, settings=self.settings.model_copy(update={"reply_template": ""}))
        self.telling = Telling(quiet, sending, self.clock)
        self.many: Many | None = Mass(sending) if Ability.MASS in self.settings.abilities else None

    def routes(self) -> list[BaseRoute]:
        """What the web server serves for us."""
        return [Route("/wechat", self._callback, methods=["GET", "POST"])]

    def present(self) -> None:
        """Anyone can be written to; whether WeChat lets us is another question."""
        return

    # --- what WeChat sends

    async def _callback(self, request: Request) -> Response:
        """The check of our address, or a message: nothing is told to who is not WeChat."""
        query = dict(request.query_params)
        try:
            if request.method != "POST":
                return PlainTextResponse(self.gate.greet(query))
            letter = self.gate.open(query, await taken(request.stream(), LARGEST_BODY))
        except (Shut, ClientDisconnect):
            return PlainTextResponse("", 403)
        except TooLarge:
            return PlainTextResponse("", 413)
        return await self._genuine(letter)

    async def _genuine(self, letter: Letter) -> Response:
        """A message of WeChat's: a turn, something to write down, or nothing to us."""
        heard = read(letter.xml)
        if heard is None or heard.kind is Kind.NOTHING:
            return PlainTextResponse(SUCCESS)
        if heard.kind is Kind.TALK:
            return await self._talk(heard, letter)
        try:
            await run_in_threadpool(events.take, self.ledger, self.name, heard)
        except Unavailable:
            return PlainTextResponse("", 503)  # it is sent again
        return PlainTextResponse(SUCCESS)

    async def _talk(self, heard: Heard, letter: Letter) -> Response:
        """Answer in time, or say that the answer follows."""
        begun, key = asyncio.get_running_loop().time(), f"{heard.openid}:{heard.id}"
        work = self._works.get(key)
        if work is None:
            work = self._works[key] = _Work(asyncio.create_task(self.turning.answer(heard)))
            work.task.add_done_callback(lambda _task: self._works.pop(key, None))
        await asyncio.wait({work.task}, timeout=self.patience)
        if not work.task.done() and not work.follows and await self._set_aside(key, letter.xml, work, begun):
            work.follows = True
            following = asyncio.create_task(self._follow(heard, work.task))
            self._following.add(following)
            following.add_done_callback(self._following.discard)
        if work.follows:
            return PlainTextResponse(SUCCESS)
        return await self._passive(heard, letter, work)

    async def _set_aside(self, key: str, xml: str, work: _Work, begun: float) -> bool:
        """Keep the message, so that it may be acknowledged; False where the answer or WeChat's limit came first."""
        try:
            await run_in_threadpool(self.ledger.set_aside, key, xml)
        except Unavailable:
            return False  # not kept, so not acknowledged: WeChat sends it again
        if not work.task.done() and asyncio.get_running_loop().time() - begun < LIMIT:
            return True
        with suppress(Unavailable):  # then it is answered once more from the store, with the same words
            await run_in_threadpool(self.ledger.answered, key)
        return False

    async def _passive(self, heard: Heard, letter: Letter, work: _Work) -> Response:
        """The answer itself; the part of it that does not fit is queued first."""
        try:
            first, *rest = await asyncio.shield(work.task)
        except Unavailable:
            first, rest = BUSY, []
        except Fault as fault:
            first, rest = BROKEN.format(number=fault.number), []
        if rest and not await self._queue(heard, rest):
            first += CUT
        reply = TextReply(source=heard.account, target=heard.openid, content=first)
        return Response(letter.seal(reply.render()), media_type="text/xml; charset=utf-8")

    async def _follow(self, heard: Heard, task: "asyncio.Task[list[str]]") -> None:
        """Queue the whole answer of a message that WeChat was told to wait for."""
        try:
            texts = await asyncio.shield(task)
        except Fault as fault:
            texts = [BROKEN.format(number=fault.number)]
        except Unavailable:
            return  # it is in the store, and whoever looks next takes it up
        if not await self._queue(heard, texts):
            log.warning("an answer could not be queued yet; the message is in the store")

    async def _queue(self, heard: Heard, texts: list[str]) -> bool:
        """Have these follow the answer; False where the store does not take them."""
        address = Address(self.name, heard.openid)
        try:
            await run_in_threadpool(self.ledger.follow_up, address, heard.id, texts, parked=not self.turning.may_send)
        except Unavailable:
            return False
        return True

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Send one message unasked; raises what bot.errors lists."""
        await self.unasked.send(Address(self.name, address), reply, key)

    async def tell(
        self, address: str, reply: Reply, key: str, card: Card | None = None, going: Going = unminded
    ) -> str:
        """Bring one notice; WeChat gives no number that could be of use. No template message tells that it waits."""
        await self.telling.tell(Address(self.name, address), reply, key, card, going)
        return ""

    async def amend(self, address: str, message: str, reply: Reply) -> None:
        """WeChat changes nothing that was sent."""
        raise DeliveryFailed(FIXED, WORDS_STAY)

    # --- what outlasts a process

    async def run(self) -> None:
        """Until stop(): take up messages that were acknowledged and left unanswered by a process that is gone."""
        while not self._over.is_set():
            try:
                for waiting in await run_in_threadpool(self.ledger.overdue):
                    await self._take_up(waiting.key, waiting.xml)
            except Unavailable:
                log.warning("waiting messages not looked at: the store is unavailable")
            except Exception as error:  # noqa: BLE001 - a bug with one message must not end the looking
                log.warning("waiting messages not looked at: fault %s", report(error).number)
            try:
                await asyncio.wait_for(self._over.wait(), self.recovery)
            except TimeoutError:
                continue

    async def _take_up(self, key: str, xml: str) -> None:
        heard = read(xml)
        if heard is None:
            await run_in_threadpool(self.ledger.answered, key)
            return
        await self._follow(heard, asyncio.create_task(self.turning.answer(heard)))

    async def close(self) -> None:
        """Let go of the connections, when nothing is sent any more."""
        await self.client.close()

    async def stop(self) -> None:
        """Finish the answers in hand."""
        self._over.set()
        if pending := [*self._following, *(work.task for work in self._works.values())]:
            await asyncio.wait(pending, timeout=LIMIT)
