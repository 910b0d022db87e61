"""Days and months as the platform counts its quotas: Beijing time."""

from datetime import date, datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))


def day(moment: float) -> date:
    """The day of a moment."""
    return datetime.fromtimestamp(moment, BEIJING).date()


def month(moment: float) -> tuple[int, int]:
    """The year and month of a moment."""
    today = day(moment)
    return today.year, today.month
