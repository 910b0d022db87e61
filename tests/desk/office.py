"""The desk of a small union without a platform: the groups' messages are lists here, staff's deeds are plain calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import select

from bot.config import Config
from bot.desk import StaffDesk
from bot.desks import Doing, Post, Room, Sender, Told
from bot.domain import cases, groups, links, staff, units
from bot.domain.acts import CLOCK, Act
from bot.domain.audit import AuditRow
from bot.domain.cases import Case
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.store import intake
from bot.store.database import Database
from bot.store.outbox import Outgoing, State
from scheduler import casework
from tests.conftest import Clock
from tests.domain import union

TOP, STREET = "清河区总工会", "北山街道工会"
CHAT, LOWER = "-100", "-200"
ACCOUNTS = {"李主任": "501", "王干事": "502", "赵干事": "503"}


@dataclass
class Message:
    """One of our messages in a group; `before` are the posts that it was."""

    id: str
    post: Post
    before: list[Post] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says."""
        return self.post.text

    @property
    def labels(self) -> list[list[str]]:
        """What stands on its buttons."""
        return [[label for label, _ in row] for row in self.post.buttons]

    def data(self, label: str) -> str:
        """What a button carries."""
        return next(data for row in self.post.buttons for one, data in row if one == label)


@dataclass
class Office:
    """The union 清河区总工会 and its 北山街道工会: 李主任 and 王干事 above, 赵干事 in the street, all with accounts."""

    database: Database
    config: Config
    clock: Clock
    groups: dict[str, list[Message]] = field(default_factory=dict)
    accounts: dict[str, str] = field(default_factory=dict)
    topics: dict[str, str] = field(default_factory=dict)
    """The topics that were opened: the id, and the name."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))
    _ids: Iterator[int] = field(default_factory=lambda: count(1000))

    @property
    def desk(self) -> StaffDesk:
        """The desk, as another process would have it too."""
        return StaffDesk(self.database, self.config, self.clock)

    @contextmanager
    def act(self) -> Iterator[Act]:
        """One transaction."""
        with self.database.write() as session:
            yield Act(session, self.clock(), CLOCK, self.config)

    # --- who is there

    def founded(self) -> "Office":
        """With its units and its staff."""
        with self.act() as act:
            top = units.add(act, TOP)
            act.session.flush()
            street = units.add(act, STREET, top)
            act.session.flush()
            for name in ACCOUNTS:
                staff.add(act, name, street if name == "赵干事" else top)
        for name, account in ACCOUNTS.items():
            self.links(name, account)
        self.arrives(channel="telegram")
        return self

    def staffed(self) -> "Office":
        """On a database where it was founded before."""
        self.accounts, self._numbers = dict(ACCOUNTS), count(101)
        return self

    def links(self, name: str, account: str) -> None:
        """An officer's account."""
        self.accounts[name] = account
        self.desk.link(self.doing(account, chat=account, text=f"/link {self.code(name)}"))

    def code(self, name: str, unit: str = "") -> str:
        """A code that an officer makes for an account, or for the group of a unit."""
        with self.act() as act:
            officer = named(act, name)
            return links.offer_group(act, officer, unit_of(act, unit)) if unit else links.offer_account(act, officer)

    def opens(self, unit: str = TOP, chat: str = CHAT, *, forum: bool = False, by: str = "李主任") -> Told:
        """The group of a unit."""
        self.groups[chat] = []
        doing = self.doing(self.accounts[by], chat=chat, text=f"/link {self.code(by, unit)}")
        return self.desk.link(replace(doing, room=replace(doing.room, forum=forum)))

    # --- what happens to cases

    def files(self, facts: str = union.FACTS, unit: str = TOP, who: str = "lina", **fields: Any) -> str:
        """The number of a case that a member of the unit files."""
        with self.act() as act:
            union.member(act, who).unit_id = unit_of(act, unit).id
            return union.case(act, who, facts, **fields).number

    def does(self, number: str, deed: Callable[[Act, Case], object], by: str = "") -> None:
        """Somebody does something with a case in the console, or a member in the chat."""
        with self.act() as act:
            found = cases.numbered(act.session, number)
            assert found
            deed(act.by(named(act, by).actor) if by else act, found)

    def adds(self, number: str, body: str) -> None:
        """The member adds something."""
        self.does(number, lambda act, case: cases.add(act, case, body))

    # --- what is done in the group

    def doing(self, account: str, chat: str = CHAT, **fields: Any) -> Doing:
        """Something that an account does, taken in."""
        number = next(self._numbers)
        with self.act() as act:
            intake.put(act.session, "telegram", [intake.Update(number, chat, "{}")], act.now)
        return Doing(Room("telegram-group", chat, "工作群"), Sender(account, "某人"), (number,), **fields)

    def says(self, who: str, to: Message, text: str = "", chat: str = CHAT, **fields: Any) -> Told:
        """Somebody answers one of our messages: an officer by name, or any account."""
        said = {"message": str(next(self._ids)), "text": text, "reply_to": to.id, "quoted": to.text} | fields
        return self.desk.said(self.doing(self.accounts.get(who, who), chat, **said))

    def taps(self, who: str, on: Message, label: str, chat: str = CHAT) -> Told:
        """Somebody taps a button."""
        return self.taps_data(who, on, on.data(label), chat)

    def taps_data(self, who: str, on: Message, data: str, chat: str = CHAT) -> Told:
        """Somebody taps a button that carries this."""
        doing = self.doing(self.accounts.get(who, who), chat, message=on.id, data=data, quoted=on.text)
        return self.desk.tapped(doing)

    # --- what stands there

    def shows(self, chat: str = CHAT) -> list[Message]:
        """What stands in a group, once everything is sent that is to be shown; the oldest first."""
        casework.tell_staff(self.act)
        while key := self.next_key():
            self.sends(key)
            casework.tell_staff(self.act)
        return self.groups[chat]

    def next_key(self) -> str | None:
        """The key of the next message for a group."""
        with self.database.read() as session:
            waits = select(Outgoing.key).where(Outgoing.state == State.QUEUED.value)
            return session.scalar(waits.where(Outgoing.channel == groups.CHANNEL).order_by(Outgoing.id).limit(1))

    def sends(self, key: str, state: State = State.SENT) -> None:
        """The message of a key arrives; or whatever its state is to be."""
        post = self.desk.post(key)
        if post and post.new_topic:
            topic = str(next(self._ids))
            self.topics[topic] = post.new_topic
            self.desk.topic_opened(key, topic)
            post = replace(post, topic=topic)
        if post and state is State.SENT:
            self._arrives(key, post)
        self.ends(key, state if post else State.FAILED)

    def _arrives(self, key: str, post: Post) -> None:
        there = self.groups[post.chat]
        found = next((one for one in there if one.id == post.edits), None)
        if found:
            found.before.append(found.post)
            found.post = post
        else:
            there.append(Message(str(next(self._ids)), post))
        self.desk.posted(key, found.id if found else there[-1].id)

    def ends(self, key: str, state: State) -> None:
        """What became of a message."""
        with self.act() as act:
            row = act.session.scalars(select(Outgoing).where(Outgoing.key == key)).one()
            row.state, row.ended_at = state.value, act.now

    def arrives(self, state: State = State.SENT, channel: str = "test") -> list[str]:
        """What goes to members now, or to the staff in private; and what becomes of it."""
        with self.act() as act:
            waits = select(Outgoing).where(Outgoing.state == State.QUEUED.value, Outgoing.channel == channel)
            rows = act.session.scalars(waits.order_by(Outgoing.id)).all()
            for row in rows:
                row.state, row.ended_at = state.value, act.now
            return [row.text for row in rows]

    def trail(self, action: str) -> list[AuditRow]:
        """The rows of the audit trail that say so."""
        with self.database.read() as session:
            return list(session.scalars(select(AuditRow).where(AuditRow.action == action).order_by(AuditRow.id)))

    def case(self, number: str) -> Case:
        """The case as it is kept now."""
        with self.database.read() as session:
            found = cases.numbered(session, number)
            assert found
            return found

    def later(self, **span: float) -> datetime:
        """Time passes."""
        self.clock.forward(**span)
        return self.clock()


def named(act: Act, name: str) -> Officer:
    found = staff.named(act.session, name)
    assert found
    return found


def unit_of(act: Act, name: str) -> Unit:
    found = units.named(act.session, name)
    assert found
    return found


def climbs(office: Office) -> None:
    """The clock looks after the cases."""
    casework.climb_cases(office.act)


def warns(office: Office) -> None:
    """The clock looks for what is due soon."""
    casework.warn_of_cases(office.act)
