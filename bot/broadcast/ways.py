"""What is done to copies one by one: they are sent, or changed after they went out."""

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from bot.broadcast.turn import Turn
from bot.channels.base import Card, Going, Teller
from bot.domain import sendings
from bot.domain.acts import Act
from bot.domain.sendings import Copy, Outcome
from bot.errors import DeliveryFailed, Retry

FIXED: Final = "fixed"


class Way(Protocol):
    """Takes copies in hand, brings each to the platform, writes down what became of them."""

    def claim(self, act: Act, claim: str, most: int, wall: float) -> list[Copy]:
        """Some copies, in this transaction."""

    async def call(self, copy: Copy, going: Going) -> str:
        """The platform's id of the message; `going` just before it is asked. Raises a DeliveryFailed."""

    def settle(self, act: Act, claim: str, outcomes: Mapping[int, Outcome]) -> None:
        """What became of them, in this transaction."""

    def give_back(self, act: Act, claim: str, numbers: Sequence[int]) -> None:
        """These did not go, and may be claimed again."""


class Direct:
    """To each one message of their own."""

    def __init__(self, turn: Turn, teller: Teller) -> None:
        self.turn, self.teller = turn, teller

    def claim(self, act: Act, claim: str, most: int, wall: float) -> list[Copy]:
        """Some copies, none for those who had their share just now."""
        share = wall if self.teller.pace else None
        return sendings.claim(act, self.turn.notice, self.turn.channel, claim, most, share)

    async def call(self, copy: Copy, going: Going) -> str:
        """Send it."""
        facts = copy.facts
        card = Card(facts.title, facts.time, facts.place, facts.words) if facts else None
        return await self.teller.tell(copy.to.id, copy.reply, copy.key, card, going)

    def settle(self, act: Act, claim: str, outcomes: Mapping[int, Outcome]) -> None:
        """What became of them."""
        sendings.settle(act, claim, outcomes)

    def give_back(self, act: Act, claim: str, numbers: Sequence[int]) -> None:
        """They wait again."""
        sendings.give_back(act, claim, numbers)


class Amending:
    """Other words into what was sent."""

    def __init__(self, turn: Turn, teller: Teller) -> None:
        self.turn, self.teller = turn, teller

    def claim(self, act: Act, claim: str, most: int, wall: float) -> list[Copy]:
        """Some copies that show the words before."""
        return sendings.claim_amends(act, self.turn.notice, self.turn.channel, claim, most)

    async def call(self, copy: Copy, going: Going) -> str:
        """Change it, where the platform can."""
        if not self.teller.amends:
            raise DeliveryFailed(FIXED, "这个渠道不能改已经发出的消息")
        going()
        await self.teller.amend(copy.to.id, copy.message, copy.reply)
        return copy.message

    def settle(self, act: Act, claim: str, outcomes: Mapping[int, Outcome]) -> None:
        """What became of them."""
        sendings.settle_amends(act, claim, outcomes)

    def give_back(self, act: Act, claim: str, numbers: Sequence[int]) -> None:
        """They are to be changed still."""
        sendings.settle_amends(act, claim, dict.fromkeys(numbers, Outcome(failure=Retry("stopped"))))
