"""The jobs: a name, how often to look, and the operation that does what is due. Due work lives in the tables."""

from collections.abc import Callable
from dataclasses import dataclass

from scheduler import casework, forgetting, ideas, notices, occasions
from scheduler.work import Transact


@dataclass(frozen=True)
class Job:
    """One thing that happens by itself."""

    name: str
    every_seconds: float
    run: Callable[[Transact], None]


JOBS = (
    Job("notices", 15, notices.send_notices),
    Job("event-offers", 60, occasions.offer_places),
    Job("event-opinions", 60, occasions.ask_opinions),
    Job("case-clocks", 60, casework.climb_cases),
    Job("case-warnings", 60, casework.warn_of_cases),
    Job("case-owners", 60, casework.find_owners),
    Job("case-words", 60, casework.index_cases),
    Job("case-verdicts", 60, casework.follow_up_cases),
    Job("suggestion-clocks", 60, ideas.climb_suggestions),
    Job("squads", 60, occasions.warn_squads),
    Job("staff-groups", 2, casework.tell_staff),
    Job("old-updates", 6 * 60 * 60, forgetting.forget_updates),
    Job("old-questions", 6 * 60 * 60, forgetting.forget_questions),
    Job("old-windows", 6 * 60 * 60, forgetting.forget_windows),
    Job("old-cases", 6 * 60 * 60, casework.erase_cases),
    Job("old-events", 6 * 60 * 60, occasions.archive_events),
    Job("old-suggestions", 6 * 60 * 60, ideas.keep_suggestions),
    Job("old-talks", 6 * 60 * 60, forgetting.forget_talks),
    Job("old-notices", 24 * 60 * 60, notices.forget_recipients),
    Job("old-files", 24 * 60 * 60, forgetting.forget_files),
)
