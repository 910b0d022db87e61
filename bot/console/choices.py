"""Choosing a unit by its name: with hundreds of them nobody scrolls through a list, so one types, and is helped."""

from sqlalchemy import select

from bot.console.visit import Visit
from bot.domain import roles
from bot.domain.roles import Right
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import clean

OFFERED = 300
"""Names that a field offers while one types; a page with more of them would be slow on a phone."""

NEAR = 3
NO_UNIT = "请写上单位名称。"
NO_SUCH_UNIT = "您管的单位里没有叫“{name}”的。请写全称，或者从提示里选。"
PERHAPS = "没有叫“{name}”的单位。是不是：{near}？请写全称。"


def names(visit: Visit, *any_of: Right) -> list[str]:
    """The names of the units in which the officer has one of these rights, as many as a field offers."""
    mine = select(Unit.name).where(Unit.id.in_(roles.reaching(visit.officer, *any_of)), Unit.closed_at.is_(None))
    return list(visit.session.scalars(mine.order_by(Unit.id).limit(OFFERED)))


def unit(visit: Visit, written: str, *any_of: Right) -> Unit:
    """The unit of that name in which the officer has one of these rights; Refusal where there is none."""
    name = clean(written).strip()
    if not name:
        raise Refusal(NO_UNIT)
    mine = select(Unit).where(Unit.id.in_(roles.reaching(visit.officer, *any_of)), Unit.closed_at.is_(None))
    if found := visit.session.scalars(mine.where(Unit.name == name)).first():
        return found
    near = visit.session.scalars(mine.where(Unit.name.contains(name, autoescape=True)).limit(NEAR)).all()
    if near:
        raise Refusal(PERHAPS.format(name=name, near="、".join(one.name for one in near)))
    raise Refusal(NO_SUCH_UNIT.format(name=name))
