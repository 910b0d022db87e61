"""Who the bot is, and what it may know of chats and their members."""

from typing import TYPE_CHECKING

from tests.emulators.telegram.calls import Call, Json, bad
from tests.emulators.telegram.group import Group
from tests.emulators.telegram.person import Person

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account


def _me(account: "Account", _: Call) -> Json:
    can = {"can_join_groups": True, "can_read_all_group_messages": False, "supports_inline_queries": False}
    return {**account.me(), **can, "can_connect_to_business": False, "has_main_web_app": False}


def _chat(account: "Account", call: Call) -> Json:
    chat = account.chat(call)
    if isinstance(chat, Group):
        chat.must_take()
    return chat.details()


def _member(account: "Account", call: Call) -> Json:
    group, user_id = _group(account, call), call.number("user_id")
    if user_id == account.id:
        return group.bot()
    person = account.chats.get(user_id)
    if not isinstance(person, Person):
        raise bad("user not found")
    return group.member(person)


def _administrators(account: "Account", call: Call) -> list[Json]:
    group = _group(account, call)
    people = [group.member(one) for one, standing in group.members.items() if standing in ("creator", "administrator")]
    return [*people, *([group.bot()] if group.cleans else [])]


def _leave(account: "Account", call: Call) -> bool:
    _group(account, call).standing = "left"
    return True


def _group(account: "Account", call: Call) -> Group:
    chat = account.chat(call)
    if not isinstance(chat, Group):
        raise bad("there are no administrators in the private chat")
    chat.must_take()
    return chat


METHODS = {
    "getMe": _me,
    "getChat": _chat,
    "getChatMember": _member,
    "getChatAdministrators": _administrators,
    "leaveChat": _leave,
}
