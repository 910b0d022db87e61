"""What a channel's own menu shows: the words with a slash, with a line in Chinese and one in English."""

import pytest

from bot.conversation import Form, Menu, Slash, command
from bot.messages import Reply
from tests.conversation.desk import MENU, NOTE


def test_the_first_slash_of_each_entry_in_order_and_then_the_words_that_steer() -> None:
    @command("帮助", "/Help", "/menu", english="Help")
    def assist(turn: object) -> Reply:  # noqa: ARG001 - one signature for all commands
        return Reply("来了。")

    shown = Menu((assist, *MENU)).slash()
    assert shown[:2] == (Slash("help", "帮助", "Help"), Slash("story", "事情", "Tell a story"))
    assert [one.word for one in shown[2:]] == ["continue", "back", "skip", "submit", "cancel"]


def test_a_menu_without_slashes_has_those_that_steer() -> None:
    assert [one.word for one in Menu((NOTE,)).slash()] == ["continue", "back", "skip", "submit", "cancel"]


@pytest.mark.parametrize(
    ("says", "english"),
    [(("帮助", "/help"), ""), (("/help",), "Help"), (("帮助", "/he-lp"), "Help"), (("帮助", "/" + "a" * 33), "Help")],
)
def test_a_slash_that_no_menu_could_show_is_not_declared(says: tuple[str, ...], english: str) -> None:
    entry = command(*says, english=english)(lambda _turn: Reply("来了。"))
    with pytest.raises(TypeError, match="needs"):
        Menu((entry,))


def test_a_form_with_a_slash_needs_english_too() -> None:
    entry = Form("note", "便条", NOTE.shape, ("/note",), NOTE.submit, NOTE.questions)
    with pytest.raises(TypeError, match="/note needs"):
        Menu((entry,))
