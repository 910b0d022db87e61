"""One turn as handlers see it: who writes, from where, when, and what the union knows."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.domain.acts import Act, Actor, ActorKind
from bot.domain.alike import Box
from bot.domain.members import Member
from bot.messages import Address
from knowledge import KnowledgeBase

FORGET = "forget"


@dataclass(frozen=True)
class Turn:
    """The member, their address, the act under which operations run, the knowledge base, and what was suggested so far.

    `notes` is what handlers remember of this talk from turn to turn, until the member is away for a while; `looked_up`
    what was looked up in this turn and need not be again.
    """

    act: Act
    member: Member
    address: Address
    knowledge: KnowledgeBase
    notes: dict[str, str] = field(default_factory=dict)
    looked_up: dict[Any, Any] = field(default_factory=dict)
    box: Box = field(default_factory=Box)

    @property
    def session(self) -> Session:
        """The turn's transaction."""
        return self.act.session

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""
        return self.act.now

    @property
    def today(self) -> date:
        """The day in the union's time zone."""
        return self.act.today

    @property
    def unnamed(self) -> Act:
        """The act of a member who is not to be known."""
        return self.act.by(Actor(ActorKind.MEMBER))

    def attempt(self) -> AbstractContextManager[object]:
        """A part of the turn that is undone as a whole when it is refused."""
        return self.session.begin_nested()

    def forget_talk(self) -> None:
        """At the end of the turn nothing is kept of this talk: no unfinished form, no file that waits for one."""
        self.notes[FORGET] = FORGET
