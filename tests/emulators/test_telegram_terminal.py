"""The Telegram emulator by hand: what is typed, what is shown, and how the command starts and ends."""

import subprocess
import sys
from pathlib import Path

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, ReplyKeyboardMarkup

from tests.emulators.telegram import TelegramPlatform
from tests.emulators.telegram.caller import calling
from tests.emulators.telegram.terminal import HELP, Terminal


def test_a_talk(tmp_path: Path) -> None:
    shown: list[str] = []
    file = tmp_path / "名单.csv"
    file.write_bytes(b"a,b")
    with TelegramPlatform(limits=False).running() as platform, calling(platform) as caller:
        person = platform.person()
        terminal = Terminal(platform, person, shown.append)
        for line in ("/start event-12", "", f"/file {file}", f"/photo {file}", "/contact 138", "/location 31.5 121.2"):
            terminal.take(line)
        markup = InlineKeyboardMarkup([[InlineKeyboardButton(one, callback_data=one) for one in ("去", "不去")]])
        message = caller.says(person, "去吗？", reply_markup=markup)
        terminal.take("/tap 2")
        updates = caller.updates()
        query = updates[-1].callback_query
        assert query is not None
        assert query.data == "不去"
        assert [bool(update.message) for update in updates] == [True] * 5 + [False]
        caller(query.answer("好"))
        caller(message.edit_text("再说"))
        caller.says(person, "名字？", reply_markup=ReplyKeyboardMarkup([["李娜"]]))
        caller(caller.bot.send_document(person.id, b"a,b", filename="名单.csv"))
        for line in ("/tap 1", "/file none", "/location 1", "/menu", "/block", "在吗", "/unblock", "/keys"):
            terminal.take(line)
    assert shown[:5] == [
        "[bot] 去吗？\n  1) 去\n  2) 不去",
        "[pop-up] 好",
        "[changed] 再说",
        "[bot] 名字？\n  [李娜]",
        "[bot] \n  名单.csv (3 bytes)",
    ]
    assert shown[5] == "There is no such button."
    assert "none" in shown[6]
    assert shown[8:] == ["The bot has no menu.", "You have blocked the bot: /unblock", HELP]


def test_the_command() -> None:
    command = [sys.executable, "-m", "tests.emulators.telegram", "--token", "42:abc", "--name", "王芳"]
    root = Path(__file__).parents[2]
    run = subprocess.run(
        command, input="你好\n/menu\n", capture_output=True, text=True, cwd=root, timeout=60, check=True
    )
    assert '[telegram]\ntoken = "42:abc"\napi_base = "http://127.0.0.1:' in run.stdout
    assert "You are 王芳" in run.stdout
    assert "The bot has no menu." in run.stdout
