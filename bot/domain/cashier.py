"""The cashier's desk: several shares paid on one day, the list that is taken out, who has how many points."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, awards, roles
from bot.domain.acts import Act
from bot.domain.awards import Award, AwardShare, Payable
from bot.domain.box import Suggestion
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

NOT_ONE: Final = "还没有勾选。请先勾上已经发了的，再点“登记已发放”。"
NOT_THERE: Final = "勾选的里面有一份已经发过，或者不归您的单位管，所以一份都没有登记。请看一遍下面的单子，再点一次。"
ONE_FAILED: Final = "{number}：{why}所以一份都没有登记，请看一遍下面的单子，再点一次。"
NAMELESS: Final = "（没留名字）"


@dataclass(frozen=True)
class Earned:
    """The points that one person took: under what name, in which unit, how many, for which suggestions."""

    name: str
    unit: str
    points: int
    numbers: tuple[str, ...]


def pay_all(act: Act, officer: Officer, shares: Collection[int], paid_on: date) -> int:
    """The cashier has paid these shares on a day: all of them, or none where one cannot be; returns how many."""
    if not shares:
        raise Refusal(NOT_ONE)
    waiting = {one.share_id: one for one in awards.to_pay(act.session, officer)}
    if not set(shares) <= set(waiting):
        raise Refusal(NOT_THERE)
    for number in sorted(shares):
        try:
            awards.pay(act, act.session.get_one(AwardShare, number), officer, paid_on)
        except Refusal as why:
            raise Refusal(ONE_FAILED.format(number=waiting[number].number, why=why)) from None
    return len(shares)


def take_out(act: Act, officer: Officer) -> list[Payable]:
    """What is to be paid, for the cashier's file; that it was made is kept."""
    found = awards.to_pay(act.session, officer)
    audit.log(act, "unit.awards_exported", act.session.get_one(Unit, officer.unit_id), count=len(found))
    return found


def earned(session: Session, officer: Officer) -> list[Earned]:
    """Who took points for suggestions of the units in which an officer works on them; the most points first."""
    taken = (
        select(AwardShare, Suggestion.number, Unit.name)
        .join(Award, Award.id == AwardShare.award_id)
        .join(Suggestion, Suggestion.id == Award.suggestion_id)
        .join(Unit, Unit.id == Suggestion.unit_id)
        .where(AwardShare.as_points, Suggestion.unit_id.in_(roles.reaching(officer, Right.ANSWER_SUGGESTIONS)))
        .order_by(AwardShare.id)
    )
    people = dict[tuple[str, int], list[tuple[AwardShare, str, str]]]()
    for share, number, unit in session.execute(taken):
        whose = ("member", share.member_id) if share.member_id else ("share", share.id)
        people.setdefault(whose, []).append((share, number, unit))
    return sorted((_earned(rows) for rows in people.values()), key=lambda one: -one.points)


def _earned(rows: list[tuple[AwardShare, str, str]]) -> Earned:
    """The last name and unit of a person's count."""
    names = [share.name for share, *_ in rows if share.name]
    return Earned(
        name=names[-1] if names else NAMELESS,
        unit=rows[-1][2],
        points=sum(share.points for share, *_ in rows),
        numbers=tuple(dict.fromkeys(number for _, number, _ in rows)),
    )
