"""The Telegram emulator's people, their files and menus, as the real python-telegram-bot reads them."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from telegram import BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat, ReplyParameters, Update
from telegram.error import BadRequest, InvalidToken

from tests.emulators.telegram import Message, Person, TelegramPlatform
from tests.emulators.telegram.caller import Caller, calling

NOW = 1_790_000_000


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


def test_the_bot_knows_itself(platform: TelegramPlatform, caller: Caller) -> None:
    me = caller(caller.bot.get_me())
    assert (me.id, me.username, me.can_join_groups) == (123456, "gongyou_bot", True)
    assert platform.asked[-1].method == "getMe"


def test_a_text_there_and_back(platform: TelegramPlatform, caller: Caller) -> None:
    person = platform.person("李娜", language="zh-hans")
    said = person.says("  工资没发 😀 ")
    update = caller.updates()[0]
    assert update.update_id == said.update_id
    assert update.message is not None
    assert (update.message.text, update.message.message_id) == ("  工资没发 😀 ", said.message_id)
    assert update.message.date.timestamp() == NOW
    assert update.message.from_user is not None
    assert (update.message.from_user.first_name, update.message.from_user.language_code) == ("李娜", "zh-hans")
    answer = caller.says(person, " 收到\n", reply_parameters=ReplyParameters(said.message_id))
    assert (answer.text, answer.chat.id, answer.from_user.id) == ("收到", person.id, 123456)
    assert answer.reply_to_message.text == "  工资没发 😀 "
    received = person.waits(1)[0]
    assert (received.text, received.reply_to, received.message_id) == ("收到", said.message_id, answer.message_id)
    assert (received.chat_id, received.thread_id, received.keyboard) == (person.id, None, "")


ACTS: dict[str, tuple[Callable[[Person], Any], Callable[[Any], Any], Any]] = {
    "photo": (lambda one: one.sends_photo(b"\xff\xd8", "工资条"), lambda m: (len(m.photo), m.caption), (2, "工资条")),
    "document": (
        lambda one: one.sends_document("名单.xlsx", b"PK"),
        lambda m: (m.document.file_name, m.document.file_size),
        ("名单.xlsx", 2),
    ),
    "voice": (lambda one: one.sends_voice(b"OggS"), lambda m: m.voice.mime_type, "audio/ogg"),
    "video": (lambda one: one.sends_video(b"mp4"), lambda m: m.video.file_size, 3),
    "sticker": (lambda one: one.sends_sticker(), lambda m: m.sticker.emoji, "👍"),
    "contact": (lambda one: one.shares_contact("13800000000"), lambda m: m.contact.user_id == m.from_user.id, True),
    "other contact": (lambda one: one.shares_contact("138", own=False), lambda m: m.contact.user_id, None),
    "location": (lambda one: one.shares_location(31.5, 121.25), lambda m: m.location.latitude, 31.5),
    "venue": (
        lambda one: one.sends_venue("厂", "沪太路"),
        lambda m: (m.venue.title, m.location.latitude),
        ("厂", 31.2),
    ),
    "start": (
        lambda one: one.opens("event-12"),
        lambda m: (m.text, m.entities[0].type, m.entities[0].length),
        ("/start event-12", "bot_command", 6),
    ),
    "start alone": (lambda one: one.opens(), lambda m: m.text, "/start"),
    "url": (
        lambda one: one.says("😀 http://a.cn/?b=1，看"),
        lambda m: [(one.type, one.offset, one.length) for one in m.entities],
        [("url", 3, 16)],
    ),
    "reply": (lambda one: one.says("二", reply_to=one.says("一")), lambda m: m.reply_to_message.text, "一"),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_people_do_is_read(platform: TelegramPlatform, caller: Caller, name: str) -> None:
    act, look, expected = ACTS[name]
    act(platform.person())
    message = caller.updates()[-1].message
    assert message is not None
    assert look(message) == expected


def test_an_album(platform: TelegramPlatform, caller: Caller) -> None:
    parts = [("photo", "", b"1"), ("document", "a.pdf", b"2"), ("video", "", b"3")]
    platform.person().sends_album(parts, "三张")
    messages = [update.message for update in caller.updates()]
    assert len({message.media_group_id for message in messages if message}) == 1
    assert [message.caption for message in messages if message] == ["三张", None, None]


def test_what_the_app_does_not_let_through(platform: TelegramPlatform) -> None:
    person = platform.person()
    for text in ("", "😀" * 2049):
        with pytest.raises(ValueError, match="UTF-16 units"):
            person.says(text)
    with pytest.raises(ValueError, match="a b"):
        person.opens("a b")
    with pytest.raises(LookupError):
        person.says("?", reply_to=7)


def test_edits_by_people(platform: TelegramPlatform, caller: Caller) -> None:
    person = platform.person()
    said = person.says("工钱")
    person.edits(person.sends_photo(b"1", "一"), "二")
    person.edits(said, "/help 工资")
    edited = [update.edited_message for update in caller.updates()][2:]
    assert [one.text or one.caption for one in edited if one] == ["二", "/help 工资"]
    assert edited[1] is not None
    assert (edited[1].message_id, edited[1].entities[0].length) == (said.message_id, 5)


def test_files_from_people(platform: TelegramPlatform, caller: Caller) -> None:
    person = platform.person()
    person.sends_document("名单.csv", b"a,b")
    person.sends_photo(b"x" * 5000)
    document, photo = [update.message for update in caller.updates()]
    assert document is not None
    assert document.document is not None
    assert photo is not None
    assert caller(caller(document.document.get_file()).download_as_bytearray()) == b"a,b"
    assert caller(caller(photo.photo[-1].get_file()).download_as_bytearray()) == b"x" * 5000
    with pytest.raises(BadRequest, match="Wrong file_id"):
        caller(caller.bot.get_file("none"))


def test_20_megabytes(platform: TelegramPlatform, caller: Caller) -> None:
    platform.person().sends_document("大.bin", bytes(20 * 2**20 + 1))
    message = caller.updates()[0].message
    assert message is not None
    with pytest.raises(BadRequest, match="File is too big"):
        caller(message.document.get_file())  # type: ignore[union-attr]


def test_commands(platform: TelegramPlatform, caller: Caller, person: Person) -> None:
    bot, everyone = caller.bot, BotCommandScopeAllPrivateChats()
    caller(bot.set_my_commands([BotCommand("help", "帮助"), BotCommand("me", "我的")]))
    caller(bot.set_my_commands([BotCommand("ask", "提问")], scope=everyone, language_code="zh"))
    caller(bot.set_my_commands([BotCommand("staff", "值班")], scope=BotCommandScopeChat(person.id)))
    assert [one.command for one in caller(bot.get_my_commands())] == ["help", "me"]
    assert platform.commands.seen(person.id) == ["staff"]
    caller(bot.delete_my_commands(scope=BotCommandScopeChat(person.id)))
    assert platform.commands.seen(person.id, person.language) == ["ask"]
    assert platform.commands.seen(person.id, "en") == ["help", "me"]


COMMANDS = {
    "capitals": [("Help", "帮助")],
    "Chinese": [("帮助", "帮助")],
    "long": [("h" * 33, "帮助")],
    "undescribed": [("help", "")],
    "too many": [(f"c{number}", "帮助") for number in range(101)],
}


@pytest.mark.parametrize("name", COMMANDS)
def test_commands_that_are_refused(caller: Caller, name: str) -> None:
    commands = [{"command": command, "description": words} for command, words in COMMANDS[name]]
    with pytest.raises(BadRequest, match=r"(?i)bot_command"):
        caller.ask("setMyCommands", commands=json.dumps(commands))


def test_who_may_call_and_what(platform: TelegramPlatform, caller: Caller) -> None:
    with pytest.raises(InvalidToken):
        caller.ask("danceWithMe")
    assert platform.asked[-1].answer == {"ok": False, "error_code": 404, "description": "Not Found"}
    right, platform.token = platform.token, "123456:another"
    with pytest.raises(InvalidToken):
        caller(caller.bot.get_me())
    platform.token = right
    assert platform.asked[-1].answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}


def test_getting_a_chat(caller: Caller, person: Person) -> None:
    chat = caller(caller.bot.get_chat(person.id))
    assert (chat.id, chat.type, chat.first_name) == (person.id, "private", "李娜")


def test_updates_read_without_a_bot(platform: TelegramPlatform) -> None:
    said: Message = platform.person().says("在吗")
    update = Update.de_json({"update_id": said.update_id, "message": said.json}, None)
    assert update.effective_message is not None
    assert update.effective_message.text == "在吗"
