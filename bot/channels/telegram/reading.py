"""What an update says, for us: a member's message in private, something done in a group of staff, or nothing."""

import json
import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Final

import telegram
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.telegram.writing import tapped
from bot.messages import Tap
from bot.places import position

ALLOWED: Final = ("message", "edited_message", "callback_query", "my_chat_member")
"""The kinds of updates that we ask for."""

GROUPS: Final = {ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL}
AWAY: Final = {ChatMemberStatus.BANNED, ChatMemberStatus.LEFT}
UNREADABLE: Final = (
    ("sticker", "贴图"), ("animation", "动图"), ("dice", "骰子"), ("poll", "投票"), ("game", "游戏"), ("story", "动态"),
    ("paid_media", "付费内容"), ("checklist", "清单"), ("gift", "礼物"), ("giveaway", "抽奖"), ("invoice", "账单"),
)  # fmt: skip


_ID: Final = re.compile(r"-?[0-9]{1,18}")


class Kind(Enum):
    """What an update is to us."""

    TALK = auto()
    TAP = auto()
    LEFT = auto()
    BACK = auto()
    LINK = auto()
    GROUP_SAID = auto()
    GROUP_TAP = auto()
    GROUP_JOINED = auto()
    GROUP_LEFT = auto()
    GROUP_MOVED = auto()
    STRAY = auto()


@dataclass(frozen=True)
class Media:
    """A file of a message: Telegram's id of it, its size in bytes as far as known, a name, and what it is."""

    file_id: str
    size: int
    name: str
    what: str


@dataclass(frozen=True)
class Heard:
    """One update. `queue` is the chat it came from; `message` Telegram's id of the message in it.

    `shown` is the text of the message that is answered, or whose button was tapped. Of a tap, `callback` is Telegram's
    id of it; in a private chat `text` is the button's label (None: it cannot be known any more). `album` is shared by
    the parts of one.
    """

    kind: Kind
    number: int
    queue: str
    text: str | None = ""
    message: str = ""
    media: Media | None = None
    unreadable: str = ""
    album: str = ""
    edited: bool = False
    tap: Tap | None = None
    callback: str = ""
    shown: str = ""
    account: str = ""
    name: str = ""
    title: str = ""
    forum: bool = False
    reply_to: str = ""
    data: str = ""
    moved_to: str = ""


def number_of(body: bytes) -> int | None:
    """The number of an update as it was posted; None where it is none at all."""
    try:
        given = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = given.get("update_id") if isinstance(given, dict) else None
    return number if type(number) is int and 0 <= number < 2**63 else None


def read(body: str | bytes, us: str) -> Heard | None:
    """What an update says; None where it is nothing to us, or cannot be read. `us` is the bot's own id."""
    try:
        heard = _heard(telegram.Update.de_json(json.loads(body), None), us)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        return None
    return heard if heard and _is_sound(heard) else None


def _is_sound(heard: Heard) -> bool:
    """Whether numbers are numbers and words are words: the library takes whatever it is given."""
    ids = (heard.message, heard.account, heard.reply_to, heard.moved_to)
    words = [heard.text or "", heard.album, heard.callback, heard.shown, heard.name, heard.title, heard.data]
    words += [heard.media.file_id, heard.media.name] if heard.media else []
    numbers = [heard.number, heard.media.size if heard.media else 0]
    return (
        all(type(one) is int and 0 <= one < 2**63 for one in numbers)
        and all(isinstance(one, str) for one in words)
        and all(_ID.fullmatch(one) for one in (heard.queue, *filter(None, ids)))
    )


def _heard(update: telegram.Update, us: str) -> Heard | None:
    if update.callback_query:
        return _tap(update.update_id, update.callback_query)
    if update.my_chat_member:
        return _membership(update.update_id, update.my_chat_member)
    message = update.message or update.edited_message
    if message is None:
        return None
    if message.chat.type in GROUPS:
        return _in_group(update.update_id, message, us, edited=update.edited_message is not None)
    if message.chat.type != ChatType.PRIVATE or (message.from_user and message.from_user.is_bot):
        return None
    return _private(update.update_id, message, edited=update.edited_message is not None)


def _private(number: int, message: telegram.Message, *, edited: bool) -> Heard | None:
    queue, text = str(message.chat.id), message.text or message.caption or ""
    who = _who(message.from_user)
    if _is_link(text) and not edited:
        return Heard(Kind.LINK, number, queue, text, str(message.message_id), **who)
    media = None if edited else _media(message)
    unreadable = "" if text or media else next((word for name, word in UNREADABLE if getattr(message, name, None)), "")
    text = text or ("" if edited else _shared(message))  # a live location is edited all the time
    if not (text or media or unreadable):
        return None  # a service message
    album = message.media_group_id or ""
    return Heard(
        Kind.TALK, number, queue, text, str(message.message_id), media, unreadable, "" if edited else album, edited
    )


def _shared(message: telegram.Message) -> str:
    """What was handed over by a button: a phone number or a place, as text."""
    if message.contact:
        return message.contact.phone_number
    place = message.venue or message.location
    if place is None:
        return ""
    spot = place.location if isinstance(place, telegram.Venue) else place
    name = f"{place.title} {place.address}" if isinstance(place, telegram.Venue) else ""
    return position(spot.latitude, spot.longitude, name)


def _media(message: telegram.Message) -> Media | None:
    """The file that a message carries; of a photo the largest size."""
    if message.animation:  # Telegram calls it a document too
        return None
    if message.photo:
        photo = message.photo[-1]
        return Media(photo.file_id, photo.file_size or 0, "照片.jpg", "照片")
    kinds: tuple[tuple[Any, str, str], ...] = (
        (message.document, "文件", "文件"),
        (message.voice, "语音.ogg", "语音"),
        (message.audio, "录音.mp3", "录音"),
        (message.video, "视频.mp4", "视频"),
        (message.video_note, "视频.mp4", "视频"),
    )
    for file, name, what in kinds:
        if file:
            return Media(file.file_id, file.file_size or 0, getattr(file, "file_name", None) or name, what)
    return None


def _tap(number: int, query: telegram.CallbackQuery) -> Heard | None:
    if query.message is None or query.data is None:
        return None
    chat, message = query.message.chat, str(query.message.message_id)
    there = query.message if isinstance(query.message, telegram.Message) else None
    shown = (there.text or "") if there else ""
    common: dict[str, Any] = {"callback": query.id, "shown": shown, "message": message, **_who(query.from_user)}
    if chat.type in GROUPS:
        return Heard(Kind.GROUP_TAP, number, str(chat.id), data=query.data, **common, **_room(chat))
    found = tapped(query.data, there.reply_markup if there else None)
    step, label = found or ("", None)
    return Heard(Kind.TAP, number, str(chat.id), label, tap=Tap(message, step), data=query.data, **common)


def _membership(number: int, change: telegram.ChatMemberUpdated) -> Heard:
    queue, gone = str(change.chat.id), change.new_chat_member.status in AWAY
    if change.chat.type == ChatType.PRIVATE:
        return Heard(Kind.LEFT if gone else Kind.BACK, number, queue)
    kind = Kind.GROUP_LEFT if gone else Kind.GROUP_JOINED
    return Heard(kind, number, queue, **_who(change.from_user), **_room(change.chat))


def _in_group(number: int, message: telegram.Message, us: str, *, edited: bool) -> Heard | None:
    """Only what is said to us is kept: a code, an answer to one of our messages. The rest is none of our business."""
    queue, text = str(message.chat.id), message.text or message.caption or ""
    common: dict[str, Any] = {"message": str(message.message_id), **_who(message.from_user), **_room(message.chat)}
    if message.migrate_to_chat_id:
        return Heard(Kind.GROUP_MOVED, number, queue, moved_to=str(message.migrate_to_chat_id), **common)
    if _is_link(text) and not edited:
        return Heard(Kind.LINK, number, queue, text, **common)
    answered = message.reply_to_message
    to_us = answered and answered.from_user and str(answered.from_user.id) == us and not answered.forum_topic_created
    if answered is None or not to_us or message.chat.type == ChatType.CHANNEL:
        return Heard(Kind.STRAY, number, queue, **common) if text or message.effective_attachment else None
    reply_to, files = str(answered.message_id), _media(message)
    album = "" if edited else message.media_group_id or ""
    return Heard(
        Kind.GROUP_SAID, number, queue, text, edited=edited, reply_to=reply_to, media=files, album=album,
        unreadable="" if text or files else "消息", shown=answered.text or "", **common,
    )  # fmt: skip


def _is_link(text: str) -> bool:
    return text.lower().split("@")[0].split(maxsplit=1)[:1] == ["/link"]


def _who(user: telegram.User | None) -> dict[str, Any]:
    return {"account": str(user.id), "name": user.full_name} if user else {}


def _room(chat: telegram.Chat) -> dict[str, Any]:
    return {"title": chat.title or "", "forum": bool(chat.is_forum)}
