"""The bot on a Bot API that we did not write (lo-bot-api-emulator): it minds every field, length and button."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from lo_bot_api_emulator import LoBotApiEmulator  # type: ignore[import-untyped] # it has no types
from lo_bot_api_emulator.journal import verdict  # type: ignore[import-untyped]

from bot import sample
from bot.channels.telegram import Telegram as Channel
from bot.config import Config, Store, Telegram, Union, Web
from bot.domain import units
from bot.domain.acts import OPERATOR
from bot.messages import Address, Attachment, Reply, Upload
from bot.store import outbox
from knowledge import KnowledgeBase
from tests.channels.official import Process
from tests.channels.telegram_door import Nobody, turned
from tests.channels.telegram_house import opened, until
from tests.channels.telegram_memory import Memory
from tests.channels.telegram_talks import JPEG, on_sqlite
from tests.channels.telegram_updates import CHAT, DATE, LINA, Json, message
from tests.conftest import Clock

TOKEN = "123456:ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghi"
LONG = "清河区新就业形态劳动者（网约车、快递、外卖）工会联合会"
NOT_THERE = "link_preview_options"
"""A field of Telegram's own that this API has not: it is left out before it looks."""


class Api(LoBotApiEmulator):  # type: ignore[misc]
    """Theirs; it keeps what was asked for."""

    def __init__(self, journal: Path) -> None:
        super().__init__(journal=journal, enable_control=True)
        self.asked: list[tuple[str, Json]] = []

    def validate(self, method: str, fields: Json, uploads: Json) -> Any:
        known = {name: value for name, value in fields.items() if name != NOT_THERE}
        answer = super().validate(method, known, uploads)
        self.asked.append((method, known))
        return answer


@dataclass
class House:
    """That API, the bot, and one member."""

    url: str
    api: Api
    process: Process
    journal: Path
    _numbers: Iterator[int] = field(default_factory=lambda: iter(range(500, 999)))

    def tells(self, kind: str, body: Json) -> None:
        """Something happens that the bot is to hear of."""
        answer = httpx.post(f"{self.url}/__fixture/updates", json={"token": TOKEN, "update": {kind: body}})
        assert answer.json()["ok"], answer.text

    def says(self, **fields: Any) -> Json:
        """The member sends something; what comes back."""
        before = len(self.sent)
        self.tells("message", message(message_id=next(self._numbers), **fields))
        until(lambda: len(self.sent) > before)
        return self.sent[-1]

    def taps(self, label: str) -> Json:
        """A tap below the last message, and what comes back."""
        before, last = len(self.sent), self.sent[-1]
        markup = json.loads(last["reply_markup"])
        data = next(one["callback_data"] for row in markup["inline_keyboard"] for one in row if one["text"] == label)
        bot = {"id": 7, "is_bot": True, "first_name": "Fixture"}
        there = {
            "message_id": 77,
            "from": bot,
            "chat": CHAT,
            "date": DATE,
            "text": last["text"],
            "reply_markup": markup,
        }
        query = {"id": f"q{before}", "from": LINA, "message": there, "chat_instance": "1", "data": data}
        self.tells("callback_query", query)
        until(lambda: len(self.sent) > before)
        return self.sent[-1]

    @property
    def sent(self) -> list[Json]:
        """The messages that were accepted."""
        return self.calls("sendMessage")

    def calls(self, method: str) -> list[Json]:
        return [fields for asked, fields in self.api.asked if asked == method]


@contextmanager
def serving(api: Api) -> Iterator[str]:
    """That API on loopback, for as long as it is needed; its address."""
    loop, ready, url = asyncio.new_event_loop(), threading.Event(), list[str]()

    async def serve() -> None:
        runner = web.AppRunner(api.app(), access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        url.append("http://{}:{}".format(*runner.addresses[0]))
        ready.set()
        await over.wait()
        await runner.cleanup()

    over = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert ready.wait(10)
    try:
        yield url[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    api = Api(tmp_path / "journal")
    with serving(api) as url:
        config = Config(
            store=Store(url=on_sqlite(sample_file, tmp_path)),
            union=Union(name=sample.NAME),
            web=Web(port=0),
            telegram=Telegram(token=TOKEN, api_base=url),
        )
        process = opened(config, clock, knowledge, load=True, quick=True)
        process.start()
        try:
            yield House(url, api, process, tmp_path / "journal")
        finally:
            process.stop()


def is_clean(house: House, *methods: str) -> bool:
    """Whether nothing was refused, and all of that was done; a call is written down after it was answered."""

    def judged() -> Json:
        return dict(verdict(house.journal, require_response=True, require_methods=methods))

    until(lambda: judged()["response"] and not judged()["missing_methods"])
    assert judged()["ok"], judged()
    return True


def test_a_members_message_is_answered_and_a_tap_too(house: House) -> None:
    assert "自助服务" in house.says(text="/start")["text"]
    assert "哪一类" in house.taps("提建议")["text"]
    assert "一句话" in house.taps("安全生产")["text"]
    until(lambda: len(house.calls("editMessageText")) == 2)
    assert house.calls("editMessageText")[1]["text"].endswith("✔ 安全生产")
    until(lambda: len(house.calls("answerCallbackQuery")) == 2)
    assert is_clean(house, "deleteWebhook", "getUpdates", "sendMessage", "editMessageText", "answerCallbackQuery")


def test_a_photo_is_fetched(house: House) -> None:
    house.api.assets["photo-1"] = {"data": JPEG}
    for text in ("提建议", "安全生产", "四号冲床的护栏松了", "跳过", "护栏的螺丝老松，建议每个月检查一次"):
        house.says(text=text)
    size = {"file_id": "photo-1", "file_unique_id": "u", "width": 90, "height": 60, "file_size": len(JPEG)}
    first = json.loads(house.says(photo=[size])["reply_markup"])["inline_keyboard"][0][0]
    assert first["text"] == "完成"
    assert is_clean(house, "getFile", "sendMessage", "sendChatAction")


def test_the_commands_are_published(house: House) -> None:
    until(lambda: len(house.calls("setMyCommands")) == 4)
    everybody = json.loads(house.calls("setMyCommands")[0]["commands"])
    assert {"command": "suggest", "description": "提建议"} in everybody
    house.says(text="/help")
    assert is_clean(house, "setMyCommands")


def test_a_phone_number_is_asked_for_by_a_button_of_its_own(house: House) -> None:
    for text in ("诉求投诉", "老板拖欠了三个月工资", "跳过", "跳过", "宏达机械", "两个月前", "跳过", "实名", "跳过"):
        house.says(text=text)
    share = json.loads(house.sent[-1]["reply_markup"])["keyboard"][0][0]
    assert share["request_contact"] is True
    assert "138****8000" in house.says(contact={"phone_number": "8613800138000", "first_name": "李"})["text"]
    assert is_clean(house)


def test_neither_the_length_of_a_text_nor_that_of_a_button_is_too_much(house: House) -> None:
    with house.process.app.act(OPERATOR) as act:
        number = units.add(act, LONG, units.root(act.session)).id
        for key, text in (("long", "工会的答复是这样的。" * 1500), ("emoji", "😀" * 5000)):
            to = Address("telegram", str(LINA["id"]))
            outbox.put(act.session, to, Reply(text), key=key, kind="case", now=act.now)
    until(lambda: len(house.sent) == 4 + 3)
    house.says(text=f"/start unit-{number}")
    assert house.taps(f"加入单位：{LONG}")["text"].startswith(f"好的，您现在归“{LONG}”")
    assert is_clean(house, "sendMessage")


def test_notices_go_with_their_picture_and_are_put_in_other_words(house: House) -> None:
    to, poster = str(LINA["id"]), Attachment("poster", "海报.jpg", "image/jpeg", len(JPEG))
    settings = house.process.app.config.telegram
    desk: Any = Nobody()
    channel = Channel(settings, turned, Memory(), desk, files=lambda _key: Upload("海报.jpg", "image/jpeg", JPEG))

    async def notices() -> None:
        for files in ((), (poster,), (poster,)):
            note = await channel.tell(to, Reply("😀 明天两点", ("我要报名",), files=files), "n")
            await channel.amend(to, note, Reply("😀 改到三点", ("我要报名",)))
        await channel.close()

    asyncio.run(notices())
    assert is_clean(house, "sendMessage", "sendPhoto", "editMessageText", "editMessageCaption")
