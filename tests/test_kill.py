"""kill -9 at any moment: nothing that was said is lost, and nothing is there twice.

A process takes 200 messages in, announces the month and delivers 200 notices. It is killed again and again, at random
moments, and started anew: it repeats what it saw no reply to. In the end everything must be accounted for.
"""

import logging
import os
import random
import select
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import func
from sqlalchemy import select as rows

from bot.app import App
from bot.config import Config
from bot.domain import events, members, numbers
from bot.domain.acts import OPERATOR
from bot.domain.audit import AuditRow
from bot.domain.cases import Case
from bot.domain.members import Member
from bot.domain.noticebook import Recipient
from bot.domain.questions import Question
from bot.domain.suggestions import Suggestion
from bot.messages import Address, Reply
from bot.store import outbox
from bot.store.claims import LEASE
from bot.store.conversations import ConversationRow
from bot.store.inbox import InboxRow
from bot.store.outbox import Outgoing, State
from knowledge import KnowledgeBase
from tests.conftest import Clock
from tests.mortal import MEMBERS, acknowledged, messages, said

log = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
NOTICES = 175
"""And an announcement to each of the 25 members."""

SUGGESTIONS, CASES = MEMBERS // 2, MEMBERS - MEMBERS // 2
KILLS = 25
"""After so many it is left in peace."""

LONGEST = 0.4
"""Seconds for which a life that is killed may work."""

FEWEST = 5
"""So often it is killed on the fastest machine."""

pytestmark = pytest.mark.timeout(300)


class Mortal:
    """The process that is killed; `kills` counts how often."""

    def __init__(self, url: str, folder: Path, seed: int) -> None:
        self.dice, self.kills = random.Random(seed), 0
        self._keeper = subprocess.Popen(
            [sys.executable, "-m", "tests.mortal", url, str(folder)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self._heard: list[str] = []

    def live(self, moment: datetime) -> bool:
        """One life, killed at a random moment; True where it ended by itself, with everything done."""
        assert self._keeper.stdin
        self._keeper.stdin.write(f"{moment.isoformat()}\n".encode())
        number = int((self._hear() or "").removeprefix("pid "))
        if self.dice.random() < 0.9:
            assert self._hear() == "ready"
        patience = self.dice.uniform(0, LONGEST) if self.kills < KILLS else None
        if (ended := self._hear(patience)) in {None, "ready"}:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
            while (ended := self._hear()) == "ready":
                pass
        assert ended in {"exit 0", f"exit {-signal.SIGKILL}"}
        self.kills += ended != "exit 0"
        return ended == "exit 0"

    def close(self) -> None:
        """Let go of it."""
        self._keeper.communicate(timeout=20)

    def _hear(self, seconds: float | None = None) -> str | None:
        """The next line it says; None where it says nothing for so long."""
        assert self._keeper.stdout
        while not self._heard:
            if not select.select([self._keeper.stdout], [], [], seconds)[0]:
                return None
            self._heard = os.read(self._keeper.stdout.fileno(), 65536).decode().split("\n")[:-1] or ["exit"]
        return self._heard.pop(0)


def prepare(app: App) -> None:
    """Members, an event to announce, and notices that wait."""
    with app.act(OPERATOR) as act:
        events.publish(act, "party", "计划", title="联欢会", month=date(2026, 12, 1), signup=False)
        for who in range(MEMBERS):
            members.meet(act, Address("test", f"m{who}"))
        for number in range(NOTICES):
            to = Address("test", f"m{number % MEMBERS}")
            outbox.put(act.session, to, Reply(f"{number}"), key=f"notice:{number}", kind="case", now=act.now)
            act.session.flush()


@pytest.fixture
def app(config: Config, clock: Clock, knowledge: KnowledgeBase) -> Iterator[App]:
    """The account as those who look afterwards see it."""
    with App(config, clock=clock, knowledge=knowledge) as app:
        yield app


@pytest.fixture
def mortal(config: Config, tmp_path: Path) -> Iterator[Mortal]:
    """The process."""
    one = Mortal(config.store.url, tmp_path, seed=20261122)
    yield one
    one.close()


def test_killed_at_any_moment_nothing_is_lost_and_nothing_is_there_twice(
    app: App, clock: Clock, mortal: Mortal, tmp_path: Path
) -> None:
    prepare(app)
    clock.now = datetime(2026, 12, 1, 9, 0, tzinfo=app.config.zone)
    while not mortal.live(clock.now):
        clock.forward(seconds=LEASE.total_seconds() + 1)
    log.info("killed %d times", mortal.kills)
    assert mortal.kills >= FEWEST
    everything_said_is_there_once(app, tmp_path)
    every_notice_is_accounted_for(app, tmp_path)
    a_repeat_gets_the_same_replies_and_changes_nothing(app, tmp_path)


def everything_said_is_there_once(app: App, folder: Path) -> None:
    """Each message: an inbox row; a suggestion or a case, and a question, of each member; no talk goes on."""
    wanted = [incoming.message_id for who in range(MEMBERS) for incoming in messages(who)]
    assert len(wanted) >= 200
    assert set(acknowledged(folder)) == set(wanted)
    with app.database.read() as session:
        assert Counter(session.scalars(rows(InboxRow.message_id))) == Counter(wanted)
        suggestions, cases = list(session.scalars(rows(Suggestion))), list(session.scalars(rows(Case)))
        assert Counter(one.reply_to.id for one in suggestions) == {f"m{who}": 1 for who in range(1, MEMBERS, 2)}
        assert Counter(one.reply_to.id for one in cases) == {f"m{who}": 1 for who in range(0, MEMBERS, 2)}
        assert sorted(one.number for one in suggestions) == given("JY", SUGGESTIONS)
        assert sorted(one.number for one in cases) == given("WQ", CASES)
        assert session.scalar(rows(func.count()).select_from(Question)) == MEMBERS
        assert session.scalar(rows(func.count()).select_from(Member)) == MEMBERS
        filed = AuditRow.action.in_(("suggestion.filed", "case.filed", "question.asked"))
        assert session.scalar(rows(func.count()).where(filed)) == 2 * MEMBERS
        talks = {row.address: row.state for row in session.scalars(rows(ConversationRow))}
    assert {who: (state["drafts"], state["active"]) for who, state in talks.items()} == {
        f"m{who}": ([], False) for who in range(MEMBERS)
    }


def given(series: str, count: int) -> list[str]:
    """The first numbers of a series."""
    return [numbers.written(series, 2026, number) for number in range(1, count + 1)]


def every_notice_is_accounted_for(app: App, folder: Path) -> None:
    """Sent ones arrived exactly once, unknown ones at most once, and there are no others."""
    lines = (folder / "sent").read_text().split()
    arrived = Counter(line[:-1] for line in lines if line.endswith(";"))  # another was cut off by a kill
    with app.database.read() as session:
        found = {row.key: row.status for row in session.scalars(rows(Outgoing))}
    notices = {f"notice:{number}" for number in range(NOTICES)}
    assert found.keys() - notices == {f"announcement:2026-12:{number}" for number in range(1, MEMBERS + 1)}
    assert found.keys() > notices
    with app.database.read() as session:
        assert Counter(session.scalars(rows(Recipient.member_id))) == Counter(range(1, MEMBERS + 1))
    assert arrived.keys() <= found.keys()
    assert {key: arrived[key] for key, state in found.items() if state is State.SENT and arrived[key] != 1} == {}
    assert {key: arrived[key] for key, state in found.items() if state is State.UNKNOWN and arrived[key] > 1} == {}
    assert set(found.values()) <= {State.SENT, State.UNKNOWN}
    log.info("of %d notices %d unknown", len(found), list(found.values()).count(State.UNKNOWN))


def a_repeat_gets_the_same_replies_and_changes_nothing(app: App, folder: Path) -> None:
    """What each life saw is what the inbox says for ever after."""
    seen = acknowledged(folder)
    for incoming in (one for who in range(MEMBERS) for one in messages(who)):
        assert [said(reply) for reply in app.turn(incoming)] == seen[incoming.message_id]
    with app.database.read() as session:
        assert session.scalar(rows(func.count()).select_from(AuditRow).where(AuditRow.action == "case.filed")) == CASES
