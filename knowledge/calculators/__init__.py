"""Calculators: what a worker is owed, or until when, worked out from a few facts with its formula and its articles.

One file a topic; each takes its facts as one frozen value and gives a Sheet. Pure: no clock, no store, nothing of ours
outside `knowledge`. What the facts cannot be is a WrongInput with the words that the member reads.
"""

from knowledge.calculators.sheet import Line, Sheet, WrongInput

NAMES = {
    "severance": "算经济补偿",
    "double-wage": "算双倍工资",
    "overtime": "算加班费",
    "wage": "算日工资",
    "annual-leave": "算年假",
    "probation": "算试用期",
    "medical-period": "算医疗期",
    "injury": "算工伤补助",
    "death": "算工亡补助",
    "maternity-leave": "算产假",
    "retirement": "算退休",
    "time-limit": "算时效",
}
"""Each calculator's id, as an entry's `calculator` names it, and the words that open it."""

__all__ = ["NAMES", "Line", "Sheet", "WrongInput"]
