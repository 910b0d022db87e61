"""Entries of the knowledge base: the list, one with its history, and how a revision of it begins."""

from starlette.responses import Response

from bot.console import names
from bot.console.sheet import Sheet, sheet
from bot.console.visit import Visit, done, missing
from bot.domain import entries, revisions
from bot.domain.revisions import Revision
from bot.messages import clean
from knowledge import Entry, written


def board(visit: Visit) -> Response:
    """All entries by group, or those in which a word stands."""
    wanted = clean(visit.query.get("q", ""))
    groups: dict[str, list[Entry]] = {}
    for entry in visit.library.base.entries:
        if wanted in f"{entry.title}{entry.answer}{entry.id}":
            groups.setdefault(entry.group, []).append(entry)
    revised = revisions.revised_at(visit.session)
    waiting = {row.entry for row in revisions.waiting(visit.session)}
    context = {"groups": groups, "wanted": wanted, "revised": revised, "waiting": waiting}
    return visit.render("entries.html", **context, trouble=visit.library.trouble)


def show(visit: Visit) -> Response:
    """One entry as members get it, and all its revisions."""
    id, history = visit.path["entry"], revisions.history(visit.session, visit.path["entry"])  # noqa: A001
    entry = visit.library.base.entry(id)
    if entry is None and not history:
        raise missing()
    return visit.render(
        "entry.html",
        id=id,
        entry=entry,
        told=entries.told(entry, visit.library.base) if entry else None,
        history=[row for row in history if row.state != revisions.State.DROPPED.value],
        live=revisions.live_revision(visit.session, id),
        shipped=any(one.id == id for one in visit.library.shipped),
        officers=names.officers(visit.session),
        renewing=visit.library.version != revisions.version(visit.session),
    )


def edit(visit: Visit) -> Response:
    """Begin a revision, or go on with one's own."""
    id = visit.path["entry"]  # noqa: A001
    begun = revisions.unfinished(visit.session, visit.officer, id)
    revision = begun or entries.begin(visit.act, visit.officer, id, live_sheet(visit, id).text())
    visit.session.flush()
    return done(f"/console/revisions/{revision.id}", "begun")


def roll_back(visit: Visit) -> Response:
    """Propose an older version again, or the shipped one."""
    id, to = visit.path["entry"], visit.typed.get("to", "")  # noqa: A001
    older = revision_of(visit, to) if to else None
    if older and (older.entry != id or older.live_no is None):
        raise missing()
    revision = entries.roll_back(visit.act, visit.officer, id, older)
    return done(f"/console/revisions/{revision.id}", "submitted")


def live_sheet(visit: Visit, id: str, begun: Revision | None = None) -> Sheet:  # noqa: A002
    """What a revision begins with: the officer's own draft, else the entry as it is live in the database now."""
    if begun:
        return sheet(begun.text)
    found = {entry.id: entry for entry in revisions.current(visit.session, visit.library.shipped)}.get(id)
    if found is None:
        raise missing()
    return sheet(written(found))


def revision_of(visit: Visit, number: str) -> Revision:
    """The revision of a number."""
    known = number.isdecimal() and number.isascii() and len(number) < 10  # noqa: PLR2004 - what a column holds
    found = visit.session.get(Revision, int(number)) if known else None
    if found is None:
        raise missing()
    return found
