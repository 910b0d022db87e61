"""What members are told about a question, looked up while one writes to one of them, and put into the reply."""

from typing import Final

from starlette.responses import Response

from bot.console.pages.case import own, words_of
from bot.console.visit import Visit
from bot.messages import clean
from knowledge import Band, Finding

MOST: Final = 6
"""Entries that are shown."""

LONGEST: Final = 100


def show(visit: Visit) -> Response:
    """The entries that answer it, each to be used; those in which the very words stand come after the best ones."""
    case, wanted = own(visit), clean(visit.query.get("q", ""))[:LONGEST]
    base = visit.library.base
    finding = base.ask(wanted) if wanted else Finding(Band.NONE, ())
    said = [entry for entry in base.entries if wanted and wanted in f"{entry.title}\n{entry.answer}"]
    entries = {entry.id: entry for entry in [*(hit.entry for hit in finding.hits), *said]}
    found = [(entry, words_of(entry)) for entry in list(entries.values())[:MOST]]
    sure = finding.band is not Band.NONE or bool(said)
    return visit.render("faq.html", case=case, wanted=wanted, found=found, sure=sure)
