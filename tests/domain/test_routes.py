"""Where answers go is sealed, apart from what was filed, and its member's own are found all the same."""

from collections.abc import Iterator

import pytest
from alembic import command
from sqlalchemy import select, text

from bot.config import Config
from bot.domain import cases, suggestions
from bot.domain.acts import OPERATOR, Act
from bot.domain.casebook import Case
from bot.domain.filings import NO_WAY_BACK
from bot.domain.routes import Route
from bot.errors import Refusal
from bot.store.database import Database
from tests.conftest import START
from tests.domain.union import address, case, officer, outgoing, suggestion
from tests.store import raw
from tests.store.test_migrations import migrate

WHO = "oWx-9f27c1"


def filed(act: Act) -> Iterator[Case | suggestions.Suggestion]:
    for anonymous in (True, False):
        yield case(act, WHO, anonymous=anonymous)
        yield suggestion(act, WHO, anonymous=anonymous)
    case(act, "somebody else")


def test_ones_own_are_found_and_nobody_elses(act: Act) -> None:
    mine = list(filed(act))
    act.session.flush()
    assert cases.of_address(act.session, address(WHO)) == [mine[2], mine[0]]
    assert suggestions.of_address(act.session, address(WHO)) == [mine[3], mine[1]]
    assert {one.reply_to for one in mine} == {address(WHO)}
    assert [one.is_from(address()) for one in mine] == [False] * 4


def test_the_tables_show_neither_an_address_nor_that_two_filings_are_of_one_person(database: Database) -> None:
    with database.write() as session:
        mine = list(filed(Act(session, START, OPERATOR, Config())))
    found = raw.tables(database.url)
    for name in ("case", "suggestion", "route"):
        assert WHO not in str(found[name])
    with database.read() as session:
        digests = session.scalars(select(Route.digest)).all()
        assert len(set(digests)) == len(mine) + 1
        plain = session.execute(text('SELECT member_id FROM "case" WHERE anonymous')).scalars().all()
    assert plain == [None]


def test_without_a_way_back_nothing_is_sent_and_staff_are_told_why(act: Act) -> None:
    one = case(act, WHO)
    one.route = None
    with pytest.raises(Refusal, match=NO_WAY_BACK):
        cases.take(act, one, officer(act))
    assert outgoing(act) == []
    assert cases.of_address(act.session, address(WHO)) == []


def test_what_lay_open_before_is_sealed_by_the_migration_and_opened_by_its_undoing(database: Database) -> None:
    with database.write() as session:
        list(filed(Act(session, START, OPERATOR, Config())))
    migrate(database, command.downgrade, "0014")
    assert str(raw.tables(database.url)["case"]).count(WHO) == 2
    assert str(raw.tables(database.url)["suggestion"]).count(WHO) == 2
    database.migrate()
    assert WHO not in str([raw.tables(database.url)[name] for name in ("case", "suggestion", "route")])
    with database.read() as session:
        found = cases.of_address(session, address(WHO))
        assert [one.reply_to for one in found] == [address(WHO)] * 2
        assert len(suggestions.of_address(session, address(WHO))) == 2
