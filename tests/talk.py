"""Plays a transcript: a talk as text that a shop steward could read. The account restarts at every line.

    > words          the member says it
    + photo.jpg      the member sends a file of that name
    ~ 3 hours        time passes (minutes, hours, days), or a moment: ~ 2026-12-01 09:00
    = 李主任 …        an officer does something (tests/office.py). With any: 受理 NUMBER; 回复 NUMBER 话.
                     With a case: 问 NUMBER 话 (等会员补充); 调解 NUMBER 2026-11-27T09:30 地点; 谈成 NUMBER 协议;
                     转介 NUMBER 转给谁 原因; 交还 NUMBER; 办结 NUMBER 结果.
                     With a suggestion: 采纳 (暂存, 不采纳) NUMBER 答复; 评审 NUMBER; 表决 NUMBER 赞成 反对 弃权;
                     交办 NUMBER 部门 负责人 2026-12-31; 进展 NUMBER 50% 话; 落实 NUMBER 话;
                     核实 NUMBER 核实人 年效益 成效 (算不出的写 -); 评奖 NUMBER; 发奖 NUMBER; 归档 NUMBER;
                     公开 NUMBER 标题 内容; 并入 NUMBER NUMBER. A drive: 征集 标题 2026-12-20 类别、类别 重点.
                     An event: 改期 CODE 2026-12-20T14:00-16:30 地点. One of tests/occasions.toml: 办活动 CODE;
                     改活动 CODE AS (another of them, as which it is from now on). At its door: 签到口令 CODE 4821.
                     After it: 成绩 CODE 1 名字 98 一等奖；2 名字; 公布 CODE 附言; 证书 CODE -; 照片 CODE a.png b.png.
                     A team that is not whole: 同意队 CODE 队名; 不同意队 CODE 队名 理由.
    @ lina           from now on the member writes from elsewhere; they are lina at first
    # words          a remark

A retrieval code stands as 〔取件码〕, a check-in code as 〔签到码〕, a team's as 〔入队码〕, one to link another chat
as 〔绑定码〕, one to part from it as 〔解绑码〕, a co-proposer's as 〔NAME的署名码〕; said by a member, it is the one
told last.
What the account says follows as it is, its buttons in brackets; what comes unasked begins with 📨.
`python -m tests.talk FILE…` writes the replies anew: read the difference before you commit it.
"""

import asyncio
import re
import sys
import tempfile
import uuid
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from bot.app import App
from bot.config import Config, Notices, Store, Union
from bot.delivery import Delivery
from bot.domain import plans, staff, units
from bot.domain.acts import OPERATOR
from bot.limits import Pace
from bot.messages import Address, Incoming, Reply, Upload
from bot.store.database import Database
from knowledge import KnowledgeBase
from scheduler.jobs import JOBS, Job
from tests import office
from tests.scheduler.brought import hand_over

ROOT = Path(__file__).parent
UNION = "清河区总工会"
CODE, A_CODE = "〔取件码〕", re.compile(r"(?<=：)\d{4}( \d{4}){3}(?=\n)")
TO_SIGN = re.compile(r"^(\S+)：署名 ([2-9A-Z]{10})$", re.MULTILINE)
CHECK_IN_CODE = re.compile(r"(?<=签到码：)\d{6}")
TO_PAIR = re.compile(r"(?<=绑定码：)\d{4} \d{4}")
TO_PART = re.compile(r"(?<=解除绑定 )\d{8}")
TO_JOIN = re.compile(r"(?<=入队 )[2-9A-Z]{10}")
A_MINUTE = 60
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64


class Inboxed:
    """The far end of a channel: keeps what is delivered."""

    name = "test"
    idempotent = False
    room = 0
    alone: Collection[str] = ()
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
        by_itself = {"notices": Notices(announce_unapproved=True)}
        self.config, self.knowledge, self.now = config.model_copy(update=by_itself), knowledge, now
        self.database = Database(config.store.url, protection=config.protection)
        self._ran: dict[str, datetime] = {}
        self.address, self.codes = Address("test", "lina"), dict[str, str]()
        with self._app() as app, app.act(OPERATOR) as act:
            unit = units.add(act, UNION)
            staff.add(act, "李主任", unit)
            plans.take_in(act, plans.read(ROOT / "plan.toml"))

    def play(self, lines: list[str]) -> Iterator[str]:
        """The lines with what the account says after each."""
        acts: dict[str, Callable[[App, str], tuple[Reply, ...]]] = {
            ">": self._says, "+": self._sends, "=": self._officer, "~": self._waits, "@": self._moves
        }  # fmt: skip
        for line in lines:
            yield line
            if line[:1] not in acts:
                continue
            with self._app() as app:
                yield from (self._written(reply) for reply in acts[line[0]](app, line[1:].strip()))
                yield from (f"📨 {self._written(reply)}" for reply in self._unasked(app))

    def _app(self) -> "App":
        return App(self.config, clock=lambda: self.now, knowledge=self.knowledge, database=self.database)

    def _is_due(self, job: Job) -> bool:
        """What looks once a minute looks after each line; what tidies up, after as many hours as it always does."""
        return job.every_seconds <= A_MINUTE or self._has_rested(job)

    def _has_rested(self, job: Job) -> bool:
        ran = self._ran.get(job.name)
        return ran is None or self.now >= ran + timedelta(seconds=job.every_seconds)

    def _says(self, app: App, text: str, uploads: tuple[Upload, ...] = ()) -> tuple[Reply, ...]:
        self.now += timedelta(seconds=5)
        for name, code in self.codes.items():
            text = text.replace(name, code)
        return app.turn(Incoming(self.address, uuid.uuid4().hex, text, uploads))

    def _moves(self, _app: App, who: str) -> tuple[Reply, ...]:
        self.address = Address("test", who)
        return ()

    def _written(self, reply: Reply) -> str:
        """A code is another one each time."""
        text = written(reply)
        if found := A_CODE.search(text):
            self.codes[CODE] = found[0]
        if found := TO_JOIN.search(text):
            self.codes["〔入队码〕"] = found[0]
            text = TO_JOIN.sub("〔入队码〕", text)
        if found := TO_PAIR.search(text):
            self.codes["〔绑定码〕"] = found[0]
            text = text.replace(found[0], "〔绑定码〕")
        if found := TO_PART.search(text):
            self.codes["〔解绑码〕"] = found[0]
            text = text.replace(found[0], "〔解绑码〕")
        self.codes |= {f"〔{name}的署名码〕": code for name, code in TO_SIGN.findall(text)}
        return TO_SIGN.sub(r"\1：署名 〔\1的署名码〕", CHECK_IN_CODE.sub("〔签到码〕", A_CODE.sub(CODE, text)))

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
            office.do(act.by(officer.actor), officer, verb, number, "".join(rest))
        return ()

    def _unasked(self, app: App) -> list[Reply]:
        for job in filter(self._is_due, JOBS):
            job.run(app.act)
            self._ran[job.name] = self.now
        hand_over(app.act)
        far_end = Inboxed()
        asyncio.run(Delivery(app.database, app.clock, [far_end]).once())
        return far_end.arrived


def written(reply: Reply) -> str:
    """A reply as the transcript has it."""
    return " ".join([reply.text, *(f"[{button}]" for button in reply.buttons)])


def said(text: str) -> list[str]:
    """The lines of a transcript that are not the account's."""
    return [line for line in text.splitlines() if line[:2] in {"> ", "+ ", "= ", "~ ", "@ ", "# "} or line in {">", ""}]


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
