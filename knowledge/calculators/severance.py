"""Severance (N), the month in place of notice (+1) and damages for unlawful dismissal (2N).

Labour Contract Law 46, 47, 87, 97; its Implementing Regulations 20, 25, 27.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, cents, check_wage, money, plain, shown
from knowledge.calculators.spans import Span, check_order, whole

LAW_BEGINS: Final = date(2008, 1, 1)
CAP: Final = 3
"""A wage above so many times the city's average counts as that much, for 12 years at most (47)."""
MOST_YEARS: Final = Decimal(12)
HALF_YEAR: Final = 6

N, PLUS, N_PLUS, DOUBLE = "经济补偿（N）", "代通知金（1个月）", "合计（N+1）", "违法解除赔偿金（2N）"

LIMIT: Final = "劳动争议调解仲裁法第二十七条"


class Ending(StrEnum):
    """How it ended: what the employer owes depends on it."""

    UNLAWFUL = "unlawful"
    AGREED = "agreed"
    GROUNDS = "grounds"
    LAYOFF = "layoff"
    EXPIRED = "expired"
    CLOSED = "closed"
    EMPLOYER_FAULT = "employer-fault"
    MISCONDUCT = "misconduct"
    RESIGNED = "resigned"
    UNSURE = "unsure"


ARTICLE: Final = {
    Ending.UNLAWFUL: (),
    Ending.AGREED: ("三十六", "四十六"),
    Ending.GROUNDS: ("四十", "四十六"),
    Ending.LAYOFF: ("四十一", "四十六"),
    Ending.EXPIRED: ("四十四", "四十六"),
    Ending.CLOSED: ("四十四", "四十六"),
    Ending.EMPLOYER_FAULT: ("三十八", "四十六"),
    Ending.MISCONDUCT: ("三十九", "四十六"),
    Ending.RESIGNED: ("三十七", "三十八", "四十六"),
    Ending.UNSURE: ("四十", "四十六"),
}
SAID: Final = {
    Ending.AGREED: "单位提出、双方谈好解除，要给经济补偿；是您自己先提出的，就没有。",
    Ending.EXPIRED: "单位不续签，或压低条件您才不续，要给；单位维持或提高条件您不肯续，就没有。",
    Ending.EMPLOYER_FAULT: "单位有错在先、您依法提出解除，要给经济补偿。通知里写明是因为什么走的。",
    Ending.MISCONDUCT: "单位确有依据和证据开除的，没有补偿；站不住脚就是违法解除，给 2N。单位要讲得出依据。",
    Ending.RESIGNED: "自己不想干了辞职，没有补偿。单位欠薪、不缴社保在先，您因此提出解除的，可以要 N。",
    Ending.UNSURE: "合法解除要补偿的给 N；第四十条的情形没提前30天书面通知，给 N+1；违法解除给 2N。",
}


@dataclass(frozen=True)
class Departure:
    """What severance depends on: first and last day, average wage of the last 12 months (yuan a month), how it ended.

    `last_wage` is the last month's. `average` is the city's average wage a month, `minimum` its lowest wage.
    """

    joined: date
    left: date
    wage: Decimal
    ending: Ending = Ending.UNSURE
    notified: bool = True
    last_wage: Decimal | None = None
    average: Decimal | None = None
    minimum: Decimal | None = None

    @property
    def base(self) -> Decimal:
        """The month's wage that counts: not under the local minimum, not over three times the local average."""
        raised = max(self.wage, self.minimum or Decimal(0))
        return CAP * self.average if self.capped and self.average else raised

    @property
    def capped(self) -> bool:
        """Whether the wage is over three times the local average, which also caps the years."""
        return self.average is not None and max(self.wage, self.minimum or Decimal(0)) > CAP * self.average

    def months(self, since: date) -> Decimal:
        """The months of wage for the service since that day."""
        due = months_due(whole(since, self.left))
        return min(due, MOST_YEARS) if self.capped else due

    @property
    def severance(self) -> Decimal:
        """N: for the service since 2008 (97)."""
        return cents(self.base * self.months(max(self.joined, LAW_BEGINS)))

    @property
    def damages(self) -> Decimal:
        """2N: for the service since the first day (Regulations 25)."""
        return 2 * cents(self.base * self.months(self.joined))

    @property
    def in_place_of_notice(self) -> Decimal:
        """The wage of the last month (Regulations 20); the average stands in where it is not known."""
        return cents(self.last_wage or self.wage)


def months_due(service: Span) -> Decimal:
    """A month for each full year; six months and more count as a year, less as half a month (47)."""
    years, months = divmod(service.months, 12)
    if months >= HALF_YEAR:
        return Decimal(years + 1)
    return Decimal(years) + (Decimal("0.5") if months or service.days else 0)


def work_out(facts: Departure) -> Sheet:
    """What the employer owes for the end of the contract."""
    _check(facts)
    return Sheet(_lines(facts), _articles(facts), _assumes(facts), PROVE, _notes(facts))


PROVE: Final = "劳动合同、社保记录（年限）；离职前12个月工资流水；解除通知、聊天记录或录音（谁提的、什么理由）。"


def _check(facts: Departure) -> None:
    check_order(facts.joined, facts.left, "离职日期比入职还早")
    check_wage(facts.wage)
    for number, what in (
        (facts.average, "当地月平均工资"),
        (facts.minimum, "最低工资"),
        (facts.last_wage, "上个月工资"),
    ):
        if number is not None:
            check_wage(number, what)
    if facts.left < LAW_BEGINS:
        raise WrongInput("2008年以前离职的，要按当时的规定算，这里算不了。请联系工会，我们帮您看。")


def _lines(facts: Departure) -> tuple[Line, ...]:
    severance = money(N, facts.severance, _working(facts, max(facts.joined, LAW_BEGINS)))
    damages = money(DOUBLE, facts.damages, f"{_working(facts, facts.joined)} × 2")
    plus = money(PLUS, facts.in_place_of_notice)
    both = money(N_PLUS, facts.severance + facts.in_place_of_notice)
    match facts.ending:
        case Ending.UNLAWFUL:
            return (damages,)
        case Ending.GROUNDS if not facts.notified:
            return (severance, plus, both)
        case Ending.MISCONDUCT:
            return (money("开除合法", Decimal(0)), damages)
        case Ending.RESIGNED:
            return (money("自己辞职", Decimal(0)), severance)
        case Ending.UNSURE:
            return (severance, both, damages)
        case _:
            return (severance,)


def _working(facts: Departure, since: date) -> str:
    months = "个月（封顶12年）" if facts.capped and facts.months(since) == MOST_YEARS else "个月"
    wage = f"当地平均 {shown(facts.average)} × 3" if facts.capped and facts.average else f"月工资 {shown(facts.base)}"
    return f"{wage} × {plain(facts.months(since))} {months}"


def _articles(facts: Departure) -> tuple[str, ...]:
    doubled = facts.ending in {Ending.UNLAWFUL, Ending.MISCONDUCT, Ending.UNSURE}
    plus = facts.ending is Ending.UNSURE or (facts.ending is Ending.GROUNDS and not facts.notified)
    numbers = [*ARTICLE[facts.ending], "四十七"]
    numbers += ["四十八", "八十七"] * doubled + ["九十七"] * (facts.joined < LAW_BEGINS)
    further = ["二十"] * plus + ["二十五"] * doubled + ["二十七"]
    return (*(f"劳动合同法第{one}条" for one in numbers), *(f"劳动合同法实施条例第{one}条" for one in further), LIMIT)


def _notes(facts: Departure) -> tuple[str, ...]:
    served = f"工龄：{whole(facts.joined, facts.left).words}。满1年算1个月；零头满6个月算1个月，不满6个月算半个月。"
    notes = [served]
    if facts.capped:
        notes.append("月工资超过当地平均的3倍：按3倍算，年限最多12年。")
    if facts.ending in SAID:
        notes.append(SAID[facts.ending])
    return (*notes, "不给的，一年内申请仲裁。")


def _assumes(facts: Departure) -> tuple[str, ...]:
    told = ["最后一天算在内；全日制用工；月工资是离职前12个月应得的平均数（含奖金、津贴，扣社保个税前）。"]
    if facts.average is None:
        told.append("没超过当地上年度职工月平均工资的3倍；超过的按3倍、最多12年。")
    if facts.joined < LAW_BEGINS:
        before = whole(facts.joined, min(facts.left, date(2007, 12, 31))).words
        told.append(f"N 只算2008年起的；之前的{before}要按当时的规定另算，请联系工会。赔偿金从入职算起。")
    if facts.last_wage is None and (facts.ending is Ending.UNSURE or not facts.notified):
        told.append("代通知金应按上个月工资，这里先用平均工资。")
    return tuple(told)
