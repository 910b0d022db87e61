"""Empties the outbox through the channels: claims what is due, sends it, and writes down what became of it."""

from bot.delivery.loop import Delivery

__all__ = ["Delivery"]
