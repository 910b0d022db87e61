"""What became of a notice in figures: reach by unit, opens of its link, who left after it, answers to a survey."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import func, select

from bot.console import names
from bot.console.visit import Visit
from bot.domain import corrections, polls, reckonings, roles, tallies
from bot.domain.noticebook import Fate, Notice, NoticeLink
from bot.domain.noticekinds import Kind
from bot.domain.reckonings import Leaving, Progress
from bot.domain.roles import Right
from bot.domain.tallies import Figures

DRAWN: Final = 20
"""Units of a picture; the table has all."""

ELSEWHERE: Final = "您看不到的单位"
LEFT: Final = "收到后两天内 {left} 人，占收到的 {share:.2%}"
PACE: Final = "最近一分钟每秒 {rate:.1f} 条{left}"
A_MINUTE, AN_HOUR = 60, 3600


@dataclass(frozen=True)
class Reached:
    """A unit: how many of its members are on the list, and how many of them it reached."""

    name: str
    size: int
    sent: int

    @property
    def rate(self) -> str:
        """Which share it reached: 92%."""
        return f"{self.sent / self.size:.0%}" if self.size else "—"


def of(visit: Visit, notice: Notice, counts: Mapping[Fate, int]) -> dict[str, Any]:
    """What the page shows of it."""
    went = notice.started_at is not None
    return {
        "failed": counts.get(Fate.FAILED, 0),
        "unsure": counts.get(Fate.UNKNOWN, 0),
        "reach": reach(visit, notice) if went else [],
        "drawn": DRAWN,
        "opens": _opens(visit, notice),
        "left": _left(reckonings.leaving(visit.session, notice)) if went else "",
        "poll": poll(visit, notice) if went else None,
        "least": tallies.LEAST,
        "standing": corrections.standing(visit.act, notice) if notice.revision else None,
    }


def reach(visit: Visit, notice: Notice) -> list[Reached]:
    """By unit, the largest first; units that the officer does not see are one line, the last."""
    found = reckonings.reach(visit.session, notice)
    seen = roles.reach(visit.session, visit.officer, Right.SEE_NOTICES)
    homes = names.units(visit.session, {one.unit_id for one in found})
    told = [Reached(homes[one.unit_id], one.size, one.sent) for one in found if one.unit_id in seen]
    hidden = [one for one in found if one.unit_id not in seen]
    rest = Reached(ELSEWHERE, sum(one.size for one in hidden), sum(one.sent for one in hidden))
    return [*told, rest] if hidden else told


def poll(visit: Visit, notice: Notice) -> Figures | None:
    """What was answered to a survey; None where it is none."""
    return polls.figures(visit.session, notice) if notice.sort is Kind.SURVEY and notice.questions else None


def pace(found: Progress | None) -> str:
    """How fast it goes, and how long yet, in words; empty where nothing goes out just now."""
    if found is None or not found.rate:
        return ""
    left = f"，大约还要{_span(found.left)}" if found.left else ""
    return PACE.format(rate=found.rate, left=left)


def _span(seconds: float) -> str:
    if seconds < A_MINUTE:
        return "不到 1 分钟"
    return f" {seconds / AN_HOUR:.1f} 小时" if seconds >= AN_HOUR else f" {seconds / A_MINUTE:.0f} 分钟"


def _left(found: Leaving) -> str:
    return LEFT.format(left=found.left, share=found.share)


def _opens(visit: Visit, notice: Notice) -> int:
    mine = select(func.sum(NoticeLink.opens)).where(NoticeLink.notice_id == notice.id)
    return visit.session.scalar(mine) or 0
