"""A form is a frozen dataclass; each annotation says what to ask, what to accept, and what is private."""

import dataclasses
import enum
import types
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.conversation.answers import NO, YES, Kind, Option, Scope, Sought
from bot.conversation.dates import Lean
from bot.conversation.files import Files
from bot.conversation.kinds import Choice, Day, Number, Phone, PhoneNumber, Text, YesNo
from bot.conversation.places import Place, PlaceName
from bot.conversation.sought import Recognised
from bot.conversation.start import Answer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Attachment

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
    stored so far and the turn: it finds the question's words and options, or None where it is not worth asking. `check`
    raises Rejected for words that will not do, and says why.
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
    check: Callable[[str], object] = len

    @property
    def narrative(self) -> bool:
        """Whether the answer is a story, in which a question is part of the answer."""
        return self.max_length > 200  # noqa: PLR2004 - longer than anyone's title, name or place


@dataclass(frozen=True)
class Question:
    """One field of a form, ready to be asked."""

    name: str
    ask: Ask
    kind: Kind
    optional: bool
    default: Any

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

    def applies(self, values: Values, scope: Scope) -> bool:
        """Whether it is asked, as far as can be known from the answers so far."""
        try:
            return self.ask.when(values) and (self.ask.look is None or self.sought(scope) is not None)
        except KeyError:
            return True  # what it depends on is not answered yet

    def sought(self, scope: Scope) -> Sought | None:
        """What a question found that looks for its words itself."""
        return self.ask.look(scope.answers, scope.turn) if self.ask.look else None

    def shown(self, value: Any, scope: Scope) -> str:
        """The value as the summary shows it."""
        if value is None:
            return "（未填）"
        if self.ask.private and isinstance(self.kind, Text):
            return "（已填，只给经办人看）"
        return self.kind.show(value, scope)


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

    def question(self, name: str) -> Question:
        """The question of a field."""
        return next(question for question in self.questions if question.name == name)

    def read(self, stored: Stored, scope: Scope) -> dict[str, Any]:
        """The values of the finished answers that today's form still accepts."""
        values: dict[str, Any] = {}
        for question in self.questions:
            if question.name not in stored or not question.applies(values, scope):
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
        return [question for question in self.questions if question.applies(values, scope)]

    def next_question(self, values: Values, scope: Scope) -> Question | None:
        """The first one still open."""
        return next((question for question in self.applicable(values, scope) if question.name not in values), None)


def form(  # noqa: PLR0913 - keywords of a declaration
    name: str,
    shape: type,
    *,
    title: str,
    says: tuple[str, ...] = (),
    confirm: bool = True,
    opening: Callable[[Any], str] = lambda _turn: "",
    english: str = "",
    at_once: Callable[[Values], bool] = lambda _values: False,
) -> Callable[[Callable[..., Answer]], Form]:
    """Make a form of a dataclass and the function that takes it when it is full.

    Raises TypeError at import where the declaration is wrong: a field without Ask, an unknown type, a field that
    may go unasked or unanswered and has no value for that.
    """
    questions = tuple(_questions(shape))
    return lambda submit: Form(name, title, shape, says, submit, questions, confirm, opening, english, at_once)


def private_fields(shape: type) -> frozenset[str]:
    """The names of the private fields, for export and erasure."""
    return frozenset(question.name for question in _questions(shape) if question.ask.private)


def _questions(shape: type) -> list[Question]:
    hints = get_type_hints(shape, include_extras=True)
    return [
        _question(f"{shape.__name__}.{field.name}", field, hints[field.name]) for field in dataclasses.fields(shape)
    ]


def _question(name: str, field: "dataclasses.Field[Any]", hint: Any) -> Question:
    annotated = get_args(hint)
    ask = next((part for part in annotated[1:] if isinstance(part, Ask)), None)
    if ask is None:
        raise TypeError(f"{name} has no Ask")
    bare, nullable = _unwrap(annotated[0])
    without = field.default is dataclasses.MISSING
    conditional = ask.when is not Ask.__dataclass_fields__["when"].default or ask.look is not None
    if conditional and without:
        raise TypeError(f"{name} is asked only sometimes and needs a default")
    if ask.optional and without and not nullable:
        raise TypeError(f"{name} may be left out and needs a default, or None among its types")
    optional = ask.optional or (nullable and not conditional)
    return Question(field.name, ask, _kind(bare, ask, optional=optional), optional, None if without else field.default)


def _unwrap(hint: Any) -> tuple[Any, bool]:
    """The type without its None, and whether it had one."""
    if get_origin(hint) in {types.UnionType, Union}:
        kept = [part for part in get_args(hint) if part is not type(None)]
        return kept[0], len(kept) < len(get_args(hint))
    return hint, False


def _kind(hint: Any, ask: Ask, *, optional: bool) -> Kind:
    """What takes the answers of a field of this type."""
    if found := ask.look:
        return Recognised(lambda scope: sought.options if (sought := found(scope.answers, scope.turn)) else (), hint)
    if look_up := ask.choices:
        return Choice(lambda scope: look_up(scope.turn), hint)
    if get_origin(hint) is tuple and get_args(hint) == (Attachment, ...):
        return Files(least=0 if optional else 1)
    if isinstance(hint, enum.EnumMeta) and issubclass(hint, Labelled):
        options = tuple(Option(choice.value, choice.label) for choice in hint)
        return Choice(lambda _scope: options, hint)
    kinds: dict[Any, Kind] = {
        bool: YesNo(ask.yes, ask.no),
        int: Number(True, ask.least, ask.most),
        Decimal: Number(False, ask.least, ask.most),
        date: Day(ask.lean),
        Phone: PhoneNumber(),
        Place: PlaceName(ask.min_length, ask.max_length),
        str: Text(ask.min_length, ask.max_length, ask.check),
    }
    if hint not in kinds:
        raise TypeError(f"no kind of answer for {hint}")
    return kinds[hint]
