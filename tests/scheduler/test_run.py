"""The ticker really ticks, survives what goes wrong, and stops between two transactions."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.domain import audit, cases, clocks, members, staff, units
from bot.domain.cases import Case, Story
from bot.errors import Unavailable
from bot.messages import Address
from scheduler import run
from scheduler.casework import climb_cases, warn_of_cases
from scheduler.jobs import JOBS, Job
from scheduler.work import Transact
from tests.scheduler.office import Office

PATIENCE = 20
"""Seconds that a busy machine may take."""


def ticking(office: Office, work: Callable[[Transact], None]) -> run.Ticker:
    return run.start(office.app.act, [Job("test", 0.02, work)])


def test_it_ticks_at_once_and_again_and_shuts_down(office: Office) -> None:
    times, enough = list[int](), threading.Event()

    def work(transact: Transact) -> None:
        with transact() as act:
            times.append(len(members.addresses(act.session, 1)))
        if len(times) == 3:
            enough.set()

    ticker = ticking(office, work)
    assert enough.wait(PATIENCE)
    ticker.shutdown()
    count = len(times)
    assert times[:3] == [1, 1, 1]
    assert not any(one.name.startswith("APScheduler") for one in threading.enumerate())
    assert len(times) == count


@pytest.mark.parametrize("trouble", [Unavailable("gone"), ZeroDivisionError()])
def test_what_goes_wrong_in_one_tick_does_not_end_the_ticking(office: Office, trouble: Exception) -> None:
    again, troubles = threading.Event(), iter([trouble])

    def work(_: Transact) -> None:
        if one := next(troubles, None):
            raise one
        again.set()

    ticker = ticking(office, work)
    assert again.wait(PATIENCE)
    ticker.shutdown()


def test_shutting_down_waits_for_the_transaction_in_hand_and_not_for_the_whole_job(office: Office) -> None:
    begun, go_on, done = threading.Event(), threading.Event(), list[int]()

    def work(transact: Transact) -> None:
        for number in range(1000):
            with transact():
                begun.set()
                assert go_on.wait(PATIENCE)
                done.append(number)

    ticker = ticking(office, work)
    assert begun.wait(PATIENCE)
    stopping = threading.Thread(target=ticker.shutdown)
    stopping.start()
    assert ticker._stopping.wait(PATIENCE)
    go_on.set()
    stopping.join(PATIENCE)
    assert done == [0]


def test_the_real_jobs_announce_the_month_by_themselves(office: Office) -> None:
    office.go_to("2026-12-01 09:00")
    seen = threading.Event()

    def notices_then_tell(transact: Transact) -> None:
        JOBS[0].run(transact)
        seen.set()

    ticker = run.start(office.app.act, [Job("notices", 30, notices_then_tell), JOBS[2]])
    assert seen.wait(PATIENCE)
    ticker.shutdown()
    office.bring()
    assert office.deliver() == ["lina", "wang"]
    names = "notices event-offers event-opinions case-clocks case-warnings case-owners case-words case-verdicts "
    names += "suggestion-clocks squads staff-groups old-updates old-questions old-windows old-cases old-events "
    names += "old-suggestions old-talks old-notices old-files"
    assert [job.name for job in JOBS] == names.split()


def test_a_case_whose_clock_ran_out_climbs_by_itself(office: Office) -> None:
    with office.app.act() as act:
        top = units.top(act)
        branch = units.add(act, "分会", top)
        member = members.meet(act, Address("test", "lina"))
        member.unit_id = branch.id
        one = cases.file(act, member, Address("test", "lina"), "other", Story("公司拖欠三个月工资"))
        cases.take(act, one, staff.add(act, "王干事", branch))
        number, due, home = one.id, one.due_at, top.id
    assert due
    office.clock.now = due - timedelta(seconds=1)
    climb_cases(office.app.act)
    office.clock.now = due
    climb_cases(office.app.act)
    climb_cases(office.app.act)
    with office.app.database.read() as session:
        found = session.get_one(Case, number)
        assert (found.unit_id, found.officer_id, found.state) == (home, None, "new")
        assert found.due_at
        assert found.due_at > due


def test_staff_are_warned_by_itself_once_of_each_case_however_many_there_are(office: Office) -> None:
    count = clocks.BATCH + 1
    with office.app.act() as act:
        member = members.meet(act, Address("test", "lina"))
        filed = [
            cases.file(act, member, Address("test", "lina"), "other", Story("公司拖欠三个月工资")) for _ in range(count)
        ]
        numbers, warn = [one.id for one in filed], filed[0].warn_at
    assert warn
    office.clock.now = warn - timedelta(seconds=1)
    warn_of_cases(office.app.act)
    office.clock.now = warn
    for _ in range(2):
        warn_of_cases(office.app.act)
    with office.app.database.read() as session:
        found = [session.get_one(Case, number) for number in numbers]
        assert {one.warned_at for one in found} == {warn}
        actions = [[row.action for row in audit.trail(session, one)] for one in found]
        assert actions == [["case.filed", "case.warned"]] * count
