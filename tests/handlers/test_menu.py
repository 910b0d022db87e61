"""What a channel with a menu of commands shows of MENU."""

import re

import handlers
from bot.conversation import words
from handlers import MENU


def test_every_command_can_be_shown_in_both_languages() -> None:
    shown = MENU.slash()
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", one.word) for one in shown)
    assert all(1 <= len(one.chinese) <= 256 for one in shown)
    assert all(1 <= len(one.english) <= 60 and one.english.isascii() for one in shown)
    for column in (
        [one.word for one in shown],
        [one.chinese for one in shown],
        [one.english for one in shown],
    ):
        assert len(set(column)) == len(column) <= 100


def test_every_command_leads_somewhere() -> None:
    steering = {word for word, _, _ in words.SLASHES}
    for one in MENU.slash():
        assert words.steers(f"/{one.word}") if one.word in steering else MENU.find(f"/{one.word}")


def test_the_menu_comes_first() -> None:
    assert (MENU.slash()[0].word, MENU.slash()[0].chinese) == ("start", "菜单")
    with_slash = [entry for entry in handlers.MENU.entries if any(word.startswith("/") for word in entry.says)]
    assert len(MENU.slash()) == len(with_slash) + len(words.SLASHES)
