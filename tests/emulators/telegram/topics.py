"""What the bot does with a forum's topics."""

from typing import TYPE_CHECKING

from tests.emulators.telegram.calls import Call, Json, bad
from tests.emulators.telegram.group import Group
from tests.emulators.telegram.topic import ICON, Topic

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account


def _create(account: "Account", call: Call) -> Json:
    group = _forum(account, call)
    if not (group.cleans and group.rights):
        raise bad("not enough rights to create a topic")
    name, color = call.text("name").strip(), call.number("icon_color", ICON)
    if not name:
        raise bad("TOPIC_TITLE_EMPTY")
    account.limits.take(group.id, "topic")
    with account.changed:
        topic = Topic.written(group, account.me(), name, color, own=True)
        account.changed.notify_all()
    return {"message_thread_id": topic.id, "name": topic.name, "icon_color": color}


def _edit(account: "Account", call: Call) -> bool:
    group, topic = _topic(account, call, "edit")
    name = call.text("name").strip()
    if name == topic.name:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.name = name or topic.name
    return _told(account, group, topic, {"forum_topic_edited": {"name": topic.name}})


def _close(account: "Account", call: Call) -> bool:
    return _shut(account, call, closed=True)


def _reopen(account: "Account", call: Call) -> bool:
    return _shut(account, call, closed=False)


def _shut(account: "Account", call: Call, *, closed: bool) -> bool:
    group, topic = _topic(account, call, "close or reopen")
    if topic.closed == closed:
        raise bad("TOPIC_NOT_MODIFIED")
    topic.closed = closed
    return _told(account, group, topic, {"forum_topic_closed" if closed else "forum_topic_reopened": {}})


def _delete(account: "Account", call: Call) -> bool:
    _, topic = _topic(account, call, "delete")
    with account.changed:
        topic.delete()
        account.changed.notify_all()
    return True


def _forum(account: "Account", call: Call) -> Group:
    chat = account.chat(call)
    chat.must_take()
    if not isinstance(chat, Group) or not chat.forum:
        raise bad("the chat is not a forum")
    return chat


def _topic(account: "Account", call: Call, act: str) -> tuple[Group, Topic]:
    group = _forum(account, call)
    topic = group.topic(call.number("message_thread_id"))
    if topic is None:
        raise bad("TOPIC_ID_INVALID")
    if not (topic.message.own or (group.cleans and group.rights)):
        raise bad(f"not enough rights to {act} the topic")
    return group, topic


def _told(account: "Account", group: Group, topic: Topic, fields: Json) -> bool:
    """Says in the topic what was done; the bot is not told of what it did itself."""
    with account.changed:
        group.write(account.me(), fields, own=True, thread_id=topic.id)
        account.changed.notify_all()
    return True


METHODS = {
    "createForumTopic": _create,
    "editForumTopic": _edit,
    "closeForumTopic": _close,
    "reopenForumTopic": _reopen,
    "deleteForumTopic": _delete,
}
