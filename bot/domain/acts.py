"""Who does something, when, under which rules, in which transaction: what every operation of the union is given."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from sqlalchemy.orm import Session

from bot.config import Config
from bot.labels import Labelled


class ActorKind(Labelled):
    """Who may do something."""

    MEMBER = "member", "会员"
    STAFF = "staff", "工作人员"
    CLOCK = "clock", "系统（到点自动）"
    OPERATOR = "operator", "管理员（命令行）"


@dataclass(frozen=True)
class Actor:
    """One who acts; `id` is None for the clock, the operator, and a member who stays anonymous."""

    kind: ActorKind
    id: int | None = None


CLOCK = Actor(ActorKind.CLOCK)
OPERATOR = Actor(ActorKind.OPERATOR)


@dataclass(frozen=True)
class Act:
    """The session of one transaction, the moment (UTC), who acts, and the configuration."""

    session: Session
    now: datetime
    actor: Actor
    config: Config

    @property
    def today(self) -> date:
        """The day in the union's time zone."""
        return self.now.astimezone(self.config.zone).date()

    @property
    def unnamed(self) -> Self:
        """The same, by a member who is not to be known."""
        return self.by(Actor(ActorKind.MEMBER))

    def by(self, actor: Actor) -> Self:
        """The same moment and transaction, another actor."""
        return replace(self, actor=actor)
