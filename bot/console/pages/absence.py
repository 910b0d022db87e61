"""An officer says when they are away, and who does their work meanwhile; and that they are back."""

from datetime import date

from starlette.responses import Response

from bot.console.visit import Visit, done
from bot.domain import absences
from bot.domain.staff import Officer
from bot.errors import Refusal

HERE = "/console/account"
NO_DATE = "日期没看懂，请从日历里选，或者写成 2026-12-24。"
NOBODY_SUCH = "没有找到这位代办人，请从名单里选。"


def go(visit: Visit) -> Response:
    """Away from one day to another, with a deputy or without."""
    since, until = _day(visit.typed.get("since", "")), _day(visit.typed.get("until", ""))
    absences.go(visit.act, visit.officer, since, until, _deputy(visit))
    return done(HERE, "away")


def come_back(visit: Visit) -> Response:
    """There again."""
    absences.come_back(visit.act, visit.officer)
    return done(HERE, "back")


STEPS = {"away": go, "back": come_back}
"""What can be said of it, by the last part of its address."""


def deputies(visit: Visit) -> list[Officer]:
    """The colleagues who could do the officer's work."""
    return absences.able(visit.session, visit.officer)


def _deputy(visit: Visit) -> Officer | None:
    chosen = visit.typed.get("deputy", "")
    if not chosen:
        return None
    found = next((one for one in deputies(visit) if str(one.id) == chosen), None)
    if found is None:
        raise Refusal(NOBODY_SUCH)
    return found


def _day(written: str) -> date | None:
    if not written.strip():
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Refusal(NO_DATE) from None
