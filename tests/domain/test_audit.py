"""Every operation of the union leaves its audit row, and no row holds a name, a phone or a text.

Operations are found by looking: the public functions of bot.domain whose first argument is the act. A new one without
a case here fails the test; one that only reads is named in READS.
"""

import inspect
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from pkgutil import iter_modules

import pytest
from sqlalchemy import func, select

import bot.domain
from bot.domain import (
    audit,
    cases,
    clocks,
    deliveries,
    entries,
    events,
    groups,
    links,
    members,
    notices,
    outcomes,
    plans,
    questions,
    registrations,
    staff,
    statutes,
    units,
)
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.plans import Activity, Plan
from bot.domain.registrations import Team
from bot.domain.revisions import Revision
from bot.domain.staff import Officer
from bot.messages import Attachment, Reply
from bot.store import outbox
from tests.domain import (
    agenda_deeds,
    alert_deeds,
    case_deeds,
    cashier_deeds,
    desk_deeds,
    moves_deeds,
    plan_deeds,
    protection_deeds,
    structure_deeds,
    suggestion_deeds,
    talk_deeds,
    waitlist_deeds,
    work_deeds,
)
from tests.domain.staff_deeds import DEEDS, SECRET
from tests.domain.union import PARTY, address, case, event, later, member, officer
from tests.laws import small

PHONE = "13900001111"
FILE = Attachment("k", f"{SECRET}.png", "image/png", 1)
TEAM = Team(f"{SECRET}队", 5, 2, f"{SECRET}领队", PHONE)

READS = {
    "events.coming",
    "events.open_for_signup",
    "moves.awaited",
    "notices.due",
    "plans.announcement",
    "planyear.standings",
    "entries.proved",
    "authenticators.waiting",
    "cases.goes_on",
    "cases.require_going_on",
    "outcomes.to_file_away",
    "keeping.to_erase",
    "offers.told",
    "offers.until",
    "keeping.to_file_away",
    "retention.to_erase",
    "retention.to_warn",
    "bulletin.count",
    "bulletin.newest",
    "bulletin.of_number",
    "bulletin.stories",
    "drives.bounds",
    "rethinking.require_appealable",
    "steps.steps",
    "steps.told",
    "support.open_to",
    "telling.due",
    "timeline.steps",
    "timeline.told",
}
"""They are given the act for its day and its configuration."""

TELLS = {
    *(f"telling.{name}" for name in ("climbed", "handed_over", "replied", "resolved", "say", "taken")),
    *(f"informing.{name}" for name in ("others", "say", "spread", "tell")),
    "offers.tell",
}
"""They tell a member what was done; that left its row already."""

ITSELF = {"audit.log"}

SHOWS = {"board.refresh", "board.say", "board.expect", "contents.of"}
"""They bring what a staff group shows into line with what was done; that left its row already."""

Deed = Callable[[Act], object]
CASES: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    **DEEDS,
    **case_deeds.DEEDS,
    **desk_deeds.DEEDS,
    **agenda_deeds.DEEDS,
    **alert_deeds.DEEDS,
    **talk_deeds.DEEDS,
    **structure_deeds.DEEDS,
    **protection_deeds.DEEDS,
    **suggestion_deeds.DEEDS,
    **work_deeds.DEEDS,
    **waitlist_deeds.DEEDS,
    **cashier_deeds.DEEDS,
    **plan_deeds.DEEDS,
    **moves_deeds.DEEDS,
}
"""For each operation the row it leaves, and what prepares it: a function that returns the deed itself."""


def leaves(action: str, operation: str) -> Callable[[Callable[[Act], Deed]], Callable[[Act], Deed]]:
    def known(prepare: Callable[[Act], Deed]) -> Callable[[Act], Deed]:
        CASES[operation] = action, prepare
        return prepare

    return known


def signed_up(act: Act) -> events.Event:
    one = event(act, title=SECRET)
    registrations.join(act, one, member(act), address(), name=SECRET)
    return one


@leaves("unit.added", "units.add")
def _(_act: Act) -> Deed:
    return lambda act: units.add(act, SECRET)


@leaves("unit.added", "units.top")
def _(_act: Act) -> Deed:
    return units.top


@leaves("member.met", "members.meet")
def _(_act: Act) -> Deed:
    return lambda act: member(act, SECRET)


@leaves("member.subscribed", "members.subscribe")
def _(act: Act) -> Deed:
    lina = member(act)
    return lambda act: members.subscribe(act, lina)


@leaves("member.unsubscribed", "members.unsubscribe")
def _(act: Act) -> Deed:
    lina = member(act)
    return lambda act: members.unsubscribe(act, lina)


@leaves("member.moved", "members.move")
def _(act: Act) -> Deed:
    lina, branch = member(act), units.add(act, SECRET, units.top(act))
    return lambda act: members.move(act, lina, branch)


@leaves("officer.added", "staff.add")
def _(act: Act) -> Deed:
    top = units.top(act)
    return lambda act: staff.add(act, SECRET, top)


@leaves("officer.link_made", "staff.sign_in_link")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: staff.sign_in_link(act, li)


@leaves("officer.entered", "staff.enter")
def _(act: Act) -> Deed:
    token = staff.sign_in_link(act, officer(act, SECRET))
    return lambda act: staff.enter(act, token)


@leaves("officer.left", "staff.leave")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: staff.leave(act, li)


@leaves("officer.account_offered", "links.offer_account")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: links.offer_account(act, li)


@leaves("officer.group_offered", "links.offer_group")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: links.offer_group(act, li, units.top(act))


@leaves("officer.account_linked", "links.link_account")
def _(act: Act) -> Deed:
    code = links.offer_account(act, officer(act, SECRET))
    return lambda act: links.link_account(act, code, "test", SECRET)


@leaves("officer.account_unlinked", "links.unlink_account")
def _(act: Act) -> Deed:
    li = links.link_account(act, links.offer_account(act, officer(act, SECRET)), "test", SECRET)
    return lambda act: links.unlink_account(act, li, "test")


def secret_group(act: Act) -> groups.StaffGroup:
    return groups.link(act, links.offer_group(act, officer(act, SECRET), units.top(act)), "test", SECRET, SECRET)


@leaves("group.linked", "groups.link")
def _(_act: Act) -> Deed:
    return secret_group


@leaves("group.unlinked", "groups.unlink")
def _(act: Act) -> Deed:
    group = secret_group(act)
    return lambda act: groups.unlink(act, group)


@leaves("group.moved", "groups.moved")
def _(act: Act) -> Deed:
    group = secret_group(act)
    return lambda act: groups.moved(act, group, f"{SECRET}2")


@leaves("group.renamed", "groups.renamed")
def _(act: Act) -> Deed:
    group = secret_group(act)
    return lambda act: groups.renamed(act, group, f"{SECRET}2", forum=True)


@leaves("case.filed", "cases.file")
def _(_act: Act) -> Deed:
    return lambda act: case(act, facts=f"{SECRET}跳楼", employer=SECRET, evidence=[FILE], name=SECRET, phone=PHONE)


@leaves("case.taken", "handling.take")
def _(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.take(act, one, li)


@leaves("case.replied", "cases.reply")
def _(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.reply(act, one, li, SECRET)


@leaves("case.added_to", "cases.add")
def _(act: Act) -> Deed:
    one = case(act)
    return lambda act: cases.add(act, one, SECRET, [FILE])


@leaves("case.handed_over", "handling.hand_over")
def _(act: Act) -> Deed:
    one, li, wang = case(act), officer(act, SECRET), officer(act, f"{SECRET}2")
    return lambda act: cases.hand_over(act, one, li, wang)


@leaves("case.noted", "cases.note")
def _(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.note(act, one, li, SECRET)


@leaves("case.released", "handling.release")
def _(act: Act) -> Deed:
    one, li = case(act, facts=SECRET), officer(act, SECRET)
    cases.take(act, one, li)
    return lambda act: cases.release(act, one)


@leaves("case.climbed", "handling.climb")
def _(act: Act) -> Deed:
    one = case(act, facts=SECRET)
    return lambda act: cases.climb(act, one)


@leaves("case.warned", "clocks.warn")
def _(act: Act) -> Deed:
    one = case(act, facts=SECRET, employer=SECRET, name=SECRET, phone=PHONE)
    return lambda act: clocks.warn(act, one)


@leaves("event.published", "events.publish")
def _(_act: Act) -> Deed:
    return lambda act: event(act, title=SECRET, details=SECRET)


@leaves("event.cancelled", "events.cancel")
def _(act: Act) -> Deed:
    one = event(act, title=SECRET)
    return lambda act: events.cancel(act, one)


@leaves("registration.joined", "registrations.join")
def _(act: Act) -> Deed:
    one, lina = event(act, team_least=2), member(act)
    return lambda act: registrations.join(act, one, lina, address(), team=TEAM)


@leaves("registration.left", "registrations.leave")
def _(act: Act) -> Deed:
    one = signed_up(act)
    return lambda act: registrations.leave(act, one, member(act))


@leaves("event.cancelled", "registrations.call_off")
def _(act: Act) -> Deed:
    one = signed_up(act)
    return lambda act: registrations.call_off(act, one)


@leaves("notice.done", "notices.work")
def _(act: Act) -> Deed:
    signed_up(act)
    then = replace(act, now=PARTY - timedelta(hours=20))
    due = notices.due(then)[-1]
    notices.work(then, due)
    return lambda _act: notices.work(then, due)


@leaves("case.looked_up", "cases.looked_up")
def _(act: Act) -> Deed:
    one = case(act, facts=SECRET, name=SECRET, phone=PHONE)
    return lambda act: cases.looked_up(act, one)


@leaves("group.turned_away", "groups.turned_away")
def _(act: Act) -> Deed:
    one = secret_group(act)
    return lambda act: groups.turned_away(act, one, tap=True)


@leaves("officer.code_ended", "links.end")
def _(act: Act) -> Deed:
    code = links.offer_account(act, officer(act, SECRET))
    return lambda act: links.end(act, code)


@leaves("event.published", "plans.take_in")
def _(_act: Act) -> Deed:
    activity = Activity.model_validate({"id": "one", "title": SECRET, "month": "2027-01"})
    return lambda act: plans.take_in(act, Plan(title=SECRET, activity=(activity,)))


@leaves("question.asked", "questions.record")
def _(_act: Act) -> Deed:
    return lambda act: questions.record(act, SECRET, "none", None)


@leaves("question.put_aside", "questions.put_aside")
def _(act: Act) -> Deed:
    questions.record(act, SECRET, "none", None)
    return lambda act: questions.put_aside(act, [SECRET])


@leaves("question.forgotten", "questions.forget")
def _(act: Act) -> Deed:
    questions.record(act, SECRET, "none", None)
    return lambda act: questions.forget(later(act, days=400))


def secret_entry(act: Act, *, submit: bool = True) -> tuple[Revision, Officer, Officer]:
    """A submitted entry of a secret, its author, and one who may approve it."""
    author, other = officer(act, SECRET), officer(act, SECRET)
    revision = entries.begin_new(act, author, title=SECRET, asks=[f"{SECRET}吗"], answer=SECRET, note=SECRET)
    if submit:
        entries.submit(act, revision, author, ())
    return revision, author, other


@leaves("entry.begun", "entries.begin")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: entries.begin(act, li, "wages-owed", SECRET, SECRET)


@leaves("entry.begun", "entries.begin_new")
def _(_act: Act) -> Deed:
    return lambda act: secret_entry(act, submit=False)


@leaves("entry.begun", "entries.from_case")
def _(act: Act) -> Deed:
    one, li = case(act, facts=SECRET), officer(act, SECRET)
    outcomes.resolve(act, one, li, SECRET)
    return lambda act: entries.from_case(act, li, one)


@leaves("entry.rewritten", "entries.rewrite")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act, submit=False)
    return lambda act: entries.rewrite(act, revision, author, SECRET)


@leaves("entry.submitted", "entries.submit")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act, submit=False)
    return lambda act: entries.submit(act, revision, author, ())


@leaves("entry.taken_back", "entries.take_back")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act)
    return lambda act: entries.take_back(act, revision, author)


@leaves("entry.dropped", "entries.drop")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act, submit=False)
    return lambda act: entries.drop(act, revision, author)


@leaves("entry.approved", "entries.approve")
def _(act: Act) -> Deed:
    revision, _, other = secret_entry(act)
    return lambda act: entries.approve(act, revision, other, (), revision.seen)


@leaves("entry.declined", "entries.decline")
def _(act: Act) -> Deed:
    revision, _, other = secret_entry(act)
    return lambda act: entries.decline(act, revision, other, SECRET)


@leaves("entry.rolled_back", "entries.roll_back")
def _(act: Act) -> Deed:
    revision, author, other = secret_entry(act)
    entries.approve(act, revision, other, (), revision.seen)
    return lambda act: entries.roll_back(act, author, revision.entry, None)


@leaves("statute.imported", "statutes.take_in")
def _(_act: Act) -> Deed:
    return lambda act: statutes.take_in(act, [small()])


@leaves("delivery.resent", "deliveries.resend")
def _(act: Act) -> Deed:
    member(act)
    row = outbox.put(act.session, address(), Reply(SECRET), key="remark:1", kind="case", now=act.now)
    act.session.flush()
    outbox.failed(row, "45015", SECRET, act.now)
    return lambda act: deliveries.resend(act, row)


def operations() -> set[str]:
    """All of them, by module and name."""
    found = set()
    for module in (import_module(f"bot.domain.{one.name}") for one in iter_modules(bot.domain.__path__)):
        for name, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            ours = function.__module__ == module.__name__ and not name.startswith("_")
            if ours and first and first.annotation is Act:
                found.add(f"{module.__name__.rpartition('.')[2]}.{name}")
    return found


def test_every_operation_has_a_case_here() -> None:
    assert operations() - ITSELF - READS - SHOWS - TELLS == set(CASES)
    assert operations() >= READS | ITSELF | SHOWS | TELLS


@pytest.mark.parametrize("operation", sorted(CASES))
def test_an_operation_leaves_its_row_and_no_word_of_anybodys(act: Act, operation: str) -> None:
    action, prepare = CASES[operation]
    deed = prepare(act)
    act.session.flush()
    before = act.session.scalar(select(func.max(AuditRow.id))) or 0
    deed(later(act, seconds=1))
    act.session.flush()
    rows = list(act.session.scalars(select(AuditRow).order_by(AuditRow.id)))
    assert action in {row.action for row in rows if row.id > before}
    assert all(row.actor and row.subject and row.subject_id for row in rows)
    everything = json.dumps([[row.action, row.actor, row.subject, row.facts] for row in rows], ensure_ascii=False)
    assert SECRET not in everything
    assert PHONE not in everything


def test_a_trail_is_one_subjects_oldest_first(act: Act) -> None:
    one, other = case(act), case(act)
    cases.add(act, one, "还有")
    assert [row.action for row in audit.trail(act.session, one)] == ["case.filed", "case.added_to"]
    assert [row.action for row in audit.trail(act.session, other)] == ["case.filed"]
