"""What members asked without getting an answer that helped: alike ones together, and how they are attached."""

from starlette.responses import Response

from bot.console.pages.entries import live_sheet
from bot.console.visit import Visit, done
from bot.domain import entries, lessons, questions, revisions
from bot.errors import Refusal
from bot.messages import clean
from knowledge import Entry

NEW, OTHER = "new", "other"


def board(visit: Visit) -> Response:
    """The lessons by weight, each with the entries that come nearest."""
    base = visit.library.base
    found = lessons.lessons(visit.session, base)
    titles = {entry.id: entry.title for entry in base.entries}
    return visit.render("lessons.html", found=found, titles=titles, trouble=visit.library.trouble)


def attach(visit: Visit) -> Response:
    """Put a lesson's texts as asks into a draft: of the entry that was chosen, or of a new one."""
    asks = [line for line in clean(visit.typed.get("asks", "")).splitlines() if line.strip()]
    if not asks:
        raise Refusal("请至少留一句问法。")
    if visit.typed.get("entry") == NEW:
        revision = entries.begin_new(visit.act, visit.officer, asks=asks, note="来自会员的提问")
        return done(f"/console/revisions/{revision.id}", "begun")
    entry = _chosen(visit)
    begun = revisions.unfinished(visit.session, visit.officer, entry.id)
    text = live_sheet(visit, entry.id, begun).asking(asks).text()
    revision = entries.begin(visit.act, visit.officer, entry.id, text, "来自会员的提问")
    visit.session.flush()
    return done(f"/console/revisions/{revision.id}", "attached")


def put_aside(visit: Visit) -> Response:
    """There is nothing to learn from a lesson's texts."""
    questions.put_aside(visit.act, visit.typed.get("texts", "").split("\x1f"))
    return done("/console/questions", "aside")


def _chosen(visit: Visit) -> Entry:
    base, chosen = visit.library.base, visit.typed.get("entry", "")
    found = base.titled(visit.typed.get("other", "")) if chosen in {"", OTHER} else base.entry(chosen)
    if found is None:
        raise Refusal("请选一条要加进去的条目；选“其他条目”的，请从提示里点它的标题。")
    return found
