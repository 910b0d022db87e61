"""A member, or the family, works out what an injury at work brings: by grade, or after a death."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from bot.conversation import Ask, Start, command, form
from bot.messages import Reply
from handlers.calculator_sheet import AVERAGE, HIGHEST, HIGHEST_AVERAGE, LOWEST_INCOME, offered, told
from handlers.turn import Turn
from knowledge.calculators import injury
from knowledge.calculators.injury import MONTHS, Disability
from knowledge.calculators.injury import Death as DeathFacts

COMPLAIN, LAWYER = "诉求投诉", "法律援助"
GRADES = {str(grade): f"{injury.CHINESE[grade]}级" for grade in MONTHS}
ANOTHER_YEAR = "换一年的收入数算"
INCOME = """去世前一年的“全国城镇居民人均可支配收入”是多少元？
（国家统计局每年年初公布，在 stats.gov.cn 查；也可以问工会经办人，查到了再来填）"""


@dataclass(frozen=True)
class GradeForm:
    """What a grade brings depends on."""

    grade: Annotated[int, Ask("鉴定是几级伤残？", "等级", choices=offered(GRADES))]
    wage: Annotated[Decimal, Ask("受伤前12个月，平均每月的社保缴费工资多少元？", "本人工资", least=1, most=HIGHEST)]
    average: Annotated[
        Decimal | None,
        Ask(AVERAGE, "当地平均", least=1, most=HIGHEST_AVERAGE),
    ]


@form(
    "calculate-injury",
    GradeForm,
    title="算工伤补助",
    says=("算工伤补助", "算工伤", "算工伤赔偿", "算伤残补助金", "工伤计算器"),
    confirm=False,
)
def by_grade(answer: GradeForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """Paid once, and each month."""
    return told(lambda: injury.by_grade(Disability(**vars(answer))), COMPLAIN, LAWYER)


@dataclass(frozen=True)
class DeathForm:
    """What a family gets depends on. `income` is given already where the union's settings know it."""

    average: Annotated[Decimal | None, Ask(AVERAGE, "当地平均", least=1, most=HIGHEST_AVERAGE)]
    income: Annotated[Decimal, Ask(INCOME, "全国收入", least=LOWEST_INCOME, most=HIGHEST)]


@form("calculate-death", DeathForm, title="算工亡补助", confirm=False)
def death(answer: DeathForm, turn: Turn) -> Reply:
    """Twenty times the national income, and six months for the funeral."""
    figures = turn.act.config.figures
    known = answer.income == figures.urban_income
    facts = DeathFacts(answer.income, answer.average, figures.urban_income_year or None if known else None)
    return told(lambda: injury.of_death(facts), *([ANOTHER_YEAR] if known else []), COMPLAIN, LAWYER)


@command("算工亡补助", "算工亡", "算工亡补助金", "算工亡赔偿", "工亡计算器")
def begin_death(turn: Turn) -> Start:
    """Open the form with this year's national figure, where the settings have it."""
    figure = turn.act.config.figures.urban_income
    return Start(death.name, {"income": str(figure)} if figure else {})


@command(ANOTHER_YEAR)
def begin_death_of_another_year(turn: Turn) -> Start:  # noqa: ARG001 - one signature for all commands
    """Open the form without a figure: the death was in another year."""
    return Start(death.name, fresh=True)
