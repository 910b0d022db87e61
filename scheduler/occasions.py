"""What happens by itself around events: notices, places passed on, teams reminded, opinions asked, the archive."""

from bot.domain import archiving, inquiries, notices, squadwatch, waitlist
from bot.domain.events import Event
from bot.domain.notices import Due
from bot.domain.squadbook import Squad
from scheduler.work import Transact, apart, one_by_one


def send_notices(transact: Transact) -> None:
    """Queue the month's announcement and the reminders that are due; one that fails does not keep the others back."""
    with transact() as act:
        due = notices.due(act)
    for one in due:
        with apart(f"notice {one.key}"):
            _finish(transact, one)


def offer_places(transact: Transact) -> None:
    """Pass on offers at events that ran out; tell those who still wait when sign-up closes."""
    one_by_one(transact, "wait-list", Event, lambda act: waitlist.running(act.session), waitlist.settle)


def ask_opinions(transact: Transact) -> None:
    """Ask those who came to an event what they thought of it, the morning after."""
    one_by_one(transact, "inquiry", Event, inquiries.due, inquiries.ask)


def archive_events(transact: Transact) -> None:
    """Put events away, without names, that were over so many days ago."""
    one_by_one(transact, "archive", Event, archiving.due, archiving.archive)


def warn_squads(transact: Transact) -> None:
    """Tell leaders of teams that are not whole, in time, what is missing."""
    one_by_one(transact, "squad", Squad, squadwatch.due, squadwatch.warn)


def _finish(transact: Transact, one: Due) -> None:
    """Batch by batch, a transaction each."""
    more = True
    while more:
        with transact() as act:
            more = notices.work(act, one)
