"""A member who filed anonymously goes on in another chat, by their code; or has a new one, where they write from."""

from datetime import timedelta
from typing import Final

from bot.conversation import command
from bot.domain import cases, numbers, retrievals, timeline
from bot.domain.cases import ADD
from bot.errors import Refusal
from bot.messages import Reply
from handlers import matter
from handlers.turn import Turn

HOW: Final = "取件码是 16 位数字，匿名登记时给您的。回复“取件”加上这 16 位，比如“取件 1234 5678 9012 3456”。"
UNKNOWN: Final = "没有这个取件码。请对着当时抄下的 16 位再看一遍；如果换过新码，旧的就不能用了。"
WAIT: Final = "试的次数多了，请等 {seconds} 秒再试。急事请打 {hotline}。"
HERE: Final = "接上了，以后就在这里说，回复也发到这里。\n{told}"
RENEWED: Final = "{number} 的新取件码：{code}\n请抄下来收好，只说这一次；旧码已经作废。"
RENEW: Final = "换取件码 {number}"
WHICH: Final = "要给哪一件换取件码？"
NONE: Final = "您在这里没有匿名登记的事项，不用取件码。"

_ONE = matter.ONE


@command("取件", "取件码", "我有取件码")
def how(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """How a code is typed."""
    return Reply(HOW)


@command(pattern=r"取件码?(?:是|为)?\s*[:：]?\s*(?P<code>\d[\d\s—–-]{0,60})")
def retrieve(turn: Turn, code: str) -> Reply:
    """Go on with the case of a code, here. A wrong one is no refusal, or the try would not count."""
    digits = retrievals.read(code)
    found = retrievals.use(turn.act, turn.address, digits) if digits else HOW
    if isinstance(found, timedelta):
        seconds = int(found.total_seconds()) + 1
        return Reply(WAIT.format(seconds=seconds, hotline=turn.act.config.union.hotline))
    if not isinstance(found, cases.Case):
        return Reply(found or UNKNOWN)
    buttons = (ADD.format(number=found.number), RENEW.format(number=found.number))
    return Reply(HERE.format(told=timeline.told(turn.act, found)), buttons)


@command("换取件码", "新取件码", "补取件码")
def renew(turn: Turn) -> Reply:
    """Ask for which case a new code is wanted."""
    mine = [case for case in cases.of_address(turn.session, turn.address) if case.anonymous]
    if not mine:
        raise Refusal(NONE)
    return Reply(WHICH, tuple(RENEW.format(number=case.number) for case in mine[: matter.MOST]))


@command(pattern=rf"换取件码{_ONE}")
def renew_one(turn: Turn, number: str) -> Reply:
    """A new code for a case of one's own; the old one is good no longer."""
    case = matter.own(turn, numbers.read(number))
    return Reply(RENEWED.format(number=case.number, code=retrievals.issue(turn.unnamed, case)))


ENTRIES: Final = (how, retrieve, renew, renew_one)
"""What MENU has of it."""
