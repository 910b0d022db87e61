"""One turn of a conversation: a step from (what is kept, what was said) to replies. It returns, it never sends."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from bot.conversation.answers import Matcher, Said
from bot.conversation.menu import Answer, Menu
from bot.conversation.state import Conversation
from bot.conversation.step import Step
from bot.messages import Reply


class Turn(Protocol):
    """What the engine needs to know of a turn; handlers know more of it."""

    @property
    def now(self) -> datetime:
        """The moment, in UTC."""

    @property
    def today(self) -> date:
        """The day in the union's time zone."""

    def attempt(self) -> AbstractContextManager[object]:
        """A part of the turn that is undone as a whole when it is refused."""


@dataclass(frozen=True)
class Engine:
    """The menu, the fuzzy matcher, and who answers what belongs to no form.

    `aside` answers a question asked in the middle of a form, or returns None where it is none that can be answered
    surely. `free` takes what is said outside any form. `watch` hears everything first, with the name of the open
    form, and may have something to say before all else. `person` hears what is said outside any form, and whether the
    menu knows the words: while a person has the talk it keeps them, and says what there is to say (perhaps nothing);
    None where they are for us.
    """

    menu: Menu
    match: Matcher
    aside: Callable[[str, Any], Reply | None]
    free: Callable[[str, Any], Answer]
    watch: Callable[[str, str | None, Any], Reply | None]
    person: Callable[..., Sequence[Reply] | None] = lambda *_said, **_known: None

    def step(self, kept: Conversation, said: Said, turn: Turn, unreadable: str = "") -> tuple[Reply, ...]:
        """Take what was said, change what is kept, and return what to say.

        Nothing is said and nothing changes where a button is tapped twice, or an edit leaves an answer as it is.
        """
        step = Step(self, kept, turn)
        if step.adds_nothing(said):
            return ()
        step.begin(said)
        step.hear(said, unreadable)
        return step.end()
