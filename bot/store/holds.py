"""A platform that wants to hear nothing for a while gets no notices meanwhile, in whichever process."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from bot.store import pacing
from bot.store.database import insert_for
from bot.store.outbox import Outgoing, State
from bot.store.pacing import PaceRow

_NAME: Final = "hold:"


def hold(session: Session, channel: str, until: float) -> None:
    """No notices on a channel until then (seconds of the real clock); one that lasts longer stays."""
    new = insert_for(session, PaceRow).values(name=_NAME + channel, address="", tat=until, free_at=until)
    later = {"tat": new.excluded.tat, "free_at": new.excluded.free_at}
    longer = PaceRow.free_at < new.excluded.free_at
    session.execute(new.on_conflict_do_update(index_elements=["name", "address"], set_=later, where=longer))


def held(session: Session, channels: Collection[str], wall: float) -> set[str]:
    """Which of these channels are held just now."""
    names = [_NAME + channel for channel in channels]
    rows = select(PaceRow.name).where(PaceRow.name.in_(names), PaceRow.address == "", PaceRow.free_at > wall)
    return {name.removeprefix(_NAME) for name in session.scalars(rows)}


def others_wait(session: Session, channel: str, wall: float, now: object) -> bool:
    """Whether a message that is for one person alone is due on a channel, and may go."""
    due = (Outgoing.state == State.QUEUED.value, Outgoing.channel == channel, ~Outgoing.bulk, Outgoing.due_at <= now)
    return bool(session.scalar(select(exists().where(*due, ~pacing.blocked(wall)))))
