"""Keyboards below and inside messages: what is refused, and what a person reads on the buttons."""

from itertools import chain
from typing import Any

from tests.emulators.telegram.calls import Json, bad

LONGEST_DATA = 64
MOST = 100
ACTIONS = ("callback_data", "url", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat",
           "switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay")  # fmt: skip


def checked(markup: Json, *, private: bool) -> Json:
    """A reply_markup that the API takes; raises a 400."""
    if not markup:
        return {}
    if "inline_keyboard" in markup:
        return {"inline_keyboard": [[_inline(one) for one in row] for row in _rows(markup, "inline_keyboard")]}
    if "keyboard" in markup:
        return {**markup, "keyboard": [[_button(one, private=private) for one in row] for row in _keys(markup)]}
    if markup.get("remove_keyboard") is True or markup.get("force_reply") is True:
        return markup
    raise bad("can't parse reply keyboard markup JSON object")


def kind(markup: Json) -> str:
    """Which it is: "inline", "keyboard", "remove", "force_reply", or nothing."""
    names = {"inline_keyboard": "inline", "keyboard": "keyboard", "remove_keyboard": "remove"}
    found = next((short for name, short in names.items() if name in markup), "")
    return found or ("force_reply" if markup.get("force_reply") else "")


def rows(markup: Json) -> list[list[Json]]:
    """The buttons, of whichever kind."""
    return markup.get("inline_keyboard") or markup.get("keyboard") or []


def labels(markup: Json) -> list[str]:
    """What stands on the buttons."""
    return [button["text"] for button in chain.from_iterable(rows(markup))]


def _rows(markup: Json, name: str) -> list[list[Any]]:
    found = markup[name]
    if not isinstance(found, list) or not all(isinstance(row, list) for row in found):
        raise bad(f"can't parse {name.replace('_', ' ')} JSON object")
    if sum(len(row) for row in found) > MOST:
        raise bad("REPLY_MARKUP_TOO_LONG")
    return [row for row in found if row]


def _keys(markup: Json) -> list[list[Any]]:
    found = _rows(markup, "keyboard")
    if not found:
        raise bad("can't parse reply keyboard markup JSON object")
    return found


def _inline(button: Any) -> Json:
    if not isinstance(button, dict) or not isinstance(button.get("text"), str):
        raise bad("can't parse inline keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad("BUTTON_TEXT_INVALID")
    if sum(name in button for name in ACTIONS) != 1:
        raise bad("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(str(button["callback_data"]).encode()) <= LONGEST_DATA:
        raise bad("BUTTON_DATA_INVALID")
    if "url" in button and "://" not in button["url"]:
        raise bad(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return button


def _button(button: Any, *, private: bool) -> Json:
    found: Json = {"text": button} if isinstance(button, str) else button
    if not found.get("text", "").strip():
        raise bad("BUTTON_TEXT_INVALID")
    for name, words in (("request_contact", "phone number"), ("request_location", "location")):
        if found.get(name) and not private:
            raise bad(f"{words} can be requested in private chats only")
    return found
