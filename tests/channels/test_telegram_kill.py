"""kill -9 in the middle of a notice to many: nobody is missed, nobody gets it twice, and what is unknown is shown."""

import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot import sample
from bot.app import App
from bot.config import Config, Store, Union
from bot.domain import deliveries, members, staff
from bot.domain.acts import OPERATOR
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.claims import IN_HAND, LEASE
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.channels.telegram_house import until
from tests.emulators.telegram import Person, TelegramPlatform

ROOT = Path(__file__).parents[2]
MEMBERS = 90
BEFORE = 30
"""So many have theirs when the process is killed."""

CONFIG = """
[store]
url = "{store}"
[web]
port = 0
[telegram]
token = "{token}"
api_base = "{api_base}"
"""


@contextmanager
def bot(file: Path, ahead: float) -> Iterator[subprocess.Popen[bytes]]:
    """The process, killed in the end whatever happens."""
    command = [sys.executable, "-m", "tests.channels.mortal_telegram", str(file), str(ahead)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        assert process.stdout
        assert process.stdout.readline() == b"ready\n"
        yield process
    finally:
        process.kill()
        process.communicate()


def prepared(app: App, people: list[Person]) -> None:
    """The sample union, and a notice to each of these people."""
    with app.act(OPERATOR) as act:
        sample.load(act)
        for number, person in enumerate(people):
            person.wrote = True
            to = Address("telegram", str(person.id))
            members.meet(act, to)
            key = f"announcement:2026-12:{number}"
            outbox.put(act.session, to, Reply("十二月活动"), key=key, kind="announcement", now=act.now, bulk=True)


def states(app: App) -> Counter[str]:
    with app.database.read() as session:
        return Counter(session.scalars(select(Outgoing.state).where(Outgoing.kind == "announcement")))


def arrived(people: list[Person]) -> list[int]:
    return [sum(1 for one in person.received if one.text == "十二月活动") for person in people]


def test_a_notice_to_many_survives_a_kill(store_url: str, knowledge: KnowledgeBase, tmp_path: Path) -> None:
    platform = TelegramPlatform()
    config = Config(store=Store(url=store_url), union=Union(name=sample.NAME))
    with (
        platform.running(),
        App(config, clock=lambda: datetime.now(UTC) + 2 * LEASE, knowledge=knowledge) as app,
    ):
        people = [platform.person(f"会员{number}") for number in range(MEMBERS)]
        file = tmp_path / "config.toml"
        file.write_text(CONFIG.format(store=store_url, token=platform.token, api_base=platform.api_base), "utf-8")
        prepared(app, people)
        later = 2 * LEASE.total_seconds()
        with bot(file, later) as first:
            until(lambda: sum(arrived(people)) >= BEFORE, 60)
            first.send_signal(signal.SIGKILL)
            first.wait()
        assert sum(arrived(people)) < MEMBERS
        with bot(file, 2 * later) as second:
            until(lambda: states(app).keys() <= {"sent", "unknown"}, 60)
            second.send_signal(signal.SIGTERM)
            assert second.wait(10) in {0, -signal.SIGTERM}
        found, counts = states(app), arrived(people)
        assert sum(found.values()) == MEMBERS
        assert max(counts) == 1
        assert MEMBERS - sum(counts) <= found["unknown"] <= IN_HAND
        shown = shown_to_staff(app)
        assert shown == found["unknown"]


def shown_to_staff(app: App) -> int:
    """How many of the notices the console shows as unknown."""
    with app.database.read() as session:
        officer = staff.first(session)
        assert officer
        trouble = deliveries.trouble(session, officer, app.clock() + timedelta(minutes=1))
        return sum(1 for row in trouble if row.state == "unknown")
