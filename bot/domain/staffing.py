"""What administrators do with the officers of their units: take them on, move them, give them roles, let them go.

An administrator sees to an officer who works, and has all roles, in the administrator's own units: nobody gets hold of
one who may do more than themselves.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, cases, filings, roles, staff
from bot.domain.acts import Act
from bot.domain.casebook import Case, live
from bot.domain.roles import Right, Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import clean

LONGEST_NAME = 40
NO_NAME = "请写上姓名，最多 40 个字。"
TAKEN = "已经有一位在岗的工作人员叫{name}。登录要用姓名，请加个区别，比如“{name}（二车间）”。"
NOT_YOURS = "{name}不归您管，或者在您管不到的单位还有角色。请让上级工会的管理员来办。"
NOT_YOUR_UNIT = "您不是这个单位的管理员。请选您管理的单位，或者下级单位。"
NOT_YOURSELF = "不能停用、调动自己，也不能取消自己的管理员角色。请让另一位管理员来办。"
OWN_LINK = "自己的密码，请在“我的账号”里改。"
NO_ROLE = "请至少选一个角色，不然登录后什么也看不到。"
GONE = "{name}已停用，请先恢复再操作。"


def add(act: Act, by: Officer, name: str, unit: Unit, having: Iterable[Role]) -> Officer:
    """Take an officer on in a unit, with these roles there."""
    name, chosen = _fit(act.session, name), list(having)
    _require_unit(act.session, by, unit)
    if not chosen:
        raise Refusal(NO_ROLE)
    return staff.add(act, name, unit, chosen)


def rename(act: Act, by: Officer, officer: Officer, name: str) -> None:
    """Call an officer otherwise; it is the name for signing in too."""
    _require_managed(act.session, by, officer)
    if clean(name).strip() == officer.name:
        return
    officer.name = _fit(act.session, name)
    audit.log(act, "officer.renamed", officer)


def move(act: Act, by: Officer, officer: Officer, unit: Unit) -> None:
    """An officer works in another unit now: roles of the old one go along, cases that they see no more are free."""
    _require_managed(act.session, by, officer)
    _require_unit(act.session, by, unit)
    _require_other(by, officer)
    if officer.unit_id == unit.id:
        return
    old, officer.unit_id = officer.unit_id, unit.id
    roles.follow(act.session, officer, old, unit.id)
    audit.log(act, "officer.moved", officer, unit=unit.id)
    _let_go(act, officer)


def deactivate(act: Act, by: Officer, officer: Officer) -> None:
    """An officer works here no more: they are out at once, and their open cases are free, with running clocks."""
    _require_managed(act.session, by, officer)
    _require_other(by, officer)
    if officer.active:
        officer.active = False
        staff.shut_out(act.session, officer)
        audit.log(act, "officer.deactivated", officer)
        _let_go(act, officer)


def activate(act: Act, by: Officer, officer: Officer) -> None:
    """An officer is back, with the roles they had."""
    _require_managed(act.session, by, officer)
    if not officer.active:
        _fit(act.session, officer.name)
        officer.active = True
        audit.log(act, "officer.activated", officer)


def give(act: Act, by: Officer, officer: Officer, role: Role, unit: Unit) -> None:
    """Give an officer a role in a unit of one's own."""
    _require_managed(act.session, by, officer)
    _require_unit(act.session, by, unit)
    roles.give(act, officer, role, unit)


def take(act: Act, by: Officer, officer: Officer, role: Role, unit: Unit) -> None:
    """Take a role from an officer; open cases that they may work on no more are free."""
    _require_managed(act.session, by, officer)
    if by.id == officer.id and role is Role.ADMINISTRATOR:
        raise Refusal(NOT_YOURSELF)
    roles.take(act, officer, role, unit)
    act.session.flush()
    _let_go(act, officer)


def link(act: Act, by: Officer, officer: Officer) -> str:
    """The token of a sign-in link for an officer."""
    _require_managed(act.session, by, officer)
    if by.id == officer.id:
        raise Refusal(OWN_LINK)
    if not officer.active:
        raise Refusal(GONE.format(name=officer.name))
    return staff.sign_in_link(act, officer)


def seen_by(session: Session, by: Officer) -> list[Officer]:
    """The officers of the units that an administrator sees to, unit by unit; those who left last."""
    mine = select(Officer).where(Officer.unit_id.in_(roles.reaching(by, Right.STAFF)))
    return list(session.scalars(mine.order_by(Officer.active.desc(), Officer.unit_id, Officer.id)))


def manages(session: Session, by: Officer, officer: Officer) -> bool:
    """Whether an officer works, and has all roles, in units that this administrator sees to."""
    theirs = {officer.unit_id} | {row.unit_id for row in roles.held(session, officer)}
    return theirs <= roles.reach(session, by, Right.STAFF)


def own_units(session: Session, by: Officer) -> list[Unit]:
    """The units that an administrator sees to and that are not closed, in the order in which they were added."""
    mine = select(Unit).where(Unit.id.in_(roles.reaching(by, Right.STAFF)), Unit.closed_at.is_(None))
    return list(session.scalars(mine.order_by(Unit.id)))


def open_cases(session: Session, officer: Officer) -> list[Case]:
    """The open cases that an officer has."""
    mine = select(Case).where(Case.officer_id == officer.id, live())
    return list(session.scalars(mine.order_by(Case.id)))


def _let_go(act: Act, officer: Officer) -> None:
    for case in open_cases(act.session, officer):
        if not officer.active or not filings.may_answer(act.session, officer, case):
            cases.release(act, case)


def _fit(session: Session, name: str) -> str:
    name = clean(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(NO_NAME)
    if staff.named(session, name):
        raise Refusal(TAKEN.format(name=name))
    return name


def _require_managed(session: Session, by: Officer, officer: Officer) -> None:
    session.refresh(officer, with_for_update={"key_share": True})
    if not manages(session, by, officer):
        raise Refusal(NOT_YOURS.format(name=officer.name))


def _require_unit(session: Session, by: Officer, unit: Unit) -> None:
    if unit.id not in roles.reach(session, by, Right.STAFF):
        raise Refusal(NOT_YOUR_UNIT)


def _require_other(by: Officer, officer: Officer) -> None:
    if by.id == officer.id:
        raise Refusal(NOT_YOURSELF)
