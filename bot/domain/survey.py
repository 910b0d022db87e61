"""Surveys: what is asked as data, of who signs up for an event or who came to it: read, checked, put into words.

A survey is a list of items, kept as plain data (`Item.model_dump(mode="json")`) and read with `items`.
"""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from bot.errors import Refusal

MOST: Final = 12
"""Items of one survey."""

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")]
Words = Annotated[str, Field(min_length=1, max_length=40)]
YES: Final = "是"
NO: Final = "否"


class When(BaseModel):
    """An item is asked only where an earlier one was answered so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    item: Key
    answer: Words


class Item(BaseModel):
    """One thing that is asked. `options` belong to a choice; `grade` is a whole number from 1 to 5.

    `when` names an earlier item and the words of its answer (是 and 否 of a yes_no).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Key
    label: Annotated[str, Field(min_length=1, max_length=12)]
    prompt: Annotated[str, Field(min_length=2, max_length=200)]
    answer: Literal["text", "choice", "number", "yes_no", "file", "grade"] = "text"
    options: tuple[Words, ...] = ()
    optional: bool = False
    private: bool = False
    when: When | None = None

    @model_validator(mode="after")
    def _choice(self) -> Self:
        if (self.answer == "choice") != (len(set(self.options)) > 1):
            raise ValueError("选择题要有两个以上不同的选项，别的题不写选项")
        return self


_SURVEY: Final = TypeAdapter(tuple[Item, ...])


def items(rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    """The items of what is kept; Refusal, in words for staff, where they cannot be a survey."""
    try:
        found = _SURVEY.validate_python(list(rows))
    except ValidationError as error:
        raise Refusal(_explain(error)) from None
    _require_order(found)
    return found


def applies(item: Item, answered: Mapping[str, str | None]) -> bool:
    """Whether an item is asked, by the words of the answers so far."""
    return item.when is None or answered.get(item.when.item) == item.when.answer


def _require_order(found: Sequence[Item]) -> None:
    if len(found) > MOST:
        raise Refusal(f"最多 {MOST} 个问题，现在有 {len(found)} 个。")
    before: set[str] = set()
    for number, item in enumerate(found, 1):
        if item.name in before:
            raise Refusal(f"第 {number} 个问题的代号 {item.name} 和前面的重了。")
        if item.when and item.when.item not in before:
            raise Refusal(f"第 {number} 个问题的条件要指前面的某个问题。")
        before.add(item.name)


def _explain(error: ValidationError) -> str:
    problem = error.errors()[0]
    number = int(problem["loc"][0]) + 1 if problem["loc"] else 1
    what = ".".join(str(part) for part in problem["loc"][1:]) or "内容"
    return f"第 {number} 个问题（{what}）：{problem['msg'].removeprefix('Value error, ')}。"
