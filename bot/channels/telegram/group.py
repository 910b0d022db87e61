"""The group of staff as a way of speaking: what is done there goes to the desk, and what the desk shows is posted."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from telegram import (
    Bot,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyParameters,
    User,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, TelegramError

from bot.channels.telegram.attachments import Fetched, fetch
from bot.channels.telegram.client import NO_PREVIEW
from bot.channels.telegram.outcomes import outcome
from bot.channels.telegram.ports import Desk
from bot.channels.telegram.reading import Heard, Kind
from bot.channels.telegram.words import BROKEN, STAFF
from bot.desks import Doing, Post, Room, Rows, Sender, Told
from bot.errors import DeliveryFailed, Fault, Retry, Unknown
from bot.limits import Pace, units
from bot.messages import Reply

HINT: Final = "写上结果，会员会收到"

MOST_WORDS: Final = 200
"""Characters of the words that answer a tap."""

NO_TOPIC: Final = ("message thread not found", "topic_deleted", "topic_closed", "topic_id_invalid")
NO_TOPICS: Final = ("not a forum", "rights to create a topic")
NO_MESSAGE: Final = ("message to edit not found", "message can't be edited", "message_id_invalid")


@dataclass
class Group:
    """The groups of one bot (`Channel`). The addresses are the desk's own numbers of them.

    `later` runs what may fail without harm.
    """

    bot: Bot
    desk: Desk
    later: Callable[[Coroutine[Any, Any, None]], None]
    pace: Pace | None = None
    name: str = "telegram-group"
    idempotent: bool = False
    room: int = 0
    alone: Collection[str] = ()

    # --- what is done there

    async def work(self, parts: Sequence[Heard]) -> None:
        """One update of a group, the parts of an album, or a code that was sent."""
        heard = parts[0]
        files = [one.media for one in parts if one.media and not one.edited]
        doing = _doing(parts, [await fetch(self.bot, file, STAFF) for file in files])
        deeds: dict[Kind, Callable[[Doing], Told]] = {
            Kind.LINK: self.desk.link,
            Kind.GROUP_SAID: self.desk.said,
            Kind.GROUP_TAP: self.desk.tapped,
            Kind.GROUP_JOINED: self.desk.joined,
            Kind.GROUP_MOVED: lambda doing: self.desk.moved(doing, heard.moved_to),
            Kind.GROUP_LEFT: self.desk.left,
        }
        try:
            told = await asyncio.to_thread(deeds[heard.kind], doing)
            await self._tell(heard, told)
        except Fault as fault:
            await asyncio.to_thread(self.desk.broken, doing.numbers)
            words = BROKEN.format(number=fault.number)
            self.later(self._answer(heard, words, alert=True) if heard.callback else self._speak(heard, words))

    async def stray(self, heard: Heard) -> None:
        """Something that is none of our business was said; where nobody linked the group, we have none at all."""
        room = Room(self.name, heard.queue, heard.title, heard.forum)
        if await asyncio.to_thread(self.desk.strange, room):
            await self._leave(heard.queue)

    async def look(self) -> None:
        """Leave the groups that nobody linked in time."""
        for chat in await asyncio.to_thread(self.desk.overstayed):
            await self._leave(chat)

    async def _tell(self, heard: Heard, told: Told) -> None:
        """What the desk has to say at once; the rest it posts. An answer to a tap counts once, and only the first."""
        if told.late:
            return
        if heard.callback:
            self.later(self._answer(heard, told.words, alert=told.alert))
        elif told.words:
            await self._speak(heard, told.words)
        if told.choices:
            self.later(self._offer(heard, told.choices))
        if told.leave:
            await self._leave(heard.queue)

    async def _answer(self, heard: Heard, words: str, *, alert: bool) -> None:
        with suppress(TelegramError):
            await self.bot.answer_callback_query(heard.callback, words[:MOST_WORDS] or None, show_alert=alert)

    async def _speak(self, heard: Heard, words: str) -> None:
        """Say something that no posting says: in a group that is none of ours, or is not yet, or about a bug."""
        answers = ReplyParameters(int(heard.message), allow_sending_without_reply=True) if heard.message else None
        with suppress(TelegramError):
            await self.bot.send_message(
                int(heard.queue), words, reply_parameters=answers, link_preview_options=NO_PREVIEW
            )

    async def _offer(self, heard: Heard, choices: Rows) -> None:
        markup = _markup(choices)
        with suppress(TelegramError):
            await self.bot.edit_message_reply_markup(int(heard.queue), int(heard.message), reply_markup=markup)

    async def _leave(self, chat: str) -> None:
        with suppress(TelegramError):
            await self.bot.leave_chat(int(chat))

    # --- what is shown there

    def present(self) -> None:
        """A group is always there."""
        return

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Post or change what the desk has under this key; raises what bot.errors lists."""
        post = await asyncio.to_thread(self.desk.post, key)
        if post is None:
            raise DeliveryFailed("gone", "there is no such group any more")
        try:
            topic = post.topic or await self._topic(post, key)
            message = await (self._change(post) if post.edits else self._send(post, topic))
        except TelegramError as error:
            await self._failed(error, key, edits=bool(post.edits))
        else:
            await asyncio.to_thread(self.desk.posted, key, message)

    async def _topic(self, post: Post, key: str) -> str:
        """Open the topic that the message is to be the first of."""
        if not post.new_topic:
            return ""
        opened = await self.bot.create_forum_topic(int(post.chat), post.new_topic[:128])
        topic = str(opened.message_thread_id)
        await asyncio.to_thread(self.desk.topic_opened, key, topic)
        return topic

    async def _send(self, post: Post, topic: str) -> str:
        answers = ReplyParameters(int(post.reply_to), allow_sending_without_reply=True) if post.reply_to else None
        markup = ForceReply(selective=True, input_field_placeholder=HINT) if post.asks else _markup(post.buttons)
        sent = await self.bot.send_message(
            int(post.chat),
            post.text,
            entities=_entities(post),
            reply_markup=markup,
            reply_parameters=answers,
            message_thread_id=int(topic) if topic else None,
            link_preview_options=NO_PREVIEW,
        )
        return str(sent.message_id)

    async def _change(self, post: Post) -> str:
        await self.bot.edit_message_text(
            post.text,
            chat_id=int(post.chat),
            message_id=int(post.edits),
            entities=_entities(post),
            reply_markup=_markup(post.buttons),
            link_preview_options=NO_PREVIEW,
        )
        return post.edits

    async def _failed(self, error: TelegramError, key: str, *, edits: bool) -> None:
        """Tell the desk what it must know, and raise what becomes of the message; nothing where there is no more to do.

        A change may be sent again, whatever became of it.
        """
        words = error.message.lower()
        if isinstance(error, ChatMigrated):
            await asyncio.to_thread(self.desk.group_moved, key, str(error.new_chat_id))
        elif isinstance(error, Forbidden):
            await asyncio.to_thread(self.desk.group_gone, key)
        elif isinstance(error, BadRequest) and edits and any(mark in words for mark in NO_MESSAGE):
            await asyncio.to_thread(self.desk.message_gone, key)
            return
        elif isinstance(error, BadRequest) and (mend := self._mend(words)):
            await asyncio.to_thread(mend, key)
            raise Retry("mended", error.message, after=1) from None
        if failure := outcome(error):
            raise (Retry(failure.code, failure.words) if edits and isinstance(failure, Unknown) else failure) from None

    def _mend(self, words: str) -> Callable[[str], None] | None:
        """What the desk does about topics that are missing in the group."""
        known = ((NO_TOPIC, self.desk.topic_gone), (NO_TOPICS, self.desk.no_topics))
        return next((mend for marks, mend in known if any(mark in words for mark in marks)), None)


def _doing(parts: Sequence[Heard], fetched: Sequence[Fetched]) -> Doing:
    heard = parts[0]
    return Doing(
        Room(Group.name, heard.queue, heard.title, heard.forum),
        Sender(heard.account, heard.name),
        tuple(one.number for one in parts),
        message=heard.message,
        text=next((one.text for one in parts if one.text), ""),
        reply_to=heard.reply_to,
        quoted=heard.shown,
        data=heard.data,
        edited=heard.edited,
        uploads=tuple(one.upload for one in fetched if one.upload),
        missing=tuple(dict.fromkeys(one.missing for one in fetched if one.missing)),
        unreadable=bool(heard.unreadable),
    )


def _markup(buttons: Rows) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(label, callback_data=data) for label, data in row] for row in buttons]
    return InlineKeyboardMarkup(rows) if rows else None


def _entities(post: Post) -> list[MessageEntity]:
    """Links to the accounts that are mentioned."""
    found = []
    for words, account in post.mentions:
        at = post.text.find(words)
        if at >= 0:
            user = User(int(account), words.lstrip("@"), is_bot=False)
            place, size = units(post.text[:at]), units(words)
            found.append(MessageEntity(MessageEntity.TEXT_MENTION, place, size, user=user))
    return found
