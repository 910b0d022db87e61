"""A member picks a calculator. CALCULATORS names them all, so that an entry may offer the one that fits."""

from bot.conversation import Command, Form, command
from bot.messages import Reply
from handlers import calculator_injury, calculator_leave, calculator_pay, calculator_terms
from handlers.turn import Turn
from knowledge.calculators import NAMES

CHOOSE = "想算哪一样？点一下，或回复序号。答几个问题就出结果；说的数只用来算，不会登记成诉求。"

CALCULATORS: dict[str, Form] = {
    "severance": calculator_pay.severance_pay,
    "double-wage": calculator_pay.second_wage,
    "overtime": calculator_pay.overtime_pay,
    "wage": calculator_pay.day_wage,
    "annual-leave": calculator_leave.leave_days,
    "probation": calculator_terms.longest_probation,
    "medical-period": calculator_leave.illness,
    "injury": calculator_injury.by_grade,
    "death": calculator_injury.death,
    "maternity-leave": calculator_leave.birth,
    "retirement": calculator_terms.retirement_age,
    "time-limit": calculator_terms.clock,
}
"""Calculator id, as an entry's `calculator` names it: its form."""


def button(calculator_id: str) -> str:
    """The words that open a calculator, to be offered below an answer; KeyError for an id that there is not."""
    return NAMES[calculator_id]


@command("计算器", "算一算", "算钱", "帮我算", "算一下", "/calc", english="Calculate pay, leave and compensation")
def choose(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """All of them, with a button each."""
    return Reply(CHOOSE, tuple(button(one) for one in CALCULATORS))


ENTRIES: tuple[Form | Command, ...] = (
    choose,
    *CALCULATORS.values(),
    calculator_injury.begin_death,
    calculator_injury.begin_death_of_another_year,
)
"""For the menu."""
