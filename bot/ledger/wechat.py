"""What the WeChat channel has kept for it: its ports (bot.channels.wechat.ports) on the store, each call a commit."""

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.channels.wechat.ports import Job, Report, Waiting
from bot.domain import members
from bot.messages import Address
from bot.store import bulk, parking, waiting, windows
from bot.store.database import Database
from bot.store.outbox import ANSWER


class Ledger:
    """The ledger of one channel."""

    def __init__(self, database: Database, clock: Callable[[], datetime], channel: str) -> None:
        self.database, self.clock, self.channel = database, clock, channel

    def allowed(self, address: Address, messages: int) -> bool:
        """Whether so many more messages may be sent unasked; if so they are counted."""
        with self.database.write() as session:
            return windows.take(session, address, messages, self.clock())

    def closed(self, address: Address) -> None:
        """The platform says that nothing may be sent: believe it rather than our own count."""
        with self.database.write() as session:
            windows.close(session, address)

    def nudge(self, address: Address) -> bool:
        """Whether to tell the member by other means that something waits for them."""
        with self.database.write() as session:
            return windows.nudge(session, address, self.clock())

    def follow_up(self, address: Address, message_id: str, texts: Sequence[str], *, parked: bool) -> None:
        """Send these after the answer to a message, each once, whatever happens; parked: at the next contact."""
        with self.database.write() as session:
            for number, text in enumerate(texts):
                key = f"{self.channel}:{address.id}:{message_id}:{number}"
                parking.put_once(session, address, text, key=key, kind=ANSWER, now=self.clock(), parked=parked)
            waiting.done(session, self.channel, f"{address.id}:{message_id}")

    def set_aside(self, key: str, xml: str) -> None:
        """Keep a message whose answer takes longer than the platform waits."""
        with self.database.write() as session:
            waiting.put(session, self.channel, key, xml, self.clock())

    def overdue(self) -> Sequence[Waiting]:
        """Messages set aside by a process that is gone; they are ours now."""
        with self.database.write() as session:
            return [Waiting(row.key, row.body) for row in waiting.overdue(session, self.channel, self.clock())]

    def answered(self, key: str) -> None:
        """A message set aside has had its answer."""
        with self.database.write() as session:
            waiting.done(session, self.channel, key)

    def left(self, address: Address) -> None:
        """A member does not follow any more."""
        with self.database.write() as session:
            members.lost(session, address, self.clock())
            windows.close(session, address)

    def begun(self, key: str, number: str) -> None:
        """A mass message was taken."""
        with self.database.write() as session:
            bulk.begun(session, self.channel, key, number, self.clock())

    def finished(self, report: Report) -> None:
        """What became of a mass message."""
        counts = {"total": report.total, "filtered": report.filtered, "sent": report.sent, "failed": report.failed}
        with self.database.write() as session:
            bulk.finished(session, self.channel, report.number, self.clock(), status=report.status[:60], **counts)

    def job(self, key: str) -> Job | None:
        """A mass message by our key."""
        with self.database.read() as session:
            row = bulk.job(session, key)
            return Job(row.number, row.status) if row else None

    def permit(self, address: Address, template: str, change: int) -> None:
        """A member allowed one more subscription message (1), took the permission back (0), or got one (-1)."""
        with self.database.write() as session:
            bulk.permit(session, address, template, change)

    def permitted(self, address: Address, template: str) -> int:
        """How many more subscription messages a member allowed."""
        with self.database.read() as session:
            return bulk.permitted(session, address, template)
