"""A member asks what became of a suggestion or a case, by its number or for all of them."""

from bot.conversation import command
from bot.domain import calendar, cases, numbers, suggestions, timeline
from bot.domain.suggestions import Suggestion
from bot.errors import Refusal
from bot.messages import Reply
from handlers import matter
from handlers.turn import Turn

NOTHING = "您在这里还没有提过建议或登记过事项。"


@command(
    "进度", "查进度", "查询进度", "我的事项", "我的建议", "/status", english="What became of my cases and suggestions"
)
def mine(turn: Turn) -> Reply:
    """Everything that the member filed from here, newest first."""
    lines = [_suggestion(one) for one in suggestions.of_address(turn.session, turn.address)[:5]]
    lines += [_case(one, turn) for one in cases.of_address(turn.session, turn.address)[:5]]
    return Reply("\n\n".join(lines) if lines else NOTHING)


@command(pattern=rf"(?P<number>{numbers.PATTERN.pattern.replace('(', '(?:')})")
def by_number(turn: Turn, number: str) -> Reply:
    """The state of one of the member's own."""
    number = numbers.read(number)
    if number.startswith("WQ"):
        case = matter.own(turn, number)
        return Reply(timeline.told(turn.act, case), (cases.ADD.format(number=number),))
    found = suggestions.numbered(turn.session, number)
    if found is None or not found.is_from(turn.address):
        raise Refusal(matter.NOT_YOURS.format(number=number))
    return Reply(_suggestion(found))


def _suggestion(one: Suggestion) -> str:
    answer = f"\n答复：{one.answer}" if one.answer else ""
    return f"{one.number} 建议“{one.title}”：{one.state_label}{answer}"


def _case(one: cases.Case, turn: Turn) -> str:
    clock = f"，{calendar.shown(one.due_at, turn.act.config.zone)}前回复" if one.due_at else ""
    outcome = f"\n结果：{one.outcome}" if one.outcome else ""
    said = cases.remarks(turn.session, one)
    last = f"\n最近一条（{'工会' if said[-1].officer_id else '您'}）：{said[-1].body[:200]}" if said else ""
    return f"{one.number} {one.kind_label}：{one.state_label}{clock}{outcome}{last}"
