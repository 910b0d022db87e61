"""A member's chat in the terminal: lines in, replies out; a script can pipe a talk through it."""

import uuid
from collections.abc import Callable, Collection, Iterable
from typing import TextIO

from bot.errors import Fault, Unavailable
from bot.limits import Pace
from bot.media import size
from bot.messages import Address, Incoming, Reply

BUSY = "系统这会儿忙不过来，刚才那句还没有收下，请过一会儿再发一次。"
BROKEN = "出了点问题（编号 {number}），刚才那句没有收下，请过一会儿再试；还不行就把编号告诉工会。"

FILE = "［文件］{name}（{size}）"


class Terminal:
    """One member at one terminal."""

    name = "terminal"
    idempotent = False
    room = 0
    alone: Collection[str] = ()
    pace: Pace | None = None

    def __init__(self, turn: Callable[[Incoming], tuple[Reply, ...]], who: str, out: TextIO) -> None:
        self._turn, self.who, self._out = turn, who, out

    def present(self) -> tuple[str, ...]:
        """The one who sits here."""
        return (self.who,)

    async def send(self, address: str, reply: Reply, key: str) -> None:
        """Print an unasked message."""
        self.show(reply)

    def talk(self, lines: Iterable[str], between: Callable[[], None]) -> None:
        """Take the lines one by one; `between` runs after each, to deliver what came unasked."""
        between()
        for line in lines:
            for reply in self._say(line):
                self.show(reply)
            between()

    def show(self, reply: Reply) -> None:
        """A reply with its buttons in brackets; of a file its name and its size."""
        words = [FILE.format(name=file.name, size=size(file.size)) for file in reply.files]
        shown = [*filter(None, [reply.text]), *words, *(f"[{button}]" for button in reply.buttons)]
        self._out.write(" ".join(shown) + "\n")
        self._out.flush()

    def _say(self, line: str) -> tuple[Reply, ...]:
        try:
            return self._turn(Incoming(Address(self.name, self.who), str(uuid.uuid4()), line))
        except Unavailable:
            return (Reply(BUSY),)
        except Fault as fault:
            return (Reply(BROKEN.format(number=fault.number)),)
