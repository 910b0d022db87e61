"""Calculators: what a worker is owed, or until when, worked out from a few facts with its formula and its articles.

One file a topic; each takes its facts as one frozen value and gives a Sheet. Pure: no clock, no store, nothing of ours
outside `knowledge`. What the facts cannot be is a WrongInput with the words that the member reads.
"""

from knowledge.calculators.sheet import Line, Sheet, WrongInput

__all__ = ["Line", "Sheet", "WrongInput"]
