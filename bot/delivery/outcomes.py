"""What became of a message, written down: its state, and what that means for the others of the same person."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.channels.base import Channel
from bot.domain import members
from bot.errors import Away, DeliveryFailed, Parked, Retry, Unknown, Unreachable
from bot.messages import Address
from bot.store import claims, outbox, parking, windows
from bot.store.database import Database
from bot.store.outbox import Outgoing, State


class Outcomes:
    """Writes down what became of messages of channels."""

    def __init__(self, database: Database, clock: Callable[[], datetime], channels: Mapping[str, Channel]) -> None:
        self.database, self.clock, self.channels = database, clock, channels

    def account(self, ours: Outgoing, outcome: Exception | None) -> None:
        """Write it down, where the message is still ours."""
        with self.database.write() as session:
            row = claims.account(session, ours.id, ours.claimed_at, arrived=outcome is None)
            if row is None:
                return
            self._write(row, outcome)
            if row.status is State.PARKED and self._wrote_meanwhile(session, ours):
                outbox.wait(row, self.clock())
            if isinstance(outcome, Parked | Retry):
                parking.hold_rest(session, row)
            if row.status is State.PARKED:
                windows.wait(session, Address(row.channel, row.address), self.clock())
            elif isinstance(outcome, Unreachable):
                members.lost(session, Address(row.channel, row.address), self.clock())
            elif _concerns_the_person(outcome):
                parking.hold(session, row)

    def _wrote_meanwhile(self, session: Session, ours: Outgoing) -> bool:
        """Whether the person came while it was on its way: what waits is looked at only when they come."""
        to = Address(ours.channel, ours.address)
        at = windows.opened_at(session, [to], self.clock()).get(to)
        return bool(at and ours.claimed_at and at > ours.claimed_at)

    def _write(self, row: Outgoing, outcome: Exception | None) -> None:
        now = self.clock()
        match outcome:
            case None:
                outbox.sent(row, now)
            case Away():
                tells = self.channels[row.channel].present() is not None
                outbox.wait(row, now, timedelta() if tells else outbox.CONTACT)
            case Parked():
                outbox.park(row, outcome.code, outcome.words)
            case Retry():
                outbox.retry(row, outcome.code, outcome.words, now, outcome.after)
            case Unknown():
                outbox.unknown(row, outcome.words or outcome.code, now)
            case DeliveryFailed():
                outbox.failed(row, outcome.code, outcome.words, now)
            case _:
                outbox.unknown(row, type(outcome).__name__, now)


def _concerns_the_person(outcome: Exception | None) -> bool:
    """Whether it is no use to send this person anything else just now."""
    return isinstance(outcome, Away) or (isinstance(outcome, Retry) and outcome.after is not None)
