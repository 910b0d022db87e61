"""Decides from probabilities what a member sees: the answer, 'did you mean …', or that nobody knows.

What each outcome costs a member, in times of a 'did you mean' that holds the right entry (cost 1):
a wrong answer 5, a 'did you mean' without the right entry 2, 'I don't know, here is a person' 2, the right answer 0.
"""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Final

WRONG_ANSWER: Final = 5.0
CHOICES: Final = 1.0
WRONG_CHOICES: Final = 2.0
NOBODY_KNOWS: Final = 2.0

SPREAD: Final = 0.5  # how far apart two sums must be to mean something
FIRST: Final = 2.0  # times the odds that its share alone gives the first; both fitted so that probabilities come true

# How much each of the four measures of `about_work` counts, and what they must overcome. Fitted: docs/knowledge.md.
_WORK: Final = (3.9, 1.2, 1.8, 5.0)
_DOUBT: Final = 5.4


class Band(StrEnum):
    """What a member sees."""

    ANSWER = "answer"
    CHOICES = "choices"
    NONE = "none"


def about_work(wording: float, meaning: float, lead: float, likeness: float) -> float:
    """The probability that a message is about our field at all, from four measures of which 0 says nothing."""
    measures = (wording, meaning, lead, likeness)
    evidence = sum(weight * measure for weight, measure in zip(_WORK, measures, strict=True))
    return 1 / (1 + math.exp(_DOUBT - evidence))


def shares(sums: Mapping[int, float]) -> dict[int, float]:
    """Sums of evidence turned into probabilities that add up to 1."""
    top = max(sums.values())
    raised = {place: math.exp((value - top) / SPREAD) for place, value in sums.items()}
    first = max(raised, key=lambda place: raised[place])
    raised[first] *= FIRST
    total = sum(raised.values())
    return {place: value / total for place, value in raised.items()}


def cheapest(work: float, scores: Sequence[float]) -> Band:
    """The band that costs a member least, given how probable it is that this is about work, and each entry shown."""
    among = min(sum(scores), 1.0)
    costs = {
        Band.ANSWER: WRONG_ANSWER * (1 - scores[0]),
        Band.CHOICES: CHOICES * among + WRONG_CHOICES * (1 - among),
        Band.NONE: NOBODY_KNOWS * work,
    }
    return min(costs, key=lambda band: costs[band])
