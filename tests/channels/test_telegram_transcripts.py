"""Every transcript goes the same way by Telegram: real updates in, real messages out, a restart at every line."""

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import App
from bot.channels.telegram import Telegram
from bot.channels.telegram.writing import SHARE
from bot.config import Config, Store, Union
from bot.config import Telegram as Settings
from bot.conversation import words
from bot.delivery import Delivery
from bot.messages import Reply, Upload
from bot.server import telegram
from knowledge import KnowledgeBase
from scheduler.jobs import Job
from tests.emulators.telegram import TelegramPlatform
from tests.talk import UNION, Talk, said, written

TALKS = sorted((Path(__file__).parents[1] / "transcripts").glob("*.txt"))
FILES = [file for file in TALKS if "\n@ " not in file.read_text("utf-8") and file.stem != "calendar"]
"""Those that one person has in one chat; who changes to another phone does so in tests/test_transcripts.py.

Nor the one in which a turn queues a file: here the file is first, and then what is said of it.
"""
BUTTON = re.compile(r" \[([^\[\]]+)\]")
CONTROLS = {words.BACK, words.CANCEL, words.MENU, *SHARE.values()}


class TelegramTalk(Talk):
    """One member's talk by Telegram."""

    def __init__(self, config: Config, knowledge: KnowledgeBase, now: datetime, platform: TelegramPlatform) -> None:
        super().__init__(config, knowledge, now)
        self.platform, self.member = platform, platform.person("李娜")
        self._read, self._offset = 0, 0

    def _says(self, app: App, text: str, uploads: tuple[Upload, ...] = ()) -> tuple[Reply, ...]:
        if not text and not uploads:
            return super()._says(app, text)  # nobody can send nothing there
        super()._waits(app, "5 seconds")
        if text:
            self.member.says(text)
        for upload in uploads:
            self.member.sends_document(upload.name, upload.content)
        return ()

    def _is_due(self, job: Job) -> bool:
        """By the clock of the talk, as the scheduler does it."""
        return self._has_rested(job)

    def _unasked(self, app: App) -> list[Reply]:
        direct = super()._unasked(app)  # for the address of the lines that Telegram cannot carry; runs the jobs
        self._offset = asyncio.run(exchange(app, telegram(app), self._offset))
        arrived, self._read = self.member.received[self._read :], len(self.member.received)
        return [*direct, *(Reply(one.text, tuple(one.keys or one.buttons)) for one in arrived)]


async def exchange(app: App, bot: Telegram, offset: int) -> int:
    """One life of a process: what Telegram has for it from that offset on, and what it has for Telegram."""
    bot.pace = bot.group.pace = None
    updates = await bot.bot.get_updates(offset=offset)
    await bot.take_in([(one.update_id, json.dumps(one.to_dict())) for one in updates])
    while bot.queues._tasks:
        await asyncio.wait(bot.queues._tasks.values())
    await Delivery(app.database, app.clock, [bot, bot.group]).once()
    await bot.stop()
    await bot.close()
    return updates[-1].update_id + 1 if updates else offset


def blocks(lines: list[str]) -> Iterator[tuple[str, str, list[str]]]:
    """For each line of a member's, an officer's or the clock's: what follows it, without blanks, and its buttons."""
    command, told = "", list[str]()
    for line in [*lines, "~ end"]:
        if said(line) == [line] and line:
            text = "\n".join(told).replace("📨", "")
            buttons = [one for one in dict.fromkeys(BUTTON.findall(text)) if one not in CONTROLS]
            yield command, re.sub(r"\s", "", BUTTON.sub("", text)), buttons
            command, told = line, []
        else:
            told.append(line)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_transcript_by_telegram(file: Path, migrated: Path, tmp_path: Path, knowledge: KnowledgeBase) -> None:
    store = tmp_path / "one.db"
    store.write_bytes(migrated.read_bytes())
    told = file.read_text("utf-8")
    platform = TelegramPlatform(limits=False)
    with platform.running():
        settings = Settings(token=platform.token, api_base=platform.api_base)
        config = Config(store=Store(url=f"sqlite:///{store}"), union=Union(name=UNION), telegram=settings)
        start = datetime(2026, 11, 23, 10, 0, tzinfo=config.zone)
        lines = [line for line in said(told) if line]
        talk = TelegramTalk(config, knowledge, start, platform)
        assert list(blocks("\n".join(talk.play(lines)).splitlines())) == list(blocks(told.splitlines()))
    assert written(Reply("x", ("y",))) == "x [y]"
