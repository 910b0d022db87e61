"""The audit trail as officers may read it: within their reach, by whom, about what, when, page by page."""

from datetime import timedelta

import pytest

from bot.domain import cases, records, roles, staff, units
from bot.domain.acts import Act
from bot.domain.records import About, Wanted
from bot.domain.roles import Role
from bot.domain.staff import Officer
from bot.domain.units import NEWEST
from tests.domain.union import case, later, member, officer, suggestion


class Office:
    """The top's administrator and chair, a street's chair and administrator; a case in the street, another above."""

    def __init__(self, act: Act) -> None:
        top = units.top(act)
        street = units.add(act, "街道", top)
        self.boss, self.head = officer(act), staff.add(act, "陈主席", top, [Role.CHAIR])
        self.chair = staff.add(act, "王主席", street, [Role.CHAIR])
        self.local = staff.add(act, "周管理", street, [Role.ADMINISTRATOR])
        self.above = case(act, "far")
        member(act).unit_id = street.id
        self.here, self.idea = case(later(act, hours=1)), suggestion(later(act, hours=2))
        cases.take(later(act, hours=3).by(self.chair.actor), self.here, self.chair)
        act.session.flush()


@pytest.fixture
def office(act: Act) -> Office:
    """A union with a few things done."""
    return Office(act)


def read(act: Act, who: Officer, before: int = NEWEST, limit: int = 100, **wanted: object) -> list[tuple[str, int]]:
    rows = records.found(act.session, who, Wanted(**wanted), before, limit)  # type: ignore[arg-type] # by name
    assert [row.id for row in rows] == sorted((row.id for row in rows), reverse=True)
    return [(row.action, row.subject_id) for row in rows]


def test_the_administrator_of_the_top_reads_of_everything(act: Act, office: Office) -> None:
    every = {action for action, _ in read(act, office.boss)}
    assert {"member.met", "unit.added", "officer.added", "case.filed", "suggestion.filed", "case.taken"} <= every
    assert records.sees_all(act.session, office.boss)


def test_others_read_of_their_units_cases_suggestions_and_officers_only(act: Act, office: Office) -> None:
    for one in (office.chair, office.local):
        found = read(act, one)
        assert ("case.filed", office.here.id) in found
        assert ("case.filed", office.above.id) not in found
        assert ("officer.added", office.chair.id) in found
        assert ("officer.added", office.boss.id) not in found
        assert {action for action, _ in found} & {"member.met", "unit.added"} == {"unit.added"}
    assert ("case.filed", office.above.id) in read(act, office.head)
    assert "member.met" not in {action for action, _ in read(act, office.head)}
    assert read(act, staff.add(act, "孙干事", units.top(act), [Role.HANDLER])) == []


def test_one_asks_by_kind_officer_day_and_subject(act: Act, office: Office) -> None:
    taken = ("case.taken", office.here.id)
    assert {action.partition(".")[0] for action, _ in read(act, office.chair, about=About.SUGGESTION)} == {"suggestion"}
    assert read(act, office.chair, about=About.MEMBER) == []
    assert {action for action, _ in read(act, office.boss, about=About.MEMBER)} == {"member.met"}
    assert read(act, office.chair, officers=(office.chair.id,)) == [taken]
    assert read(act, office.chair, subject=("case", office.here.id)) == [taken, ("case.filed", office.here.id)]
    assert read(act, office.chair, subject=("case", office.above.id)) == []
    hour = timedelta(hours=1)
    assert read(act, office.chair, since=act.now + 3 * hour) == [taken]
    assert taken not in read(act, office.chair, until=act.now + 3 * hour)
    assert {action for action, _ in read(act, office.boss, about=About.OTHER)} == set()


def test_the_next_page_begins_where_the_last_one_ended(act: Act, office: Office) -> None:
    every, paged, before = read(act, office.chair), list[tuple[str, int]](), NEWEST
    while rows := records.found(act.session, office.chair, Wanted(), before, 2):
        paged += [(row.action, row.subject_id) for row in rows]
        before = rows[-1].id
    assert paged == every
    assert len(every) > 4


def test_a_role_that_is_taken_takes_the_trail_along(act: Act, office: Office) -> None:
    roles.take(act, office.chair, Role.CHAIR, units.named(act.session, "街道") or units.top(act))
    act.session.flush()
    assert read(act, office.chair) == []
