"""Sends notices: DBOS says which turn of which notice is whose; the ledger is the truth about each recipient."""

from bot.broadcast.broadcast import Broadcast

__all__ = ["Broadcast"]
