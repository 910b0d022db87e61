"""The directory of members: what an officer could read elsewhere anyway, and nothing of an anonymous filing."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from bot.domain import directory, members, registrations, staff, units
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case
from bot.domain.directory import Directory
from bot.domain.members import Contact, Member
from bot.domain.roles import Role
from bot.domain.units import NEWEST, Unit
from tests.domain.union import address, case, event, later, member, officer


class Books:
    """Two streets below the top, and who looks at their members."""

    def __init__(self, act: Act) -> None:
        self.act, self.top = act, units.top(act)
        self.street, self.other = units.add(act, "街道", self.top), units.add(act, "另一街道", self.top)
        self.boss = officer(act)
        self.chair = staff.add(act, "王主席", self.street, [Role.CHAIR])
        act.session.flush()

    def of(self, who: staff.Officer, unit: Unit | None = None) -> Directory:
        return Directory(self.act.session, who, self.act.config.zone, unit)

    def meet(self, who: str, unit: Unit) -> Member:
        one = member(self.act, who)
        one.unit_id = unit.id
        self.act.session.flush()
        return one


@pytest.fixture
def books(act: Act) -> Books:
    """The union's directories."""
    return Books(act)


def names(page: directory.Page) -> list[str]:
    return [one.name for one in page.entries]


def test_one_sees_the_members_of_ones_units_page_by_page(books: Books) -> None:
    mine = [books.meet(f"m{number}", books.street) for number in range(5)]
    books.meet("stranger", books.other)
    chair, boss = books.of(books.chair), books.of(books.boss)
    assert (chair.count(), boss.count(), books.of(books.boss, books.other).count()) == (5, 6, 1)
    first = chair.page(NEWEST, 3)
    assert [one.id for one in first.entries] == [one.id for one in reversed(mine[2:])]
    assert first.more == mine[2].id
    rest = chair.page(first.more, 3)
    assert ([one.id for one in rest.entries], rest.more) == ([mine[1].id, mine[0].id], None)
    assert books.of(books.chair, books.other).count() == 0
    assert [one.id for one in chair.every(3)] == [one.id for one in mine[:3]]


def test_a_row_tells_the_month_the_channels_and_what_was_unsubscribed(act: Act, books: Books) -> None:
    lina = books.meet("lina", books.street)
    act.session.add(Contact(channel="web", address="v1", member_id=lina.id, lost_at=act.now))
    members.unsubscribe(act, lina)
    (one,) = books.of(books.chair).page(NEWEST, 9).entries
    assert (one.unit, one.channels, one.since) == ("街道", ("test", "web"), date(2026, 11, 1))
    assert (one.subscribed, one.lost, one.name, one.phone) == (False, False, "", "")
    members.lost(act.session, address(), act.now)
    assert books.of(books.chair).page(NEWEST, 9).entries[0].lost


def test_a_name_is_told_to_those_who_could_read_it_in_a_case_or_on_an_events_list(act: Act, books: Books) -> None:
    lina, wang = books.meet("lina", books.street), books.meet("wang", books.street)
    registrations.join(act, event(act), wang, address("wang"), name="王小明")
    case(act, name="李娜", phone="13900001111")
    case(act, name="李娜改名")
    act.session.flush()
    told = {entry.id: (entry.name, entry.phone) for entry in books.of(books.chair).page(NEWEST, 9).entries}
    assert told == {lina.id: ("李娜改名", ""), wang.id: ("王小明", "")}
    for filed in act.session.scalars(select(Case)):
        filed.unit_id = books.other.id
    act.session.flush()
    told = {entry.id: (entry.name, entry.phone) for entry in books.of(books.chair).page(NEWEST, 9).entries}
    assert told == {lina.id: ("", ""), wang.id: ("王小明", "")}


def test_nothing_of_an_anonymous_case_is_told(act: Act, books: Books) -> None:
    books.meet("lina", books.street)
    case(act, anonymous=True, name="陈秘密", phone="13900001111")
    act.session.flush()
    found = books.of(books.boss).page(NEWEST, 9)
    assert "陈秘密" not in repr(found)
    assert "13900001111" not in repr(found)
    assert books.of(books.boss).named("陈", NEWEST, 9).entries == []


def test_a_name_is_searched_for_in_steps_that_miss_nobody(act: Act, books: Books) -> None:
    for number in range(9):
        books.meet(f"m{number}", books.street)
        case(act, f"m{number}", name="张三" if number % 4 == 0 else f"李{number}")
    book = replace(books.of(books.chair), stride=3, most=4)
    found, steps, before = list[str](), 0, NEWEST
    while True:
        page = book.named("张", before, 9)
        found, steps = found + names(page), steps + 1
        if page.more is None:
            break
        before = page.more
    assert (found, steps) == (["张三"] * 3, 2)
    assert names(book.named("三", NEWEST, 2)) == ["张三", "张三"]
    assert book.named("三", NEWEST, 1).more


def test_an_export_is_kept_in_the_trail_by_its_number_only(act: Act, books: Books) -> None:
    books.meet("lina", books.street)
    case(act, name="李娜", phone="13900001111")
    found = directory.export(later(act, seconds=1).by(books.chair.actor), books.chair, books.street, 10)
    assert [(one.name, one.phone) for one in found] == [("李娜", "13900001111")]
    act.session.flush()
    row = act.session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(1)).one()
    assert (row.action, row.subject_id, row.facts) == ("unit.members_exported", books.street.id, {"members": 1})
