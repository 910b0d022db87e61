"""Notices to send, and what came of them: for the tests of bot.broadcast, and for the processes that are killed."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.channels.base import Card, Going, Many, unminded
from bot.domain import dispatch, members, units
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, Recipient, State
from bot.domain.noticekinds import Kind
from bot.errors import DeliveryFailed
from bot.limits import Pace
from bot.messages import Address, Reply


def people(act: Act, addresses: Iterable[tuple[str, str]]) -> None:
    """A member for each address."""
    for channel, address in addresses:
        members.meet(act, Address(channel, address))


def going(act: Act, title: str, channel: str = "", *, urgent: bool = False, mass: bool = False) -> Notice:
    """A notice to everybody (on one channel), its audience listed, that goes out from now on."""
    audience = {"unit_id": units.top(act).id} | ({"channel": channel} if channel else {})
    notice = Notice(
        key=dispatch.new_key(),
        kind=(Kind.URGENT if urgent else Kind.NOTICE).value,
        state=State.COUNTING.value,
        unit_id=units.top(act).id,
        title=title,
        text="职工联欢会，12 月 18 日 14:00，礼堂。",
        urgent=urgent,
        mass=mass,
        audience=audience,
        due_at=act.now,
        made_at=act.now,
        changed_at=act.now,
    )
    act.session.add(notice)
    act.session.flush()
    while dispatch.list_on(act, notice):
        pass
    return notice


def fates(session: Session, notice: int | None = None) -> Counter[str]:
    """How many copies are in each state."""
    rows = select(Recipient.state)
    return Counter(session.scalars(rows.where(Recipient.notice_id == notice) if notice else rows))


@dataclass
class Far:
    """A platform in the test's own process: what arrived, each after `slow` seconds; who is refused, and how."""

    name: str = "telegram"
    pace: Pace | None = None
    many: Many | None = None
    amends: bool = True
    slow: float = 0.0
    got: list[tuple[str, str]] = field(default_factory=list)
    refused: dict[str, DeliveryFailed] = field(default_factory=dict)
    changed: list[tuple[str, str]] = field(default_factory=list)
    most: int = 0
    _now: int = 0

    async def tell(
        self, address: str, reply: Reply, key: str, card: Card | None = None, going: Going = unminded
    ) -> str:
        """It arrived."""
        going()
        self._now += 1
        self.most = max(self.most, self._now)
        await asyncio.sleep(self.slow)
        self._now -= 1
        if failure := self.refused.get(address):
            raise failure
        self.got.append((address, reply.text))
        return f"m{len(self.got)}"

    async def amend(self, address: str, message: str, reply: Reply) -> None:
        """It shows other words."""
        self.changed.append((address, reply.text))

    def titles(self) -> list[str]:
        """The titles of what arrived, in order."""
        return [text.split("】")[0].removeprefix("【") for _, text in self.got]


SHORT = 600


@dataclass
class Lists:
    """Mass messages in the test's own process: each list by its key."""

    fewest: int = 2
    most: int = 40
    got: dict[str, Sequence[str]] = field(default_factory=dict)

    def takes(self, reply: Reply) -> bool:
        """Only what is short."""
        return len(reply.text) < SHORT

    async def send(self, addresses: Sequence[str], reply: Reply, key: str) -> str:
        """It arrived, once."""
        self.got.setdefault(key, addresses)
        return f"j{len(self.got)}"

    async def recall(self, number: str) -> None:
        """It is taken back."""
