"""Crowds: whether a case speaks for many, who else named the same employer of late, how many people that is.

Names of employers lie sealed, so they are compared here and not by the store. Who the people are is not looked at: they
are only counted, and in a way that tells nothing of those who stay unknown.
"""

import re
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Index, or_, select
from sqlalchemy.orm import Session

from bot.config.kinds import Kinds, of
from bot.domain import units
from bot.domain.casebook import Case
from bot.domain.danger import DANGERS
from bot.domain.routes import Route
from bot.domain.units import Unit
from knowledge.employers import circle, says

MOST: Final = 1000
"""So many of the newest cases are compared."""

Index("ix_case_opened_at", Case.opened_at)

_KINDS_OF_PLACES: Final = ("新区", "开发区", "工业园", "园区", "街道", "省", "市", "区", "县", "镇", "乡")
_PLACE: Final = re.compile(rf"([\u4e00-\u9fff]{{2,4}}?)(?:{'|'.join(_KINDS_OF_PLACES)})")
_GATHERING: Final = next(one for one in DANGERS if one.name == "collective")


def speaks_for_many(kinds: Kinds, story: str, kind: str = "") -> bool:
    """Whether a story, or its kind, is of many people's matter."""
    told = any(one.upward and one.told_by(story) for one in kinds)
    return told or _GATHERING.words.search(story) is not None or (bool(kind) and of(kinds, kind).upward)


def names_one(session: Session, case: Case) -> bool:
    """Whether a case says which employer it is about."""
    return says(case.employer, places(session))


def naming_the_same(session: Session, case: Case, since: datetime, also: Collection[int] = ()) -> set[int]:
    """The ids of the cases opened since then that name the employer of this one; `also` those that may be older."""
    if not case.employer:
        return set()
    named = select(Case.id, Case.employer).where(Case.employer.is_not(None))
    lately = named.where(Case.opened_at > since).order_by(Case.opened_at.desc()).limit(MOST)
    rows = {number: name for number, name in session.execute(lately) if name}
    if older := set(also) - rows.keys():
        rows |= {number: name for number, name in session.execute(named.where(Case.id.in_(older))) if name}
    numbers = list(rows)
    return {numbers[at] for at in circle(case.employer, list(rows.values()), places(session))}


def people(session: Session, case_ids: Collection[int]) -> int:
    """How many different people filed these cases: by member, and unknown ones by the digest of where they write from.

    Who filed once by name and once unknown counts twice: the number must not tell that they are one person.
    """
    rows = select(Case.id, Case.member_id, Route.digest).outerjoin(Route, Route.case_id == Case.id)
    found = session.execute(rows.where(Case.id.in_(case_ids)))
    return len({("member", member) if member else digest or number for number, member, digest in found})


def common_unit(session: Session, unit_ids: Iterable[int]) -> int:
    """The lowest unit that contains all of these."""
    lines = [units.line(session, one) for one in set(unit_ids)]
    return next(one for one in lines[0] if all(one in line for line in lines))


def places(session: Session) -> list[str]:
    """What the places of the union are called, as the names of its units say: 清河, 城东."""
    like = or_(*(Unit.name.contains(kind) for kind in _KINDS_OF_PLACES))
    names = session.scalars(select(Unit.name).where(like).order_by(Unit.id))
    return [found[1] for name in names if (found := _PLACE.match(name))]
