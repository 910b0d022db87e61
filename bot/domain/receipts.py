"""Receipts: below an answer that was given in a staff group stands what became of it, and changes when that does."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.domain import cards, contents
from bot.domain.postbox import Postbox
from bot.domain.postings import Kind, Posting
from bot.store.outbox import Outgoing
from bot.store.outbox import State as Sent

SETTLES: Final = timedelta(seconds=3)
"""An answer usually has arrived by then: one message less than to say that it is on its way."""

OLD: Final = timedelta(days=30)
"""What became of an answer that was given longer ago is told in the console alone."""


def tell(box: Postbox, room: int) -> int:
    """Queue what is to be told about answers; how many messages."""
    mine = select(Posting).where(Posting.group_id == box.group.id, Posting.kind == Kind.RECEIPT.value, ~Posting.gone)
    open_ones = mine.where(~Posting.words.endswith(cards.SENT[Sent.SENT]), Posting.posted_at >= box.act.now - OLD)
    found = box.act.session.scalars(open_ones.order_by(Posting.id))
    due = [posting for posting in found if _tells(box, posting)][:room]
    for posting in due:
        (box.change if posting.words else box.send)(posting)
    return len(due)


def _tells(box: Postbox, posting: Posting) -> bool:
    """Whether there is something to tell about an answer; what usually arrives at once is given the time for it."""
    if posting.words:
        return bool(posting.message) and posting.words != contents.receipt(box.act.session, posting)
    rows = contents.answer(box.act.session, posting)
    return not _on_its_way(rows) or box.act.now - posting.posted_at >= SETTLES


def _on_its_way(rows: Sequence[Outgoing]) -> bool:
    return not rows or any(row.status in {Sent.QUEUED, Sent.SENDING} for row in rows)
