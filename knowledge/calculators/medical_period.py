"""The time in which a sick worker must not be dismissed.

Provisions on the Medical Period of 1994, 2-4; Labour Contract Law 40, 42.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, check_number
from knowledge.calculators.spans import check_days, through

LONGEST_LIFE: Final = 60
TEN: Final = 10
SHORT: Final = ((5, 6), (0, 3))
"""Years in this unit, months, for one with under ten years of work in all."""
LONG: Final = ((20, 24), (15, 18), (10, 12), (5, 9), (0, 6))
"""The same for ten years and more."""
WITHIN: Final = {3: 6, 6: 12, 9: 15, 12: 18, 18: 24, 24: 30}
"""Months of the period: months within which sick days are added up (4)."""

PERIOD, ADDED_UP, AT_A_STRETCH, CYCLE_ENDS = "医疗期", "累计计算的周期", "一直病休的话到", "周期到"
ARTICLES: Final = (
    "企业职工患病或非因工负伤医疗期规定第二条",
    "企业职工患病或非因工负伤医疗期规定第三条",
    "企业职工患病或非因工负伤医疗期规定第四条",
    "企业职工患病或非因工负伤医疗期规定第五条",
    "劳动合同法第四十条",
    "劳动合同法第四十二条",
    "劳动合同法第四十五条",
)
PROVE: Final = "病历、诊断证明、病假条、请假记录，交一份留一份；社保记录（证明年限）。"


@dataclass(frozen=True)
class Illness:
    """Years of work in all and in this unit; the first day of sick leave, where known."""

    years: Decimal
    here: Decimal
    since: date | None = None

    @property
    def months(self) -> int:
        """3 to 24."""
        steps = LONG if self.years >= TEN else SHORT
        return next(months for least, months in steps if self.here >= least)


def work_out(facts: Illness) -> Sheet:
    """How long the period is, and when it ends."""
    _check(facts)
    lines = [Line(PERIOD, facts.months, unit="个月"), Line(ADDED_UP, WITHIN[facts.months], unit="个月")]
    if facts.since:
        lines.append(Line(AT_A_STRETCH, through(facts.since, facts.months)))
        lines.append(Line(CYCLE_ENDS, through(facts.since, WITHIN[facts.months])))
    notes = (
        f"{WITHIN[facts.months]}个月里病休加起来，最多{facts.months}个月。",
        "这段时间单位不能按第四十条、第四十一条（生病、不胜任、情况大变、裁员）解除；合同到期的要顺延。",
        "病假工资按当地规定，问12333。",
    )
    assumes = (
        "病或伤不是工作造成的；是工伤的走停工留薪期。",
        "正好满5年、10年的，按高的一档。",
        "有的省市算法不同，以当地为准；重病、难治的，问当地能否延长。",
    )
    return Sheet(tuple(lines), ARTICLES, assumes, PROVE, notes)


def _check(facts: Illness) -> None:
    check_number(facts.years, LONGEST_LIFE, "工作年限")
    check_number(facts.here, LONGEST_LIFE, "本单位年限")
    check_days(facts.since)
    if facts.here > facts.years:
        raise WrongInput("在本单位的年限比总的工作年限还长，请核对一下。")
