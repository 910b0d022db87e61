"""One union on all three channels: the real server on a real store, WeChat's and Telegram's platforms on loopback.

Members hold different phones and do the same things: `says` gives the answer, `hears` waits for what comes unasked.
"""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from bot import sample
from bot.accounts import Account
from bot.app import App
from bot.config import Config, Store, Telegram, Union, Web, WeChat
from bot.domain import staff
from bot.domain.acts import OPERATOR
from bot.domain.noticebook import Recipient
from bot.store.intake import Intake
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.channels.official import AES_KEY, APP_ID, SECRET, TOKEN, Process, until
from tests.channels.telegram_house import opened
from tests.conftest import Clock
from tests.emulators.loopback import NO_TLS
from tests.emulators.telegram import Person, TelegramPlatform
from tests.emulators.wechat import Follower, WeChatPlatform

LONG = 600
"""Seconds for which a page may hear nothing."""

PATIENCE = 45
"""Seconds in which an answer, and what comes unasked, must be there: many tests share the machine."""


GOES = ("queued", "sending")
"""The states of a message, and of a notice's copy, that is still to go."""


class Phone(Protocol):
    """What members have in common, whatever they write with."""

    @property
    def told(self) -> list[str]:
        """All that they have read so far, answers among it."""

    def says(self, *texts: str) -> str:
        """They write, each time answered at once; the last answer."""


@dataclass
class WeChatPhone:
    """A follower of the Official Account."""

    follower: Follower

    @property
    def told(self) -> list[str]:
        """Answers, and what came by itself."""
        return [one.text for one in self.follower.received]

    def says(self, *texts: str) -> str:
        """A message each, answered."""
        answer = ""
        for text in texts:
            delivery = self.follower.says(text)
            assert delivery.status == "replied", delivery.fault
            answer = delivery.reply_text or ""
        return answer


@dataclass
class TelegramPhone:
    """A person with the bot."""

    person: Person
    idle: Callable[[], bool]

    @property
    def told(self) -> list[str]:
        """Answers, and what came by itself."""
        return [one.text for one in self.person.received]

    def says(self, *texts: str) -> str:
        """A message each; what comes of the last, files on their way before the words among it."""
        before = 0
        for text in texts:
            before = len(self.person.received)
            self.person.says(text)
            self.person.waits(before + 1)
        until(self.idle, PATIENCE)
        return "\n".join(self.told[before:])


@dataclass
class WebPhone:
    """A page that is left open: what comes unasked is shown, and said to be seen."""

    url: str
    client: httpx.Client
    visitor: str | None = None
    told: list[str] = field(default_factory=list)
    _thread: threading.Thread | None = None

    def says(self, *texts: str) -> str:
        """A message each, answered in the same breath."""
        answer = ""
        for text in texts:
            sent = {"visitor": self.visitor, "id": uuid4().hex, "text": text}
            found: dict[str, Any] = self.client.post(f"{self.url}/api/chat", json=sent).raise_for_status().json()
            self.visitor = found["visitor"]
            answer = "\n".join(one["text"] for one in found["replies"])
            self.told.append(answer)
        return answer

    def listens(self) -> None:
        """The page is open from now on, until the server ends."""
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        headers = {"X-Visitor": self.visitor or ""}
        try:
            with self.client.stream("GET", f"{self.url}/api/chat/notices", headers=headers, timeout=LONG) as answer:
                for line in answer.iter_lines():
                    if line.startswith("data: "):
                        self._show(httpx.Response(200, text=line.removeprefix("data: ")).json())
        except httpx.HTTPError:
            return  # the server has ended

    def _show(self, notice: dict[str, Any]) -> None:
        self.told.append(notice["text"])
        seen = {"visitor": self.visitor, "keys": [notice["key"]]}
        self.client.post(f"{self.url}/api/chat/seen", json=seen)


@dataclass
class Three:
    """The union, the platforms, and a desk in the console."""

    process: Process
    wechat: WeChatPlatform
    telegram: TelegramPlatform
    clock: Clock
    desk: httpx.Client
    client: httpx.Client

    @property
    def app(self) -> App:
        """The service's."""
        return self.process.app

    def is_idle(self) -> bool:
        """Whether all that came is worked off, and all that can be said has gone out."""
        with self.app.database.read() as session:
            waits = session.scalar(select(func.count()).where(Intake.done.is_(False)))
            goes = session.scalar(select(func.count()).where(Outgoing.state.in_(GOES)))
            told = session.scalar(select(func.count()).where(Recipient.state.in_(GOES)))
        return not waits and not goes and not told

    def hears(self, phone: Phone, words: str) -> str:
        """Wait until it is on the screen; the message. After two days of silence WeChat lets it wait for a word."""
        until(lambda: self.is_idle() or _has(phone, words), PATIENCE)
        if isinstance(phone, WeChatPhone) and not _has(phone, words):
            phone.says("我的活动")
        until(lambda: _has(phone, words), PATIENCE)
        return next(text for text in reversed(phone.told) if words in text)

    def on_wechat(self) -> WeChatPhone:
        """Somebody follows the account."""
        return WeChatPhone(self.wechat.follower())

    def on_telegram(self, name: str) -> TelegramPhone:
        """Somebody presses Start."""
        person = self.telegram.person(name)
        person.opens()
        person.waits(1)
        return TelegramPhone(person, self.is_idle)

    def on_the_web(self) -> WebPhone:
        """Somebody opens the page and leaves it open."""
        phone = WebPhone(self.process.url, self.client)
        phone.says("菜单")
        phone.listens()
        return phone

    def signs_in(self, name: str) -> None:
        """An officer comes to the desk."""
        with self.app.act(OPERATOR) as act:
            officer = staff.named(act.session, name)
            assert officer
            token = staff.sign_in_link(act, officer)
        assert self.desk.get(f"/console/enter?token={token}").is_redirect

    def does(self, path: str, files: Any = None, **typed: Any) -> httpx.Response:
        """The officer sends off a form of the console."""
        answer = self.desk.post(path, data=typed, files=files)
        assert answer.status_code == httpx.codes.SEE_OTHER, re.findall(
            'role="alert"[^>]*>(.*?)</p>', answer.text, re.DOTALL
        )
        return answer

    def page(self, path: str) -> str:
        """What the officer sees."""
        answer = self.desk.get(path)
        assert answer.status_code == httpx.codes.OK, answer.text
        return answer.text


def _has(phone: Phone, words: str) -> bool:
    return any(words in text for text in list(phone.told))


@contextmanager
def three(store_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Three]:
    """Open for business on all channels; everything is stopped at the end."""
    wechat = WeChatPlatform(
        app_id=APP_ID,
        app_secret=SECRET,
        token=TOKEN,
        aes_key=AES_KEY,
        account="service-verified",
        clock=lambda: clock().timestamp(),
        patience=PATIENCE + 10,
        templates={},
    )
    telegram = TelegramPlatform(limits=False, clock=lambda: clock().timestamp())
    with wechat.running(), telegram.running(), ExitStack() as stack:
        config = Config(
            store=Store(url=store_url),
            union=Union(name=sample.NAME),
            web=Web(port=0),
            telegram=Telegram(token=telegram.token, api_base=telegram.api_base),
            wechat=WeChat(
                app_id=APP_ID,
                app_secret=SECRET,
                token=TOKEN,
                aes_key=AES_KEY,
                account=Account.SERVICE_VERIFIED,
                api_base=wechat.api_base,
            ),
        )
        client = stack.enter_context(httpx.Client(verify=NO_TLS, timeout=60))
        process = opened(config, clock, knowledge, load=True, quick=True)
        process.server.delivery.pause = 0.1
        assert process.server.wechat
        process.server.wechat.patience = PATIENCE
        process.start()
        stack.callback(process.stop)
        stack.callback(process.server.chat.close)
        wechat.callback = f"{process.url}/wechat"
        headers = {"Origin": process.url}
        desk = stack.enter_context(httpx.Client(base_url=process.url, headers=headers, verify=NO_TLS, timeout=60))
        yield Three(process, wechat, telegram, clock, desk, client)
