"""The clocks of cases: office hours as configured, a warning at three quarters, once for each run of a clock."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.config import Cases
from bot.domain import audit, calendar, cases, clocks, outcomes, units
from bot.domain.acts import Act
from bot.domain.cases import Case
from tests.domain.union import Union, at_once, case, later, member, officer


def shanghai(moment: str) -> datetime:
    """2026-11-24 15:00, for example."""
    return datetime.fromisoformat(f"{moment}+08:00").astimezone(UTC)


def at(act: Act, moment: datetime | None) -> Act:
    """The same transaction at that moment."""
    assert moment
    return replace(act, now=moment)


def warned(act: Act, one: Case) -> int:
    """How often the trail says so."""
    return [row.action for row in audit.trail(act.session, one)].count("case.warned")


def warn_all(act: Act) -> list[Case]:
    """What the job does, in one transaction."""
    found = clocks.running_out(act.session, act.now)
    for one in found:
        clocks.warn(act, one)
    act.session.flush()
    return found


def test_an_ordinary_case_is_warned_of_in_working_time(act: Act) -> None:
    """Filed on Monday at 10:00, due after 16 working hours on Wednesday at 10:00; 12 of them are over on Tuesday."""
    one = case(act)
    assert (one.due_at, one.warn_at, one.warned_at) == (
        shanghai("2026-11-25 10:00"),
        shanghai("2026-11-24 15:00"),
        None,
    )


def test_an_urgent_case_is_warned_of_in_plain_time(act: Act) -> None:
    late = at(act, shanghai("2026-11-28 23:00"))
    one = case(late, facts="我不想活了")
    assert one.due_at
    assert (one.due_at - late.now, one.warn_at) == (timedelta(hours=2), late.now + timedelta(minutes=90))


@pytest.mark.parametrize("closed", [False, True])
def test_a_warning_comes_when_three_quarters_are_used_and_once(act: Act, *, closed: bool) -> None:
    one, li = case(act), officer(act)
    due, warn = one.due_at, one.warn_at
    assert due
    assert warn
    assert clocks.running_out(act.session, warn - timedelta(seconds=1)) == []
    if closed:
        outcomes.resolve(act, one, li, "解决了")
        assert warn_all(at(act, warn)) == []
        return
    assert warn_all(at(act, warn)) == [one]
    assert (one.warn_at, one.warned_at, one.due_at) == (None, warn, due)
    assert warn_all(at(act, due - timedelta(seconds=1))) == []
    assert warned(act, one) == 1


def test_a_clock_that_has_run_out_climbs_and_is_not_warned_of_any_more(act: Act) -> None:
    one = case(act)
    assert clocks.running_out(act.session, one.due_at or act.now) == []


def test_each_run_of_a_clock_has_its_own_warning(act: Act) -> None:
    top = units.top(act)
    member(act).unit_id = units.add(act, "分会", top).id
    one, li = case(act), officer(act)
    warn_all(at(act, one.warn_at))
    cases.climb(at(act, one.due_at), one)
    assert one.warned_at is None
    again = at(act, one.warn_at)
    assert warn_all(again) == [one]
    cases.reply(again, one, li, "我们在办")
    assert one.warned_at is None
    assert one.warn_at == calendar.deadline(again.now, 36, calendar.office(act.config)), (
        "three quarters of three times 16 working hours"
    )
    assert warn_all(at(act, one.warn_at)) == [one]
    assert warned(act, one) == 3


def test_who_adds_while_the_clock_runs_on_does_not_bring_a_second_warning(act: Act) -> None:
    one = case(act)
    then = at(act, one.warn_at)
    warn_all(then)
    cases.add(later(then, minutes=1), one, "又想起一件事")
    assert one.warned_at == then.now
    assert warn_all(later(then, minutes=2)) == []


def test_what_becomes_urgent_runs_anew(act: Act) -> None:
    one = case(act)
    cases.add(later(act, minutes=5), one, "老板说要弄死我")
    assert one.warn_at == act.now + timedelta(minutes=95)


def test_a_closed_case_has_no_clock_and_opens_with_a_new_one(act: Act) -> None:
    one, li = case(act), officer(act)
    warn_all(at(act, one.warn_at))
    outcomes.resolve(act, one, li, "解决了")
    assert (one.due_at, one.warn_at, one.warned_at) == (None, None, None)
    after = at(act, shanghai("2026-11-30 09:00"))
    cases.add(after, one, "没有解决")
    assert (one.due_at, one.warn_at) == (shanghai("2026-12-01 18:00"), shanghai("2026-12-01 14:00"))


def test_two_processes_warn_once(union: Union) -> None:
    with union.act() as act:
        one = case(act)
        number, warn = one.id, one.warn_at
    assert warn
    union.clock.now = warn

    def look(_: int) -> int:
        with union.act() as act:
            return len(warn_all(act))

    assert sum(at_once(look, 4)) == 1
    with union.act() as act:
        assert warned(act, act.session.get_one(Case, number)) == 1


def test_the_offices_own_hours_and_days_are_kept(act: Act, tmp_path: Path) -> None:
    """Open from 08:30 to 12:00 and from 13:30 to 17:30; the Tuesday is off, the Saturday is made up."""
    file = tmp_path / "days.toml"
    file.write_text("holidays = [2026-11-24]\nworkdays = [2026-11-28]\n")
    rules = Cases(office_hours=("08:30-12:00", "13:30-17:30"), days_file=str(file))
    one = case(replace(act, config=act.config.model_copy(update={"cases": rules})))
    assert (one.due_at, one.warn_at) == (shanghai("2026-11-26 11:00"), shanghai("2026-11-25 16:00"))
    saturday = at(act, shanghai("2026-11-28 08:00"))
    other = case(replace(saturday, config=act.config.model_copy(update={"cases": rules})))
    assert other.due_at == shanghai("2026-12-01 09:30")
