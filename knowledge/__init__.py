"""What the union knows: entries and the search for the one that answers a member's question."""

from knowledge.bands import Band
from knowledge.base import ENTRIES, Entry, EntryError, NextStep, check, claims, load, parse, parts
from knowledge.citations import Citation, citations
from knowledge.clusters import Cluster, clusters
from knowledge.evaluation import QuestionError, Report, evaluate
from knowledge.library import Library, overlaid
from knowledge.masking import mask
from knowledge.match import closest
from knowledge.normal import letters
from knowledge.relevance import most_relevant
from knowledge.search import Finding, Hit, KnowledgeBase
from knowledge.statutes import Statute, StatuteError
from knowledge.writing import joined, written

__all__ = [
    "ENTRIES",
    "Band",
    "Citation",
    "Cluster",
    "Entry",
    "EntryError",
    "Finding",
    "Hit",
    "KnowledgeBase",
    "Library",
    "NextStep",
    "QuestionError",
    "Report",
    "Statute",
    "StatuteError",
    "check",
    "citations",
    "claims",
    "closest",
    "clusters",
    "evaluate",
    "joined",
    "letters",
    "load",
    "mask",
    "most_relevant",
    "overlaid",
    "parse",
    "parts",
    "written",
]
