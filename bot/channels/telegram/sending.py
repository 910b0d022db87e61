"""One message of ours as Telegram takes it: a text with its buttons, a picture, or any other file."""

import asyncio
from contextlib import suppress
from typing import Any, Final

from telegram import Bot, Message
from telegram.error import BadRequest

from bot.channels.base import Files, content
from bot.channels.telegram import writing
from bot.channels.telegram.client import NO_PREVIEW
from bot.media import IMAGES
from bot.messages import Reply, Upload

LARGEST_PHOTO: Final = 10 * 2**20
"""Bytes; a larger picture goes as a document."""


async def send(bot: Bot, chat: int, reply: Reply, files: Files) -> None:
    """Send it; raises Telegram's own errors, and DeliveryFailed where there is no file to send."""
    if not reply.files:
        await bot.send_message(chat, reply.text, reply_markup=writing.keyboard(reply), link_preview_options=NO_PREVIEW)
        return
    await file(bot, chat, await asyncio.to_thread(content, files, reply.files[0]))


async def file(bot: Bot, chat: int, upload: Upload, **more: Any) -> Message:  # noqa: ANN401 - what both calls take
    """A picture as such; one that is too wide, or that Telegram cannot read, and any other file as a document."""
    if _is_photo(upload):
        with suppress(BadRequest):
            return await bot.send_photo(chat, upload.content, filename=upload.name, **more)
    return await bot.send_document(chat, upload.content, filename=upload.name, **more)


def _is_photo(upload: Upload) -> bool:
    return upload.media_type in IMAGES and len(upload.content) <= LARGEST_PHOTO
