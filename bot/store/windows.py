"""How much may still be sent unasked to somebody, where the platform counts it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.messages import Address, Allowance
from bot.store.database import Base, insert_for

WAITS = 0
"""Stands in `seconds` of the row that says: something waits for this member. `messages` is 1 once they were told so."""

TOLD_AGAIN = timedelta(days=30)


class Window(Base):
    """One allowance of one address, until it ends. `seconds` tells a message's window from that of a tap."""

    __tablename__ = "contact_window"

    channel: Mapped[str] = mapped_column(String(20), primary_key=True)
    address: Mapped[str] = mapped_column(String(128), primary_key=True)
    seconds: Mapped[int] = mapped_column(primary_key=True)
    messages: Mapped[int]
    until: Mapped[datetime]


def opened(session: Session, address: Address, allowance: Allowance, now: datetime) -> bool:
    """The member has written, or tapped: what may be sent is counted anew. Whether something waited for that."""
    values = {
        "channel": address.channel,
        "address": address.id,
        "seconds": allowance.seconds,
        "messages": allowance.messages,
        "until": now + timedelta(seconds=allowance.seconds),
    }
    insert = insert_for(session, Window).values(**values)
    new = {"messages": values["messages"], "until": values["until"]}
    session.execute(insert.on_conflict_do_update(index_elements=["channel", "address", "seconds"], set_=new))
    waits = delete(Window).where(*_mine(address), Window.seconds == WAITS)
    found = session.execute(waits, execution_options={"synchronize_session": False})
    return bool(found.rowcount)  # type: ignore[attr-defined] # a DELETE has one


def wait(session: Session, address: Address, now: datetime) -> None:
    """Something waits for this member's next message."""
    values = {"channel": address.channel, "address": address.id, "seconds": WAITS, "messages": 0}
    insert = insert_for(session, Window).values(until=now + TOLD_AGAIN, **values)
    session.execute(insert.on_conflict_do_nothing(index_elements=["channel", "address", "seconds"]))


def nudge(session: Session, address: Address, now: datetime) -> bool:
    """Whether to tell the member by other means that something waits: once, until they write again."""
    wait(session, address, now)
    untold = update(Window).where(*_mine(address), Window.seconds == WAITS, Window.messages == 0)
    found = session.execute(untold.values(messages=1), execution_options={"synchronize_session": False})
    return bool(found.rowcount)  # type: ignore[attr-defined] # an UPDATE has one


def take(session: Session, address: Address, messages: int, now: datetime) -> bool:
    """Count messages: of the window that ends first and has so many left. False where there is none."""
    still = select(Window).where(
        *_mine(address), Window.seconds > WAITS, Window.messages >= messages, Window.until > now
    )
    window = session.scalars(still.order_by(Window.until).limit(1).with_for_update()).first()
    if window is None:
        return False
    window.messages -= messages
    return True


def opened_at(session: Session, addresses: Iterable[Address], now: datetime) -> dict[Address, datetime]:
    """When those of one channel wrote last who may still be sent something: who did so just now need not wait."""
    wanted = {one.id: one for one in addresses}
    rows = select(Window).where(
        Window.channel.in_({one.channel for one in wanted.values()}),
        Window.address.in_(wanted),
        *(Window.seconds > WAITS, Window.messages > 0, Window.until > now),
    )
    begun = ((wanted[row.address], row.until - timedelta(seconds=row.seconds)) for row in session.scalars(rows))
    return dict(sorted(begun, key=lambda one: one[1]))


def close(session: Session, address: Address) -> None:
    """Nothing may be sent until the next contact."""
    shut = update(Window).where(*_mine(address), Window.seconds > WAITS).values(messages=0)
    session.execute(shut, execution_options={"synchronize_session": False})


def forget(session: Session, now: datetime) -> None:
    """Drop windows that ended. That something waits is not forgotten, only that the member was told so."""
    ended, fast = Window.until <= now, {"synchronize_session": False}
    session.execute(delete(Window).where(ended, Window.seconds > WAITS), execution_options=fast)
    untold = update(Window).where(ended, Window.seconds == WAITS).values(messages=0, until=now + TOLD_AGAIN)
    session.execute(untold, execution_options=fast)


def _mine(address: Address) -> tuple[ColumnElement[bool], ...]:
    return (Window.channel == address.channel, Window.address == address.id)
