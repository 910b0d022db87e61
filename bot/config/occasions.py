"""What events have in common: groups they may be for, and the questions afterwards; from a TOML file a union may edit.

The shipped file is occasions.toml beside this module. Keys of groups stay: rows in the store hold them.
"""

from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.config import files

SHIPPED: Final = Path(__file__).with_name("occasions.toml")
WOMEN: Final = "women"
MOST: Final = 12

Key = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,19}$")]


class _Written(BaseModel):
    """Part of the file: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Written):
    """A group that members may say they are in: what it is called, and how they are asked."""

    label: Annotated[str, Field(min_length=1, max_length=12)]
    question: Annotated[str, Field(min_length=2, max_length=60)]


def _with_women(groups: dict[str, Group]) -> dict[str, Group]:
    if WOMEN not in groups:
        raise ValueError(f"{WOMEN} is missing: a team's rules name it")
    return groups


class Occasions(_Written):
    """The whole file. `inquiry` has the questions as plain data, for `bot.domain.survey` to read."""

    groups: Annotated[dict[Key, Group], Field(max_length=MOST), AfterValidator(_with_women)]
    inquiry: tuple[dict[str, Any], ...] = Field((), max_length=MOST)


@cache
def read(file: str) -> Occasions:
    """What a file says, or the shipped one without a file; ValueError says all that is wrong."""
    try:
        return Occasions.model_validate(files.toml(Path(file) if file else SHIPPED))
    except ValidationError as error:
        raise ValueError("\n".join(map(files.explained, error.errors()))) from None


def _readable(file: str) -> str:
    read(file)
    return file


OccasionsFile = Annotated[str, AfterValidator(_readable)]
"""The path of such a file, empty for the shipped one; a relative one begins where the program is started."""
