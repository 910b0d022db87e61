"""A member works out time off: annual leave, the medical period, maternity leave."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from bot.conversation import Ask, Lean, Values, form
from bot.messages import Reply
from handlers.calculator_sheet import HIGHEST, offered, told
from handlers.turn import Turn
from knowledge.calculators import annual_leave, maternity, medical_period
from knowledge.calculators.annual_leave import LONGEST_LIFE, Leave, Without
from knowledge.calculators.maternity import MOST_ADDED, MOST_BABIES, Birth
from knowledge.calculators.medical_period import Illness

COMPLAIN = "诉求投诉"
YEARS = "您一共工作满几年了？各单位加起来，9年半写 9.5。"
WITHOUT = {
    Without.NOTHING: "都没有",
    Without.PERSONAL: "事假累计20天以上，没扣工资",
    Without.SICK_TWO: "病假累计满2个月",
    Without.SICK_THREE: "病假累计满3个月",
    Without.SICK_FOUR: "病假累计满4个月",
    Without.VACATION: "有寒暑假，比年假还长",
}


@dataclass(frozen=True)
class LeaveForm:
    """What annual leave depends on."""

    years: Annotated[Decimal, Ask(YEARS, "累计工作", most=LONGEST_LIFE)]
    joined: Annotated[date, Ask("现在（或刚离开）的单位，您哪天入职的？", "入职", lean=Lean.PAST)]
    working: Annotated[bool, Ask("现在还在这家单位上班吗？", "在职", yes="还在", no="已经离开或快要离开")]
    continuous: Annotated[
        bool,
        Ask("入职以前，是不是已经连续工作满12个月？（换单位没间断也算）", "连续满12个月", yes="满了", no="没满"),
    ]
    taken: Annotated[Decimal, Ask("当年已经休了几天年假？没休写 0。", "已休", most=100)]
    without: Annotated[Without, Ask("当年有没有下面这些情形？", "特别情形", choices=offered(WITHOUT))]
    wage: Annotated[
        Decimal | None,
        Ask("前12个月平均每月工资多少元？（不含加班费）只想知道天数就跳过。", "月工资", least=1, most=HIGHEST),
    ]
    left: Annotated[
        date | None, Ask("最后一天上班是哪天？", "离职", when=lambda values: not values.get("working", True))
    ] = None


@form(
    "calculate-annual-leave",
    LeaveForm,
    title="算年假",
    says=("算年假", "算年休假", "年假计算器", "算未休年假"),
    confirm=False,
)
def leave_days(answer: LeaveForm, turn: Turn) -> Reply:
    """Days, and pay for those not taken."""
    given = {name: value for name, value in vars(answer).items() if name != "working"}
    return told(lambda: annual_leave.work_out(Leave(today=turn.today, **given)), COMPLAIN)


@dataclass(frozen=True)
class IllnessForm:
    """What the medical period depends on."""

    years: Annotated[Decimal, Ask(YEARS, "总工龄", most=LONGEST_LIFE)]
    here: Annotated[Decimal, Ask("其中在现在这家单位几年？", "本单位", most=LONGEST_LIFE)]
    since: Annotated[date | None, Ask("从哪天开始病休的？还没开始就跳过。", "病休开始", lean=Lean.PAST)]


@form(
    "calculate-medical-period",
    IllnessForm,
    title="算医疗期",
    says=("算医疗期", "算病假", "医疗期计算器"),
    confirm=False,
)
def illness(answer: IllnessForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """3 to 24 months."""
    return told(lambda: medical_period.work_out(Illness(**vars(answer))), COMPLAIN)


def _birth(values: Values) -> bool:
    return not values.get("miscarriage")


@dataclass(frozen=True)
class BirthForm:
    """What maternity leave depends on."""

    miscarriage: Annotated[bool, Ask("是生育还是流产？", "情况", yes="流产", no="生育")]
    four_months: Annotated[
        bool,
        Ask("怀孕满4个月了吗？", "满4个月", yes="满了", no="没满", when=lambda values: bool(values.get("miscarriage"))),
    ] = False
    babies: Annotated[int, Ask("生了几个宝宝？", "宝宝", least=1, most=MOST_BABIES, when=_birth)] = 1
    difficult: Annotated[bool, Ask("是难产吗？（以医院证明为准）", "难产", yes="难产", no="顺产", when=_birth)] = False
    added: Annotated[
        int,
        Ask("您那里省里另加几天？不知道就跳过，先算全国的。", "省里另加", most=MOST_ADDED, optional=True, when=_birth),
    ] = 0
    since: Annotated[date | None, Ask("从哪天开始休？告诉我能算到哪天；不用就跳过。", "开始休", optional=True)] = None


@form(
    "calculate-maternity-leave",
    BirthForm,
    title="算产假",
    says=("算产假", "算流产假", "产假计算器"),
    confirm=False,
)
def birth(answer: BirthForm, turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all forms
    """98 days and what comes on top."""
    return told(lambda: maternity.work_out(Birth(**vars(answer))), COMPLAIN)
