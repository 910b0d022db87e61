"""The second wage for working without a written contract: from the second month, for eleven months at most.

Labour Contract Law 82; its Implementing Regulations 6, 7; Interpretation (II) of 2025, 6, 7.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from knowledge.calculators.sheet import Sheet, cents, check_wage, money, shown
from knowledge.calculators.spans import check_days, check_order, on, through, weekdays, whole
from knowledge.calculators.wage import PAID_DAYS

LAW_BEGINS: Final = date(2008, 1, 1)
YEAR: Final = 12
EXTRA: Final = "还能要的一倍工资"
PROVE: Final = "工资流水、工作证、考勤、聊天记录、社保记录（证明从哪天上班、工资多少）。别补签倒填日期的合同。"
ARTICLES: Final = (
    "劳动合同法第十条",
    "劳动合同法第八十二条",
    "劳动合同法实施条例第六条",
    "劳动合同法实施条例第七条",
    "劳动争议司法解释（二）第六条",
    "劳动争议司法解释（二）第七条",
    "劳动争议调解仲裁法第二十七条",
)


@dataclass(frozen=True)
class Unsigned:
    """First day of work, wage (yuan a month), today, and the day of signing or leaving, where there was one."""

    started: date
    wage: Decimal
    today: date
    signed: date | None = None
    left: date | None = None

    @property
    def counts_from(self) -> date:
        """The first day of work, as the law sees it: not before it was in force (97)."""
        return max(self.started, LAW_BEGINS)

    @property
    def first(self) -> date:
        """The first doubled day: the day after a full month."""
        return through(self.counts_from, 1) + timedelta(days=1)

    @property
    def last(self) -> date:
        """The last doubled day: the day before signing, the last day of work, today, or the eve of a full year."""
        ends = [through(self.counts_from, YEAR), self.today]
        ends += [self.signed - timedelta(days=1)] if self.signed else []
        ends += [self.left] if self.left else []
        return min(ends)

    @property
    def extra(self) -> Decimal:
        """The second wage: by full months; of an unfinished month, its working days (Interpretation II, 6)."""
        if self.last < self.first:
            return Decimal("0.00")
        months = whole(self.first, self.last).months
        return cents(self.wage * months + min(self.wage, self.wage * self.odd_days / PAID_DAYS))

    @property
    def odd_days(self) -> int:
        """Working days of the unfinished month."""
        done = whole(self.first, self.last)
        return weekdays(through(self.first, done.months) + timedelta(days=1), self.last)


def work_out(facts: Unsigned) -> Sheet:
    """What is owed beside the wage that was paid, and until when to claim it."""
    _check(facts)
    if facts.last < facts.first:
        note = "满一个月的第二天起才有双倍工资。您的情况还没到，或者一个月内就签了合同。"
        return Sheet((money(EXTRA, Decimal(0)),), ARTICLES[:3], notes=(note,))
    assumes = (
        "正常那一倍工资已经发了；没发的另外要。",
        "全日制用工；不是您自己故意或有重大过失不签。",
        "不满一个月的部分按周一至周五数工作日，每天＝月工资÷21.75。",
    )
    line = money(EXTRA, facts.extra, _working(facts))
    return Sheet((line,), _articles(facts), assumes, PROVE, _notes(facts))


def _check(facts: Unsigned) -> None:
    check_wage(facts.wage)
    check_days(facts.today)
    check_order(facts.started, facts.today, "上班的第一天还没到")
    if facts.signed:
        check_order(facts.started, facts.signed, "签合同的日子在上班以前，那就没有双倍工资")
    if facts.left:
        check_order(facts.started, facts.left, "离职日期比入职还早")


def _working(facts: Unsigned) -> str:
    months = whole(facts.first, facts.last).months
    parts = [f"{shown(facts.wage)} × {months} 个月"] if months else []
    if facts.odd_days:
        parts.append(f"{shown(facts.wage)} ÷ 21.75 × {facts.odd_days} 个工作日")
    return " ＋ ".join(parts) or "剩下的几天都是周末"


def _notes(facts: Unsigned) -> tuple[str, ...]:
    safe, latest = on(facts.first, YEAR), on(facts.last, YEAR)
    told = [f"算的是{shown(facts.first)}到{shown(facts.last)}，从第2个月起，最多11个月。"]
    if facts.today > latest:
        told.append(f"时效：一年，最晚到{shown(latest)}，看来已经过了。您有没有书面要过、投诉过？有的话快来找我们看。")
    else:
        told.append(f"时效：一年，各地起算不同。{shown(safe)}前申请仲裁最稳；最晚{shown(latest)}。别拖。")
    if facts.last == through(facts.counts_from, YEAR):
        told.append("满一年还没签，法律上视为已签无固定期限合同；一年以后没有双倍工资了。")
    return tuple(told)


def _articles(facts: Unsigned) -> tuple[str, ...]:
    early = facts.started < LAW_BEGINS
    return (*ARTICLES[:2], "劳动合同法第九十七条", *ARTICLES[2:]) if early else ARTICLES
