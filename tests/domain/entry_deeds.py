"""For test_audit: entries, statutes, deliveries, each deed with the row that it leaves."""

from bot.domain import (
    deliveries,
    entries,
    outcomes,
    statutes,
)
from bot.domain.acts import Act
from bot.domain.revisions import Revision
from bot.domain.staff import Officer
from bot.messages import Reply
from bot.store import outbox
from tests.domain.deeds import Deed, Deeds
from tests.domain.staff_deeds import SECRET
from tests.domain.union import address, case, member, officer
from tests.laws import small

DEEDS = Deeds()


def secret_entry(act: Act, *, submit: bool = True) -> tuple[Revision, Officer, Officer]:
    """A submitted entry of a secret, its author, and one who may approve it."""
    author, other = officer(act, SECRET), officer(act, SECRET)
    revision = entries.begin_new(act, author, title=SECRET, asks=[f"{SECRET}吗"], answer=SECRET, note=SECRET)
    if submit:
        entries.submit(act, revision, author, ())
    return revision, author, other


@DEEDS.leaves("entry.begun", "entries.begin")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: entries.begin(act, li, "wages-owed", SECRET, SECRET)


@DEEDS.leaves("entry.begun", "entries.begin_new")
def _(_act: Act) -> Deed:
    return lambda act: secret_entry(act, submit=False)


@DEEDS.leaves("entry.begun", "entries.from_case")
def _(act: Act) -> Deed:
    one, li = case(act, facts=SECRET), officer(act, SECRET)
    outcomes.resolve(act, one, li, SECRET)
    return lambda act: entries.from_case(act, li, one)


@DEEDS.leaves("entry.rewritten", "entries.rewrite")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act, submit=False)
    return lambda act: entries.rewrite(act, revision, author, SECRET)


@DEEDS.leaves("entry.submitted", "entries.submit")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act, submit=False)
    return lambda act: entries.submit(act, revision, author, ())


@DEEDS.leaves("entry.taken_back", "entries.take_back")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act)
    return lambda act: entries.take_back(act, revision, author)


@DEEDS.leaves("entry.dropped", "entries.drop")
def _(act: Act) -> Deed:
    revision, author, _ = secret_entry(act, submit=False)
    return lambda act: entries.drop(act, revision, author)


@DEEDS.leaves("entry.approved", "entries.approve")
def _(act: Act) -> Deed:
    revision, _, other = secret_entry(act)
    return lambda act: entries.approve(act, revision, other, (), revision.seen)


@DEEDS.leaves("entry.declined", "entries.decline")
def _(act: Act) -> Deed:
    revision, _, other = secret_entry(act)
    return lambda act: entries.decline(act, revision, other, SECRET)


@DEEDS.leaves("entry.rolled_back", "entries.roll_back")
def _(act: Act) -> Deed:
    revision, author, other = secret_entry(act)
    entries.approve(act, revision, other, (), revision.seen)
    return lambda act: entries.roll_back(act, author, revision.entry, None)


@DEEDS.leaves("statute.imported", "statutes.take_in")
def _(_act: Act) -> Deed:
    return lambda act: statutes.take_in(act, [small()])


@DEEDS.leaves("delivery.resent", "deliveries.resend")
def _(act: Act) -> Deed:
    member(act)
    row = outbox.put(act.session, address(), Reply(SECRET), key="remark:1", kind="case", now=act.now)
    act.session.flush()
    outbox.failed(row, "45015", SECRET, act.now)
    return lambda act: deliveries.resend(act, row)
