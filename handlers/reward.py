"""What a suggestion earned its proposer: money, which is what they get unless they want points."""

from decimal import Decimal
from typing import Final

from bot.conversation import command
from bot.domain import awards, grades, numbers
from bot.errors import Refusal
from bot.messages import Reply
from handlers import idea
from handlers.turn import Turn

TAKEN: Final = "好的，{number} 的奖励换成了 {points} 积分，您现在一共有 {total} 积分。"
MONEY: Final = "好的，{number} 您的一份是 {sum}，工会财务会联系您发放。"
NO_MONEY: Final = "{number} 没有等着发给您的奖金：还没评奖，已经发过，或者您换了积分。"
POINTS: Final = "您一共有 {points} 积分。"
NO_POINTS: Final = "您还没有积分。建议评了奖，可以选奖金，也可以选积分。"


@command(pattern=rf"(?:要|换|选)积分{idea.ONE}")
def take_points(turn: Turn, number: str) -> Reply:
    """Points instead of money; for each proposer, of their own share."""
    one = idea.shared(turn, numbers.read(number))
    points = awards.take_points(turn.act, one, turn.address)
    total = awards.points_of(turn.session, turn.member)
    return Reply(TAKEN.format(number=one.number, points=points, total=total), ("我的积分", "提建议"))


@command(pattern=rf"(?:要|选)奖金{idea.ONE}")
def take_money(turn: Turn, number: str) -> Reply:
    """Money, as it is anyway."""
    one = idea.shared(turn, numbers.read(number))
    due = [share.sum for share in awards.mine(turn.session, one, turn.address) if not share.settled]
    if not due:
        raise Refusal(NO_MONEY.format(number=one.number))
    return Reply(MONEY.format(number=one.number, sum=grades.yuan(sum(due, Decimal()))), (one.number,))


@command("我的积分", "积分", "查积分", "/points", english="My points")
def points(turn: Turn) -> Reply:
    """The points that the member has."""
    total = awards.points_of(turn.session, turn.member)
    return Reply(POINTS.format(points=total) if total else NO_POINTS, ("我的建议",))


ENTRIES: Final = (take_points, take_money, points)
"""What MENU has of it."""
