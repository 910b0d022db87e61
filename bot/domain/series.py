"""Series: one thing at several times, each an event of its own with its own places; sessions, or week after week."""

from datetime import datetime

from sqlalchemy import String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.database import Base


def base(title: str) -> str:
    """A title without the day that those of a series have behind theirs: 周四瑜伽（12月10日） is 周四瑜伽."""
    head, bracket, last = title.rpartition("（")
    return head if bracket and "月" in last and last.endswith("）") else title


class Series(Base):
    """What holds the events of a series together. `once`: a member comes to one of them only.

    `rule` is the recurrence as RFC 5545 writes it ("FREQ=WEEKLY;BYDAY=TH;COUNT=8"); empty for sessions set by hand.
    """

    __tablename__ = "event_series"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(60))
    once: Mapped[bool] = mapped_column(default=False, server_default=false())
    rule: Mapped[str] = mapped_column(String(200), default="", server_default=text("''"))
    created_at: Mapped[datetime]
