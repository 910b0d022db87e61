"""What an update says to us: everything that Telegram may hand over, and a good deal that it should not."""

import json
from typing import Any

import pytest

from bot.channels.telegram.reading import Heard, Kind, Media, read
from bot.channels.telegram.writing import data
from bot.messages import Tap
from tests.channels.telegram_updates import (
    BOT,
    CHAT,
    GROUP,
    LINA,
    MESSAGE,
    NUMBER,
    PHOTO,
    PLACE,
    US,
    Json,
    edited,
    in_group,
    media,
    membership,
    message,
    ours,
    private,
    tap,
    update,
)

QUEUE, ROOM = str(LINA["id"]), str(GROUP["id"])
WHO: dict[str, Any] = {"account": QUEUE, "name": "李 娜"}
LONG = "我已经和单位谈过了，但是单位一直不肯给我书面的答复，请工会出面"
STEP = "abcdef"


def talk(text: str = "", **more: Any) -> Heard:
    return Heard(Kind.TALK, NUMBER, QUEUE, text, str(MESSAGE), **more)


def tapped(text: str | None, step: str, given: str, shown: str = "选一项：") -> Heard:
    return Heard(
        Kind.TAP, NUMBER, QUEUE, text, "55", tap=Tap("55", step), callback="q1", shown=shown, data=given, **WHO
    )


def grouped(kind: Kind, text: str = "", *, title: str = GROUP["title"], forum: bool = True, **more: Any) -> Heard:
    return Heard(kind, NUMBER, ROOM, text, **{"message": str(MESSAGE), **WHO, **more}, title=title, forum=forum)


def heard(given: Json) -> Heard | None:
    return read(json.dumps(given), US)


IN_PRIVATE: dict[str, tuple[Json, Heard]] = {
    "words": (private(text="工资三个月没发"), talk("工资三个月没发")),
    "words with half a character": (private(text="工资\ud83d"), talk("工资\ud83d")),
    "a command": (private(text="/start case-SQ-2026-0001-1"), talk("/start case-SQ-2026-0001-1")),
    "a caption": (
        private(photo=PHOTO, caption="护栏"),
        talk("护栏", media=Media("large", 90_000, "照片.jpg", "照片")),
    ),
    "a picture of an album": (
        private(photo=PHOTO, media_group_id="135"),
        talk(media=Media("large", 90_000, "照片.jpg", "照片"), album="135"),
    ),
    "a document": (
        private(document=media(file_name="合同.pdf", mime_type="application/pdf")),
        talk(media=Media("F1", 2000, "合同.pdf", "文件")),
    ),
    "a document without a name": (private(document=media()), talk(media=Media("F1", 2000, "文件", "文件"))),
    "a file of unknown size": (
        private(document={"file_id": "F1", "file_unique_id": "u"}),
        talk(media=Media("F1", 0, "文件", "文件")),
    ),
    "a voice": (private(voice=media(duration=3)), talk(media=Media("F1", 2000, "语音.ogg", "语音"))),
    "a recording": (
        private(audio=media(duration=3, file_name="谈话.m4a")),
        talk(media=Media("F1", 2000, "谈话.m4a", "录音")),
    ),
    "a film": (
        private(video=media(duration=3, width=6, height=4)),
        talk(media=Media("F1", 2000, "视频.mp4", "视频")),
    ),
    "a round film": (
        private(video_note=media(duration=3, length=240)),
        talk(media=Media("F1", 2000, "视频.mp4", "视频")),
    ),
    "a sticker": (
        private(sticker=media(type="regular", width=5, height=5, is_animated=False, is_video=False)),
        talk(unreadable="贴图"),
    ),
    "a moving picture": (
        private(animation=media(duration=3, width=6, height=4), document=media(file_name="a.mp4")),
        talk(unreadable="动图"),
    ),
    "dice": (private(dice={"emoji": "🎲", "value": 6}), talk(unreadable="骰子")),
    "a telephone number": (
        private(contact={"phone_number": "8613800138000", "first_name": "李"}),
        talk("8613800138000"),
    ),
    "a place": (private(location=PLACE), talk("定位 31.23042,121.47370")),
    "a place with a name": (
        private(location=PLACE, venue={"location": PLACE, "title": "人民广场", "address": "人民大道（地铁旁）"}),
        talk("定位 31.23042,121.47370（人民广场 人民大道 地铁旁）"),
    ),
    "a correction": (edited(text="工资四个月没发"), talk("工资四个月没发", edited=True)),
    "a caption corrected": (edited(photo=PHOTO, caption="护栏", media_group_id="135"), talk("护栏", edited=True)),
    "a link": (private(text="/link ABCDEF"), Heard(Kind.LINK, NUMBER, QUEUE, "/link ABCDEF", str(MESSAGE), **WHO)),
    "an answer to a message of ours": (private(text="好", reply_to_message=ours()), talk("好")),
    "a button": (tap(data("提交", STEP), ("提交", data("提交", STEP))), tapped("提交", STEP, "abcdef|提交")),
    "a button that is not there any more": (tap("abcdef|提交"), tapped("提交", STEP, "abcdef|提交")),
    "a button that belongs to no form": (tap("|菜单"), tapped("菜单", "", "|菜单")),
    "a button with the mark in its label": (tap("abcdef|是|否"), tapped("是|否", STEP, "abcdef|是|否")),
    "a long button": (tap(data(LONG, STEP), (LONG, data(LONG, STEP))), tapped(LONG, STEP, data(LONG, STEP))),
    "a long button that is not there any more": (tap(data(LONG, STEP)), tapped(None, "", data(LONG, STEP))),
    "a button of somebody else": (tap("buy", ("买", "buy")), tapped(None, "", "buy")),
    "a button below a message that is too old": (
        tap(data(LONG, STEP), shown={"chat": CHAT, "message_id": 55, "date": 0}),
        tapped(None, "", data(LONG, STEP), shown=""),
    ),
    "a short button below a message that is too old": (
        tap("abcdef|是", shown={"chat": CHAT, "message_id": 55, "date": 0}),
        tapped("是", STEP, "abcdef|是", shown=""),
    ),
    "we are blocked": (membership("kicked"), Heard(Kind.LEFT, NUMBER, QUEUE)),
    "we are not blocked any more": (membership("member", before="kicked"), Heard(Kind.BACK, NUMBER, QUEUE)),
}

OURS = ours(chat=GROUP)
IN_GROUPS: dict[str, tuple[Json, Heard]] = {
    "a link": (in_group(text="/link ABCDEF"), grouped(Kind.LINK, "/link ABCDEF")),
    "a link to us by name": (
        in_group(text="/LINK@gongyou_bot ABCDEF"),
        grouped(Kind.LINK, "/LINK@gongyou_bot ABCDEF"),
    ),
    "an answer to us": (
        in_group(text="已联系", reply_to_message=OURS),
        grouped(Kind.GROUP_SAID, "已联系", reply_to="55", shown=OURS["text"]),
    ),
    "an answer to us corrected": (
        update("edited_message", message(chat=GROUP, text="已联系", reply_to_message=OURS)),
        grouped(Kind.GROUP_SAID, "已联系", reply_to="55", shown=OURS["text"], edited=True),
    ),
    "a picture as an answer": (
        in_group(photo=PHOTO, caption="回执", reply_to_message=OURS),
        grouped(
            Kind.GROUP_SAID, "回执", reply_to="55", shown=OURS["text"], media=Media("large", 90_000, "照片.jpg", "照片")
        ),
    ),
    "a sticker as an answer": (
        in_group(
            sticker=media(type="regular", width=5, height=5, is_animated=False, is_video=False), reply_to_message=OURS
        ),
        grouped(Kind.GROUP_SAID, reply_to="55", shown=OURS["text"], unreadable="消息"),
    ),
    "an answer to somebody else": (
        in_group(text="同意", reply_to_message=message(chat=GROUP, text="吃饭")),
        grouped(Kind.STRAY),
    ),
    "an answer to the beginning of a topic of ours": (
        in_group(
            text="大家好", reply_to_message=ours("", chat=GROUP, forum_topic_created={"name": "一", "icon_color": 1})
        ),
        grouped(Kind.STRAY),
    ),
    "talk": (in_group(text="中午吃什么"), grouped(Kind.STRAY)),
    "a picture": (in_group(photo=PHOTO), grouped(Kind.STRAY)),
    "another command": (in_group(text="/start"), grouped(Kind.STRAY)),
    "a word that begins like a link": (in_group(text="/linked ABC"), grouped(Kind.STRAY)),
    "a link corrected": (update("edited_message", message(chat=GROUP, text="/link ABC")), grouped(Kind.STRAY)),
    "somebody anonymous": (
        in_group(text="好", **{"from": None}),
        grouped(Kind.STRAY, account="", name=""),
    ),
    "a tap": (
        tap("take:7", ("接手", "take:7"), chat=GROUP),
        grouped(Kind.GROUP_TAP, message="55", callback="q1", shown="选一项：", data="take:7"),
    ),
    "we are taken in": (membership("member", GROUP, "left"), grouped(Kind.GROUP_JOINED, message="")),
    "we are an administrator": (membership("administrator", GROUP), grouped(Kind.GROUP_JOINED, message="")),
    "we are put out": (membership("kicked", GROUP), grouped(Kind.GROUP_LEFT, message="")),
    "we left": (membership("left", GROUP), grouped(Kind.GROUP_LEFT, message="")),
    "the group has another id": (
        in_group(migrate_to_chat_id=-1_009_999_999_999),
        grouped(Kind.GROUP_MOVED, moved_to="-1009999999999"),
    ),
}

NOTHING: dict[str, Json] = {
    "somebody joins": in_group(new_chat_members=[LINA]),
    "the group has a new title": in_group(new_chat_title="新群名"),
    "a topic is opened": in_group(forum_topic_created={"name": "一", "icon_color": 1}),
    "something is pinned": private(pinned_message=ours()),
    "a timer is set": private(message_auto_delete_timer_changed={"message_auto_delete_time": 86400}),
    "a picture changed without words": edited(photo=PHOTO),
    "one who shares where they are walks on": edited(location={**PLACE, "live_period": 900}),
    "a bot writes": private(text="您好", **{"from": BOT}),
    "a post of a channel": update(
        "channel_post", message(chat={"id": -1005, "title": "x", "type": "channel"}, text="x")
    ),
    "a poll": update("poll", {"id": "1"}),
    "a tap in an inline message": update(
        "callback_query", {"id": "q", "from": LINA, "chat_instance": "1", "data": "x"}
    ),
    "a tap on a game": tap(None, game_short_name="g"),
    "an update of a kind that nobody knows": update("moon_landing", {"text": "x"}),
    "an update of nothing": {"update_id": NUMBER},
}


@pytest.mark.parametrize(("given", "expected"), IN_PRIVATE.values(), ids=IN_PRIVATE)
def test_what_a_member_does_in_private(given: Json, expected: Heard) -> None:
    assert heard(given) == expected


@pytest.mark.parametrize(("given", "expected"), IN_GROUPS.values(), ids=IN_GROUPS)
def test_what_is_done_in_a_group(given: Json, expected: Heard) -> None:
    assert heard(given) == expected


@pytest.mark.parametrize("given", NOTHING.values(), ids=NOTHING)
def test_what_is_nothing_to_us(given: Json) -> None:
    assert heard(given) is None
