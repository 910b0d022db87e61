"""What happens by itself with suggestions: their clocks, the archive, the end."""

from bot.domain import keeping, suggestions, urging
from bot.domain.acts import Act
from bot.domain.box import Suggestion
from scheduler.work import Transact, in_batches


def climb_suggestions(transact: Transact) -> None:
    """Send suggestions whose clock has run out to the chairs up the tree of units."""
    with transact() as act:
        for suggestion in urging.overdue(act.session, act.now):
            urging.climb(act, suggestion)


def keep_suggestions(transact: Transact) -> None:
    """File away suggestions that are done with, and erase those whose time is over."""
    in_batches(transact, keeping.BATCH, keeping.to_file_away, _file_away)
    in_batches(transact, keeping.BATCH, keeping.to_erase, keeping.erase)


def _file_away(act: Act, suggestion: Suggestion) -> None:
    suggestions.archive(act, suggestion, None)
