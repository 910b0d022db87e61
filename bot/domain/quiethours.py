"""The hours in which nobody is disturbed (免打扰): nothing goes out to many then, but what is urgent."""

from datetime import datetime

from bot.config import Config


def falls(config: Config, moment: datetime) -> bool:
    """Whether a moment is in them, by the union's clock; never where they begin and end at the same time."""
    begin, end = config.notices.quiet_from, config.notices.quiet_until
    at = f"{moment.astimezone(config.zone):%H:%M}"
    return at >= begin or at < end if begin > end else begin <= at < end
