"""A calculation as a reply: what the facts cannot be is said kindly, and the next step is offered below."""

from collections.abc import Callable, Mapping, Sequence

from bot.conversation import Option
from bot.errors import Refusal
from bot.messages import Reply
from knowledge.calculators import Sheet, WrongInput

MENU = "计算器"
AVERAGE = """当地上年度职工平均工资，每月多少元？
（当地人社局、统计局公布；公布的是一年的，除以12。不知道就跳过）"""
HIGHEST_AVERAGE = 50_000
"""Yuan a month; more is the figure of a year."""
LOWEST_INCOME = 10_000
"""Yuan a year; less is the figure of a month."""
HIGH_WAGE = 10_000
"""Yuan; under it no city's threefold average is reached, and we do not ask for the average."""
LOW_WAGE = 3_000
"""Yuan; over it no place's minimum wage lies, and we do not ask for the minimum."""
HIGHEST = 1_000_000
"""Yuan a month; more is a slip of the keyboard."""


def told(work_out: Callable[[], Sheet], *buttons: str) -> Reply:
    """The calculation in one message, with what may be done next; Refusal where the facts cannot be so."""
    try:
        return Reply(work_out().text, (*buttons, MENU))
    except WrongInput as why:
        raise Refusal(str(why)) from None


def offered(labels: Mapping[str, str]) -> Callable[[object], Sequence[Option]]:
    """Choices with their words, for an Ask."""
    options = tuple(Option(str(key), label) for key, label in labels.items())
    return lambda _turn: options
