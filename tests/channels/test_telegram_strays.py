"""What is said around us and not to us: it is not kept, and it cannot break anything."""

import asyncio
import json
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.channels.telegram import Telegram
from bot.config import Telegram as Settings
from bot.desks import Room
from bot.errors import Unavailable
from bot.messages import Incoming, Reply
from bot.store.inbox import InboxRow
from bot.store.intake import Intake
from knowledge import KnowledgeBase
from tests.channels.telegram_house import House, telegram
from tests.channels.telegram_memory import Memory
from tests.channels.telegram_talks import count, member, on_sqlite, settles
from tests.channels.telegram_updates import BOT, GROUP, NUMBER, Json, in_group, message, private, update
from tests.conftest import Clock
from tests.emulators.telegram import TOKEN


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


def test_the_talk_of_a_group_is_not_kept(house: House) -> None:
    officer = house.colleague("李主任")
    group = house.group("李主任", officer)
    group.admin = True
    group.promotes_bot(officer)
    settles(house)
    before, posted = count(house, Intake), len(group.received)
    message = officer.says("中午吃什么", in_=group)
    officer.says("/start", in_=group)
    officer.edits(message, "中午吃面")
    officer.sends_sticker(in_=group)
    settles(house)
    assert (count(house, Intake), len(group.received)) == (before, posted)


def test_a_members_personal_matters_are_no_matter_of_a_group(house: House) -> None:
    lina = member(house)
    house.says(lina, "提建议")
    group = house.platform.group("工友群")
    group.adds_bot(lina)
    settles(house)
    taken, before = count(house, InboxRow), len(lina.received)
    for text in ("进度", "/start", "安全生产"):
        lina.says(text, in_=group)
    settles(house)
    assert (count(house, InboxRow), len(lina.received)) == (taken, before)
    assert "(2/9)" in house.says(lina, "安全生产")


@dataclass
class Trouble:
    """A desk whose store is away, or that has a bug."""

    failure: Exception
    asked: list[Room] = field(default_factory=list)

    def strange(self, room: Room) -> bool:
        self.asked.append(room)
        raise self.failure


STRAYS: dict[str, Json] = {
    "talk": in_group(text="张三的工资还没发"),
    "an answer to somebody": in_group(
        text="张三的工资还没发", reply_to_message=message(chat=GROUP, **{"from": {**BOT, "id": 9}})
    ),
    "a bot": private(text="张三的工资还没发", **{"from": BOT}),
    "a channel": update("channel_post", {"text": "张三的工资还没发"}),
}


@pytest.mark.parametrize("failure", [Unavailable("gone"), ZeroDivisionError("张三")])
@pytest.mark.parametrize("stray", STRAYS.values(), ids=STRAYS)
def test_a_desk_in_trouble_is_no_trouble(stray: Json, failure: Exception, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    desk, ledger = Trouble(failure), Memory()

    def turn(_incoming: Incoming) -> tuple[Reply, ...]:
        return ()

    async def comes() -> None:
        served = Telegram(Settings(token=TOKEN), turn, ledger, desk)  # type: ignore[arg-type]
        await served.take_in([(NUMBER, json.dumps(stray))])
        await served.stop()
        await served.close()

    asyncio.run(comes())
    assert not ledger.known
    assert len(desk.asked) == ("-100" in json.dumps(stray))
    assert {one.name for one in caplog.records} <= {"bot.channels.telegram.channel", "bot.errors", "asyncio"}
    assert not [one for one in caplog.records if one.levelno > logging.DEBUG and one.name == "asyncio"]
    assert "张三" not in caplog.text
