"""A survey in a form: its items as questions that are found when they are asked, and what was answered as rows to keep.

An item in other words is another question: what was answered to the one before is not taken for its answer.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from bot.conversation import Choice, Files, Number, Option, Sought, Text, YesNo, stored_files
from bot.conversation.answers import Kind
from bot.domain import survey
from bot.domain.survey import NO, YES, Item
from bot.messages import Attachment

GRADES: Final = tuple(Option(str(grade), f"{grade}分") for grade in range(1, 6))
LONGEST: Final = 500
"""Characters of an answer in words."""

Stored = Mapping[str, str | None]
Row = dict[str, Any]


def questions(items: Sequence[Item], stored: Stored, field: str) -> list[Sought]:
    """The items that are to be asked, as far as the answers tell that are stored under a form's field."""
    words: dict[str, str | None] = {}
    found = []
    for item in items:
        if survey.applies(item, words):
            found.append(_question(item))
            words[item.name] = _words(item, stored.get(f"{field}.{_key(item)}"))
    return found


def rows(items: Sequence[Item], values: Mapping[str, Any]) -> tuple[Row, ...]:
    """What was answered, as plain data: name, label, shown (the words), value. What was left out has no row."""
    answered = [(item, values.get(_key(item))) for item in items]
    return tuple(
        {"name": item.name, "label": item.label, "shown": _shown(item, value), "value": _plain(value)}
        for item, value in answered
        if value is not None and value != ()
    )


def files(values: Mapping[str, Any]) -> tuple[Attachment, ...]:
    """The files among the answers."""
    return tuple(file for value in values.values() if isinstance(value, tuple) for file in value)


def stored(items: Sequence[Item], kept: Sequence[Row], sent: Sequence[Attachment], field: str) -> dict[str, str | None]:
    """Rows that were kept, as answers to fill a form with; what may be left out and was, is left out again."""
    known = {(row["name"], row["label"]): row["value"] for row in kept}
    found: dict[str, str | None] = {}
    for item in items:
        value = known.get((item.name, item.label))
        if value is not None or item.optional:
            found[f"{field}.{_key(item)}"] = None if value is None else _stored(value, sent)
    return found


def _key(item: Item) -> str:
    return f"{item.name}/{item.answer}/{item.label}"


def _question(item: Item) -> Sought:
    optional, private = item.optional, item.private
    return Sought(item.prompt, (), _kind(item), item.label, optional, private, _key(item))


def _kind(item: Item) -> Kind:
    options = tuple(Option(one, one) for one in item.options)
    kinds: dict[str, Kind] = {
        "text": Text(most=LONGEST),
        "choice": Choice(lambda _scope: options),
        "number": Number(whole=False),
        "yes_no": YesNo(YES, NO),
        "file": Files(least=0 if item.optional else 1),
        "grade": Choice(lambda _scope: GRADES, int),
    }
    return kinds[item.answer]


def _words(item: Item, answer: str | None) -> str | None:
    """What was stored, as a condition names it."""
    return {"yes": YES, "no": NO}.get(answer or "") if item.answer == "yes_no" else answer


def _shown(item: Item, value: Any) -> str:  # noqa: ANN401 - whatever the item asks for
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, tuple):
        return "、".join(file.name for file in value)
    return f"{value}分" if item.answer == "grade" else str(_plain(value))


def _plain(value: Any) -> Any:  # noqa: ANN401 - whatever the item asks for
    """As JSON has it: of files their keys; a number with a fraction in figures."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else f"{value.normalize():f}"
    return [file.key for file in value] if isinstance(value, tuple) else value


def _stored(value: Any, sent: Sequence[Attachment]) -> str:  # noqa: ANN401 - whatever the item asks for
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return stored_files([file for file in sent if file.key in value], done=True)
    return str(value)
