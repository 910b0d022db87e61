"""What the desk stands on, on both databases: who looks at what, what became newer, what was ticked off."""

import pytest
from sqlalchemy import insert, select

from bot.config.kinds import of
from bot.domain import cases, changes, checks, outcomes, preferences, presence, staff, units
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.checks import Check
from bot.domain.staff import Pass
from bot.errors import Refusal
from bot.store import outbox
from bot.store.outbox import Outgoing
from tests.domain.union import case, later, officer


def test_who_looks_counts_for_a_while_and_leaves_at_once(act: Act) -> None:
    one, other, li, wang = case(act), case(act), officer(act), officer(act, "王干事")
    act.session.flush()
    both = {(one.id, li.id), (other.id, wang.id)}
    for _ in range(2):
        presence.say(act.session, both, act.now)
    presence.say(act.session, {(one.id, wang.id)}, later(act, seconds=30).now)
    there = presence.of_cases(act.session, [one.id, other.id], later(act, seconds=40).now)
    assert there == {one.id: {li.id, wang.id}, other.id: {wang.id}}
    there = presence.of_cases(act.session, [one.id, other.id], later(act, seconds=60).now)
    assert there == {one.id: {wang.id}, other.id: set()}
    presence.leave(act.session, {(one.id, wang.id)})
    assert presence.of_cases(act.session, [one.id], act.now) == {one.id: {li.id}}
    presence.say(act.session, (), later(act, minutes=5).now)
    assert presence.of_cases(act.session, [one.id], act.now) == {one.id: set()}, "what is old goes"


def test_a_session_that_ended_idled_or_is_a_former_colleagues_is_none(act: Act) -> None:
    li = officer(act)
    _, token = staff.enter(act, staff.sign_in_link(act, li))
    digest = act.session.scalars(select(Pass.digest)).one()
    assert staff.of_session(act.session, token, act.now) is li
    assert presence.signed_in(act.session, {digest, "x"}, act.now) == {digest}
    assert presence.signed_in(act.session, {digest}, later(act, hours=2, seconds=1).now) == set()
    li.active = False
    assert presence.signed_in(act.session, {digest}, act.now) == set()


def test_what_was_done_since_is_told_with_its_unit(act: Act) -> None:
    one, li = case(act), officer(act)
    before = changes.newest(act.session)
    cases.note(act, one, li, "一")
    cases.climb(act, one)
    act.session.flush()
    told = changes.since(act.session, before)
    assert told == [
        changes.Change(before + 1, one.id, one.unit_id),
        changes.Change(before + 2, one.id, None),
    ], "a case that climbs may leave a list"
    assert changes.since(act.session, before + 2) == []


def test_very_much_at_once_is_not_looked_through(act: Act) -> None:
    row = {"at": act.now, "actor": "clock", "action": "case.warned", "subject": "case", "subject_id": 1, "facts": {}}
    act.session.execute(insert(AuditRow), [row] * (changes.MOST + 1))
    assert changes.since(act.session, 0) is None


def test_a_mark_changes_with_what_was_done_and_what_became_of_answers(act: Act) -> None:
    one, other, li = case(act), case(act), officer(act)
    act.session.flush()
    marks = [changes.marks(act.session, [one.id, other.id], act.now)]
    cases.reply(act, one, li, "好")
    marks.append(changes.marks(act.session, [one.id, other.id], act.now))
    row = act.session.scalars(select(Outgoing).where(Outgoing.key.startswith("remark:"))).one()
    outbox.park(row, "45015", "")
    act.session.flush()
    marks.append(changes.marks(act.session, [one.id, other.id], act.now))
    assert len({mark[one.id].base for mark in marks}) == 3
    assert len({mark[other.id].base for mark in marks}) == 1
    assert changes.marks(act.session, [], act.now) == {}


def test_a_line_is_ticked_once_and_by_those_who_may(act: Act) -> None:
    one, li = case(act), officer(act)
    branch = units.add(act, "分会", units.top(act))
    act.session.flush()
    stranger, lines = officer(act, "外人", branch), of(act.config.cases.kinds, one.kind).checklist
    checks.tick(act, one, li, lines[0], done=True)
    checks.tick(act, one, officer(act, "王干事"), lines[0], done=True)
    assert [(row.line, row.officer_id) for row in act.session.scalars(select(Check))] == [(lines[0], li.id)]
    with pytest.raises(Refusal, match="现在的清单"):
        checks.tick(act, one, li, "没有这一项", done=True)
    with pytest.raises(Refusal, match="不归您的单位管"):
        checks.tick(act, one, stranger, lines[0], done=False)
    checks.tick(act, one, li, lines[0], done=False)
    checks.tick(act, one, li, lines[0], done=False)
    assert checks.of_case(act.session, one) == {}
    outcomes.resolve(act, one, li, "好了")
    with pytest.raises(Refusal, match="已经办结"):
        checks.tick(act, one, li, lines[0], done=True)


def test_single_keys_are_on_until_one_says_otherwise(act: Act) -> None:
    li = officer(act)
    assert preferences.shortcuts(act.session, li)
    for on in (False, True, False):
        preferences.set_shortcuts(act, li, on=on)
        assert preferences.shortcuts(act.session, li) is on
