"""The section [notices]: when nobody is disturbed, who must approve, what notices are about, how long rows are kept."""

from functools import cache
from pathlib import Path
from typing import Annotated, Final

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.config import files
from bot.config.sections import Section, TimeOfDay

SHIPPED: Final = Path(__file__).with_name("notices.toml")
MOST: Final = 12

Key = Annotated[str, Field(pattern=r"^[a-z][a-z_]{1,19}$")]


class _Written(BaseModel):
    """Part of the file: frozen, and no key but its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Topic(_Written):
    """Something that notices are about: what it is called, and what comes under it."""

    label: Annotated[str, Field(min_length=1, max_length=12)]
    about: Annotated[str, Field(min_length=2, max_length=60)]


class Topics(_Written):
    """The whole file."""

    topics: Annotated[dict[Key, Topic], Field(min_length=1, max_length=MOST)]


@cache
def read(file: str) -> Topics:
    """What a file says, or the shipped one without a file; ValueError says all that is wrong."""
    try:
        return Topics.model_validate(files.toml(Path(file) if file else SHIPPED))
    except ValidationError as error:
        raise ValueError("\n".join(map(files.explained, error.errors()))) from None


def _readable(file: str) -> str:
    read(file)
    return file


class Notices(Section):
    """Notices to many. docs/notices.md is for those who send them."""

    quiet_from: TimeOfDay = Field(
        "21:00", description="from this time on nothing goes out to many, but for urgent notices"
    )
    quiet_until: TimeOfDay = Field("08:00", description="until this time; the same as quiet_from: no quiet hours")
    approve_above: int = Field(
        200, ge=0, description="a notice to more recipients than this needs the approval of a second person"
    )
    announce_unapproved: bool = Field(
        default=False, description="whether the month's announcement goes out though nobody has approved its draft"
    )
    topics_file: Annotated[str, AfterValidator(_readable)] = Field(
        "", description="TOML file with what notices are about, for members to choose; empty: ours"
    )
    keep_days: int = Field(
        400, ge=60, le=3660, description="days after which a notice keeps its figures but no longer each recipient"
    )

    @property
    def topics(self) -> dict[str, Topic]:
        """What notices are about."""
        return read(self.topics_file).topics
