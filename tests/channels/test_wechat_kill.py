"""kill -9 after WeChat was told to wait: another process answers, once."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from bot.store.inbox import InboxRow
from bot.store.waiting import LEASE, Waiting
from knowledge import KnowledgeBase
from tests.channels.official import APP_ID, SECRET, TOKEN, official
from tests.conftest import Clock

ROOT = Path(__file__).parents[2]

CONFIG = """
[store]
url = "{store}"
[web]
port = 0
[wechat]
app_id = "{app_id}"
app_secret = "{secret}"
token = "{token}"
aes_key = "{aes_key}"
api_base = "{api_base}"
"""


def test_a_message_that_was_acknowledged_is_answered_whatever_happens(
    sample_url: str, knowledge: KnowledgeBase, tmp_path: Path
) -> None:
    clock = Clock(datetime.now(UTC))
    with official(sample_url, clock, knowledge, recovery=0.2) as house:
        settings = house.app.config.wechat
        file = tmp_path / "config.toml"
        file.write_text(
            CONFIG.format(
                store=sample_url,
                app_id=APP_ID,
                secret=SECRET,
                token=TOKEN,
                aes_key=settings.aes_key,
                api_base=house.platform.api_base,
            ),
            "utf-8",
        )
        mortal = subprocess.Popen(
            [sys.executable, "-m", "tests.channels.mortal_wechat", str(file)], cwd=ROOT, stdout=subprocess.PIPE
        )
        try:
            assert mortal.stdout
            port = int(mortal.stdout.readline())
            follower = house.platform.follower()
            ours, house.platform.callback = house.platform.callback, f"http://127.0.0.1:{port}/wechat"
            assert follower.says("菜单").status == "acknowledged"
        finally:
            os.kill(mortal.pid, signal.SIGKILL)
            mortal.communicate()
        house.platform.callback = ours
        assert not follower.received
        clock.forward(seconds=2 * LEASE.total_seconds())
        received = follower.waits(1)
        assert "自助服务" in received[0].text
        assert follower.says("谢谢").status == "replied"
        house.platform.settle()
        assert [one.kind for one in follower.received] == ["customer-service", "passive"]
        with house.app.database.read() as session:
            assert session.scalar(select(func.count()).select_from(InboxRow)) == 2
            assert session.scalar(select(func.count()).select_from(Waiting)) == 0
