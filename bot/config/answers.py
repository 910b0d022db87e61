"""Words at hand for suggestions: answers that staff give often, from a TOML file that a union may edit.

The shipped file is answers.toml beside this module. `{title}` and `{number}` in a text stand for the suggestion's own.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.config import files

SHIPPED: Final = Path(__file__).with_name("answers.toml")
FIELDS: Final = ("title", "number")


def _fillable(text: str) -> str:
    """A text without any other field; ValueError names the first that is not known."""
    try:
        parts = list(Formatter().parse(text))
    except ValueError:
        raise ValueError("has a lone { or }: write {{ or }} for the sign itself") from None
    for _, field, spec, conversion in parts:
        if field is not None and (field not in FIELDS or spec or conversion):
            raise ValueError(f"has {{{field}}}; there are only {{title}} and {{number}}")
    return text


class _Written(BaseModel):
    """Part of the file: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Answer(_Written):
    """One answer: its title in the list, the verdict it goes with (empty: a word on the way), its words."""

    title: Annotated[str, Field(min_length=1, max_length=20)]
    verdict: Literal["", "adopted", "reserved", "declined"] = ""
    text: Annotated[str, Field(min_length=1, max_length=1500), AfterValidator(_fillable)]

    def about(self, title: str, number: str) -> str:
        """The words for one suggestion."""
        return self.text.format(title=title, number=number)


class _File(_Written):
    """The whole file."""

    answers: tuple[Answer, ...] = ()


Answers = tuple[Answer, ...]


@cache
def read(file: str) -> Answers:
    """The answers of a file, in its order, or the shipped ones without a file; ValueError says all that is wrong."""
    try:
        found = _File.model_validate(files.toml(Path(file) if file else SHIPPED)).answers
    except ValidationError as error:
        raise ValueError("\n".join(map(files.explained, error.errors()))) from None
    titles = Counter(one.title for one in found)
    if twice := sorted(title for title, times in titles.items() if times > 1):
        raise ValueError("\n".join(f"two answers are called “{title}”" for title in twice))
    return found


def _readable(file: str) -> str:
    read(file)
    return file


AnswersFile = Annotated[str, AfterValidator(_readable)]
"""The path of such a file, empty for the shipped answers; a relative one begins where the program is started."""
