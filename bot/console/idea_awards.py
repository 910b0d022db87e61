"""The awards of a suggestion for its page: what was given and to whom, and what one would be before it is given."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm import Session

from bot.config.rewards import Rewards
from bot.domain import awards, effects, grades, sums, voices
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.chorus import Share
from bot.domain.sums import NOTHING, Award, AwardShare, Ground

NO_NAME = "建议人（没留名字）"
UNKNOWN = "匿名建议人"


@dataclass(frozen=True)
class Given:
    """An award that was made, with its shares: to whom each is."""

    award: Award
    ground: str
    shares: Sequence[tuple[str, AwardShare]]


@dataclass(frozen=True)
class Part:
    """What one who proposed it would get; `kept`: what their cap of the year keeps back."""

    who: str
    sum: Decimal
    kept: Decimal


@dataclass(frozen=True)
class Offer:
    """An award that may be made: by which grade or prize, what it is worth in all, what of that is still to be paid.

    `prize` is what is chosen where the benefit cannot be reckoned, empty where a grade says it.
    """

    ground: str
    grade: str
    prize: str
    total: Decimal
    before: Decimal
    sum: Decimal
    parts: Sequence[Part]


def of(session: Session, one: Suggestion) -> list[Given]:
    """The awards that were made, the oldest first."""
    made = awards.of(session, one)
    shares = awards.shares(session, *made) if made else []
    people = [(_name(one, part.name), part) for part in shares]
    return [
        Given(each, Ground(each.ground).label, [pair for pair in people if pair[1].award_id == each.id])
        for each in made
    ]


def offers(act: Act, one: Suggestion) -> list[Offer]:
    """The awards among which an officer may choose now; none where there is nothing to award."""
    rules = act.config.suggestions.rewards
    if one.status is State.RESERVED:
        before = {each.ground for each in awards.of(act.session, one)}
        reserve = _offer(act, one, Ground.RESERVE, awards.RESERVE, "", grades.reserve(rules))
        return [] if Ground.RESERVE.value in before else [reserve]
    effect = effects.latest(act.session, one)
    if one.status is not State.VERIFIED or effect is None:
        return []
    if effect.id in {each.effect_id for each in awards.of(act.session, one)}:
        return []
    return [_graded(act, one, rules, effect.benefit)] if effect.benefit else _prizes(act, one, rules)


def _graded(act: Act, one: Suggestion, rules: Rewards, benefit: Decimal) -> Offer:
    name = grades.grade(rules, benefit).name
    return _offer(act, one, Ground.EFFECT, name, "", grades.amount(rules, benefit))


def _prizes(act: Act, one: Suggestion, rules: Rewards) -> list[Offer]:
    return [
        _offer(act, one, Ground.ENCOURAGEMENT, name, name, grades.participation(rules, name))
        for name in rules.participation
    ]


def _offer(act: Act, one: Suggestion, ground: Ground, grade: str, prize: str, total: Decimal) -> Offer:
    before = sums.awarded(act.session, one)
    rest = grades.difference(total, before)
    return Offer(ground.label, grade, prize, total, before, rest, _parts(act, one, rest) if rest else [])


def _parts(act: Act, one: Suggestion, rest: Decimal) -> list[Part]:
    """What each would get, as `awards` shares it out."""
    people, rules = voices.proposers(act.session, one), act.config.suggestions.rewards
    here, found = defaultdict[int | None, Decimal](lambda: NOTHING), list[Part]()
    for person, part in zip(people, grades.shares(rest, [each.weight for each in people]), strict=True):
        had = sums.had(act.session, one, person, act.today.year, act.config.zone)
        theirs = grades.capped(rules, part, had + (here[person.member_id] if person.member_id else NOTHING))
        here[person.member_id] += theirs
        found.append(Part(_person(one, person), theirs, part - theirs))
    return found


def _person(one: Suggestion, person: Share) -> str:
    return _name(one, person.name)


def _name(one: Suggestion, name: str | None) -> str:
    return UNKNOWN if one.anonymous else name or NO_NAME
