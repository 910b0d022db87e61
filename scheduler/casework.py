"""What happens by itself with cases: clocks, owners, questions whether it is settled, the staff groups, the end."""

from bot.domain import absences, board, cases, clocks, groups, outcomes, readings, retention, searching, verdicts
from bot.domain.casebook import State
from bot.domain.groups import StaffGroup
from scheduler.work import Transact, in_batches, one_by_one


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
    in_batches(transact, clocks.BATCH, lambda act: clocks.running_out(act.session, act.now), clocks.warn)


def tell_staff(transact: Transact) -> None:
    """Have each staff group show what it does not show yet."""
    one_by_one(
        transact, "staff group", StaffGroup, lambda act: [one.id for one in groups.in_use(act.session)], board.refresh
    )


def erase_cases(transact: Transact) -> None:
    """Tell staff which cases are erased in a month, and erase those whose time is over."""
    in_batches(transact, retention.BATCH, retention.to_warn, retention.warn)
    in_batches(transact, retention.BATCH, retention.to_erase, retention.erase)
