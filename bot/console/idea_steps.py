"""Which steps a suggestion may take where it stands: by these the page shows what can be done, and nothing else."""

from typing import Final

from bot.console.visit import Visit
from bot.domain import informing
from bot.domain.box import MOVES, UNANSWERED, State, Suggestion

ANSWERABLE: Final = (*UNANSWERED, State.ADOPTED, State.RESERVED, State.DECLINED)

STEPS: Final[dict[str, tuple[State, ...]]] = {
    "acknowledge": (State.FILED,),
    "ask": (*UNANSWERED, State.RESERVED, State.DECLINED),
    "vote": (*UNANSWERED, State.RESERVED),
    "answer": ANSWERABLE,
    "assign": (State.ADOPTED, State.ASSIGNED, State.CARRIED_OUT),
    "report": (State.ASSIGNED,),
    "carry-out": (State.ASSIGNED,),
    "give-back": (State.ASSIGNED,),
    "verify": (State.CARRIED_OUT, State.VERIFIED, State.REWARDED, State.ARCHIVED),
    "archive": tuple(state for state in State if State.ARCHIVED in MOVES[state]),
    "merge": tuple(state for state in State if State.MERGED in MOVES[state]),
    "split": (State.MERGED,),
    "sort": tuple(state for state in State if state not in {State.ARCHIVED, State.WITHDRAWN, State.MERGED}),
    "hand-over": tuple(state for state in State if state not in {State.ARCHIVED, State.WITHDRAWN, State.MERGED}),
    "publish": tuple(state for state in State if state not in {State.WITHDRAWN, State.MERGED}),
    "note": tuple(State),
}
"""The states in which each step may be taken."""


WAYS: Final = ("受理", "评审答复", "交办", "落实", "核效果", "奖励")
"""What a suggestion goes through that is adopted."""

_AT: Final = {
    State.FILED: 0,
    State.ACKNOWLEDGED: 1,
    State.REVIEWING: 1,
    State.ADOPTED: 2,
    State.ASSIGNED: 3,
    State.CARRIED_OUT: 4,
    State.VERIFIED: 5,
    State.REWARDED: 6,
}


def way(one: Suggestion) -> int | None:
    """Which of these it waits for; as many as there are, once all is done; None where it goes no further."""
    return _AT.get(one.status)


def possible(visit: Visit, one: Suggestion) -> frozenset[str]:
    """The steps that may be taken now."""
    found = {step for step, states in STEPS.items() if one.status in states}
    return frozenset(found | {"reply"} if informing.reached(visit.session, one) else found)
