"""What a bot sends through the Telegram emulator: buttons, keyboards, edits, files, and what is refused."""

import json
from collections.abc import Iterator

import pytest
from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)
from telegram.error import BadRequest, Forbidden

from tests.emulators.telegram import Blocked, Person, TelegramPlatform
from tests.emulators.telegram.caller import Caller, calling

NOW = 1_790_000_000


def choice(*pairs: tuple[str, str]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data)] for label, data in pairs])


@pytest.fixture(scope="module")
def served() -> Iterator[TelegramPlatform]:
    with TelegramPlatform(limits=False, clock=lambda: NOW).running() as platform:
        yield platform


@pytest.fixture
def platform(served: TelegramPlatform) -> TelegramPlatform:
    """One for all tests of this file; nothing waits in it."""
    served.updates.clear()
    return served


@pytest.fixture
def caller(platform: TelegramPlatform) -> Iterator[Caller]:
    with calling(platform) as caller:
        yield caller


@pytest.fixture
def person(platform: TelegramPlatform) -> Person:
    person = platform.person()
    person.wrote = True
    return person


def test_buttons(caller: Caller, person: Person) -> None:
    message = caller.says(person, "去吗？", reply_markup=choice(("去", "go:1"), ("不去", "go:0")))
    received = person.received[0]
    assert (received.buttons, received.rows, received.keyboard) == (["去", "不去"], [["去"], ["不去"]], "inline")
    person.taps(received, "去")
    query = caller.updates()[0].callback_query
    assert query is not None
    assert (query.data, query.from_user.id, query.message) == ("go:1", person.id, message)
    assert query.message.reply_markup == message.reply_markup  # type: ignore[union-attr]
    caller(query.answer("记下了"))
    caller(query.answer("满了", show_alert=True))
    assert (person.answers, received.alerts) == (["记下了", "满了"], ["满了"])
    with pytest.raises(LookupError, match="也许"):
        person.taps(received, "也许")


def test_taps_on_what_is_gone(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    message = caller.says(person, reply_markup=choice(("去", "go")))
    person.taps_data(person.received[0], "older:9")
    caller(message.delete())
    person.taps_data(person.received[0], "go")
    first, second = [update.callback_query for update in caller.updates()]
    assert first is not None
    assert second is not None
    assert (first.data, second.data) == ("older:9", "go")
    assert (first.message.is_accessible, second.message.is_accessible) == (True, False)  # type: ignore[union-attr]
    assert person.received[0].deleted
    platform.expires_queries()
    for number in (first.id, "1"):
        with pytest.raises(BadRequest, match="Query is too old and response timeout expired or query id is invalid"):
            caller(caller.bot.answer_callback_query(number))


def test_keyboards(caller: Caller, person: Person) -> None:
    keys: list[list[KeyboardButton | str]] = [[KeyboardButton("我的号码", request_contact=True)], ["不用了"]]
    sent = caller.says(person, "号码？", reply_markup=ReplyKeyboardMarkup(keys, one_time_keyboard=True))
    caller.says(person, "谢谢", reply_markup=ReplyKeyboardRemove())
    caller.says(person, "名字？", reply_markup=ForceReply())
    assert [one.keyboard for one in person.received] == ["keyboard", "remove", "force_reply"]
    assert (person.received[0].keys, person.received[0].buttons) == (["我的号码", "不用了"], [])
    assert sent.reply_markup is None


def test_edits_by_the_bot(caller: Caller, person: Person) -> None:
    message = caller.says(person, "去吗？", reply_markup=choice(("去", "go")))
    edited = caller(message.edit_text("去吗？（2人）", reply_markup=choice(("不去", "no"))))
    received = person.received[0]
    assert (edited.text, edited.edit_date.timestamp()) == ("去吗？（2人）", NOW)
    assert (received.text, received.buttons, received.edits) == ("去吗？（2人）", ["不去"], ["去吗？"])
    same = choice(("不去", "no"))
    for again in (message.edit_text(received.text, reply_markup=same), message.edit_reply_markup(same)):
        with pytest.raises(BadRequest, match="Message is not modified: specified new message content"):
            caller(again)
    caller(message.edit_reply_markup(None))
    assert (received.buttons, received.text) == ([], "去吗？（2人）")
    with pytest.raises(BadRequest, match="not modified"):
        caller(message.edit_reply_markup(None))


def test_what_cannot_be_edited_or_deleted(caller: Caller, person: Person) -> None:
    said = person.says("我的")
    message = caller.says(person)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        caller(caller.bot.edit_message_text("你的", person.id, said.message_id))
    assert caller(message.delete())
    gone = caller.says(person)
    person.deletes(person.received[1])
    for one in (message, gone):
        with pytest.raises(BadRequest, match="Message to edit not found"):
            caller(one.edit_text("在吗"))
    with pytest.raises(BadRequest, match="Message to delete not found"):
        caller(message.delete())
    assert caller(caller.bot.delete_message(person.id, said.message_id))


TEXTS = {"": "message text is empty", " \n ": "message text is empty", "😀" * 2049: "message is too long"}


@pytest.mark.parametrize("text", TEXTS, ids=["empty", "blank", "long"])
def test_texts_that_are_refused(platform: TelegramPlatform, caller: Caller, person: Person, text: str) -> None:
    with pytest.raises(BadRequest):
        caller.says(person, text)
    assert platform.asked[-1].answer == {
        "ok": False,
        "error_code": 400,
        "description": f"Bad Request: {TEXTS[text]}",
    }
    caller.says(person, "😀" * 2048)
    assert len(person.received) == 1


@pytest.mark.parametrize("data", ["好" * 21 + "!", "好" * 21 + "!!", ""])
def test_64_bytes_for_a_button(caller: Caller, person: Person, data: str) -> None:
    if len(data.encode()) == 64:
        caller.says(person, reply_markup=choice(("去", data)))
        return
    with pytest.raises(BadRequest, match=r"[Bb]utton_data_invalid"):
        caller.says(person, reply_markup=choice(("去", data)))


MARKUPS = {
    "nothing to do": {"inline_keyboard": [[{"text": "去"}]]},
    "no text": {"inline_keyboard": [[{"text": "", "callback_data": "x"}]]},
    "two things to do": {"inline_keyboard": [[{"text": "去", "callback_data": "x", "url": "http://a.cn"}]]},
    "no address": {"inline_keyboard": [[{"text": "去", "url": "a"}]]},
    "no rows": {"inline_keyboard": [{"text": "去", "callback_data": "x"}]},
    "empty": {"keyboard": []},
    "another": {"buttons": []},
    "a list": [1],
}


@pytest.mark.parametrize("name", MARKUPS)
def test_markups_that_are_refused(caller: Caller, person: Person, name: str) -> None:
    with pytest.raises(BadRequest):
        caller.ask("sendMessage", chat_id=person.id, text="好", reply_markup=json.dumps(MARKUPS[name]))
    assert person.received == []


def test_replies_to_what_is_gone(caller: Caller, person: Person) -> None:
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        caller.says(person, reply_parameters=ReplyParameters(999))
    sent = caller.says(person, reply_parameters=ReplyParameters(999, allow_sending_without_reply=True))
    assert sent.reply_to_message is None


def test_who_gets_nothing(platform: TelegramPlatform, caller: Caller) -> None:
    person = platform.person()
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        caller.says(person)
    person.opens()
    caller.says(person)
    person.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        caller.says(person)
    with pytest.raises(Blocked):
        person.says("在吗")
    person.opens("again")
    caller.says(person)
    person.deactivated = True
    with pytest.raises(Forbidden, match="user is deactivated"):
        caller.says(person)
    with pytest.raises(BadRequest, match="Chat not found"):
        caller(caller.bot.send_message(1, "好"))
    changes = [update.my_chat_member for update in caller.updates() if update.my_chat_member]
    assert [one.new_chat_member.status for one in changes] == ["kicked", "member"]


def test_files_from_the_bot(caller: Caller, person: Person) -> None:
    sent = caller(caller.bot.send_document(person.id, b"a,b", filename="名单.csv", caption="给您"))
    assert sent.document is not None
    assert (sent.document.file_name, sent.document.mime_type) == ("名单.csv", "text/csv")
    caller(caller.bot.send_document(person.id, sent.document.file_id))
    caller(caller.bot.send_photo(person.id, b"\xff\xd8", reply_markup=choice(("好", "ok"))))
    assert [(one.name, one.content) for one in person.received][:2] == [("名单.csv", b"a,b")] * 2
    assert (person.received[0].text, person.received[2].buttons) == ("给您", ["好"])
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        caller(sent.edit_text("好"))
    with pytest.raises(BadRequest, match="File must be non-empty"):
        caller(caller.bot.send_document(person.id, b""))


def test_a_picture_by_its_number_and_another_caption(caller: Caller, person: Person) -> None:
    first = caller(caller.bot.send_photo(person.id, b"\xff\xd8", caption="海报"))
    caller(caller.bot.send_photo(person.id, first.photo[-1].file_id, caption="海报"))
    caller(first.edit_caption("新的", reply_markup=choice(("好", "ok"))))
    assert [(one.text, one.content, one.buttons) for one in person.received] == [
        ("新的", b"\xff\xd8", ["好"]),
        ("海报", b"\xff\xd8", []),
    ]
    with pytest.raises(BadRequest, match="Message is not modified"):
        caller(first.edit_caption("新的", reply_markup=choice(("好", "ok"))))
    with pytest.raises(BadRequest, match="There is no caption"):
        caller(caller.says(person).edit_caption("好"))
    with pytest.raises(BadRequest, match="Wrong file identifier"):
        caller(caller.bot.send_photo(person.id, "nothing"))
    with pytest.raises(BadRequest, match="Message caption is too long"):
        caller(first.edit_caption("长" * 1025))


def test_chat_actions(caller: Caller, person: Person) -> None:
    caller(caller.bot.send_chat_action(person.id, "typing"))
    assert person.actions == ["typing"]
