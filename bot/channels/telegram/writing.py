"""Our replies as Telegram shows them: a text, and buttons below it or in place of the keyboard."""

import hashlib
from collections.abc import Sequence
from typing import Final

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from bot.limits import LONGEST, units
from bot.messages import Reply, Wish

MOST_DATA: Final = 64
"""Bytes that Telegram keeps for us with a button."""

MOST_BUTTONS: Final = 100
WHOLE, DIGEST = "|", "#"
CHOSEN: Final = "{text}\n\n✔ {label}"
SHARE: Final = {Wish.PHONE: "📱 发送我的手机号", Wish.PLACE: "📍 发送我的位置"}
HINT: Final = {Wish.PHONE: "点下面的按钮，或直接输入号码", Wish.PLACE: "点下面的按钮，或直接写地点"}

_ROW: Final = 24
"""Half-width characters that fit side by side on a small phone, the buttons' own edges not counted."""

Markup = InlineKeyboardMarkup | ReplyKeyboardMarkup | None


def keyboard(reply: Reply) -> Markup:
    """The buttons of a reply. Only a keyboard can hand over a phone number or a place, so such a question has one."""
    if reply.wish is not Wish.WORDS:
        return _keyboard(reply)
    rows = [*rows_of(reply.buttons[: MOST_BUTTONS - len(reply.controls)]), *rows_of(reply.controls)]
    return InlineKeyboardMarkup([[_button(label, reply.step) for label in row] for row in rows]) if rows else None


def rows_of(labels: Sequence[str]) -> list[list[str]]:
    """Labels side by side as far as they fit."""
    rows: list[list[str]] = []
    for label in labels:
        if rows and sum(map(_width, rows[-1])) + _width(label) <= _ROW:
            rows[-1].append(label)
        else:
            rows.append([label])
    return rows


def data(label: str, step: str = "") -> str:
    """What Telegram gives back when a button is tapped: its step and its label, or a digest of a longer label."""
    whole = f"{step}{WHOLE}{label}"
    if len(whole.encode()) <= MOST_DATA:
        return whole
    return f"{step}{DIGEST}{hashlib.blake2s(label.encode(), digest_size=12).hexdigest()}"


def tapped(given: str, markup: InlineKeyboardMarkup | None) -> tuple[str, str] | None:
    """Step and label of what Telegram gives back; None where the button is not there any more, or is none of ours.

    A label that is too long to be given back is read from the message's own buttons.
    """
    step, whole, label = given.partition(WHOLE)
    if whole and len(step) <= MOST_DATA // 4:
        return step, label
    buttons = [button for row in markup.inline_keyboard for button in row] if markup else []
    found = next((button.text for button in buttons if button.callback_data == given), None)
    return (given.partition(DIGEST)[0], found) if found and DIGEST in given else None


def chosen(text: str, label: str) -> str:
    """The message after a tap: what was chosen stands below it; the text alone where that does not fit."""
    both = CHOSEN.format(text=text, label=label)
    return both if units(both) <= LONGEST["telegram"] else text


def _button(label: str, step: str) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=data(label, step))


def _keyboard(reply: Reply) -> ReplyKeyboardMarkup:
    phone = reply.wish is Wish.PHONE
    share = KeyboardButton(SHARE[reply.wish], request_contact=phone, request_location=not phone)
    rest = [[KeyboardButton(label) for label in row] for row in rows_of([*reply.buttons, *reply.controls])]
    hint = HINT[reply.wish]
    return ReplyKeyboardMarkup(
        [[share], *rest], resize_keyboard=True, one_time_keyboard=True, input_field_placeholder=hint
    )


def _width(label: str) -> int:
    return sum(1 if char.isascii() else 2 for char in label) + 2
