"""A member asks what became of a suggestion or a case, by its number or for all of them."""

from bot.conversation import command
from bot.domain import calendar, cases, numbers, suggestions, timeline
from bot.domain.suggestions import Suggestion
from bot.errors import Refusal
from bot.messages import Reply
from handlers import bulletin, idea, matter
from handlers.turn import Turn

NOTHING = "您在这里还没有提过建议或登记过事项。"

BACKED = "您附议的 {number}：{state}。有结果会告诉您。"
LONGEST = 200
"""Characters of an answer."""


@command("进度", "查进度", "查询进度", "我的事项", "/status", english="What became of my cases and suggestions")
def mine(turn: Turn) -> Reply:
    """Everything that the member filed from here, newest first."""
    ideas = suggestions.of_address(turn.session, turn.address)[:5]
    lines = [_suggestion(one) for one in ideas]
    lines += [_case(one, turn) for one in cases.of_address(turn.session, turn.address)[:5]]
    return Reply("\n\n".join(lines) if lines else NOTHING, tuple(one.number for one in ideas))


@command(pattern=rf"(?P<number>{numbers.PATTERN.pattern.replace('(', '(?:')})")
def by_number(turn: Turn, number: str) -> Reply:
    """The state of one of the member's own, or the open side of a suggestion of somebody else's."""
    number = numbers.read(number)
    if number.startswith("WQ"):
        case = matter.own(turn, number)
        return Reply(timeline.told(turn.act, case), (cases.ADD.format(number=number),))
    return _idea(turn, number)


def _idea(turn: Turn, number: str) -> Reply:
    """A suggestion as its proposer sees it; of somebody else's, what the open board shows."""
    found = suggestions.numbered(turn.session, number)
    if found is not None and idea.proposed(turn, found):
        return idea.told(found, turn)
    if shown := bulletin.of_number(turn, number):
        return shown
    if found is not None and bulletin.backs(turn, number):
        return Reply(BACKED.format(number=number, state=found.state_label), (bulletin.UNDO.format(number=number),))
    raise Refusal(matter.NOT_YOURS.format(number=number))


def _suggestion(one: Suggestion) -> str:
    answer = f"\n答复：{one.answer[:LONGEST]}" if one.answer else ""
    return f"{one.number} 建议“{one.title}”：{one.state_label}{answer}"


def _case(one: cases.Case, turn: Turn) -> str:
    clock = f"，{calendar.shown(one.due_at, turn.act.config.zone)}前回复" if one.due_at else ""
    outcome = f"\n结果：{one.outcome}" if one.outcome else ""
    said = cases.remarks(turn.session, one)
    last = f"\n最近一条（{'工会' if said[-1].officer_id else '您'}）：{said[-1].body[:200]}" if said else ""
    return f"{one.number} {one.kind_label}：{one.state_label}{clock}{outcome}{last}"
