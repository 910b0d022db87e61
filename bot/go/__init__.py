"""Counted links: the way to what a notice links to, counted without anybody's being known."""

from bot.go.go import Go

__all__ = ["Go"]
