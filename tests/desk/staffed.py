"""A Telegram bot with a group of staff at work: what they see there, what members file."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot import sample
from bot.domain import cases, groups, links, members, staff
from bot.domain.acts import OPERATOR
from bot.domain.audit import AuditRow
from bot.domain.cases import Case, Story
from bot.messages import Address
from knowledge import KnowledgeBase
from scheduler import casework
from tests.channels.telegram_house import House, named, telegram, until
from tests.channels.telegram_talks import is_idle
from tests.conftest import Clock
from tests.emulators.telegram import Group, Person, Received

TOP, PARK = sample.NAME, sample.UNITS[1]
FACTS = "公司拖欠三个月工资，一直说没钱。"
DANGER = "工友触电了，没有呼吸"
EVERY = 0.15
"""Seconds between two looks for what is to be shown."""


@dataclass
class Staffed:
    """The house, 李主任 with an account, and the group of the top unit."""

    house: House
    li: Person
    group: Group
    tick: float = 0.0
    """Seconds by which the clock moves on whenever it is looked what is shown."""

    @property
    def shown(self) -> list[Received]:
        """Our messages in the group, the oldest first."""
        return list(self.group.received)

    def ticks(self) -> None:
        """The clock looks after the groups."""
        if self.tick:
            assert isinstance(self.house.clock, Clock)
            self.house.clock.forward(seconds=self.tick)
        casework.tell_staff(self.house.app.act)

    def until(self, true: Callable[[], bool], seconds: float = 15) -> None:
        """Wait for what is to be shown."""
        last = 0.0

        def looks() -> bool:
            nonlocal last
            if time.monotonic() > last + EVERY:
                self.ticks()
                last = time.monotonic()
            return true()

        until(looks, seconds)

    def rests(self) -> None:
        """Wait until there is nothing more to show."""
        self.house.platform.settle()
        self.until(lambda: is_idle(self.house))
        self.ticks()
        self.until(lambda: is_idle(self.house))

    def files(self, who: Person, facts: str = FACTS, unit: str = TOP, **fields: Any) -> str:
        """The number of a case that a member files."""
        return self.files_from(Address("telegram", str(who.id)), [facts], unit, **fields)[0]

    def files_from(self, address: Address, facts: Sequence[str], unit: str = TOP, **fields: Any) -> list[str]:
        """The numbers of cases that are filed at once, from any address."""
        with self.house.app.act() as act:
            one = members.meet(act, address)
            one.unit_id = named(act, unit).id
            return [cases.file(act, one, address, "other", Story(text, **fields)).number for text in facts]

    def card(self, number: str) -> Received:
        """The newest card of a case, once it is there."""
        self.until(lambda: bool(self.cards(number)))
        return self.cards(number)[-1]

    def cards(self, number: str) -> list[Received]:
        """The cards of a case that stand there."""
        heads = (f"📄 {number}", f"🔴 紧急 {number}")
        return [one for one in self.shown if one.text.startswith(heads) and not one.deleted]

    def message(self, words: str) -> Received:
        """The newest of our messages in the group with these words, once it is there."""
        self.until(lambda: any(words in one.text for one in self.shown))
        return [one for one in self.shown if words in one.text][-1]

    def taps(self, who: Person, on: Received, label: str) -> str:
        """What somebody is told who taps."""
        before = len(who.answers)
        who.taps(on, label)
        until(lambda: len(who.answers) > before)
        return who.answers[-1]

    def case(self, number: str) -> Case:
        """The case as it is kept now."""
        with self.house.app.database.read() as session:
            found = cases.numbered(session, number)
            assert found
            return found

    def trail(self, action: str) -> list[AuditRow]:
        """The rows of the audit trail that say so."""
        with self.house.app.database.read() as session:
            return list(session.scalars(select(AuditRow).where(AuditRow.action == action)))


def texts_of(who: Person) -> list[str]:
    return [one.text for one in who.received]


def mentioned(received: Received) -> list[int]:
    """The accounts that are mentioned, which is what makes their telephones ring."""
    marks = received.message.json.get("entities", [])
    return [one["user"]["id"] for one in marks if one["type"] == "text_mention"]


def known(house: House, name: str = "李娜") -> Person:
    """Somebody who has written to the bot before."""
    person = house.platform.person(name)
    person.wrote = True
    return person


def hired(house: House, name: str, unit: str = TOP) -> Person:
    """A colleague with a linked account."""
    person = known(house, name)
    with house.app.act(OPERATOR) as act:
        officer = staff.named(act.session, name) or staff.add(act, name, named(act, unit))
        links.link_account(act, links.offer_account(act, officer), "telegram", str(person.id))
    return person


def linked(house: House, *, forum: bool = False, rights: bool = True, unit: str = TOP, by: str = "李主任") -> Staffed:
    """A group of a unit's staff; in a forum the bot is an administrator who may open topics or not."""
    person = hired(house, by)
    group = house.platform.group(f"{unit}工作群", forum=forum, rights=rights)
    group.admin, group.standing = forum, "administrator" if forum else "member"
    with house.app.act(OPERATOR) as act:
        officer = staff.named(act.session, by)
        assert officer
        code = links.offer_group(act, officer, named(act, unit))
        groups.link(act, code, "telegram", str(group.id), group.title, forum=forum)
    return Staffed(house, person, group)


@contextmanager
def staffed(
    store_url: str, clock: Callable[[], datetime], knowledge: KnowledgeBase, *, forum: bool = False, **more: Any
) -> Iterator[Staffed]:
    """The whole, on a store."""
    with telegram(store_url, clock, knowledge, **more) as house:
        yield linked(house, forum=forum)
