"""How much waits for an officer, as the store counts it: the same as one would count by looking at everything."""

import pytest

from bot.domain import backlog, cases, deliveries, entries, outcomes, revisions, roles, staff, suggestions, units
from bot.domain.acts import Act
from bot.domain.backlog import Cases, Size
from bot.domain.roles import Right, Role
from bot.domain.staff import Officer
from bot.messages import Reply
from bot.store import outbox
from tests.domain.union import address, case, later, member, officer, outgoing, suggestion


@pytest.fixture
def street(act: Act) -> units.Unit:
    """A unit below the top."""
    found = units.add(act, "街道", units.top(act))
    act.session.flush()
    return found


@pytest.fixture
def clerk(act: Act, street: units.Unit) -> Officer:
    """Its handler."""
    return staff.add(act, "赵干事", street, [Role.HANDLER])


def test_open_cases_are_counted_and_what_cannot_wait_is_seen(act: Act, street: units.Unit, clerk: Officer) -> None:
    boss = officer(act)
    assert backlog.cases(act.session, boss, act.now) == Cases(0, pressing=False)
    case(act, "far")
    member(act).unit_id = street.id
    done, one = case(act), case(act)
    outcomes.resolve(act, done, clerk, "解决了")
    act.session.flush()
    assert backlog.cases(act.session, boss, act.now) == Cases(2, pressing=False)
    assert backlog.cases(act.session, clerk, act.now) == Cases(1, pressing=False)
    assert backlog.cases(act.session, clerk, later(act, days=9).now) == Cases(1, pressing=True)
    one.urgent = True
    act.session.flush()
    assert backlog.cases(act.session, clerk, act.now) == Cases(1, pressing=True)
    cases.add(act, done, "还是没有")
    act.session.flush()
    assert backlog.cases(act.session, clerk, act.now).open == 2


def test_sizes(act: Act, street: units.Unit, clerk: Officer) -> None:
    member(act).unit_id = street.id
    case(act)
    act.session.flush()
    found = backlog.sizes(act.session, roles.reaching(clerk, Right.SEE_CASES))
    assert found == {street.id: Size(members=1, officers=1, cases=1)}


def test_lost_messages_are_those_of_the_deliveries_page(act: Act, street: units.Unit, clerk: Officer) -> None:
    boss = officer(act)
    member(act).unit_id = street.id
    mine, idea, above = case(act), suggestion(act), case(act, "far")
    for one, who in ((mine, clerk), (above, boss)):
        cases.reply(act, one, who, "好")
    suggestions.answer(act, idea, clerk, suggestions.State.ADOPTED, "好")
    for kind in ("announcement", "odd"):
        outbox.put(act.session, address(), Reply("话"), key=f"{kind}:2026-12:9", kind=kind, now=act.now)
    for row in outgoing(act):
        outbox.failed(row, "403", "gone", act.now)
    act.session.flush()
    for who in (boss, clerk):
        listed = [row for row in deliveries.trouble(act.session, who, act.now) if deliveries.lost(row)]
        assert backlog.lost(act.session, who) == len(listed) > 2
    assert backlog.lost(act.session, clerk) < backlog.lost(act.session, boss)
    assert backlog.lost(act.session, staff.add(act, "孙", street, [Role.READER])) == 0


def test_approvals_wait_for_the_second_of_two_at_the_top(act: Act, street: units.Unit) -> None:
    author, other = officer(act, "出稿人"), officer(act, "批准人")
    revision = entries.begin_new(act, author, title="新的一条", asks=["新问法"], answer="新回答")
    assert backlog.approvals(act.session, other) == 0
    revision.state = revisions.State.SUBMITTED.value
    act.session.flush()
    below = staff.add(act, "下级", street, [Role.KNOWLEDGE_EDITOR])
    assert [backlog.approvals(act.session, one) for one in (author, other, below)] == [0, 1, 0]
