"""What the console stands on: the database, the configuration and the clock, as `bot.app` hands them over."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from bot.config import Config
from bot.console.lines import Lines
from bot.domain.acts import CLOCK, Act, Actor
from bot.domain.alike import Box
from bot.store.database import Database
from knowledge import Library


@dataclass(frozen=True)
class Desk:
    """The port of the console. `clock` tells the moment in UTC; `library` is what members are answered from.

    `box` finds suggestions that mean the same.
    """

    database: Database
    config: Config
    clock: Callable[[], datetime]
    library: Library
    box: Box = field(default_factory=Box)

    @cached_property
    def lines(self) -> Lines:
        """The pages that are open."""
        return Lines(self.database, self.clock)

    def close(self) -> None:
        """The server stops: no open page keeps it waiting."""
        self.lines.close()

    @contextmanager
    def act(self, actor: Actor = CLOCK) -> Iterator[Act]:
        """One transaction that changes something; all of it, or nothing where an error leaves it."""
        with self.database.write() as session:
            yield Act(session, self.clock(), actor, self.config)

    @contextmanager
    def look(self, actor: Actor = CLOCK) -> Iterator[Act]:
        """One transaction that only looks."""
        with self.database.read() as session:
            yield Act(session, self.clock(), actor, self.config)
