"""Names for the store, labels for people: an enum whose shown word may change without touching a row."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A choice among a few: `NAME = "stored", "shown"`. Look one up by what is stored: `Topic("safety")`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Keep the label beside the stored value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
