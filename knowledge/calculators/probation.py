"""How long a probation may be, what it must pay, and what is owed where it was longer.

Labour Contract Law 19, 20, 83.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, check_number, check_wage, money, plain, shown

STEPS: Final = ((36, 6), (12, 2), (3, 1))
"""Months of the contract, months of probation at most."""
OPEN_ENDED_MONTHS: Final = 6
LOWEST_SHARE: Final = 80
LONGEST_CONTRACT: Final = 600
LONGEST_PROBATION: Final = 120

LIMIT, LOWEST, DAMAGES = "试用期最长", "试用期工资至少", "超期赔偿金"


class Term(StrEnum):
    """What kind of contract it is."""

    FIXED = "fixed"
    OPEN = "open"
    TASK = "task"
    PROBATION_ONLY = "probation-only"


SAID: Final = {
    Term.OPEN: "无固定期限合同，试用期最长6个月。",
    Term.TASK: "以完成一定工作任务为期限的合同，不得约定试用期。",
    Term.PROBATION_ONLY: "只签了试用期的，试用期不成立，这段就是合同期，工资按转正的算。",
}


@dataclass(frozen=True)
class Probation:
    """Kind and months of the contract; months of probation already served; the wage after it (yuan a month)."""

    term: Term
    months: Decimal = Decimal(0)
    served: Decimal | None = None
    wage: Decimal | None = None

    @property
    def limit(self) -> int:
        """Months at most."""
        if self.term is Term.OPEN:
            return OPEN_ENDED_MONTHS
        if self.term is not Term.FIXED:
            return 0
        return next((limit for least, limit in STEPS if self.months >= least), 0)

    @property
    def over(self) -> Decimal:
        """Months served beyond the limit."""
        return max((self.served or Decimal(0)) - self.limit, Decimal(0))


def work_out(facts: Probation) -> Sheet:
    """The longest probation, its lowest wage, and damages for what went beyond."""
    _check(facts)
    lines = [Line(LIMIT, facts.limit, unit="个月")]
    if facts.wage is not None and facts.limit:
        share = facts.wage * LOWEST_SHARE / 100
        lines.append(money(LOWEST, share, f"转正工资 {shown(facts.wage)} × 80%"))
    if facts.wage is not None and facts.over:
        working = f"转正工资 {shown(facts.wage)} × 超出的 {plain(facts.over)} 个月"
        lines.append(money(DAMAGES, facts.wage * facts.over, working))
    assumes = (
        "同一单位只能约定一次试用期，续签、换岗、延长都不能再来一次；试用期算在合同期里。",
        "工资还不能低于当地最低工资；本单位同岗位最低档的80%也可以作为底线。",
    )
    prove = "劳动合同（期限、试用期）、转正通知、工资流水。"
    return Sheet(tuple(lines), _articles(facts), assumes, prove, _notes(facts))


def _check(facts: Probation) -> None:
    check_number(facts.months, LONGEST_CONTRACT, "合同月数")
    if facts.served is not None:
        check_number(facts.served, LONGEST_PROBATION, "试用期月数")
    if facts.wage is not None:
        check_wage(facts.wage, "转正工资")


def _notes(facts: Probation) -> tuple[str, ...]:
    rule = "合同不满3个月的不得试用；满3个月不满1年最长1个月；满1年不满3年最长2个月；满3年最长6个月。"
    notes = [SAID.get(facts.term, f"合同{plain(facts.months)}个月。{rule}")]
    if facts.over:
        notes.append(
            f"您已经试用了{plain(facts.served or 0)}个月，超出{plain(facts.over)}个月，超出的要按转正工资另赔。"
        )
    return tuple(notes)


def _articles(facts: Probation) -> tuple[str, ...]:
    articles = ("劳动合同法第十九条", "劳动合同法第二十条", "劳动合同法实施条例第十五条")
    return (*articles, "劳动合同法第八十三条") if facts.over else articles
