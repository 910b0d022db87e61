"""What the union does: one file a noun, with its table, its states and its operations."""

from bot.domain import (
    audit,
    cases,
    events,
    groups,
    links,
    members,
    numbers,
    questions,
    registrations,
    staff,
    suggestions,
    units,
)

__all__ = [
    "audit", "cases", "events", "groups", "links", "members", "numbers", "questions", "registrations", "staff",
    "suggestions", "units",
]  # fmt: skip
