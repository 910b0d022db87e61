"""The jobs: a name, how often to look, and the operation that does what is due. Due work lives in the tables."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

from bot.conversation.state import Conversation
from bot.domain import (
    absences,
    archiving,
    board,
    cases,
    clocks,
    filings,
    groups,
    inquiries,
    keeping,
    notices,
    outcomes,
    own_data,
    questions,
    readings,
    retention,
    searching,
    squadwatch,
    suggestions,
    urging,
    verdicts,
    waitlist,
)
from bot.domain.acts import Act
from bot.domain.box import Suggestion
from bot.domain.casebook import State
from bot.domain.events import Event
from bot.domain.groups import StaffGroup
from bot.domain.notices import Due
from bot.domain.squadbook import Squad
from bot.errors import GongyouError, report
from bot.store import conversations, intake, pacing, pruning, windows

log = logging.getLogger(__name__)

Transact = Callable[[], AbstractContextManager[Act]]
"""Opens one transaction in which the clock acts."""


@dataclass(frozen=True)
class Job:
    """One thing that happens by itself."""

    name: str
    every_seconds: float
    run: Callable[[Transact], None]


def send_notices(transact: Transact) -> None:
    """Queue the month's announcement and the reminders that are due; one that fails does not keep the others back."""
    with transact() as act:
        due = notices.due(act)
    for one in due:
        with _apart(f"notice {one.key}"):
            _finish(transact, one)


def offer_places(transact: Transact) -> None:
    """Pass on offers at events that ran out; tell those who still wait when sign-up closes. An event, a transaction."""
    with transact() as act:
        numbers = waitlist.running(act.session)
    for number in numbers:
        with _apart(f"wait-list {number}"), transact() as act:
            waitlist.settle(act, act.session.get_one(Event, number))


def ask_opinions(transact: Transact) -> None:
    """Ask those who came to an event what they thought of it, the morning after. An event, a transaction."""
    with transact() as act:
        numbers = inquiries.due(act)
    for number in numbers:
        with _apart(f"inquiry {number}"), transact() as act:
            inquiries.ask(act, act.session.get_one(Event, number))


def archive_events(transact: Transact) -> None:
    """Put events away, without names, that were over so many days ago. An event, a transaction."""
    with transact() as act:
        numbers = archiving.due(act)
    for number in numbers:
        with _apart(f"archive {number}"), transact() as act:
            archiving.archive(act, act.session.get_one(Event, number))


def warn_squads(transact: Transact) -> None:
    """Tell leaders of teams that are not whole, in time, what is missing. A team, a transaction."""
    with transact() as act:
        numbers = squadwatch.due(act)
    for number in numbers:
        with _apart(f"squad {number}"), transact() as act:
            squadwatch.warn(act, act.session.get_one(Squad, number))


def climb_cases(transact: Transact) -> None:
    """Send cases whose clock has run out up the tree of units; work on those again whose members did not answer."""
    with transact() as act:
        for case in cases.overdue(act.session, act.now):
            (outcomes.wake if case.status is State.WAITING else cases.climb)(act, case)


def find_owners(transact: Transact) -> None:
    """See to it that no open case is with somebody who is not there."""
    with transact() as act:
        for case in absences.stray(act.session, act.today):
            absences.find_owner(act, case)


def index_cases(transact: Transact) -> None:
    """Make the words of cases findable that were filed before there was an index of them."""
    with transact() as act:
        for case_id, texts in readings.of(act.session, searching.missing(act.session)).items():
            searching.index(act.session, case_id, *(text.words for text in texts))


def follow_up_cases(transact: Transact) -> None:
    """Ask members whether it is settled, a week after; file away what cannot be opened again any more."""
    with transact() as act:
        for case in verdicts.to_ask(act.session, act.now):
            verdicts.ask(act, case)
    with transact() as act:
        for case in outcomes.to_file_away(act):
            outcomes.close(act, case)


def warn_of_cases(transact: Transact) -> None:
    """Note of which cases the time runs out, so that staff see them first."""
    more = True
    while more:
        with transact() as act:
            found = clocks.running_out(act.session, act.now)
            for case in found:
                clocks.warn(act, case)
        more = len(found) == clocks.BATCH


def tell_staff(transact: Transact) -> None:
    """Have each staff group show what it does not show yet."""
    with transact() as act:
        numbers = [group.id for group in groups.in_use(act.session)]
    for number in numbers:
        with _apart(f"staff group {number}"), transact() as act:
            board.refresh(act, act.session.get_one(StaffGroup, number))


def forget_updates(transact: Transact) -> None:
    """Drop updates that were worked off long ago, and limits that limit nothing any more."""
    with transact() as act:
        intake.forget(act.session, act.now)
        pacing.forget(act.session, time.time())


def forget_questions(transact: Transact) -> None:
    """Drop members' questions that are older than a year."""
    with transact() as act:
        questions.forget(act)


def forget_windows(transact: Transact) -> None:
    """Drop what says how much may be sent to somebody, once that time is over."""
    with transact() as act:
        windows.forget(act.session, act.now)


def erase_cases(transact: Transact) -> None:
    """Tell staff which cases are erased in a month, and erase those whose time is over."""
    for found, do in ((retention.to_warn, retention.warn), (retention.to_erase, retention.erase)):
        more = True
        while more:
            with transact() as act:
                cases_now = found(act)
                for case in cases_now:
                    do(act, case)
            more = len(cases_now) == retention.BATCH


def climb_suggestions(transact: Transact) -> None:
    """Send suggestions whose clock has run out to the chairs up the tree of units."""
    with transact() as act:
        for suggestion in urging.overdue(act.session, act.now):
            urging.climb(act, suggestion)


def keep_suggestions(transact: Transact) -> None:
    """File away suggestions that are done with, and erase those whose time is over."""
    for found, do in ((keeping.to_file_away, _file_away), (keeping.to_erase, keeping.erase)):
        more = True
        while more:
            with transact() as act:
                some = found(act)
                for suggestion in some:
                    do(act, suggestion)
            more = len(some) == keeping.BATCH


def forget_talks(transact: Transact) -> None:
    """Drop what is kept of talks and messages for longer than anybody needs it."""
    for forget in (pruning.forget_messages, pruning.forget_replies, pruning.forget_talks):
        more = True
        while more:
            with transact() as act:
                more = forget(act.session, act.now) == pruning.BATCH
    with transact() as act:
        own_data.forget(act.session, act.now)


def forget_files(transact: Transact) -> None:
    """Drop files that belong to nothing any more, such as those of forms that were never handed in."""
    more = True
    while more:
        with transact() as act:
            talks = map(Conversation.load, conversations.states(act.session))
            used = filings.files_in_use(act.session).union(*(talk.attached for talk in talks))
            more = pruning.loose_files(act.session, act.now, used) == pruning.BATCH


def _file_away(act: Act, suggestion: Suggestion) -> None:
    suggestions.archive(act, suggestion, None)


@contextmanager
def _apart(what: str) -> Iterator[None]:
    """A bug with one thing does not keep the others back; it is tried again at the next tick."""
    try:
        yield
    except GongyouError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was
        log.warning("%s failed: fault %s", what, report(error).number)


def _finish(transact: Transact, one: Due) -> None:
    """Batch by batch, a transaction each."""
    more = True
    while more:
        with transact() as act:
            more = notices.work(act, one)


JOBS = (
    Job("notices", 15, send_notices),
    Job("event-offers", 60, offer_places),
    Job("event-opinions", 60, ask_opinions),
    Job("case-clocks", 60, climb_cases),
    Job("case-warnings", 60, warn_of_cases),
    Job("case-owners", 60, find_owners),
    Job("case-words", 60, index_cases),
    Job("case-verdicts", 60, follow_up_cases),
    Job("suggestion-clocks", 60, climb_suggestions),
    Job("squads", 60, warn_squads),
    Job("staff-groups", 2, tell_staff),
    Job("old-updates", 6 * 60 * 60, forget_updates),
    Job("old-questions", 6 * 60 * 60, forget_questions),
    Job("old-windows", 6 * 60 * 60, forget_windows),
    Job("old-cases", 6 * 60 * 60, erase_cases),
    Job("old-events", 6 * 60 * 60, archive_events),
    Job("old-suggestions", 6 * 60 * 60, keep_suggestions),
    Job("old-talks", 6 * 60 * 60, forget_talks),
    Job("old-files", 24 * 60 * 60, forget_files),
)
