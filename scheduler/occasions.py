"""What happens by itself around events: places passed on, teams reminded, opinions asked, the archive."""

from bot.domain import archiving, inquiries, squadwatch, waitlist
from bot.domain.events import Event
from bot.domain.squadbook import Squad
from scheduler.work import Transact, one_by_one


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
