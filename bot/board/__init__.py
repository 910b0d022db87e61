"""The open board (公开栏) on the web: what was suggested, answered and done, for everybody to read."""

from bot.board.board import Board

__all__ = ["Board"]
