"""What the bot changes or takes back: texts, buttons, messages."""

from typing import TYPE_CHECKING

from tests.emulators.telegram import markups, words
from tests.emulators.telegram.calls import Call, Json, bad
from tests.emulators.telegram.chats import Chat, Message

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

SAME = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current content "
    "and reply markup of the message"
)
SHOWN = ("text", "entities", "caption", "caption_entities", "reply_markup")


def _text(account: "Account", call: Call) -> Json:
    text = words.worded("text", words.sendable(call.text("text")), call.array("entities"))
    chat, message = _own(account, call)
    if "text" not in message.json:
        raise bad("there is no text in the message to edit")
    if call.text("parse_mode"):
        raise bad("unsupported parse_mode")
    return _change(account, chat, message, {**text, **_buttons(call)})


def _caption(account: "Account", call: Call) -> Json:
    caption = words.worded("caption", words.captionable(call.text("caption")), call.array("caption_entities"))
    chat, message = _own(account, call)
    if message.file is None:
        raise bad("there is no caption in the message to edit")
    if call.text("parse_mode"):
        raise bad("unsupported parse_mode")
    return _change(account, chat, message, {**caption, **_buttons(call)})


def _markup(account: "Account", call: Call) -> Json:
    chat, message = _own(account, call)
    kept = {name: message.json[name] for name in SHOWN if name in message.json and name != "reply_markup"}
    return _change(account, chat, message, {**kept, **_buttons(call)})


def _delete(account: "Account", call: Call) -> bool:
    chat = account.chat(call)
    message = chat.find(call.number("message_id"))
    if message is None:
        raise bad("message to delete not found")
    if not (message.own or chat.cleans):
        raise bad("message can't be deleted")
    with account.changed:
        message.deleted = True
        account.changed.notify_all()
    return True


def _own(account: "Account", call: Call) -> tuple[Chat, Message]:
    chat = account.chat(call)
    chat.must_take()
    if not call.number("message_id"):
        raise bad("message identifier is not specified")
    message = chat.find(call.number("message_id"))
    if message is None:
        raise bad("message to edit not found")
    if not message.own:
        raise bad("message can't be edited")
    return chat, message


def _buttons(call: Call) -> Json:
    markup = markups.checked(call.structure("reply_markup"), private=True)
    if markup and markups.kind(markup) != "inline":
        raise bad("inline keyboard expected")
    return {"reply_markup": markup} if markups.rows(markup) else {}


def _change(account: "Account", chat: Chat, message: Message, new: Json) -> Json:
    if new == {name: message.json[name] for name in SHOWN if name in message.json}:
        raise bad(SAME)
    account.limits.take(chat.id, "edit")
    kept = {name: value for name, value in message.json.items() if name not in SHOWN}
    before = message.text
    message.json = {**kept, **new, "edit_date": account.date()}
    message.markup = new.get("reply_markup", {})
    received = chat.seen(message)
    if received and before != message.text:
        received.edits.append(before)
    if received:
        account.shown(chat, received)
    return message.json


METHODS = {
    "editMessageText": _text,
    "editMessageCaption": _caption,
    "editMessageReplyMarkup": _markup,
    "deleteMessage": _delete,
}
