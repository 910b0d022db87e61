"""Photos, documents, voice and film: fetched from Telegram, where they are kept at least an hour."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.channels.files import received
from bot.channels.telegram.reading import Media
from bot.channels.telegram.words import MEMBERS, Missing
from bot.errors import Refusal
from bot.messages import LARGEST_FILE, Upload

log = logging.getLogger(__name__)

PAUSES: Final = (0.5, 2.0)
"""Seconds before each further try."""


@dataclass(frozen=True)
class Fetched:
    """The file, or in words why there is none."""

    upload: Upload | None = None
    missing: str = ""


async def fetch(bot: Bot, media: Media, words: Missing = MEMBERS) -> Fetched:
    """The file of a message; `words` say why there is none."""
    if media.size > LARGEST_FILE:
        return _too_large(media, words)
    try:
        content = await _content(bot, media)
    except TelegramError as error:
        log.warning("attachment not fetched: %s", type(error).__name__)
        too_large = isinstance(error, BadRequest) and "too big" in error.message
        return _too_large(media, words) if too_large else Fetched(missing=words.not_fetched.format(what=media.what))
    if len(content) > LARGEST_FILE:
        return _too_large(media, words)
    try:
        return Fetched(await asyncio.to_thread(received, media.name, content))
    except Refusal as why:
        return Fetched(missing=str(why))


async def _content(bot: Bot, media: Media) -> bytes:
    """The bytes; a few tries where the network fails."""
    for pause in (*PAUSES, None):
        try:
            file = await bot.get_file(media.file_id)
            return bytes(await file.download_as_bytearray())
        except (BadRequest, Forbidden):
            raise
        except TelegramError:
            if pause is None:
                raise
            await asyncio.sleep(pause)
    raise AssertionError


def _too_large(media: Media, words: Missing) -> Fetched:
    return Fetched(missing=words.too_large.format(what=media.what, most=LARGEST_FILE // 2**20))
