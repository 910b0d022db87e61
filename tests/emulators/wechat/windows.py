"""How many customer-service messages an account may send to a follower, and until when (发送客服消息, 下发额度).

After a message: 5 within 48 hours. After following, scanning, or tapping a menu button that pushes an event: 3 within
a minute. Each act starts its own count anew; counts do not add up.
"""

from dataclasses import dataclass, field

from tests.emulators.wechat.codes import Refused

AFTER_MESSAGE = (5, 48 * 3600.0)
AFTER_ACT = (3, 60.0)


@dataclass
class Allowance:
    """`left` messages until the moment `until`."""

    left: int = 0
    until: float = float("-inf")


@dataclass
class Windows:
    """Both allowances of one follower; `contact` is when the two last wrote to each other, `typing` ends its show."""

    message: Allowance = field(default_factory=Allowance)
    act: Allowance = field(default_factory=Allowance)
    contact: float = float("-inf")
    typing: float = float("-inf")

    def wrote(self, now: float) -> None:
        """The follower sent a message."""
        self.message = Allowance(AFTER_MESSAGE[0], now + AFTER_MESSAGE[1])
        self.contact = now

    def acted(self, now: float) -> None:
        """The follower followed, scanned or tapped."""
        self.act = Allowance(AFTER_ACT[0], now + AFTER_ACT[1])

    def take(self, now: float) -> None:
        """Uses one message up, of the window that closes first; raises Refused 45015 or 45047."""
        open_ones = sorted((one for one in (self.act, self.message) if now < one.until), key=lambda one: one.until)
        if not open_ones:
            raise Refused(45015)
        allowance = next((one for one in open_ones if one.left), None)
        if allowance is None:
            raise Refused(45047)
        allowance.left -= 1
        self.contact = now
        self.typing = float("-inf")
