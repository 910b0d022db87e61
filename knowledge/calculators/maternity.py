"""Maternity leave: the days that the whole country has; a province adds its own.

Special Provisions on the Protection of Women Workers 7, 8; Population and Family Planning Law 25.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from knowledge.calculators.sheet import Line, Sheet, WrongInput, check_number
from knowledge.calculators.spans import check_days

BIRTH_DAYS: Final = 98
BEFORE_BIRTH: Final = 15
DIFFICULT_DAYS: Final = 15
FURTHER_BABY_DAYS: Final = 15
EARLY_DAYS, LATE_DAYS = 15, 42
"""After a miscarriage before and from four full months of pregnancy."""
MOST_BABIES: Final = 8
MOST_ADDED: Final = 400

LEAVE, ENDS = "产假", "休到"
SPECIAL: Final = "女职工劳动保护特别规定第{}条"
LOCAL: Final = "这是全国的底线。各省可以另加天数，男方陪护假也看各省，问12333或当地卫健委。"
PROVE: Final = "出生医学证明或流产诊断证明、病历（难产要写明）、请假申请、工资流水。"


@dataclass(frozen=True)
class Birth:
    """Babies born, whether the birth was difficult, days that the province adds; or a miscarriage, and how far on.

    `since` is the first day of leave, where known.
    """

    miscarriage: bool = False
    four_months: bool = False
    babies: int = 1
    difficult: bool = False
    added: int = 0
    since: date | None = None

    @property
    def parts(self) -> tuple[tuple[str, int], ...]:
        """What the days are made of."""
        if self.miscarriage:
            return (("怀孕满4个月流产", LATE_DAYS),) if self.four_months else (("怀孕未满4个月流产", EARLY_DAYS),)
        parts = (
            ("生育", BIRTH_DAYS),
            ("难产", DIFFICULT_DAYS * self.difficult),
            (f"多生{self.babies - 1}个", FURTHER_BABY_DAYS * (self.babies - 1)),
            ("省里另加", self.added),
        )
        return tuple(part for part in parts if part[1])

    @property
    def days(self) -> int:
        """All of them."""
        return sum(days for _, days in self.parts)


def work_out(facts: Birth) -> Sheet:
    """How many days, and until when."""
    if not 1 <= facts.babies <= MOST_BABIES:
        raise WrongInput(f"宝宝个数请写 1 到 {MOST_BABIES} 之间的数。")
    check_number(facts.added, MOST_ADDED, "省里另加的天数")
    check_days(facts.since)
    working = " ＋ ".join(f"{label} {days}" for label, days in facts.parts)
    lines = [Line(LEAVE, facts.days, working, "天")]
    if facts.since:
        lines.append(Line(ENDS, facts.since + timedelta(days=facts.days - 1)))
    return Sheet(tuple(lines), _articles(facts), _assumes(facts), PROVE, _notes(facts))


def _notes(facts: Birth) -> tuple[str, ...]:
    pay = "工资：参加了生育保险的领生育津贴；没参加的，单位按产假前的工资发。"
    if facts.miscarriage:
        return (pay,)
    local = "含您写的省里另加天数。" if facts.added else LOCAL
    return (f"其中产前可以休{BEFORE_BIRTH}天。{local}", pay)


def _assumes(facts: Birth) -> tuple[str, ...]:
    told = ["按自然日连着算，周末和节假日也在里面；省里加的假怎么算，看当地规定。"]
    if not facts.miscarriage:
        told.append("剖宫产算不算难产，看当地规定和医院证明。")
    return tuple(told)


def _articles(facts: Birth) -> tuple[str, ...]:
    articles = (SPECIAL.format("七"), SPECIAL.format("八"))
    return articles if facts.miscarriage else (*articles, "人口与计划生育法第二十五条")
