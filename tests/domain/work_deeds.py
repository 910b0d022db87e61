"""For test_audit: what is done with a suggestion from its review to its award, each deed with the row that it leaves.

Its helpers bring a suggestion as far as a test needs it.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from bot.domain import awards, effects, keeping, reviews, suggestions, urging, works
from bot.domain.acts import Act
from bot.domain.awards import Award, AwardShare
from bot.domain.box import State, Suggestion
from bot.domain.effects import Effect
from bot.domain.staff import Officer
from bot.domain.works import Work
from tests.domain.union import address, later, officer, suggestion

SECRET = "机密"
Deed = Callable[[Act], object]
Pair = tuple[Suggestion, Officer]


def begun(act: Act, **fields: Any) -> Pair:
    """A suggestion, and an officer who may work on it."""
    return suggestion(act, **{"title": SECRET, "body": SECRET} | fields), officer(act, SECRET)


def answered(act: Act, verdict: State = State.ADOPTED, **fields: Any) -> Pair:
    one, li = begun(act, **fields)
    suggestions.answer(act, one, li, verdict, f"{SECRET}理由")
    return one, li


def assign(act: Act, one: Suggestion, li: Officer, due_on: date | None = None, **more: Any) -> Work:
    due_on = due_on or date(act.today.year + 1, 1, 31)
    given: dict[str, Any] = {"department": "设备科", "person": SECRET, "due_on": due_on} | more
    return works.assign(act, one, li, **given)


def assigned(act: Act, **fields: Any) -> Pair:
    one, li = answered(act, **fields)
    assign(act, one, li)
    return one, li


def carried_out(act: Act, **fields: Any) -> Pair:
    one, li = assigned(act, **fields)
    works.carry_out(act, one, li, body=f"{SECRET}装好了")
    return one, li


def verify(act: Act, one: Suggestion, li: Officer, benefit: str | None, **more: Any) -> Effect:
    assert one.adopted_at
    day = one.adopted_at.astimezone(act.config.zone).date()
    amount = None if benefit is None else Decimal(benefit)
    given: dict[str, Any] = {"since": day, "until": day, "verified_by": "财务科", "story": f"{SECRET}故事"} | more
    return effects.verify(act, one, li, benefit=amount, **given)


def verified(act: Act, benefit: str | None = "68000", **fields: Any) -> Pair:
    one, li = carried_out(act, **fields)
    verify(act, one, li, benefit)
    return one, li


def awarded(act: Act, benefit: str | None = "68000", **fields: Any) -> tuple[Suggestion, Officer, Award]:
    one, li = verified(act, benefit, **fields)
    return one, li, awards.award(act, one, li)


def only_share(act: Act, made: Award) -> AwardShare:
    """The share of an award that is one person's."""
    (share,) = awards.shares(act.session, made)
    return share


def _asked(act: Act) -> Deed:
    one, li = begun(act)
    return lambda act: reviews.ask(act, one, li, li)


def _given(act: Act) -> Deed:
    one, li = begun(act)
    reviews.ask(act, one, li, li)
    scores = {"usefulness": 5, "feasibility": 4, "novelty": 3}
    return lambda act: reviews.give(act, one, li, **scores, advice=State.ADOPTED, note=SECRET)


def _voted(act: Act) -> Deed:
    one, li = begun(act)
    return lambda act: reviews.vote(act, one, li, held_on=act.today, yes=5, no=1, abstained=0, note=SECRET)


def _assigned(act: Act) -> Deed:
    one, li = answered(act)
    return lambda act: assign(act, one, li, cost=Decimal("1200.50"))


def _reported(act: Act) -> Deed:
    one, li = assigned(act)
    return lambda act: works.report(act, one, li, percent=40, body=SECRET)


def _carried_out(act: Act) -> Deed:
    one, li = assigned(act)
    return lambda act: works.carry_out(act, one, li, body=SECRET)


def _given_back(act: Act) -> Deed:
    one, li = assigned(act)
    return lambda act: works.give_back(act, one, li, SECRET)


def _verified(act: Act) -> Deed:
    one, li = carried_out(act)
    return lambda act: verify(act, one, li, "68000")


def _awarded(act: Act) -> Deed:
    one, li = verified(act, contact=SECRET)
    return lambda act: awards.award(act, one, li)


def _reserved(act: Act) -> Deed:
    one, li = answered(act, State.RESERVED, contact=SECRET)
    return lambda act: awards.reserve(act, one, li)


def _paid(act: Act) -> Deed:
    _, li, made = awarded(act)
    share = only_share(act, made)
    return lambda act: awards.pay(act, share, li, act.today)


def _points_taken(act: Act) -> Deed:
    one, *_ = awarded(act)
    return lambda act: awards.take_points(act, one, address())


def _climbed(act: Act) -> Deed:
    one, _ = begun(act)
    return lambda act: urging.climb(later(act, days=9), one)


def _erased(act: Act) -> Deed:
    one, _, _ = awarded(act)
    return lambda act: keeping.erase(act, one)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "reviews.ask": ("suggestion.review_asked", _asked),
    "reviews.give": ("suggestion.reviewed", _given),
    "reviews.vote": ("suggestion.voted", _voted),
    "works.assign": ("suggestion.assigned", _assigned),
    "works.report": ("suggestion.reported", _reported),
    "works.carry_out": ("suggestion.carried_out", _carried_out),
    "works.give_back": ("suggestion.given_back", _given_back),
    "effects.verify": ("suggestion.verified", _verified),
    "awards.award": ("suggestion.awarded", _awarded),
    "awards.reserve": ("suggestion.awarded", _reserved),
    "awards.pay": ("suggestion.paid", _paid),
    "awards.take_points": ("suggestion.points_taken", _points_taken),
    "urging.climb": ("suggestion.climbed", _climbed),
    "keeping.erase": ("suggestion.erased", _erased),
}
