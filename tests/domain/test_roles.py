"""Roles: what each may do, in which units; what an officer is from the start."""

import pytest

from bot.domain import cases, entries, filings, links, outcomes, roles, staff, suggestions, units
from bot.domain.acts import Act
from bot.domain.roles import MAY, Right, Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.domain.worklist import Wanted, Worklist
from bot.errors import Refusal
from tests.domain.union import case, member, officer, suggestion


def tree(act: Act) -> tuple[Unit, Unit, Unit, Unit]:
    """The top, a street below it, a factory below that, and another street."""
    top = units.top(act)
    street, other = units.add(act, "街道", top), units.add(act, "另一街道", top)
    factory = units.add(act, "工厂", street)
    return top, street, factory, other


def being(act: Act, role: Role, unit: Unit) -> Officer:
    return staff.add(act, f"{role.label}{unit.id}", unit, [role])


def test_an_administrator_may_do_everything_and_everybody_something() -> None:
    assert set(MAY) == set(Role)
    assert MAY[Role.ADMINISTRATOR] == set(Right)
    assert all(MAY.values())
    assert [role for role in Role if Right.STAFF in MAY[role]] == [Role.ADMINISTRATOR]


def test_who_only_looks_changes_nothing() -> None:
    assert all(right.value.startswith("see_") for right in MAY[Role.READER])


@pytest.mark.parametrize("right", list(Right))
def test_below_the_top_the_usual_roles_may_all_but_see_to_staff_and_units(right: Right) -> None:
    together = frozenset[Right]().union(*(MAY[role] for role in roles.BELOW))
    assert (right in together) is (right not in {Right.STAFF, Right.UNITS})


def test_a_role_reaches_its_unit_and_all_below(act: Act) -> None:
    top, street, factory, other = tree(act)
    for unit, reached in ((top, {top, street, factory, other}), (street, {street, factory}), (factory, {factory})):
        one = being(act, Role.HANDLER, unit)
        assert roles.reach(act.session, one, Right.ANSWER_CASES) == {unit.id for unit in reached}
        assert roles.reach(act.session, one, Right.STAFF, Right.EVENTS) == set()
    assert roles.reach(act.session, one) == set()


def test_several_roles_in_several_units_add_up(act: Act) -> None:
    _, street, factory, other = tree(act)
    one = being(act, Role.READER, street)
    roles.give(act, one, Role.HANDLER, other)
    roles.give(act, one, Role.HANDLER, other)
    assert roles.reach(act.session, one, Right.SEE_CASES) == {street.id, factory.id, other.id}
    assert roles.reach(act.session, one, Right.ANSWER_CASES) == {other.id}
    assert roles.rights(act.session, one) == MAY[Role.READER] | MAY[Role.HANDLER]
    assert [(row.role, row.unit_id) for row in roles.held(act.session, one)] == [
        ("handler", other.id),
        ("reader", street.id),
    ]
    roles.take(act, one, Role.HANDLER, other)
    assert roles.rights(act.session, one) == MAY[Role.READER]


def test_what_an_officer_is_where_nobody_says(act: Act) -> None:
    top, street, *_ = tree(act)
    assert [row.role for row in roles.held(act.session, officer(act, "甲", top))] == ["administrator"]
    assert [row.role for row in roles.held(act.session, officer(act, "乙", street))] == [
        "chair", "handler", "organiser", "knowledge_editor",
    ]  # fmt: skip
    assert roles.rights(act.session, staff.add(act, "丙", street, [])) == frozenset()


def test_who_only_looks_sees_a_case_and_works_on_none(act: Act) -> None:
    _, street, *_ = tree(act)
    member(act).unit_id = street.id
    one, looks, handles = case(act), being(act, Role.READER, street), being(act, Role.HANDLER, street)
    assert Worklist(act.session, looks, act.now).page(Wanted()).cases == [one]
    assert filings.may_see(act.session, looks, one)
    assert cases.takers(act.session, one, act.today) == [handles]
    assert cases.next_officer(act.session, street.id, act.today) is handles
    assert not cases.may_hand_over(act.session, one, looks)
    for deed in (
        lambda: cases.take(act, one, looks),
        lambda: cases.reply(act, one, looks, "好"),
        lambda: outcomes.resolve(act, one, looks, "好"),
    ):
        with pytest.raises(Refusal, match="不归您的单位管"):
            deed()
    with pytest.raises(Refusal, match="看不到这件事"):
        cases.hand_over(act, one, handles, looks)


def test_an_organiser_sees_neither_case_nor_suggestion(act: Act) -> None:
    top, *_ = tree(act)
    one, idea, organiser = case(act), suggestion(act), being(act, Role.ORGANISER, top)
    assert Worklist(act.session, organiser, act.now).page(Wanted()).cases == []
    assert suggestions.seen_by(act.session, organiser) == []
    assert not filings.may_see(act.session, organiser, one)
    assert not filings.may_see(act.session, organiser, idea)


def test_entries_are_approved_by_who_edits_at_the_top(act: Act) -> None:
    top, street, *_ = tree(act)
    author = being(act, Role.KNOWLEDGE_EDITOR, street)
    revision = entries.begin_new(act, author, title="x")
    who = [being(act, Role.KNOWLEDGE_EDITOR, top), being(act, Role.HANDLER, top), author]
    assert [entries.may_approve(act.session, one, revision) for one in who] == [True, False, False]


def test_a_group_is_linked_by_who_sees_to_channels_there(act: Act) -> None:
    _, street, factory, other = tree(act)
    chair = being(act, Role.CHAIR, street)
    assert links.offer_group(act, chair, factory)
    for one, unit in ((chair, other), (being(act, Role.HANDLER, street), street)):
        with pytest.raises(Refusal):
            links.offer_group(act, one, unit)
