"""The section [events]: how long a place that came free is held for those who wait."""

from pydantic import Field

from bot.config.sections import Section


class Events(Section):
    """The wait-lists of events. docs/events.md says how an offer's time is reckoned."""

    offer_hours: int = Field(
        12, ge=1, le=72, description="hours, nights left out, for which a freed place is held for the next who waits"
    )
