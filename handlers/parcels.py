"""Files that follow an answer, each as a message of its own, and not more often than anybody can want them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import uuid4

from bot.messages import Attachment, Reply
from bot.store import outbox, settings, throttles
from bot.store.throttles import Rule
from handlers.turn import Turn

RULE: Final = Rule(free=3, longest=timedelta(hours=1))


def send(turn: Turn, files: Sequence[Attachment]) -> None:
    """The files follow by themselves."""
    key = f"leaflets:{uuid4().hex}"
    outbox.put(turn.session, turn.address, Reply("", files=tuple(files)), key=key, kind="event", now=turn.now)


def wait(turn: Turn, what: str) -> int:
    """Minutes until the member may have these files (named so) once more; 0 where they may have them now."""
    budget = f"{settings.secret(turn.session, 'parcels')[:16]}:{what}:{turn.member.id}"
    left = throttles.spend(turn.session, {budget: RULE}, turn.now)
    return int(left.total_seconds() // 60) + 1 if left else 0
