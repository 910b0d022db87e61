"""The answer that is a place: in words, or a position on the map as the channel hands it in (bot.places)."""

from dataclasses import dataclass
from typing import ClassVar

from bot.conversation.answers import Said, Scope
from bot.conversation.kinds import Text
from bot.errors import Rejected
from bot.messages import Wish


class Place(str):
    """A place in words, or a position as bot.places writes it."""

    __slots__ = ()


@dataclass(frozen=True)
class PlaceName(Text):
    """A place, within a length."""

    wish: ClassVar[Wish] = Wish.PLACE

    def take(self, said: Said, scope: Scope, stored: str | None) -> str:
        """The words or the position, if there is something to read in them and they fit."""
        if not any(char.isalnum() for char in said.text):
            raise Rejected("请写一下是什么地方，也可以发送位置。")
        return str(self.read(said.text, scope))

    def read(self, stored: str, scope: Scope) -> Place:
        """The place, if today's limits take it."""
        return Place(super().read(stored, scope))
