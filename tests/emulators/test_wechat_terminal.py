"""The WeChat emulator by hand: what is typed, what is shown, and how the command starts and ends."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.emulators.caller import Caller
from tests.emulators.echo import AES_KEY, APP_ID, SECRET, TOKEN, Echo, echoing, platform_for
from tests.emulators.wechat.terminal import HELP, Terminal


@pytest.fixture(scope="module")
def sealed() -> Iterator[Echo]:
    with echoing(AES_KEY) as sealed:
        yield sealed


def test_a_talk(sealed: Echo, tmp_path: Path) -> None:
    shown: list[str] = []
    picture = tmp_path / "工资条.jpg"
    picture.write_bytes(b"\xff\xd8\xff")
    with platform_for(sealed).running() as platform:
        terminal = Terminal(platform, platform.follower(), shown.append)
        for line in ("你好", "/tap HELP", "/scan event-12", "/choose 1 满意", f"/image {picture}", "/image none", ""):
            terminal.take(line)
        assert shown[:5] == [
            "[reply] 回：你好",
            "[reply] 回：click",
            "[reply] 回：scan",
            "[reply] 回：满意",
            "[reply] 回：image",
        ]
        assert "none" in shown[5]
        caller = Caller(platform)
        caller.says(next(iter(platform.followers)), "稍后回复您")
        caller.close()
        assert shown[6] == "[客服消息] 稍后回复您"
        for line in ("/menu", "/leave", "在吗", "/follow", "/dance"):
            terminal.take(line)
    assert shown[7:] == [
        "The account has no menu.",
        "You do not follow the account: /follow",
        "[reply] 回：subscribe",
        HELP,
    ]


def test_the_command(sealed: Echo) -> None:
    options = f"--app {sealed.url} --token {TOKEN} --aes-key {AES_KEY} --app-id {APP_ID} --app-secret {SECRET}"
    command = [sys.executable, "-m", "tests.emulators.wechat", *options.split(), "--as", "oABC", "--account", "service"]
    root = Path(__file__).parents[2]
    run = subprocess.run(command, input="你好\n", capture_output=True, text=True, cwd=root, timeout=60, check=True)
    assert 'account = "service"' in run.stdout
    assert 'api_base = "http://127.0.0.1:' in run.stdout
    assert "The address is verified." in run.stdout
    assert "[reply] 回：你好" in run.stdout
