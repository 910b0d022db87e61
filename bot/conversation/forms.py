"""A form: its questions in order, some of which are found only when they are asked, and how answers are read by it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversation.answers import NO, YES, Kind, Option, Scope, Sought
from bot.conversation.dates import Lean
from bot.conversation.kinds import Text
from bot.conversation.sought import Recognised
from bot.conversation.start import Answer
from bot.errors import Refusal

Values = Mapping[str, Any]
Stored = dict[str, str | None]
STALE = object()
"""Stands for an answer that today's form no longer takes: it is asked again."""


@dataclass(frozen=True)
class Ask:
    """The words of one question, what it accepts, and when to put it.

    `label` names the item in the summary. `when` sees the values of the questions before it. `private` answers
    are shown only in part and stay out of `public_fields()`. `choices` looks the options up when asked. `instead` may
    have other words for the prompt, once it sees the answers so far; empty: the prompt stands. `look` sees what is
    stored so far and the turn: it finds the question's words and what it accepts, or None where it is not worth asking.
    `several` finds any number of questions, known only then; the answer to one is stored as FIELD.NAME, and the field's
    value has those that were answered by name. `check` raises Rejected for words that will not do, and says why.
    """

    prompt: str
    label: str = ""
    min_length: int = 1
    max_length: int = 1000
    least: float = 0
    most: float = float("inf")
    lean: Lean = Lean.EITHER
    yes: str = YES
    no: str = NO
    optional: bool = False
    private: bool = False
    when: Callable[[Values], bool] = lambda _values: True
    choices: Callable[[Any], Sequence[Option]] | None = None
    instead: Callable[[Values], str] = lambda _values: ""
    look: Callable[[Mapping[str, str | None], Any], Sought | None] | None = None
    several: Callable[[Mapping[str, str | None], Any], Sequence[Sought]] | None = None
    check: Callable[[str], object] = len

    @property
    def narrative(self) -> bool:
        """Whether the answer is a story, in which a question is part of the answer."""
        return self.max_length > 200  # noqa: PLR2004 - longer than anyone's title, name or place


@dataclass(frozen=True)
class Question:
    """One field of a form, ready to be asked, or to find what is. Its name tells it from the others of its form."""

    name: str
    ask: Ask = field(compare=False)
    kind: Kind = field(compare=False)
    optional: bool = field(compare=False)
    default: Any = field(compare=False)

    @property
    def label(self) -> str:
        """What the summary calls it."""
        return self.ask.label or self.ask.prompt

    def read(self, stored: str, scope: Scope) -> Any:
        """The value of what is stored; STALE where today's form no longer takes it (the rules changed since)."""
        try:
            return self.kind.read(stored, scope)
        except (Refusal, ArithmeticError, LookupError, TypeError, ValueError):
            return STALE

    def finished(self, stored: str) -> bool:
        """Whether nothing more is to come; False also where an older form stored something else."""
        try:
            return self.kind.full(stored)
        except (LookupError, TypeError, ValueError):
            return False

    def applies(self, values: Values) -> bool:
        """Whether it is asked, as far as can be known from the answers so far."""
        try:
            return self.ask.when(values)
        except KeyError:
            return True  # what it depends on is not answered yet

    def found(self, scope: Scope) -> "list[Question]":
        """What may be asked in its place: itself, or what it finds."""
        if self.ask.several:
            sought = self.ask.several(scope.answers, scope.turn)
            return [self._as(one, f"{self.name}.{one.name}") for one in sought]
        if self.ask.look:
            one = self.ask.look(scope.answers, scope.turn)
            return [self._as(one, self.name)] if one else []
        return [self]

    def shown(self, value: Any, scope: Scope) -> str:
        """The value as the summary shows it."""
        if value is None:
            return "（未填）"
        if self.ask.private and isinstance(self.kind, Text):
            return "（已填，只给经办人看）"
        return self.kind.show(value, scope)

    def _as(self, sought: Sought, name: str) -> "Question":
        """The question that was found."""
        private = self.ask.private or sought.private
        ask = replace(self.ask, prompt=sought.prompt, label=sought.label or self.ask.label, private=private)
        kind = sought.kind or Recognised(lambda _scope: sought.options)
        return Question(name, ask, kind, self.optional or sought.optional, self.default)


@dataclass(frozen=True)
class Form:
    """A named form: its questions in order, the words that open it, and what to do once it is full.

    `confirm`: a summary is shown, and the member sends it off; without it, or where by `at_once` the answers leave
    nothing to look over, the last answer does.
    `english` is what a channel's own menu says of it to those who do not read Chinese.
    """

    name: str
    title: str
    shape: type
    says: tuple[str, ...]
    submit: Callable[..., Answer]
    questions: tuple[Question, ...]
    confirm: bool = True
    opening: Callable[[Any], str] = lambda _turn: ""
    english: str = ""
    at_once: Callable[[Values], bool] = lambda _values: False

    def read(self, stored: Stored, scope: Scope) -> dict[str, Any]:
        """The values of the finished answers that today's form still accepts."""
        values: dict[str, Any] = {}
        for question in self.found(scope):
            if question.name not in stored or not question.applies(values):
                continue
            answer = stored[question.name]
            if answer is None and question.optional:
                values[question.name] = question.default
            elif answer is not None and question.finished(answer):
                value = question.read(answer, scope)
                if value is not STALE:
                    values[question.name] = value
        return values

    def applicable(self, values: Values, scope: Scope) -> list[Question]:
        """The questions that this member gets, as far as can be known yet."""
        return [question for question in self.found(scope) if question.applies(values)]

    def found(self, scope: Scope) -> list[Question]:
        """All questions that there are for this member, also those that an answer made needless."""
        return [found for question in self.questions for found in question.found(scope)]

    def filled(self, values: Values) -> Any:
        """The form's dataclass with these values; what one field found is gathered in it, by the names it found."""
        whole = {question.name: values[question.name] for question in self.questions if question.name in values}
        for question in self.questions:
            if question.ask.several:
                begins = f"{question.name}."
                own = {name: value for name, value in values.items() if name.startswith(begins)}
                whole[question.name] = {name.removeprefix(begins): value for name, value in own.items()}
        return self.shape(**whole)

    def next_question(self, values: Values, scope: Scope) -> Question | None:
        """The first one still open."""
        return next((question for question in self.applicable(values, scope) if question.name not in values), None)
