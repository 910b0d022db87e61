"""Whoever is away has no case meanwhile: a deputy has it, or the queue."""

from datetime import date, timedelta

import pytest

from bot.domain import absences, audit, cases, staffing
from bot.domain.acts import Act
from bot.domain.cases import Case, State
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.union import case, later, officer, outgoing

TODAY = date(2026, 11, 23)


def reroute(act: Act) -> list[str]:
    """What the job does; the numbers of the cases that found another owner."""
    found = absences.stray(act.session, act.today)
    for one in found:
        absences.find_owner(act, one)
    act.session.flush()
    return [one.number for one in found]


def with_case(act: Act) -> tuple[Case, Officer, Officer]:
    one, li, wang = case(act), officer(act), officer(act, "王干事")
    cases.take(act, one, li)
    return one, li, wang


def test_a_deputy_has_the_cases_of_one_who_is_away_from_that_day_on(act: Act) -> None:
    one, li, wang = with_case(act)
    due = one.due_at
    absences.go(act, li, TODAY + timedelta(days=1), TODAY + timedelta(days=3), wang)
    assert reroute(act) == []
    tomorrow = later(act, days=1)
    assert reroute(tomorrow) == [one.number]
    assert (one.officer_id, one.status, one.due_at) == (wang.id, State.ASSIGNED, due)
    assert "改由王干事办理" in outgoing(act)[-1].text
    assert reroute(tomorrow) == []
    assert audit.trail(act.session, one)[-1].action == "case.rerouted"


@pytest.mark.parametrize("deputy", ["nobody", "away", "gone"])
def test_without_a_deputy_who_is_there_a_case_is_the_queues(act: Act, deputy: str) -> None:
    one, li, wang = with_case(act)
    absences.go(act, li, TODAY, TODAY, None if deputy == "nobody" else wang)
    if deputy == "away":
        absences.go(act, wang, TODAY, TODAY, None)
    if deputy == "gone":
        staffing.deactivate(act, officer(act, "孙主任"), wang)
    assert reroute(act) == [one.number]
    assert (one.officer_id, one.status) == (None, State.NEW)
    assert one.due_at


def test_who_is_away_is_not_offered_and_who_is_back_is(act: Act) -> None:
    one, li, wang = with_case(act)
    top = one.unit_id
    absences.go(act, wang, TODAY, TODAY + timedelta(days=2), None)
    assert cases.takers(act.session, one, act.today) == []
    assert cases.next_officer(act.session, top, act.today, but=li) is None
    assert cases.takers(act.session, one, TODAY + timedelta(days=3)) == [wang]
    absences.come_back(act, wang)
    assert cases.takers(act.session, one, act.today) == [wang]


def test_days_that_are_none_and_deputies_who_could_not_are_refused(act: Act) -> None:
    _, li, wang = with_case(act)
    tomorrow = TODAY + timedelta(days=1)
    wrong = [
        (None, TODAY, wang, "从哪天到哪天"),
        (tomorrow, TODAY, wang, "不能早于第一天"),
        (TODAY - timedelta(days=2), TODAY - timedelta(days=1), wang, "已经过去"),
        (TODAY, TODAY, li, "另一位同事"),
    ]
    for since, until, deputy, words in wrong:
        with pytest.raises(Refusal, match=words):
            absences.go(act, li, since, until, deputy)
    absences.go(act, wang, tomorrow, tomorrow, None)
    with pytest.raises(Refusal, match="那几天也不在"):
        absences.go(act, li, TODAY, tomorrow, wang)
    assert li.away_from is None
