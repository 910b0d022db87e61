"""What the bot sends: texts, files, chat actions, answers to taps."""

from typing import TYPE_CHECKING

from tests.emulators.telegram import files, markups, words
from tests.emulators.telegram.calls import Call, Json, bad
from tests.emulators.telegram.chats import Chat, Message
from tests.emulators.telegram.files import File

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

LONGEST_ANSWER = 200


def _message(account: "Account", call: Call) -> Json:
    return _send(account, call, words.worded("text", words.sendable(call.text("text")), call.array("entities")))


def _document(account: "Account", call: Call) -> Json:
    return _file(account, call, "document")


def _photo(account: "Account", call: Call) -> Json:
    return _file(account, call, "photo")


def _file(account: "Account", call: Call, kind: str) -> Json:
    caption = words.captionable(call.text("caption"))
    file = account.files.sent(call, kind)
    fields = {**files.shown(file, account.files), **words.worded("caption", caption, call.array("caption_entities"))}
    return _send(account, call, fields, file)


def _send(account: "Account", call: Call, fields: Json, file: File | None = None) -> Json:
    chat = account.chat(call)
    chat.must_take()
    if call.text("parse_mode"):
        raise bad("unsupported parse_mode")
    markup = markups.checked(call.structure("reply_markup"), private=chat.kind == "private")
    thread_id = chat.topic_for(call.number("message_thread_id") or None)
    reply_to = _replied(chat, call)
    account.limits.take(chat.id, "send")
    more: Json = {"reply_markup": markup} if markups.kind(markup) == "inline" else {}
    if call.flag("protect_content"):
        more["has_protected_content"] = True
    message = chat.write(account.me(), {**fields, **more}, own=True, thread_id=thread_id, reply_to=reply_to, file=file)
    message.markup = markup
    chat.show(message)
    return message.json


def _replied(chat: Chat, call: Call) -> Message | None:
    asked = call.structure("reply_parameters") or {
        "message_id": call.number("reply_to_message_id"),
        "allow_sending_without_reply": call.flag("allow_sending_without_reply"),
    }
    if not asked.get("message_id"):
        return None
    found = chat.find(asked["message_id"])
    if found is None and not asked.get("allow_sending_without_reply"):
        raise bad("message to be replied not found")
    return found


def _action(account: "Account", call: Call) -> bool:
    chat = account.chat(call)
    chat.must_take()
    chat.topic_for(call.number("message_thread_id") or None)
    if not call.text("action"):
        raise bad("wrong parameter action in request")
    with account.changed:
        chat.actions.append(call.text("action"))
        account.changed.notify_all()
    return True


def _answer(account: "Account", call: Call) -> bool:
    query = account.queries.get(call.text("callback_query_id"))
    if query is None:
        raise bad("query is too old and response timeout expired or query ID is invalid")
    text = call.text("text")
    if words.units(text) > LONGEST_ANSWER:
        raise bad("MESSAGE_TOO_LONG")
    query.person.answers.append(text)
    if query.received and call.flag("show_alert"):
        query.received.alerts.append(text)
    account.shown(query.person, text)
    return True


METHODS = {
    "sendMessage": _message,
    "sendDocument": _document,
    "sendPhoto": _photo,
    "sendChatAction": _action,
    "answerCallbackQuery": _answer,
}
