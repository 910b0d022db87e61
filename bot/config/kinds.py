"""The kinds of cases: what each asks, how fast it is answered, what helps with it; from a TOML file a union may edit.

The shipped file is kinds.toml beside this module. A table of the file is a kind, under a key of its own that stays:
rows in the store hold it. `legal_aid`, `other` and `talk` must be there, since members' words lead to them.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.config import files

SHIPPED = Path(__file__).with_name("kinds.toml")
LEGAL_AID, OTHER, TALK = "legal_aid", "other", "talk"

Key = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,29}$")]
Line = Annotated[str, Field(min_length=1, max_length=300)]


def _pattern(written: str) -> str:
    try:
        re.compile(written)
    except re.error as error:
        raise ValueError(f"is no regular expression: {error}") from None
    return written


class _Written(BaseModel):
    """Part of the file: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Question(_Written):
    """One thing that a kind's form asks beside what all ask; the member may always leave it out.

    `answer` is what is taken; `options` belong to a choice.
    """

    name: Key
    label: Annotated[str, Field(min_length=1, max_length=12)]
    prompt: Line
    answer: Literal["text", "number", "yes_no", "choice", "day", "place"] = "text"
    options: tuple[Annotated[str, Field(min_length=1, max_length=20)], ...] = ()

    @model_validator(mode="after")
    def _choice(self) -> Self:
        if (self.answer == "choice") != (len(set(self.options)) > 1):
            raise ValueError("a choice has two or more different options, and nothing else has any")
        return self


class Canned(_Written):
    """An answer that staff give often: its title in the list, its words."""

    title: Annotated[str, Field(min_length=1, max_length=20)]
    text: Annotated[str, Field(min_length=1, max_length=2000)]


class CaseKind(_Written):
    """One kind of case.

    `says`: whole messages that open its form. `words`: patterns in a member's story that tell of it. `upward`: it goes
    to the union above at once, urgent. `reply_hours`, `next_hours` and `resolve_days` are working time, None as
    configured for all; `keep_years`: so long what was said is kept once it is closed. `prepare` is told to the member,
    `checklist` and `canned` are for staff; `entry` is an entry of the knowledge base, `calculator` the word that opens
    one. `story` and `since` are prompts of its own.
    """

    key: Key = OTHER
    title: Annotated[str, Field(min_length=1, max_length=12)]
    says: tuple[Line, ...] = ()
    words: tuple[Annotated[str, AfterValidator(_pattern)], ...] = ()
    urgent: bool = False
    upward: bool = False
    reply_hours: Annotated[int, Field(ge=1, le=400)] | None = None
    next_hours: Annotated[int, Field(ge=1, le=1200)] | None = None
    resolve_days: Annotated[int, Field(ge=1, le=366)] | None = None
    keep_years: Annotated[int, Field(ge=1, le=30)] = 3
    story: str = ""
    since: str = ""
    entry: str = ""
    calculator: str = ""
    prepare: tuple[Line, ...] = ()
    checklist: tuple[Line, ...] = ()
    questions: tuple[Question, ...] = ()
    canned: tuple[Canned, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = Counter(one.name for one in self.questions)
        if twice := sorted(name for name, times in names.items() if times > 1):
            raise ValueError(f"two questions are called {', '.join(twice)}")
        return self

    def told_by(self, story: str) -> int:
        """How many of its signs a story shows."""
        return sum(re.search(pattern, story) is not None for pattern in self.words)


Kinds = tuple[CaseKind, ...]
_FILE = TypeAdapter(dict[Key, CaseKind])


@cache
def read(file: str) -> Kinds:
    """The kinds of a file, in its order, or the shipped ones without a file; ValueError says all that is wrong."""
    try:
        found = _FILE.validate_python(files.toml(Path(file) if file else SHIPPED))
    except ValidationError as error:
        raise ValueError("\n".join(map(_explain, error.errors()))) from None
    if missing := {LEGAL_AID, OTHER, TALK} - found.keys():
        raise ValueError("\n".join(f"[{key}] is missing" for key in sorted(missing)))
    said = Counter(word for kind in found.values() for word in kind.says)
    if twice := sorted(word for word, times in said.items() if times > 1):
        raise ValueError("\n".join(f"says: two kinds have “{word}”" for word in twice))
    return tuple(kind.model_copy(update={"key": key}) for key, kind in found.items())


def of(kinds: Kinds, key: str) -> CaseKind:
    """The kind of a key; `other` where the union has given that kind up."""
    by_key = {kind.key: kind for kind in kinds}
    return by_key.get(key, by_key[OTHER])


def told(kinds: Kinds, story: str) -> CaseKind | None:
    """The one kind that a member's story tells of more than of any other; None where it does not say.

    One that goes upward wins with the first of its signs: who speaks for many is not to wait among others.
    """
    if many := next((kind for kind in kinds if kind.upward and kind.told_by(story)), None):
        return many
    counted = sorted(((kind.told_by(story), -place) for place, kind in enumerate(kinds)), reverse=True)
    (most, place), (next_most, _) = counted[0], counted[1]
    return kinds[-place] if most > next_most else None


def _readable(file: str) -> str:
    read(file)
    return file


KindsFile = Annotated[str, AfterValidator(_readable)]
"""The path of such a file, empty for the shipped kinds; a relative one begins where the program is started."""


def _explain(problem: ErrorDetails) -> str:
    """[injury] questions, number 2, answer: …, is 'x'."""
    kind, *rest = problem["loc"] or ("",)
    parts = [f"number {part + 1}" if isinstance(part, int) else str(part) for part in rest]
    where = f"[{kind}] {', '.join(parts)}".strip()
    if problem["type"] == "extra_forbidden":
        return f"{where} is unknown"
    given = problem["input"]
    shown = f", is {given!r}" if isinstance(given, str | int | float) else ""
    return f"{where}: {problem['msg'].removeprefix('Value error, ')}{shown}"
