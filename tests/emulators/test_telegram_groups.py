"""The Telegram emulator's groups and forum topics, against the real python-telegram-bot."""

from collections.abc import Iterator

import pytest
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, Message, ReplyKeyboardMarkup, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.emulators.telegram import Group, TelegramPlatform
from tests.emulators.telegram.caller import Caller, calling


@pytest.fixture(scope="module")
def served() -> Iterator[TelegramPlatform]:
    with TelegramPlatform(limits=False).running() as platform:
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
def forum(platform: TelegramPlatform) -> Group:
    forum = platform.group("值班", forum=True)
    forum.adds_bot()
    return forum


def seen(caller: Caller) -> list[Update]:
    """The updates of now, which are confirmed."""
    updates = caller.updates()
    if updates:
        caller.updates(updates[-1].update_id + 1)
    return updates


def messages(caller: Caller) -> list[Message]:
    return [update.message for update in seen(caller) if update.message]


def test_coming_and_going(platform: TelegramPlatform, caller: Caller) -> None:
    group, steward = platform.group("一车间"), platform.person("老赵")
    with pytest.raises(BadRequest, match="Chat not found"):
        caller.says(group)
    group.adds_bot(steward)
    added, said = seen(caller)
    assert added.my_chat_member is not None
    change = added.my_chat_member
    assert (change.old_chat_member.status, change.new_chat_member.status) == ("left", "member")
    assert (change.from_user.first_name, change.chat.title, change.chat.type) == ("老赵", "一车间", "supergroup")
    assert said.message is not None
    assert said.message.new_chat_members[0].id == platform.id
    caller.says(group, "大家好")
    assert group.waits(1)[0].text == "大家好"
    group.removes_bot(steward)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        caller.says(group)
    group.adds_bot()
    caller(caller.bot.leave_chat(group.id))
    with pytest.raises(Forbidden, match="bot is not a member of the supergroup chat"):
        caller.says(group)
    assert group.id < -1_000_000_000_000


def test_privacy(platform: TelegramPlatform, caller: Caller) -> None:
    group, person, other = platform.group("一车间"), platform.person(), platform.person("王芳")
    group.adds_bot()
    sent = caller.says(group, "在")
    seen(caller)
    assert person.says("大家吃了吗", in_=group).update_id is None
    person.says("没", in_=group, reply_to=person.says("你呢", in_=group))
    person.says("/help", in_=group)
    person.says("/help@gongyou_bot", in_=group)
    person.says("/help@other_bot", in_=group)
    person.says("谢谢", in_=group, reply_to=sent.message_id)
    group.joins(other)
    group.leaves(other)
    heard = messages(caller)
    assert [one.text for one in heard[:3]] == ["/help", "/help@gongyou_bot", "谢谢"]
    assert heard[3].new_chat_members[0].first_name == "王芳"
    assert heard[4].left_chat_member is not None
    group.promotes_bot()
    person.says("都听见", in_=group)
    group.demotes_bot()
    person.says("又听不见", in_=group)
    assert [one.text for one in messages(caller)] == ["都听见"]


def test_members(platform: TelegramPlatform, caller: Caller, forum: Group) -> None:
    person, bot = platform.person(), caller.bot
    assert caller(bot.get_chat_member(forum.id, person.id)).status == "left"
    person.says("在吗", in_=forum)
    assert caller(bot.get_chat_member(forum.id, person.id)).status == "member"
    me = caller(bot.get_chat_member(forum.id, platform.id))
    assert (me.status, me.to_dict()["can_manage_topics"]) == ("administrator", True)
    forum.takes_in(person, "administrator")
    standings = [one.status for one in caller(bot.get_chat_administrators(forum.id))]
    assert standings == ["creator", "administrator", "administrator"]
    chat = caller(bot.get_chat(forum.id))
    assert (chat.title, chat.is_forum, chat.type) == ("值班", True, "supergroup")
    with pytest.raises(BadRequest, match="User not found"):
        caller(bot.get_chat_member(forum.id, 1))


def test_taps_and_edits_in_a_group(platform: TelegramPlatform, caller: Caller, forum: Group) -> None:
    person = platform.person()
    markup = InlineKeyboardMarkup([[InlineKeyboardButton("我来", callback_data="take:1")]])
    message = caller.says(forum, "新的求助", reply_markup=markup)
    person.taps(forum.received[0], "我来")
    query = seen(caller)[-1].callback_query
    assert query is not None
    assert (query.from_user.id, query.message) == (person.id, message)
    caller(query.answer("是您的了"))
    caller(query.edit_message_text("李娜在办"))
    assert (forum.received[0].text, forum.received[0].buttons, person.answers) == ("李娜在办", [], ["是您的了"])


def test_a_topic(platform: TelegramPlatform, caller: Caller, forum: Group) -> None:
    person = platform.person()
    seen(caller)
    topic = caller(caller.bot.create_forum_topic(forum.id, "李娜 #12"))
    thread = topic.message_thread_id
    assert [(one.id, one.name, one.closed) for one in forum.topics] == [(thread, "李娜 #12", False)]
    sent = caller.says(forum, "工资没发", message_thread_id=thread)
    assert (sent.message_thread_id, sent.is_topic_message, sent.reply_to_message.message_id) == (thread, True, thread)
    assert (forum.received[0].thread_id, forum.received[0].reply_to) == (thread, thread)
    person.says("我来问", in_=forum, thread=forum.topics[0])
    person.says("几月的？", in_=forum, reply_to=forum.received[0])
    person.says("大家好", in_=forum)
    first, second, third = messages(caller)
    assert (first.message_thread_id, first.is_topic_message) == (thread, True)
    assert first.reply_to_message is not None
    assert first.reply_to_message.forum_topic_created is not None
    assert first.reply_to_message.forum_topic_created.name == "李娜 #12"
    assert second.reply_to_message is not None
    assert (second.message_thread_id, second.reply_to_message.text) == (thread, "工资没发")
    assert (third.message_thread_id, third.is_topic_message, third.reply_to_message) == (None, None, None)


def test_a_topic_is_renamed_closed_and_deleted(caller: Caller, forum: Group) -> None:
    bot = caller.bot
    thread = caller(bot.create_forum_topic(forum.id, "李娜")).message_thread_id
    caller(bot.edit_forum_topic(forum.id, thread, name="李娜（办结）"))
    caller(bot.close_forum_topic(forum.id, thread))
    assert (forum.topics[0].name, forum.topics[0].closed) == ("李娜（办结）", True)
    with pytest.raises(BadRequest, match=r"(?i)topic_not_modified"):
        caller(bot.close_forum_topic(forum.id, thread))
    caller.says(forum, "还能写", message_thread_id=thread)
    caller(bot.reopen_forum_topic(forum.id, thread))
    assert not forum.topics[0].closed
    caller(bot.delete_forum_topic(forum.id, thread))
    with pytest.raises(BadRequest, match="Message thread not found"):
        caller.says(forum, message_thread_id=thread)
    with pytest.raises(BadRequest, match=r"(?i)topic_id_invalid"):
        caller(bot.close_forum_topic(forum.id, thread))
    assert forum.received[0].deleted


def test_topics_of_people(platform: TelegramPlatform, caller: Caller, forum: Group) -> None:
    seen(caller)
    topic = forum.creates_topic("闲聊", platform.person())
    forum.renames(topic, "闲谈")
    forum.closes(topic)
    forum.reopens(topic)
    kinds = ["forum_topic_created", "forum_topic_edited", "forum_topic_closed", "forum_topic_reopened"]
    heard = messages(caller)
    assert [getattr(one, kind) is not None for one, kind in zip(heard, kinds, strict=True)] == [True] * 4
    assert {one.message_thread_id for one in heard} == {topic.id}
    forum.deletes(topic)
    with pytest.raises(BadRequest, match="Message thread not found"):
        caller.says(forum, message_thread_id=topic.id)


def test_where_no_topic_can_be_made(platform: TelegramPlatform, caller: Caller) -> None:
    plain, weak = platform.group("一车间", admin=True), platform.group("值班", forum=True, rights=False)
    for group in (plain, weak):
        group.adds_bot()
    with pytest.raises(BadRequest, match="The chat is not a forum"):
        caller(caller.bot.create_forum_topic(plain.id, "李娜"))
    with pytest.raises(BadRequest, match="Not enough rights to create a topic"):
        caller(caller.bot.create_forum_topic(weak.id, "李娜"))
    with pytest.raises(BadRequest, match="Message thread not found"):
        caller.says(plain, message_thread_id=7)
    closed = weak.creates_topic("闲聊")
    weak.closes(closed)
    with pytest.raises(BadRequest, match="Topic_closed"):
        caller.says(weak, message_thread_id=closed.id)


def test_a_group_becomes_a_supergroup(platform: TelegramPlatform, caller: Caller) -> None:
    group = platform.group("一车间", "group")
    group.adds_bot()
    seen(caller)
    caller.says(group, "之前")
    old = group.id
    new = group.migrates()
    with pytest.raises(ChatMigrated) as moved:
        caller(caller.bot.send_message(old, "好"))
    assert moved.value.new_chat_id == new == group.id
    assert [(one.chat.id, one.migrate_to_chat_id, one.migrate_from_chat_id) for one in messages(caller)] == [
        (old, new, None),
        (new, None, old),
    ]
    sent = caller.says(group, "之后")
    assert (sent.chat.type, [one.text for one in group.received]) == ("supergroup", ["之前", "之后"])


def test_what_only_private_chats_have(caller: Caller, forum: Group) -> None:
    keys = ReplyKeyboardMarkup([[KeyboardButton("号码", request_contact=True)]])
    with pytest.raises(BadRequest, match="Phone number can be requested in private chats only"):
        caller.says(forum, reply_markup=keys)


def test_deleting_what_others_wrote(platform: TelegramPlatform, caller: Caller) -> None:
    group, person = platform.group("一车间"), platform.person()
    group.adds_bot()
    said = person.says("/help", in_=group)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        caller(caller.bot.delete_message(group.id, said.message_id))
    group.promotes_bot()
    assert caller(caller.bot.delete_message(group.id, said.message_id))
    assert said.deleted


def test_pictures_in_a_topic(platform: TelegramPlatform, caller: Caller, forum: Group) -> None:
    thread = forum.creates_topic("李娜")
    seen(caller)
    platform.person().sends_album([("photo", "", b"1"), ("photo", "", b"2")], "两张", in_=forum, thread=thread)
    heard = messages(caller)
    assert [(one.message_thread_id, one.caption) for one in heard] == [(thread.id, "两张"), (thread.id, None)]
    caller(caller.bot.send_photo(forum.id, heard[0].photo[-1].file_id, message_thread_id=thread.id))
    assert (forum.received[0].content, forum.received[0].thread_id) == (b"1", thread.id)


def test_numbers_are_a_chats_own(platform: TelegramPlatform, caller: Caller) -> None:
    groups = [platform.group(title) for title in ("一", "二")]
    for group in groups:
        group.adds_bot()
    assert caller.says(groups[0]).message_id == caller.says(groups[1]).message_id
