"""The desk of union staff in a messenger group: what they do there, and what stands there."""

from bot.desk.desk import StaffDesk

__all__ = ["StaffDesk"]
