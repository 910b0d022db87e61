"""A form is declared as a frozen dataclass; each annotation says what to ask, what to accept, and what is private."""

import dataclasses
import enum
import types
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from bot.conversation.answers import Kind, Option
from bot.conversation.files import Files
from bot.conversation.forms import Ask, Form, Question, Values
from bot.conversation.kinds import Choice, Day, Number, Phone, PhoneNumber, Text, YesNo
from bot.conversation.places import Place, PlaceName
from bot.conversation.start import Answer
from bot.labels import Labelled
from bot.messages import Attachment


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
    without = field.default is dataclasses.MISSING and ask.several is None
    conditional = ask.when is not Ask.__dataclass_fields__["when"].default or ask.look is not None
    if conditional and without:
        raise TypeError(f"{name} is asked only sometimes and needs a default")
    if ask.optional and without and not nullable:
        raise TypeError(f"{name} may be left out and needs a default, or None among its types")
    optional = ask.optional or (nullable and not conditional)
    default = None if field.default is dataclasses.MISSING else field.default
    return Question(field.name, ask, _kind(bare, ask, optional=optional), optional, default)


def _unwrap(hint: Any) -> tuple[Any, bool]:
    """The type without its None, and whether it had one."""
    if get_origin(hint) in {types.UnionType, Union}:
        kept = [part for part in get_args(hint) if part is not type(None)]
        return kept[0], len(kept) < len(get_args(hint))
    return hint, False


def _kind(hint: Any, ask: Ask, *, optional: bool) -> Kind:
    """What takes the answers of a field of this type."""
    if ask.look or ask.several:
        return Text()  # never asked itself: what it finds says what it accepts
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
