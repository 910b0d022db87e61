"""One message of ours as Telegram takes it: a text with its buttons, a picture, or any other file."""

import asyncio
from typing import Final

from telegram import Bot
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
    upload = await asyncio.to_thread(content, files, reply.files[0])
    if not (_is_photo(upload) and await _shown(bot, chat, upload)):
        await bot.send_document(chat, upload.content, filename=upload.name)


async def _shown(bot: Bot, chat: int, upload: Upload) -> bool:
    """Whether it went as a picture; one that is too wide, or that Telegram cannot read, goes as a document."""
    try:
        await bot.send_photo(chat, upload.content, filename=upload.name)
    except BadRequest:
        return False
    return True


def _is_photo(upload: Upload) -> bool:
    return upload.media_type in IMAGES and len(upload.content) <= LARGEST_PHOTO
