"""Plays a transcript: a talk as text that a shop steward could read. The account restarts at every line.

    > words          the member says it
    + photo.jpg      the member sends a file of that name
    ~ 3 hours        time passes (minutes, hours, days), or a moment: ~ 2026-12-01 09:00
    = 李主任 …        an officer does something: 采纳 (暂存, 不采纳) NUMBER 答复; 受理 NUMBER; 回复 NUMBER 话;
                     办结 NUMBER 结果
    # words          a remark

What the account says follows as it is, its buttons in brackets; what comes unasked begins with 📨.
`python -m tests.talk FILE…` writes the replies anew: read the difference before you commit it.
"""

import asyncio
import re
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.config import Config, Store, Union
from bot.delivery import Delivery
from bot.domain import cases, plans, staff, suggestions, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.suggestions import State
from bot.limits import Pace
from bot.messages import Address, Incoming, Reply, Upload
from knowledge import KnowledgeBase
from scheduler.jobs import JOBS

ROOT = Path(__file__).parent
UNION = "清河区总工会"
VERDICTS = {"采纳": State.ADOPTED, "暂存": State.RESERVED, "不采纳": State.DECLINED}
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


class Inboxed:
    """The far end of a channel: keeps what is delivered."""

    name = "test"
    idempotent = False
    room = 0
    pace: Pace | None = None

    def __init__(self) -> None:
        self.arrived: list[Reply] = []

    def present(self) -> None:
        """Anyone, at any time."""

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """It arrived."""
        self.arrived.append(reply)


class Talk:
    """One member's talk, on one database."""

    def __init__(self, config: Config, knowledge: KnowledgeBase, now: datetime) -> None:
        self.config, self.knowledge, self.now = config, knowledge, now
        with self._app() as app, app.act(OPERATOR) as act:
            unit = units.add(act, UNION)
            staff.add(act, "李主任", unit)
            plans.take_in(act, plans.read(ROOT / "plan.toml"))

    def play(self, lines: list[str]) -> Iterator[str]:
        """The lines with what the account says after each."""
        acts: dict[str, Callable[[App, str], tuple[Reply, ...]]] = {
            ">": self._says, "+": self._sends, "=": self._officer, "~": self._waits
        }  # fmt: skip
        for line in lines:
            yield line
            if line[:1] not in acts:
                continue
            with self._app() as app:
                yield from (written(reply) for reply in acts[line[0]](app, line[1:].strip()))
            with self._app() as app:
                yield from (f"📨 {written(reply)}" for reply in self._unasked(app))

    def _app(self) -> "App":
        return App(self.config, clock=lambda: self.now, knowledge=self.knowledge)

    def _says(self, app: App, text: str, uploads: tuple[Upload, ...] = ()) -> tuple[Reply, ...]:
        self.now += timedelta(seconds=5)
        return app.turn(Incoming(Address("test", "lina"), uuid.uuid4().hex, text, uploads))

    def _sends(self, app: App, name: str) -> tuple[Reply, ...]:
        return self._says(app, "", (Upload(name, "image/png", PNG),))

    def _waits(self, _app: App, span: str) -> tuple[Reply, ...]:
        if re.match(r"\d{4}-", span):
            self.now = datetime.fromisoformat(span).replace(tzinfo=self.config.zone)
        else:
            count, unit = span.split()
            self.now += timedelta(**{unit if unit.endswith("s") else f"{unit}s": int(count)})
        return ()

    def _officer(self, app: App, line: str) -> tuple[Reply, ...]:
        name, verb, number, *rest = line.split(maxsplit=3)
        with app.act() as act:
            officer = staff.named(act.session, name)
            assert officer
            _do(act.by(officer.actor), officer, verb, number, "".join(rest))
        return ()

    def _unasked(self, app: App) -> list[Reply]:
        for job in JOBS:
            job.run(app.act)
        far_end = Inboxed()
        asyncio.run(Delivery(app.database, app.clock, [far_end]).once())
        return far_end.arrived


def _do(act: Act, officer: staff.Officer, verb: str, number: str, text: str) -> None:
    if verb in VERDICTS:
        suggestion = suggestions.numbered(act.session, number)
        assert suggestion
        suggestions.answer(act, suggestion, officer, VERDICTS[verb], text)
        return
    case = cases.numbered(act.session, number)
    assert case
    match verb:
        case "受理":
            cases.take(act, case, officer)
        case "回复":
            cases.reply(act, case, officer, text)
        case "办结":
            cases.close(act, case, officer, text)


def written(reply: Reply) -> str:
    """A reply as the transcript has it."""
    return " ".join([reply.text, *(f"[{button}]" for button in reply.buttons)])


def said(text: str) -> list[str]:
    """The lines of a transcript that are not the account's."""
    return [line for line in text.splitlines() if line[:2] in {"> ", "+ ", "= ", "~ ", "# "} or line in {">", ""}]


def rewrite(file: Path, knowledge: KnowledgeBase) -> None:
    """Write the replies anew."""
    with tempfile.TemporaryDirectory() as folder:
        config = Config(store=Store(url=f"sqlite:///{folder}/talk.db"), union=Union(name=UNION))
        start = datetime(2026, 11, 23, 10, 0, tzinfo=config.zone)
        lines = [line for line in said(file.read_text("utf-8")) if line]
        file.write_text("\n".join(Talk(config, knowledge, start).play(lines)) + "\n", "utf-8")


if __name__ == "__main__":
    shipped = KnowledgeBase.load()
    for name in sys.argv[1:]:
        rewrite(Path(name), shipped)
