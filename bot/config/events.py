"""The section [events]: wait-lists, the groups that events are for, certificates, and when an event is put away."""

from pydantic import Field

from bot.config import occasions
from bot.config.fonts import FontFile
from bot.config.occasions import Occasions, OccasionsFile
from bot.config.sections import Section


class Events(Section):
    """Events. docs/events.md says how an offer's time is reckoned."""

    offer_hours: int = Field(
        12, ge=1, le=72, description="hours, nights left out, for which a freed place is held for the next who waits"
    )
    occasions_file: OccasionsFile = Field(
        "", description="TOML file with the groups that events may be for and the questions afterwards; empty: ours"
    )
    certificate_font: FontFile = Field(
        "", description="TrueType font (.ttf, .ttc) that certificates take along; empty: the reader's own Song"
    )
    archive_days: int = Field(
        180, ge=30, le=3660, description="days after an event until it is put away, without names; at least 30"
    )

    @property
    def occasions(self) -> Occasions:
        """The groups that there are, and the questions afterwards."""
        return occasions.read(self.occasions_file)
