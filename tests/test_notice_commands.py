"""`python -m bot notice …`: looked at, sent in an officer's name, held, taken back; the command changes states only."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from pathlib import Path
from typing import NamedTuple, TextIO

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from bot.app import App
from bot.cli import commands
from bot.cli.notice_follow import follow
from bot.config import Config
from bot.domain import dispatch, members, sendings, staff, units
from bot.domain.acts import OPERATOR, ActorKind
from bot.domain.audit import AuditRow
from bot.domain.noticebook import Notice, State
from bot.domain.roles import Role
from bot.domain.sendings import Outcome
from bot.errors import DeliveryFailed
from bot.messages import Address

CONFIG = """[store]
url = "{url}"
[notices]
approve_above = 2
quiet_from = "00:00"
quiet_until = "00:00"
"""
NEW = ("--title", "停水通知", "--text", "明天上午停水。")


class Account(NamedTuple):
    """A configuration file, and the account that it is of."""

    file: Path
    app: App

    def run(self, command: str, *words: object, typed: str | None = None) -> Result:
        """A command about notices."""
        given = ["notice", command, "--config", str(self.file), *map(str, words)]
        return CliRunner().invoke(commands, given, input=typed)

    def sent(self, *words: object, by: str = "李主任") -> str:
        """The first line of what `send` says."""
        return self.run("send", "--as", by, *words).output.strip().splitlines()[0]

    def only(self) -> Notice:
        """The one notice that there is."""
        with self.app.database.read() as session:
            return session.scalars(select(Notice)).one()

    def listed(self) -> int:
        """List its audience as the service does; its number."""
        number = self.only().id
        with self.app.act() as act:
            dispatch.begin(act, act.session.get_one(Notice, number))
        more = True
        while more:
            with self.app.act() as act:
                more = dispatch.list_on(act, act.session.get_one(Notice, number))
        return number

    def settled(self, number: int, *fates: Outcome) -> None:
        """Send as many copies as there are outcomes."""
        with self.app.act() as act:
            copies = sendings.claim(act, number, "telegram", "test", len(fates))
        with self.app.act() as act:
            outcomes = {copy.recipient: fate for copy, fate in zip(copies, fates, strict=True)}
            sendings.settle(act, "test", outcomes)

    def done(self, number: int) -> None:
        """What is left arrives, and the notice is done."""
        with self.app.act() as act:
            copies = sendings.claim(act, number, "telegram", "rest", 100)
        with self.app.act() as act:
            sendings.settle(act, "rest", {copy.recipient: Outcome("1") for copy in copies})
        with self.app.act() as act:
            dispatch.tidy(act, act.session.get_one(Notice, number))


@pytest.fixture
def account(own_store: str, tmp_path: Path) -> Iterator[Account]:
    """Two who may send to many and one who may not; four members, one of whom wants nothing."""
    file = tmp_path / "config.toml"
    file.write_text(CONFIG.format(url=own_store), "utf-8")
    app = App(Config.load(file))
    with app.act(OPERATOR) as act:
        top = units.top(act)
        branch = units.add(act, "机修车间", top)
        staff.add(act, "李主任", top)
        staff.add(act, "王主席", top, [Role.CHAIR])
        staff.add(act, "看客", top, [Role.READER])
        people = [members.meet(act, Address("telegram", str(number))) for number in range(4)]
        members.move(act, people[0], branch)
        members.unsubscribe(act, people[3])
    with app:
        yield Account(file, app)


def test_one_to_many_is_sent_by_one_and_approved_by_another(account: Account) -> None:
    told = account.run("send", "--as", "李主任", *NEW)
    assert told.exit_code == 0
    key = account.only().key
    assert f"{key}  waiting  3 recipients, more than 2" in told.output
    for who in ("李主任", "看客"):
        assert account.run("send", "--as", who, key).exit_code == 1
        assert account.only().status is State.WAITING
    assert account.sent(key, by="王主席").startswith(f"{key}  scheduled  3 recipients")
    assert account.run("send", "--as", "看客", key).exit_code == 1
    with account.app.database.read() as session:
        rows = session.scalars(select(AuditRow).where(AuditRow.subject == "notice", AuditRow.actor == ActorKind.STAFF))
        li, wang = (staff.named(session, name) for name in ("李主任", "王主席"))
        assert li
        assert wang
        assert {row.actor_id for row in rows} == {li.id, wang.id}
    assert account.only().approver_id == wang.id


def test_what_became_of_each_copy_is_told_and_adds_up(account: Account) -> None:
    account.sent(*NEW)
    account.sent(account.only().key, by="王主席")
    number = account.listed()
    account.settled(number, Outcome("77"), Outcome(failure=DeliveryFailed("403", "bot was blocked")))
    found = json.loads(account.run("show", number, "--json").output)
    assert found["states"] == {"queued": 1, "sent": 1, "failed": 1}
    assert found["recipients"] == sum(found["states"].values()) == 3
    assert found["reasons"] == {"failed 403": 1}
    assert (found["author"], found["approver"]) == ("李主任", "王主席")
    shown = account.run("show", found["key"]).output
    assert all(words in shown for words in ("停水通知", "sending 正在发", "3 = ", "1 failed", "failed 403: 1"))
    account.done(number)
    assert account.run("list").output == ""
    assert "停水通知" in account.run("list", "--all").output
    assert "went out already" in account.sent(number)


def test_it_is_held_goes_on_and_is_taken_back(account: Account) -> None:
    account.sent(*NEW)
    account.sent(account.only().key, by="王主席")
    number = account.listed()
    assert " paused " in account.run("pause", number).output
    assert "notice resume" in account.sent(number)
    assert account.run("pause", number).exit_code == 1
    assert " sending" in account.run("resume", number).output
    assert account.run("resume", number).exit_code == 1
    account.settled(number, Outcome("77"))
    assert account.run("cancel", number, typed="n\n").exit_code == 1
    assert account.only().status is State.SENDING
    assert " cancelled" in account.run("cancel", number, "--yes").output
    states = json.loads(account.run("show", number, "--json").output)["states"]
    assert states == {"sent": 1, "skipped": 2}
    for step in (("pause",), ("resume",), ("cancel", "--yes"), ("send", "--as", "李主任")):
        assert account.run(*step, number).exit_code == 1


def test_a_few_are_told_at_once(account: Account) -> None:
    words = ("--title", "停电", "--text", "-", "--unit", "机修车间", "--urgent")
    told = account.run("send", "--as", "李主任", *words, typed="今晚停电。\n请关好机器。\n")
    one = account.only()
    assert told.output.startswith(f"{one.key}  scheduled  1 recipients\na running service takes it up")
    assert (one.text, one.urgent) == ("今晚停电。\n请关好机器。", True)


def test_who_is_alone_types_how_many_it_reaches(account: Account) -> None:
    with account.app.act(OPERATOR) as act:
        for name in ("王主席", "看客"):
            officer = staff.named(act.session, name)
            assert officer
            officer.active = False
    assert account.run("send", "--as", "李主任", "--alone", 4, *NEW).exit_code == 1
    assert "scheduled" in account.sent("--alone", 3, *NEW)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("show", "77"), "there is no notice 77"),
        (("pause", "announcement:2026-12"), "there is no notice announcement:2026-12"),
        (("send", "--as", "谁", *NEW), "there is no officer 谁"),
        (("send", "--as", "李主任", "--unit", "火星", *NEW), "there is no unit 火星"),
        (("send", "--as", "李主任"), "give either"),
        (("send", "--as", "李主任", "--title", "停水"), "give either"),
        (("send", "--as", "李主任", "7", *NEW), "give either"),
    ],
)
def test_what_is_wrong_is_said(account: Account, command: tuple[str, ...], words: str) -> None:
    told = account.run(*command)
    assert told.exit_code == 2
    assert words in told.output


def test_one_can_be_watched_until_it_is_done(account: Account) -> None:
    account.sent(*NEW)
    account.sent(account.only().key, by="王主席")
    service = threading.Thread(target=lambda: account.done(account.listed()))
    service.start()
    told = account.run("show", account.only().id, "--follow")
    service.join()
    assert told.exit_code == 0
    assert told.output.strip().splitlines()[-1] == f"{account.only().key}  done  3 sent"


def test_on_a_terminal_it_shows_how_far_it_is_and_goes_on_without_us(account: Account) -> None:
    account.sent(*NEW)
    account.sent(account.only().key, by="王主席")
    number = account.listed()
    account.settled(number, Outcome("77"))
    with _terminal(until="/s, 0:") as (terminal, shown), redirect_stdout(terminal):
        follow(account.app, number)
    drawn = b"".join(shown).decode()
    assert "1/3" in drawn
    assert "goes on without this window" in drawn
    assert account.only().status is State.SENDING


@contextmanager
def _terminal(until: str) -> Iterator[tuple[TextIO, list[bytes]]]:
    """A real terminal, and what was written to it; once that stands there, somebody presses Ctrl-C."""
    ours, theirs = os.openpty()
    shown: list[bytes] = []

    def watch() -> None:
        pressed = False
        with suppress(OSError):  # nobody writes to it any more
            while some := os.read(ours, 4096):
                shown.append(some)
                if not pressed and until in b"".join(shown).decode(errors="ignore"):
                    pressed = True
                    signal.raise_signal(signal.SIGINT)

    watching = threading.Thread(target=watch)
    watching.start()
    with os.fdopen(theirs, "w") as written:
        yield written, shown
    watching.join()
    os.close(ours)
