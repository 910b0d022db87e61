"""Notices to many, each as one message: a text, or a picture with the text below it. What was sent can be changed."""

import asyncio
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from telegram import Bot, Message
from telegram.error import BadRequest, RetryAfter, TelegramError

from bot.channels.base import Files, Going, content, unminded
from bot.channels.telegram import sending, writing
from bot.channels.telegram.client import NO_PREVIEW
from bot.channels.telegram.outcomes import outcome, put_off
from bot.errors import DeliveryFailed, Retry, Unknown
from bot.limits import LONGEST, units
from bot.messages import Attachment, Reply

LONGEST_CAPTION: Final = 1024
"""UTF-16 units of the text below a picture."""

CAPTION: Final = "c"
"""Ends our note of a message whose text stands below a picture."""

PARTLY: Final = "图片已经送到，文字没有"
TOO_LONG: Final = "超过了 Telegram 一条消息的长度（{most} 个字），请改短"

BETWEEN: Final = 1.0
"""Seconds between a picture and its text, where the text is too long to stand below it."""

PATIENCE: Final = 30.0
"""Seconds that Telegram may make such a text wait, and that others wait for the picture to be uploaded."""

REFUSED_FILE: Final = ("file identifier", "file_reference", "file reference", "file_id")
MOST_KNOWN: Final = 50

_NO_PREVIEW: Final = NO_PREVIEW.to_dict()

Sent = tuple[str, str]
"""How a picture went, photo or document, and Telegram's number of it."""


@dataclass
class Telling:
    """`bot` uploads a picture once, `crier` sends everything else; `paid`: what goes beyond the free limit is paid."""

    bot: Bot
    crier: Bot
    files: Files
    paid: bool = False
    between: float = BETWEEN
    known: dict[str, Sent] = field(default_factory=dict)
    _uploading: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def tell(self, chat: int, reply: Reply, going: Going = unminded) -> str:
        """Send it; our note of its message. Raises what bot.errors lists."""
        _fits(reply.text, LONGEST["telegram"])
        going()
        try:
            return await self._told(chat, reply)
        except TelegramError as error:
            raise outcome(error) or DeliveryFailed("telegram", error.message) from None

    async def amend(self, chat: int, message: str, reply: Reply) -> None:
        """Change the words and the buttons of a message; the picture stays. Raises what bot.errors lists."""
        below = message.endswith(CAPTION)
        _fits(reply.text, LONGEST_CAPTION if below else LONGEST["telegram"])
        which = {"chat_id": chat, "message_id": int(message.removesuffix(CAPTION))}
        try:
            if below:
                await self._ask("edit_Message_Caption", **which, **_caption(reply))
            else:
                await self._ask("edit_Message_Text", **which, **_words(reply))
        except TelegramError as error:
            if failure := outcome(error):
                raise failure from None

    async def _told(self, chat: int, reply: Reply) -> str:
        if not reply.files:
            return await self._text(chat, reply)
        if units(reply.text) <= LONGEST_CAPTION:
            return f"{await self._picture(chat, reply.files[0], reply)}{CAPTION}"
        await self._picture(chat, reply.files[0], None)
        return await self._text_after(chat, reply)

    async def _text(self, chat: int, reply: Reply) -> str:
        return str((await self._ask("send_Message", chat_id=chat, **_words(reply), **self._paying()))["message_id"])

    async def _text_after(self, chat: int, reply: Reply) -> str:
        """The text of a picture that has arrived: whatever goes wrong now, all of it must not be sent once more."""
        await asyncio.sleep(self.between)
        try:
            return await self._text_soon(chat, reply)
        except TelegramError as error:
            failure = outcome(error)
            raise Unknown(failure.code if failure else "telegram", PARTLY) from None

    async def _text_soon(self, chat: int, reply: Reply) -> str:
        try:
            return await self._text(chat, reply)
        except RetryAfter as later:
            if put_off(later) > PATIENCE:
                raise
            await asyncio.sleep(put_off(later))
        return await self._text(chat, reply)

    async def _picture(self, chat: int, file: Attachment, reply: Reply | None) -> int:
        """The picture, by its number where Telegram has it and knows it still; else it is uploaded."""
        sent = self.known.get(file.key)
        if sent is None:
            return await self._first(chat, file, reply)
        try:
            return await self._by_number(chat, sent, reply)
        except BadRequest as error:
            if not any(words in error.message.lower() for words in REFUSED_FILE):
                raise
        if self.known.get(file.key) == sent:
            del self.known[file.key]
        return await self._first(chat, file, reply)

    async def _first(self, chat: int, file: Attachment, reply: Reply | None) -> int:
        """Whoever comes first uploads it, while the others wait for its number."""
        try:
            async with asyncio.timeout(PATIENCE):
                await self._uploading.acquire()
        except TimeoutError:
            raise Retry("upload", "the picture has not been taken yet") from None
        try:
            if file.key not in self.known:
                return await self._upload(chat, file, reply)
        finally:
            self._uploading.release()
        return await self._by_number(chat, self.known[file.key], reply)

    async def _by_number(self, chat: int, sent: Sent, reply: Reply | None) -> int:
        kind, number = sent
        below = _caption(reply) if reply else {}
        answer = await self._ask(f"send_{kind.title()}", chat_id=chat, **{kind: number}, **below, **self._paying())
        return int(answer["message_id"])

    async def _upload(self, chat: int, file: Attachment, reply: Reply | None) -> int:
        upload = await asyncio.to_thread(content, self.files, file)
        below = {"caption": reply.text, "reply_markup": writing.keyboard(reply)} if reply else {}
        message = await sending.file(self.bot, chat, upload, **below, **self._paying())
        if len(self.known) >= MOST_KNOWN:
            del self.known[next(iter(self.known))]
        if sent := _sent(message):
            self.known[file.key] = sent
        return message.message_id

    async def _ask(self, method: str, **params: Any) -> dict[str, Any]:  # noqa: ANN401 - what Telegram takes
        """One call whose answer is not made into objects: that would take longer than all the rest.

        The names are python-telegram-bot's with capitals, since it insists on its own method where it has one of
        exactly that name; on their way they become Telegram's (sendMessage).
        """
        answer: dict[str, Any] = await self.crier.do_api_request(method, api_kwargs=params)
        return answer

    def _paying(self) -> dict[str, bool]:
        return {"allow_paid_broadcast": True} if self.paid else {}


def _fits(text: str, most: int) -> None:
    if units(text) > most:
        raise DeliveryFailed("too-long", TOO_LONG.format(most=most))


def _words(reply: Reply) -> dict[str, Any]:
    return {"text": reply.text, "reply_markup": _buttons(reply), "link_preview_options": _NO_PREVIEW}


def _caption(reply: Reply) -> dict[str, Any]:
    return {"caption": reply.text, "reply_markup": _buttons(reply)}


@lru_cache(maxsize=64)
def _buttons(reply: Reply) -> dict[str, Any] | None:
    """As Telegram takes them: the same for all who get the same."""
    markup = writing.keyboard(reply)
    return markup.to_dict() if markup else None


def _sent(message: Message) -> Sent | None:
    if message.photo:
        return "photo", message.photo[-1].file_id
    return ("document", message.document.file_id) if message.document else None
