"""The menu of commands, by scope and language (core.telegram.org/bots/api#setmycommands)."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.emulators.telegram.calls import Call, Json, bad

if TYPE_CHECKING:
    from tests.emulators.telegram.account import Account

MOST, LONGEST = 100, 256
SCOPES = frozenset(
    "default all_private_chats all_group_chats all_chat_administrators chat chat_administrators chat_member".split()
)

Key = tuple[str, int | None, int | None, str]
"""A scope's type, chat and user, and a language."""


@dataclass
class Commands:
    """What the bot set."""

    lists: dict[Key, list[Json]] = field(default_factory=dict)

    def seen(self, chat_id: int, language: str = "") -> list[str]:
        """The names that stand in the menu of a private chat or a group (for its ordinary members)."""
        scopes = (
            ("chat", chat_id),
            ("all_group_chats" if chat_id < 0 else "all_private_chats", None),
            ("default", None),
        )
        keys: list[Key] = [(scope, where, None, tongue) for scope, where in scopes for tongue in (language[:2], "")]
        found = next((self.lists[key] for key in keys if key in self.lists), [])
        return [command["command"] for command in found]


def _key(account: "Account", call: Call) -> Key:
    scope, language = call.structure("scope"), call.text("language_code")
    kind = scope.get("type", "default")
    if kind not in SCOPES:
        raise bad("can't parse BotCommandScope: Unsupported type specified")
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise bad("invalid language_code specified")
    if kind.startswith("chat"):
        account.chat(Call(call.method, {"chat_id": scope.get("chat_id")}))
    return kind, scope.get("chat_id"), scope.get("user_id"), language


def _checked(command: Json) -> Json:
    name, description = str(command.get("command", "")).removeprefix("/"), str(command.get("description", "")).strip()
    if not re.fullmatch(r"[a-z0-9_]{1,32}", name):
        raise bad("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= LONGEST:
        raise bad("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name, "description": description}


def _set(account: "Account", call: Call) -> bool:
    commands = [_checked(command) for command in call.array("commands")]
    if len(commands) > MOST:
        raise bad("BOT_COMMANDS_TOO_MUCH")
    account.commands.lists[_key(account, call)] = commands
    return True


def _get(account: "Account", call: Call) -> list[Json]:
    return account.commands.lists.get(_key(account, call), [])


def _delete(account: "Account", call: Call) -> bool:
    account.commands.lists.pop(_key(account, call), None)
    return True


METHODS = {"setMyCommands": _set, "getMyCommands": _get, "deleteMyCommands": _delete}
