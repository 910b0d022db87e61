"""An event was moved: a member says that they still come."""

from typing import Final

from bot.conversation import command
from bot.domain import moves
from bot.domain.events import Event
from bot.domain.moves import Setting
from bot.messages import Reply
from handlers import mine
from handlers.event import meant
from handlers.turn import Turn

STAYS: Final = "好的，记下了：“{title}”您还来。{when}，到时见。"


@command("还来", "我还来")
def still(turn: Turn) -> Reply:
    """Yes, to the one question that is open; where it could be another, all of the member's activities."""
    asked = moves.awaited(turn.act, turn.member)
    if len(asked) != 1:
        return mine.mine.run(turn)  # type: ignore[return-value] # it never opens a form
    return _confirmed(turn, asked[0])


@command(pattern=r"还来\s*[:：]\s*(?P<what>.{2,80})")
def still_there(turn: Turn, what: str) -> Reply:
    """Yes, to one event: rather one that the member signed up for, also where its title recurs."""
    return _confirmed(turn, meant(turn, what, mine.own(turn)))


ENTRIES: Final = (still, still_there)
"""What MENU has of it."""


def _confirmed(turn: Turn, one: Event) -> Reply:
    moves.confirm(turn.act, one, turn.member)
    when = Setting.of(one).when(turn.act.config.zone)
    return Reply(STAYS.format(title=one.title, when=when), ("我的活动",))
