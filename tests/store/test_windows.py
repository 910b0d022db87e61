"""What may still be sent unasked: counted to the last message and second, by however many at once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.messages import Address, Allowance
from bot.store import windows
from bot.store.database import Database
from bot.store.windows import TOLD_AGAIN, Window
from tests.conftest import Clock
from tests.domain.union import at_once

LINA, WANG = Address("wechat", "lina"), Address("wechat", "wang")
MESSAGE, TAP = Allowance(5, 48 * 3600), Allowance(3, 60)


@pytest.fixture
def desk(database: Database, clock: Clock) -> "Desk":
    return Desk(database, clock)


class Desk:
    """One call, one transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database, self.clock = database, clock

    def opened(self, allowance: Allowance = MESSAGE, to: Address = LINA) -> bool:
        with self.database.write() as session:
            return windows.opened(session, to, allowance, self.clock())

    def take(self, messages: int = 1, to: Address = LINA) -> bool:
        with self.database.write() as session:
            return windows.take(session, to, messages, self.clock())

    def nudge(self, to: Address = LINA) -> bool:
        with self.database.write() as session:
            return windows.nudge(session, to, self.clock())

    def wait(self, to: Address = LINA) -> None:
        with self.database.write() as session:
            windows.wait(session, to, self.clock())

    def close(self, to: Address = LINA) -> None:
        with self.database.write() as session:
            windows.close(session, to)

    def forget(self) -> int:
        """How many rows are left."""
        with self.database.write() as session:
            windows.forget(session, self.clock())
            return session.scalar(select(func.count()).select_from(Window)) or 0

    def taken(self, most: int = 20) -> int:
        """How many single messages may be sent in a row."""
        return next(number for number in range(most) if not self.take())


def test_nothing_may_be_sent_to_one_who_never_wrote(desk: Desk) -> None:
    desk.opened(to=WANG)
    desk.opened(to=Address("web", "lina"))
    assert not desk.take()


def test_a_message_allows_five(desk: Desk) -> None:
    desk.opened()
    assert desk.taken() == 5


def test_several_are_taken_together_or_not_at_all(desk: Desk) -> None:
    desk.opened()
    assert [desk.take(count) for count in (3, 3, 2, 1)] == [True, False, True, False]


@pytest.mark.parametrize(("allowance", "seconds"), [(MESSAGE, 48 * 3600), (TAP, 60)])
def test_a_window_ends_to_the_second(desk: Desk, allowance: Allowance, seconds: int) -> None:
    desk.opened(allowance)
    desk.clock.forward(seconds=seconds - 1)
    assert desk.take()
    desk.clock.forward(seconds=1)
    assert not desk.take()


def test_another_message_counts_anew_and_adds_nothing(desk: Desk) -> None:
    desk.opened()
    desk.take(4)
    desk.opened()
    assert desk.taken() == 5
    desk.clock.forward(hours=47)
    desk.opened()
    desk.clock.forward(hours=47)
    assert desk.take()


def test_what_ends_first_is_used_first(desk: Desk) -> None:
    desk.opened(MESSAGE)
    desk.opened(TAP)
    assert [desk.take() for _ in range(3)] == [True] * 3
    desk.clock.forward(minutes=2)
    assert desk.taken() == 5


def test_what_does_not_fit_into_one_window_is_taken_from_another(desk: Desk) -> None:
    desk.opened(MESSAGE)
    desk.opened(TAP)
    assert desk.take(4)
    assert not desk.take(4)
    assert desk.taken() == 4


def test_when_the_platform_closes_it_only_another_contact_opens_it(desk: Desk) -> None:
    desk.opened(MESSAGE)
    desk.opened(TAP)
    desk.opened(MESSAGE, WANG)
    desk.close()
    assert not desk.take()
    assert desk.take(to=WANG)
    desk.opened(TAP)
    assert desk.taken() == 3


def test_many_at_once_never_take_more_than_there_is(desk: Desk) -> None:
    desk.opened(MESSAGE)
    desk.opened(TAP)
    assert sum(at_once(lambda _: desk.take(), 16)) == 8
    desk.opened(MESSAGE)
    assert sum(at_once(lambda _: desk.take(2), 6)) == 2


def test_who_writes_is_asked_once_whether_something_waited(desk: Desk) -> None:
    assert not desk.opened()
    desk.wait()
    desk.wait()
    desk.wait(WANG)
    assert [desk.opened(TAP), desk.opened(TAP), desk.opened(MESSAGE)] == [True, False, False]
    assert desk.opened(to=WANG)


def test_a_member_is_told_once_until_they_write(desk: Desk) -> None:
    desk.wait()
    assert [desk.nudge(), desk.nudge(), desk.nudge(WANG)] == [True, False, True]
    desk.wait()
    assert not desk.nudge()
    assert desk.opened()
    assert [desk.nudge(), desk.nudge()] == [True, False]


def test_many_at_once_tell_a_member_once(desk: Desk) -> None:
    assert sum(at_once(lambda _: desk.nudge(), 10)) == 1


def test_what_waits_is_no_window(desk: Desk) -> None:
    desk.wait()
    desk.nudge()
    assert not desk.take()
    assert not desk.take(0)
    desk.close()
    assert not desk.nudge()


def test_windows_that_ended_are_forgotten_and_others_are_not(desk: Desk) -> None:
    desk.opened(TAP)
    desk.opened(MESSAGE)
    desk.opened(MESSAGE, WANG)
    desk.clock.forward(seconds=59)
    assert desk.forget() == 3
    desk.clock.forward(seconds=1)
    assert desk.forget() == 2
    assert desk.taken() == 5
    desk.clock.forward(days=2)
    assert desk.forget() == 0


def test_that_something_waits_is_never_forgotten(desk: Desk) -> None:
    desk.nudge()
    for days in (29, 1, 1, 400):
        desk.clock.forward(days=days)
        desk.forget()
    assert desk.opened()
    assert desk.forget() == 1


def test_a_member_is_told_again_after_a_month(desk: Desk) -> None:
    desk.nudge()
    desk.clock.now += TOLD_AGAIN - timedelta(seconds=1)
    desk.forget()
    assert not desk.nudge()
    desk.clock.forward(seconds=1)
    desk.forget()
    assert [desk.nudge(), desk.nudge()] == [True, False]
