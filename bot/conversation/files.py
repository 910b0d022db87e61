"""The answer that is not words: files and pictures, which come one message after the other."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bot.conversation.answers import DONE, MOST_FILES, SKIP, Option, Plain, Said, Scope
from bot.errors import Rejected
from bot.messages import Attachment

ENOUGH = frozenset({DONE, "好了", "没有了", "没了", "发完了", "完了", "就这些", "ok", "OK"})


@dataclass(frozen=True)
class Files(Plain):
    """Files and pictures, one message after the other, until the member says 完成."""

    least: int = 0
    most: int = MOST_FILES

    def options(self, scope: Scope, stored: str | None) -> tuple[Option, ...]:
        """完成, once there is something."""
        return (Option(DONE, DONE),) if stored else ()

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """What is there already, and what came."""
        held = () if stored is None else self.read(stored, scope)
        if len(held) + len(said.files) > self.most:
            raise Rejected(f"最多收 {self.most} 个文件，前面发的都在。回复“{DONE}”进入下一步。")
        done = said.text in ENOUGH
        if not said.files and not done:
            raise Rejected(f"这一步请发送图片或文件；发完回复“{DONE}”{self._without}。")
        if done and len(held) + len(said.files) < self.least:
            raise Rejected(f"这一项要有文件：请至少发送 {self.least} 个。")
        return dump((*held, *said.files), done=done)

    def read(self, stored: str, scope: Scope) -> tuple[Attachment, ...]:
        """The files."""
        return tuple(Attachment(**one) for one in json.loads(stored)["files"])

    def show(self, value: Any, scope: Scope) -> str:
        """How many, and their names."""
        names = "、".join(file.name for file in value)
        return f"{len(value)} 个（{names}）" if value else "没有"

    def full(self, stored: str) -> bool:
        """Once the member said so."""
        return bool(json.loads(stored)["done"])

    @property
    def _without(self) -> str:
        return "" if self.least else f"，没有就回复“{SKIP}”"


def dump(files: Sequence[Attachment], *, done: bool) -> str:
    """Files as they are stored; `done`: no more are to come."""
    return json.dumps({"files": [asdict(file) for file in files], "done": done}, ensure_ascii=False)
