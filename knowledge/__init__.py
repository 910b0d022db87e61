"""What the union knows: entries and the search for the one that answers a member's question."""

from knowledge.bands import Band
from knowledge.base import ENTRIES, Entry, EntryError, NextStep, load
from knowledge.evaluation import QuestionError, Report, evaluate
from knowledge.masking import mask
from knowledge.match import closest
from knowledge.search import Finding, Hit, KnowledgeBase

__all__ = [
    "ENTRIES",
    "Band",
    "Entry",
    "EntryError",
    "Finding",
    "Hit",
    "KnowledgeBase",
    "NextStep",
    "QuestionError",
    "Report",
    "closest",
    "evaluate",
    "load",
    "mask",
]
