"""Revisions: what waits for a second officer, and one with its preview, its proofs and its differences."""

from starlette.responses import Response

from bot.console import names, trail
from bot.console.pages.entries import revision_of
from bot.console.sheet import STEPS as NEXT_STEPS
from bot.console.sheet import Sheet, differences, sheet
from bot.console.visit import Visit, done, missing
from bot.domain import entries, revisions
from bot.domain.revisions import Revision, State
from knowledge import written


def board(visit: Visit) -> Response:
    """What waits for approval, and the officer's own drafts."""
    session, officer = visit.session, visit.officer
    return visit.render(
        "revisions.html",
        waiting=revisions.waiting(session),
        drafts=revisions.drafts(session, officer),
        titles={entry.id: entry.title for entry in visit.library.base.entries},
        officers=names.officers(session),
        top=entries.at_the_top(session, officer),
        trouble=visit.library.trouble,
    )


def show(visit: Visit) -> Response:
    """One revision: the form for its author, for others what members will see, what changes, what is wrong."""
    revision, base = _revision(visit), visit.library.base
    new, mine = sheet(revision.text), revision.author_id == visit.officer.id
    proved = entries.proved(visit.act, revision, visit.library.shipped)
    typed = new.filled(visit.typed, base, visit.act.today) if visit.refused and "answer" in visit.typed else new
    return visit.render(
        "revision.html",
        revision=revision,
        entry=proved.entry,
        told=entries.told(proved.entry, base) if proved.entry else None,
        proved=proved,
        fields=typed.fields(base),
        differences=differences(_basis(visit, revision), sheet(written(proved.entry)) if proved.entry else new),
        mine=mine,
        editing=mine and revision.state == State.DRAFT.value,
        approving=revision.state == State.SUBMITTED.value
        and entries.may_approve(visit.session, visit.officer, revision),
        officers=names.officers(visit.session),
        trail=trail.lines(visit.session, revision),
        titles=sorted(entry.title for entry in base.entries),
        groups=sorted({entry.group for entry in base.entries}),
        next_steps=NEXT_STEPS,
    )


def new(visit: Visit) -> Response:
    """Begin an entry of the union's own."""
    revision = entries.begin_new(visit.act, visit.officer)
    return done(_path(revision), "begun")


def save(visit: Visit) -> Response:
    """Keep what was typed, and show how it looks."""
    revision = _written(visit)
    return done(_path(revision), "saved")


def submit(visit: Visit) -> Response:
    """Keep what was typed, and give it to the colleagues."""
    revision = _written(visit)
    entries.submit(visit.act, revision, visit.officer, visit.library.shipped)
    return done(_path(revision), "submitted")


def take_back(visit: Visit) -> Response:
    """Write on."""
    revision = _revision(visit)
    entries.take_back(visit.act, revision, visit.officer)
    return done(_path(revision), "taken-back")


def drop(visit: Visit) -> Response:
    """Give a draft up."""
    entries.drop(visit.act, _revision(visit), visit.officer)
    return done("/console/revisions", "dropped")


def approve(visit: Visit) -> Response:
    """Make it live, as the second of two."""
    revision = _revision(visit)
    entries.approve(visit.act, revision, visit.officer, visit.library.shipped, visit.typed.get("seen", ""))
    return done(_path(revision), "approved")


def decline(visit: Visit) -> Response:
    """Do not approve, and say why."""
    revision = _revision(visit)
    entries.decline(visit.act, revision, visit.officer, visit.text("reason"))
    return done(_path(revision), "declined")


STEPS = {
    "save": save,
    "submit": submit,
    "take-back": take_back,
    "drop": drop,
    "approve": approve,
    "decline": decline,
}
"""What can be done with a revision, by the last part of its address."""


def _revision(visit: Visit) -> Revision:
    """A draft is its author's alone."""
    revision = revision_of(visit, visit.path["revision"])
    if revision.author_id != visit.officer.id and revision.state in {State.DRAFT.value, State.DROPPED.value}:
        raise missing()
    return revision


def _written(visit: Visit) -> Revision:
    revision = _revision(visit)
    filled = sheet(revision.text).filled(visit.typed, visit.library.base, visit.act.today)
    entries.rewrite(visit.act, revision, visit.officer, filled.text())
    return revision


def _basis(visit: Visit, revision: Revision) -> Sheet:
    """What was live when the revision began."""
    before = visit.session.get(Revision, revision.basis) if revision.basis else None
    if before and before.text:
        return sheet(before.text)
    shipped = next((entry for entry in visit.library.shipped if entry.id == revision.entry), None)
    return sheet(written(shipped)) if shipped else Sheet({}, "")


def _path(revision: Revision) -> str:
    return f"/console/revisions/{revision.id}"
