"""What a handler answers: something to say, or a form to open."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.messages import Reply


@dataclass(frozen=True)
class Start:
    """A wish to open a form, with some answers given already; `fresh` throws an unfinished one of its kind away.

    `opening` stands in for the form's own words of welcome. `keep`: what the form that leads here was answered is
    taken along.
    """

    form: str
    answers: dict[str, str | None] = field(default_factory=dict)
    fresh: bool = False
    opening: str = ""
    keep: bool = False


Answer = Reply | Sequence[Reply] | Start
