"""What a calculator gives back: results to the cent, the sum behind each, articles, assumptions, what to prove."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

CENT: Final = Decimal("0.01")
YUAN: Final = "元"
HIGHEST_WAGE: Final = 10_000_000
"""Yuan; more than this is a slip of the keyboard."""

Amount = Decimal | int | date | str
CAUTION: Final = "这是按您给的数估算的，以仲裁、法院或经办机构核定的为准。"


class WrongInput(Exception):
    """The facts cannot be so; the text is what the member reads."""


@dataclass(frozen=True)
class Line:
    """One result: what it is, how much (yuan as Decimal, days as int, a day, or words), and the sum behind it."""

    label: str
    value: Amount
    working: str = ""
    unit: str = ""

    @property
    def text(self) -> str:
        """经济补偿（N）：36,000.00 元, and the sum below it."""
        unit = f" {self.unit}" if self.unit else ""
        sum_below = f"\n  ＝ {self.working}" if self.working else ""
        return f"{self.label}：{shown(self.value)}{unit}{sum_below}"


@dataclass(frozen=True)
class Sheet:
    """One calculation as the member reads it. `articles` are written like an entry's statutes: 劳动合同法第四十七条."""

    lines: tuple[Line, ...]
    articles: tuple[str, ...]
    assumes: tuple[str, ...] = ()
    prove: str = ""
    notes: tuple[str, ...] = ()

    def __getitem__(self, label: str) -> Amount:
        """The value of a line."""
        return next(line.value for line in self.lines if line.label == label)

    @property
    def text(self) -> str:
        """All of it, one message."""
        parts = [line.text for line in self.lines]
        parts += self.notes
        parts += [f"依据：{cited(self.articles)}"]
        parts += ["按这些前提算：", *(f"· {one}" for one in self.assumes)] if self.assumes else []
        parts += [f"要备好：{self.prove}"] if self.prove else []
        return "\n".join((*parts, CAUTION))


def money(label: str, amount: Decimal, working: str = "") -> Line:
    """A line of so many yuan, to the cent."""
    return Line(label, cents(amount), working, YUAN)


def cents(amount: Decimal) -> Decimal:
    """To the cent, half up."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def shown(value: Amount) -> str:
    """36,000.00 for money, 2026年6月23日 for a day, anything else as it is."""
    if isinstance(value, Decimal):
        return f"{cents(value):,.2f}"
    if isinstance(value, date):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


def plain(number: Decimal | int) -> str:
    """A number of months, days or hours without needless noughts: 4.5, 12."""
    return f"{Decimal(number).normalize():f}"


def cited(articles: Iterable[str]) -> str:
    """《劳动合同法》第四十六条、第四十七条；《劳动争议调解仲裁法》第二十七条."""
    of_statute: dict[str, list[str]] = {}
    for article in articles:
        statute, number = article.split("第", 1)
        of_statute.setdefault(statute, []).append(f"第{number}")
    return "；".join(f"《{statute}》{'、'.join(numbers)}" for statute, numbers in of_statute.items())


def check_wage(wage: Decimal, what: str = "月工资") -> None:
    """Refuse a wage that nobody has."""
    if wage <= 0:
        raise WrongInput(f"{what}要大于 0。请写扣社保和个税之前应得的数，比如 6000。")
    if wage > HIGHEST_WAGE:
        raise WrongInput(f"{what}好像多写了几个零，请核对一下（单位是元）。")


def check_number(number: Decimal | int, most: int, what: str) -> None:
    """Refuse a number of years, days or hours that cannot be."""
    if number < 0:
        raise WrongInput(f"{what}不能是负数，没有就写 0。")
    if number > most:
        raise WrongInput(f"{what}写得太大了，最多 {most}，请核对一下。")
