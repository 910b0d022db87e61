"""Whether two stories of one member may be of the same matter, whatever words they use the second time."""

from typing import Final

from knowledge.signs import Kind, signs

OF_MEANING: Final = 0.6
"""So much of what the shorter one means the other must mean as well, and at least two things."""

OF_WORDING: Final = 0.2
"""Or so many of its pairs of characters, and at least two."""


def alike(one: str, other: str) -> bool:
    """Whether they tell of the same; it is meant for a question to the member, who knows."""
    ours, theirs = signs(one), signs(other)
    pairs = [{piece for piece in found[Kind.WORDING] if len(piece) > 1} for found in (ours, theirs)]
    meant = _share(set(ours[Kind.MEANING]), set(theirs[Kind.MEANING]))
    return meant >= OF_MEANING or _share(*pairs) >= OF_WORDING


def _share(one: set[str], other: set[str]) -> float:
    """How much of the smaller one they have in common; one thing alone is as good as nothing."""
    common = len(one & other)
    return common / min(len(one), len(other)) if common > 1 else 0.0
