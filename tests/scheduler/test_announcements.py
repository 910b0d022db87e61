"""The month's announcement: on its first working day at nine, to each member once, whatever happens to the process."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Barrier

import pytest

from bot.domain.acts import Act
from scheduler.notices import send_notices
from tests.domain.union import at_once
from tests.scheduler.brought import hand_over
from tests.scheduler.office import Office

MANY = 40
STEPS = 15
"""Transactions of one tick."""

BEGUN_FIRST = 6
"""The transaction in which the first notice that is due begins: before it, what is to be made."""


class Killed(BaseException):
    """The process ends here."""


def dying(office: Office, after: int, *, committed: bool) -> Callable[[], object]:
    """A ticker's transactions, of which the last one is cut off: after its commit, or before."""
    left = iter(range(after))

    @contextmanager
    def transact() -> Iterator[Act]:
        last = next(left, None) is None
        if last and committed:
            raise Killed
        with office.app.act() as act:
            yield act
            if last:
                raise Killed

    return transact


def test_it_comes_at_nine_on_the_first_working_day_and_not_before(office: Office) -> None:
    assert office.tick_at("2026-11-30 23:59") == []
    assert office.tick_at("2026-12-01 08:59") == []
    assert office.tick_at("2026-12-01 09:00") == ["lina", "wang"]
    assert office.tick_at("2026-12-01 09:01") == []
    assert office.tick_at("2026-12-17 09:00") == []
    assert office.notices() == {"announcement:2026-12": ("done", 2)}


def test_a_holiday_puts_it_off(office: Office) -> None:
    office.publish("new-year", "2027-01-20 14:00")
    assert office.tick_at("2027-01-01 09:00") == []
    assert office.tick_at("2027-01-03 23:00") == []
    assert office.tick_at("2027-01-04 09:00") == ["lina", "wang"]


def test_three_days_of_downtime_are_made_up(office: Office) -> None:
    office.go_to("2026-11-30 12:00")
    office.tick()
    assert office.tick_at("2026-12-04 15:30") == ["lina", "wang"]


@pytest.mark.parametrize(
    ("back", "state", "reached"),
    [
        ("2026-12-11 09:00", ("done", 2), ["lina", "wang"]),
        ("2026-12-11 09:01", ("missed", 0), []),
        ("2027-01-31 23:00", ("missed", 0), []),
    ],
)
def test_too_late_is_recorded_and_nothing_is_sent(
    office: Office, back: str, state: tuple[str, int], reached: list[str]
) -> None:
    office.tick_at("2026-11-30 12:00")
    assert office.tick_at(back) == reached
    assert office.notices()["announcement:2026-12"] == state


def test_over_the_months_end_the_old_one_is_missed_and_the_new_one_sent(office: Office) -> None:
    office.publish("new-year", "2027-01-20 14:00")
    office.tick_at("2026-11-30 12:00")
    assert office.tick_at("2027-01-05 08:00") == ["lina", "wang"]
    announced = {key: state for key, state in office.notices().items() if key.startswith("announcement:")}
    assert announced == {"announcement:2026-12": ("missed", 0), "announcement:2027-01": ("done", 2)}
    assert "1月活动预告" in office.far_end.arrived[0][1]


def test_what_waits_too_long_in_the_queue_is_not_sent_either(office: Office) -> None:
    office.go_to("2026-12-01 09:00")
    office.tick()
    office.go_to("2026-12-12 09:00")
    assert office.deliver() == []


def test_who_unsubscribed_gets_none_and_who_came_back_does(office: Office) -> None:
    office.unsubscribes("lina")
    assert office.tick_at("2026-12-01 09:00") == ["wang"]
    office.subscribes("lina")
    office.publish("new-year", "2027-01-20 14:00")
    assert office.tick_at("2027-01-04 09:00") == ["lina", "wang"]


def test_who_unsubscribes_between_queueing_and_sending_gets_none(office: Office) -> None:
    office.go_to("2026-12-01 09:00")
    office.tick()
    office.unsubscribes("lina")
    assert office.deliver() == ["wang"]


def test_two_processes_at_once_send_each_member_one(office: Office) -> None:
    names = [f"m{number}" for number in range(60)]
    office.welcome(*names)
    office.go_to("2026-12-01 09:00")
    apps = [office.process() for _ in range(3)]
    start = Barrier(3, timeout=30)

    def tick(which: int) -> None:
        start.wait()
        send_notices(apps[which].act)
        hand_over(apps[which].act)

    at_once(tick, 3)
    office.deliver()
    assert office.counts() == dict.fromkeys(["lina", "wang", *names], 1)
    assert office.notices() == {"announcement:2026-12": ("done", 62)}
    for app in apps:
        app.close()


@pytest.mark.parametrize("committed", [True, False])
def test_killed_at_any_step_it_goes_on_where_it_was(office: Office, *, committed: bool) -> None:
    names = [f"m{number}" for number in range(MANY - 2)]
    office.welcome(*names)
    office.go_to("2026-12-01 09:00")
    killed = 0
    for after in range(STEPS):
        try:
            send_notices(dying(office, after, committed=committed))  # type: ignore[arg-type]
        except Killed:
            killed += 1
    assert killed > STEPS // 2
    assert office.notices().get("announcement:2026-12", ("", 0))[0] != "done"
    office.tick()
    office.settle()
    assert office.notices() == {"announcement:2026-12": ("done", MANY)}
    assert office.queued() == dict.fromkeys(["lina", "wang", *names], 1)
    assert office.fates() == {"parked": MANY}


def test_one_that_fails_does_not_keep_the_others_back(office: Office) -> None:
    """A bug in one notice: the other one due is sent all the same."""
    office.joins("lina")
    office.tick_at("2026-11-30 12:00")
    office.go_to("2026-12-17 18:00")
    count = iter(range(100))

    @contextmanager
    def transact() -> Iterator[Act]:
        number = next(count)
        with office.app.act() as act:
            yield act
            if number == BEGUN_FIRST:
                raise ZeroDivisionError

    send_notices(transact)
    assert office.notices()["announcement:2026-12"] == ("scheduled", 0)
    office.bring()
    assert office.deliver() == ["lina"]
    office.tick()
    assert office.notices()["announcement:2026-12"] == ("missed", 0)
