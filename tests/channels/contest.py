"""Who takes part in the park's contest, and what the organiser has of it in the console."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from bot.store.outbox import Outgoing
from scheduler.jobs import JOBS
from tests.channels.official import until
from tests.channels.three import Phone, Three

CODE = "park-contest-2027"
HERE = f"/console/events/{CODE}"


@dataclass
class Player:
    """One who takes part, and what they write with."""

    name: str
    phone: Phone
    woman: bool


@dataclass
class Side:
    """One team: its leader first."""

    name: str
    company: str
    players: list[Player] = field(default_factory=list)
    code: str = ""

    @property
    def leader(self) -> Player:
        """Who made it."""
        return self.players[0]


@dataclass
class Contest:
    """The union, its contest, and who takes part."""

    union: Three
    sides: list[Side] = field(default_factory=list)

    @property
    def players(self) -> list[Player]:
        """All of them, in the order of the teams."""
        return [player for side in self.sides for player in side.players]

    def side(self, name: str) -> Side:
        """The team of that name."""
        return next(side for side in self.sides if side.name == name)

    def at(self, moment: datetime) -> None:
        """It is that time by now, and the clock has done what is due."""
        self.union.clock.now = moment
        self.union.signs_in("李主任")
        for job in JOBS:
            job.run(self.union.app.act)

    def settles(self) -> None:
        """Nothing is on its way any more."""
        until(self.union.is_idle, 60)

    def outbox(self) -> list[Outgoing]:
        """All that was to be said unasked."""
        with self.union.app.database.read() as session:
            return list(session.scalars(select(Outgoing).order_by(Outgoing.id)))

    def fields(self, **other: str) -> dict[str, str]:
        """What the editor's form shows of the event, with something else in it."""
        page = self.union.page(f"{HERE}/edit").partition('class="narrow"')[0]
        found = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', page))
        found |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>([^<]*)<', page))
        found |= dict(
            re.findall(r'<select[^>]*name="([^"]+)">(?:(?!</select>).)*?value="([^"]*)" selected', page, re.DOTALL)
        )
        found |= dict(re.findall(r'<input[^>]*type="radio"[^>]*name="([^"]+)"[^>]*value="([^"]*)"[^>]*checked', page))
        return found | dict.fromkeys(re.findall(r'type="checkbox" name="([^"]+)" checked', page), "on") | other
