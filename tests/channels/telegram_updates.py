"""Updates as Telegram writes them (core.telegram.org/bots/api#update), with as little said as possible."""

from typing import Any

Json = dict[str, Any]

US = "123456"
"""The bot's own id."""

NUMBER, MESSAGE, DATE = 700_000_001, 101, 1_795_000_000
LINA: Json = {"id": 6_100_000_001, "is_bot": False, "first_name": "李", "last_name": "娜", "language_code": "zh-hans"}
BOT: Json = {"id": int(US), "is_bot": True, "first_name": "工友", "username": "gongyou_bot"}
CHAT: Json = {"id": LINA["id"], "first_name": "李", "type": "private"}
GROUP: Json = {"id": -1_001_234_567_890, "title": "工会工作群", "type": "supergroup", "is_forum": True}
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 67, "file_size": 1000},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 960, "file_size": 90_000},
]
PLACE: Json = {"latitude": 31.230416, "longitude": 121.473701}


def update(kind: str, body: Json, number: Any = NUMBER) -> Json:
    return {"update_id": number, kind: body}


def message(**fields: Any) -> Json:
    """A message in a private chat; `sender` is who wrote it."""
    given = {"message_id": MESSAGE, "from": LINA, "chat": CHAT, "date": DATE, **fields}
    return {name: value for name, value in given.items() if value is not None}


def private(**fields: Any) -> Json:
    """What a member writes or sends."""
    return update("message", message(**fields))


def edited(**fields: Any) -> Json:
    """What a member changes."""
    return update("edited_message", message(edit_date=DATE + 9, **fields))


def in_group(**fields: Any) -> Json:
    """What somebody writes in a group."""
    return update("message", message(**{"chat": GROUP, **fields}))


def ours(text: str = "诉求 SQ-2026-0001-1", **fields: Any) -> Json:
    """A message of our own."""
    return message(**{"message_id": 55, "from": BOT, "text": text, **fields})


def media(**more: Any) -> Json:
    """A file as a message names it."""
    return {"file_id": "F1", "file_unique_id": "u", "file_size": 2000, **more}


def tap(
    data: str | None, *labels: tuple[str, str], chat: Json = CHAT, shown: Json | None = None, **fields: Any
) -> Json:
    """A tap on a button below a message of ours, which has these (label, data)."""
    rows = [[{"text": label, "callback_data": carried}] for label, carried in labels]
    there = ours("选一项：", chat=chat, **({"reply_markup": {"inline_keyboard": rows}} if rows else {}))
    query = {"id": "q1", "from": LINA, "message": shown or there, "chat_instance": "1", "data": data, **fields}
    return update("callback_query", {name: value for name, value in query.items() if value is not None})


def membership(status: str, chat: Json = CHAT, before: str = "member") -> Json:
    """Our standing in a chat is another."""
    old, new = ({"user": BOT, "status": one, **_details(one)} for one in (before, status))
    change = {"chat": chat, "from": LINA, "date": DATE, "old_chat_member": old, "new_chat_member": new}
    return update("my_chat_member", change)


RIGHTS = (
    "can_be_edited is_anonymous can_manage_chat can_delete_messages can_manage_video_chats can_restrict_members "
    "can_promote_members can_change_info can_invite_users can_post_stories can_edit_stories can_delete_stories"
).split()


def _details(status: str) -> Json:
    if status == "administrator":
        return dict.fromkeys(RIGHTS, False)
    return {"until_date": 0} if status == "kicked" else {}


GENUINE: tuple[Json, ...] = (
    private(text="您好，我想问问工资"),
    private(text="/start event-12", entities=[{"type": "bot_command", "offset": 0, "length": 6}]),
    private(text="/link ABCDEF"),
    private(photo=PHOTO, caption="护栏松了", media_group_id="13500000000000001"),
    private(document=media(file_name="合同.pdf", mime_type="application/pdf")),
    private(voice=media(duration=3)),
    private(video=media(duration=3, width=640, height=480)),
    private(sticker=media(type="regular", width=512, height=512, is_animated=False, is_video=False)),
    private(contact={"phone_number": "8613800138000", "first_name": "李"}),
    private(location=PLACE),
    private(location=PLACE, venue={"location": PLACE, "title": "人民广场", "address": "人民大道"}),
    edited(text="改过了"),
    tap("abcdef|提交", ("提交", "abcdef|提交")),
    tap("grab:7", chat=GROUP),
    membership("kicked"),
    membership("member", GROUP, "left"),
    in_group(text="/link@gongyou_bot ABCDEF"),
    in_group(text="已经联系单位了", reply_to_message=ours(chat=GROUP)),
    in_group(migrate_to_chat_id=-1_009_999_999_999),
    in_group(text="中午吃什么"),
)
"""One of every kind that we ask for."""
