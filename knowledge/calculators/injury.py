"""What an injury at work brings: by grade of disability, and to the family of one who died of it.

Regulations on Work-Related Injury Insurance 35-37, 39, 62, 64.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, check_wage, money, shown

MONTHS: Final = {1: 27, 2: 25, 3: 23, 4: 21, 5: 18, 6: 16, 7: 13, 8: 11, 9: 9, 10: 7}
"""Grade: months of the worker's own wage, paid once (35-37)."""
ALLOWANCE: Final = {1: 90, 2: 85, 3: 80, 4: 75, 5: 70, 6: 60}
"""Grade: per cent of the wage each month; grades 5 and 6 where the unit finds no fitting work."""
KEEPS_POST: Final = 4
"""Up to this grade the worker leaves the post and keeps the employment."""
HIGHEST, LOWEST = Decimal(3), Decimal("0.6")
"""Of the local average wage: the bounds of what counts as the worker's own wage (64)."""
TIMES_INCOME: Final = 20
FUNERAL_MONTHS: Final = 6

LUMP_SUM, MONTHLY, DEATH, FUNERAL = "一次性伤残补助金", "每月伤残津贴", "一次性工亡补助金", "丧葬补助金"
ARTICLE: Final = "工伤保险条例第{}条"
DEATH_PAPERS: Final = "工伤认定决定书、死亡证明、户口本和亲属关系证明、无劳动能力或靠其生活的证明。"
CHINESE: Final = "零一二三四五六七八九十"


@dataclass(frozen=True)
class Disability:
    """Grade 1-10, own wage (average month's contribution wage of the 12 months before), local average wage a month."""

    grade: int
    wage: Decimal
    average: Decimal | None = None

    @property
    def base(self) -> Decimal:
        """The wage that counts: within 60 % and 300 % of the local average."""
        if self.average is None:
            return self.wage
        return min(max(self.wage, LOWEST * self.average), HIGHEST * self.average)


def by_grade(facts: Disability) -> Sheet:
    """The sum paid once and the monthly allowance of a grade."""
    if facts.grade not in MONTHS:
        raise WrongInput("伤残等级是 1 到 10 级，请写其中一个数。还没鉴定的，先做劳动能力鉴定。")
    check_wage(facts.wage, "本人工资")
    if facts.average is not None:
        check_wage(facts.average, "当地月平均工资")
    base, months = facts.base, MONTHS[facts.grade]
    lines = [money(LUMP_SUM, base * months, f"本人工资 {shown(base)} × {months} 个月")]
    if facts.grade in ALLOWANCE:
        percent = ALLOWANCE[facts.grade]
        lines.append(money(MONTHLY, base * percent / 100, f"{shown(base)} × {percent}%"))
    return Sheet(
        tuple(lines),
        tuple(ARTICLE.format(number) for number in (_article(facts.grade), "六十二", "六十四")),
        _assumes(facts),
        "工伤认定决定书、劳动能力鉴定结论、受伤前12个月社保缴费基数和工资流水、医疗票据。",
        (_after(facts.grade), "医疗费、停工留薪期工资等另算。单位没缴工伤保险的，这些全由单位付。"),
    )


def _article(grade: int) -> str:
    if grade <= KEEPS_POST:
        return "三十五"
    return "三十六" if grade in ALLOWANCE else "三十七"


def _after(grade: int) -> str:
    name = f"{CHINESE[grade]}级"
    if grade <= KEEPS_POST:
        return f"{name}：保留劳动关系，退出岗位，每月领伤残津贴；低于当地最低工资的，由基金补足。"
    leaving = "走的时候另有一次性工伤医疗补助金（基金付）和就业补助金（单位付），数额各省自己定。"
    if grade in ALLOWANCE:
        return f"{name}：单位要安排合适的工作，安排不了才按月发津贴（不低于当地最低工资）。{leaving}"
    return f"{name}：合同到期终止或您自己提出解除，{leaving}"


def _assumes(facts: Disability) -> tuple[str, ...]:
    told = ["本人工资＝受伤（或得职业病）前12个月的平均月缴费工资。"]
    if facts.average is None:
        told.append("它在当地职工月平均工资的60%到300%之间；低了按60%、高了按300%算。")
    elif facts.base != facts.wage:
        bound = "300%" if facts.base < facts.wage else "60%"
        told.append(f"您的工资超出范围，按当地职工月平均工资的{bound}算。")
    return tuple(told)


@dataclass(frozen=True)
class Death:
    """National income (yuan a year, of the year before the death), and the local average wage a month where known.

    `of_year` is the year of the national figure, where it is known.
    """

    income: Decimal
    average: Decimal | None = None
    of_year: int | None = None


def of_death(facts: Death) -> Sheet:
    """What the family of one who died of a work injury gets at once."""
    check_wage(facts.income, "全国城镇居民人均可支配收入")
    year = f"{facts.of_year}年" if facts.of_year else "上一年度"
    working = f"{year}全国城镇居民人均可支配收入 {shown(facts.income)} × 20"
    lines = [money(DEATH, facts.income * TIMES_INCOME, working)]
    if facts.average is not None:
        check_wage(facts.average, "当地月平均工资")
        lines.append(money(FUNERAL, facts.average * FUNERAL_MONTHS, f"当地月平均工资 {shown(facts.average)} × 6 个月"))
    else:
        lines.append(Line(FUNERAL, "6个月的当地上年度职工月平均工资"))
    of_year = f"适用于{facts.of_year + 1}年去世的。" if facts.of_year else "收入的数取去世前一年的。"
    notes = (
        "还有供养亲属抚恤金，按月发：配偶是本人工资的40%，其他亲属每人30%，孤寡老人或孤儿再加10%，合起来不超过本人工资。",
        "单位没缴工伤保险的，这些全由单位付。",
    )
    assumes = (
        f"已认定工伤（或视同工伤）。{of_year}",
        "在停工留薪期内因这次工伤去世的也一样；一至四级停工留薪期满后去世的，没有工亡补助金。",
    )
    articles = (ARTICLE.format("三十九"), ARTICLE.format("六十二"))
    return Sheet(tuple(lines), articles, assumes, DEATH_PAPERS, notes)
