"""One suggestion: its talk beside its facts, and what can be done with it where it stands now."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from starlette.responses import Response

from bot.config.answers import Answer
from bot.console import idea_awards, idea_cards, idea_steps, idea_talk, names
from bot.console.visit import Forbidden, Visit, kept, missing
from bot.domain import (
    drives,
    effects,
    filings,
    publishing,
    reviews,
    roles,
    spans,
    stages,
    suggestions,
    units,
    voices,
    works,
)
from bot.domain.alike import MAYBE
from bot.domain.box import VERDICTS, State, Suggestion, Topic
from bot.domain.roles import Right
from bot.domain.staff import Officer, here

LIKE: Final = 3
"""Similar suggestions that are named."""


@dataclass(frozen=True)
class Draft:
    """What stands in the boxes for the reply and for the answer: typed, else chosen from the words at hand."""

    body: str
    answer: str
    verdict: str


def show(visit: Visit) -> Response:
    """Facts, talk in both directions with what became of each message, trail, and what can be done."""
    one = seen(visit)
    talk = idea_talk.of(visit.session, one)
    card = idea_cards.of(visit.session, [one], visit.act.now, visit.officer.id)[0]
    answering = filings.may_answer(visit.session, visit.officer, one)
    steps = idea_steps.possible(visit, one) if answering else frozenset()
    return visit.render(
        "suggestion.html",
        one=one,
        lost=kept(visit.typed) if visit.refused and visit.typed.get("step") not in steps else [],
        card=card,
        talk=talk,
        answering=answering,
        ways=idea_steps.WAYS,
        way=idea_steps.way(one),
        steps=steps,
        officers=names.officers(visit.session),
        **_beside(visit, one),
        **_to_do(visit, one, answering=answering),
    )


def seen(visit: Visit) -> Suggestion:
    """The suggestion of the address, where the officer may see it."""
    suggestion = suggestions.numbered(visit.session, visit.path["number"])
    if suggestion is None or not filings.may_see(visit.session, visit.officer, suggestion):
        raise missing()
    return suggestion


def own(visit: Visit) -> Suggestion:
    """The suggestion to work on, where the officer may do so in its unit."""
    suggestion = seen(visit)
    if suggestion.unit_id not in visit.units:
        raise Forbidden
    return suggestion


def colleagues(visit: Visit, one: Suggestion, right: Right) -> list[Officer]:
    """The other officers here who have a right in its unit."""
    able = roles.holders(right, units.line(visit.session, one.unit_id))
    there = select(Officer).where(Officer.id.in_(able), here(visit.act.today), Officer.id != visit.officer.id)
    return list(visit.session.scalars(there.order_by(Officer.id)))


def _beside(visit: Visit, one: Suggestion) -> dict[str, object]:
    """What stands beside the talk."""
    session = visit.session
    adopted = spans.day_of(one.adopted_at, visit.act.config.zone) if one.adopted_at else None
    main = session.get(Suggestion, one.merged_into_id) if one.merged_into_id else None
    return {
        "proposers": voices.proposers(session, one),
        "supporters": voices.supporters(session, one),
        "main": main,
        "main_seen": main is not None and filings.may_see(session, visit.officer, main),
        "parts_of": [part for part in stages.parts(session, one) if filings.may_see(session, visit.officer, part)],
        "reviews": reviews.of(session, one),
        "mean": reviews.mean(session, one),
        "ballots": reviews.ballots(session, one),
        "work": works.current(session, one),
        "effect": effects.latest(session, one),
        "adopted": adopted,
        "year": (adopted, spans.year_after(adopted)) if adopted else None,
        "awards": idea_awards.of(session, one),
        "published": publishing.names(session, one),
        "advice": {state.value: state.label for state in State},
    }


def _to_do(visit: Visit, one: Suggestion, *, answering: bool) -> dict[str, object]:
    """What the officer can do with it, and the words that are at hand."""
    if not answering:
        return {"like": [], "reviewers": [], "takers": [], "offers": [], **_words(visit, one)}
    return {
        "like": _like(visit, one) if one.status in LOOKED_AT else [],
        "reviewers": [*colleagues(visit, one, Right.SEE_SUGGESTIONS), visit.officer],
        "takers": [each for each in colleagues(visit, one, Right.ANSWER_SUGGESTIONS) if each.id != one.officer_id],
        "offers": idea_awards.offers(visit.act, one),
        **_words(visit, one),
    }


LOOKED_AT: Final = (State.FILED, State.ACKNOWLEDGED, State.REVIEWING, State.RESERVED)
"""Where it is, while it may still go on within another one."""


def _words(visit: Visit, one: Suggestion) -> dict[str, object]:
    asked = [each for each in reviews.of(visit.session, one) if each.officer_id == visit.officer.id]
    running = drives.running(visit.session, one.unit_id, visit.act.today)
    known = next((each for each in running if each.id == one.drive_id), None)
    return {
        "mine": asked[0] if asked else None,
        "verdicts": VERDICTS,
        "topics": known.topics if known and known.topics else [(each.value, each.label) for each in Topic],
        "running": running,
        "canned": [(place, each, each.about(one.title, one.number)) for place, each in _canned(visit)],
        "draft": _draft(visit, one),
        "public_title": one.public_title or publishing.masked(visit.session, one, one.title),
        "public_text": one.public_text or publishing.masked(visit.session, one, one.body),
        "masked": publishing.masked(visit.session, one, f"{one.title}\n{one.body}") != f"{one.title}\n{one.body}",
    }


def _canned(visit: Visit) -> list[tuple[int, Answer]]:
    return list(enumerate(visit.act.config.suggestions.answers))


def _draft(visit: Visit, one: Suggestion) -> Draft:
    typed, place = visit.typed, visit.query.get("canned", "")
    known = visit.act.config.suggestions.answers
    chosen = known[int(place)] if place.isascii() and place.isdecimal() and int(place[:3]) < len(known) else None
    words = chosen.about(one.title, one.number) if chosen else ""
    verdict = chosen.verdict if chosen else ""
    return Draft(
        body=typed.get("body", "") if typed.get("step") == "reply" else "" if verdict else words,
        answer=typed.get("answer", words if verdict else ""),
        verdict=typed.get("verdict", verdict),
    )


def _like(visit: Visit, one: Suggestion) -> list[tuple[Suggestion, str]]:
    """Suggestions like this one that the officer may see, with their state in words."""
    mine = roles.reach(visit.session, visit.officer, Right.SEE_SUGGESTIONS)
    found = visit.box.like(visit.session, one.title, one.body, unit_ids=mine, limit=LIKE + 1, least=MAYBE)
    return [(each, each.state_label) for each in found if each.id != one.id and each.merged_into_id is None][:LIKE]
