"""What administrators do with the units of their part of the tree: add, rename, move, close, let another take over.

Whoever moves or closes a unit sees to the unit above it as well: nobody takes a unit away from those they cannot ask.
"""

from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from bot.domain import audit, cases, groups, roles, units
from bot.domain.acts import Act
from bot.domain.box import Suggestion, ongoing
from bot.domain.casebook import Case, live
from bot.domain.groups import StaffGroup
from bot.domain.members import Member
from bot.domain.roles import OfficerRole, Right, Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import clean

LONGEST_NAME = 60
NO_NAME = "请写上单位名称，最多 60 个字。"
TAKEN = "已经有一个单位叫“{name}”了。会员和表格都按名称认单位，请加个区别，比如“{name}（城东）”。"
NOT_YOURS = "“{name}”不归您管。请选您管理的单位，或者让上级工会的管理员来办。"
ABOVE_NOT_YOURS = "“{name}”的上级不归您管，移动、撤并要请上级工会的管理员来办。"
THE_TOP = "“{name}”是最上级，不能移动，也不能撤并。"
INTO_ITSELF = "不能放到自己下面，也不能放到自己的下级下面。请选另一个单位。"
ALREADY_CLOSED = "“{name}”已经撤并了。"
LEFT = "“{name}”还有 {left}，不能直接撤销。请先处理完，或者选一个单位来接手。"


@dataclass(frozen=True)
class Left:
    """What a unit still has, those below it not counted in but as units."""

    units: int
    members: int
    officers: int
    cases: int
    suggestions: int

    @property
    def words(self) -> str:
        """3 名会员、1 件没办结的诉求; empty where there is nothing."""
        counted = {
            "{} 个下级单位": self.units,
            "{} 名会员": self.members,
            "{} 位工作人员": self.officers,
            "{} 件没办结的诉求": self.cases,
            "{} 件没办完的建议": self.suggestions,
        }
        return "、".join(words.format(count) for words, count in counted.items() if count)


def add(act: Act, by: Officer, name: str, parent: Unit) -> Unit:
    """A new unit below one of the administrator's."""
    units.hold(act.session)
    _require(act.session, by, parent)
    return units.add(act, fit(act.session, name), parent)


def rename(act: Act, by: Officer, unit: Unit, name: str) -> None:
    """Call a unit otherwise."""
    units.hold(act.session)
    _require(act.session, by, unit)
    if clean(name).strip() != unit.name:
        unit.name = fit(act.session, name)
        audit.log(act, "unit.renamed", unit)


def move(act: Act, by: Officer, unit: Unit, parent: Unit) -> None:
    """Hang a unit, with all below it, under another one; cases that an officer sees no more are free."""
    units.hold(act.session)
    _require_free(act.session, by, unit, parent)
    if unit.parent_id != parent.id:
        unit.parent_id = parent.id
        audit.log(act, "unit.moved", unit, unit=parent.id)
        _let_go(act, unit)


def close(act: Act, by: Officer, unit: Unit, into: Unit | None = None) -> None:
    """A unit is no more. Without another that takes over it must have nothing left; the one above gets its files."""
    units.hold(act.session)
    heir = into or units.above(act.session, unit.id)
    _require_free(act.session, by, unit, heir)
    assert heir  # noqa: S101 - only the top has none above, and that was refused
    act.session.refresh(unit, with_for_update=True)
    found = left(act.session, unit)
    if into is None and found.words:
        raise Refusal(LEFT.format(name=unit.name, left=found.words))
    _hand_over_people(act, unit, heir)
    _hand_over_work(act, unit, heir)
    act.session.execute(update(Unit).where(Unit.parent_id == unit.id).values(parent_id=heir.id))
    unit.closed_at, unit.parent_id = act.now, heir.id
    count = {"members": found.members, "officers": found.officers, "cases": found.cases, "ideas": found.suggestions}
    audit.log(act, "unit.closed", unit, unit=heir.id, **count)
    _let_go(act, heir)


def left(session: Session, unit: Unit) -> Left:
    """What a unit has that must go somewhere before it can be closed."""

    def count(*which: object) -> int:
        return session.scalar(select(func.count()).where(*which)) or 0  # type: ignore[arg-type] # columns

    return Left(
        units=count(Unit.parent_id == unit.id, Unit.closed_at.is_(None)),
        members=count(Member.unit_id == unit.id),
        officers=count(Officer.unit_id == unit.id, Officer.active),
        cases=count(Case.unit_id == unit.id, live()),
        suggestions=count(Suggestion.unit_id == unit.id, ongoing()),
    )


def fit(session: Session, name: str) -> str:
    """A name as it is kept; Refusal where it is none or another unit has it."""
    name = clean(name).strip()
    if not name or len(name) > LONGEST_NAME:
        raise Refusal(NO_NAME)
    if units.named(session, name):
        raise Refusal(TAKEN.format(name=name))
    return name


def _hand_over_people(act: Act, unit: Unit, heir: Unit) -> None:
    """Members go along; so do officers with their roles there; a role there of one who works elsewhere ends."""
    session = act.session
    session.execute(update(Member).where(Member.unit_id == unit.id).values(unit_id=heir.id))
    for officer in session.scalars(select(Officer).where(Officer.unit_id == unit.id).order_by(Officer.id)).all():
        officer.unit_id = heir.id
        roles.follow(session, officer, unit.id, heir.id)
        audit.log(act, "officer.moved", officer, unit=heir.id)
    for row in session.scalars(select(OfficerRole).where(OfficerRole.unit_id == unit.id)).all():
        roles.take(act, session.get_one(Officer, row.officer_id), Role(row.role), unit)


def _hand_over_work(act: Act, unit: Unit, heir: Unit) -> None:
    """What waits for an answer goes along; the group of the unit's staff is no more."""
    session = act.session
    for case in session.scalars(select(Case).where(Case.unit_id == unit.id, live()).order_by(Case.id)).all():
        case.unit_id, case.in_chairs_hands = heir.id, False
        audit.log(act, "case.moved", case, unit=heir.id)
    waiting = select(Suggestion).where(Suggestion.unit_id == unit.id, ongoing())
    for suggestion in session.scalars(waiting.order_by(Suggestion.id)).all():
        suggestion.unit_id = heir.id
        audit.log(act, "suggestion.moved", suggestion, unit=heir.id)
    used = select(StaffGroup).where(StaffGroup.unit_id == unit.id, StaffGroup.left_at.is_(None))
    for group in session.scalars(used).all():
        groups.unlink(act, group)


def _let_go(act: Act, unit: Unit) -> None:
    """Open cases of a unit and those below it whose officers may work on them no more are free."""
    act.session.flush()
    there = select(Case).where(Case.unit_id.in_(units.subtree(act.session, unit.id)), live())
    reached = dict[int, set[int]]()
    for case in act.session.scalars(there.where(Case.officer_id.is_not(None)).order_by(Case.id)).all():
        assert case.officer_id  # noqa: S101 - asked for above
        if case.officer_id not in reached:
            officer = act.session.get_one(Officer, case.officer_id)
            reached[officer.id] = roles.reach(act.session, officer, Right.ANSWER_CASES)
        if case.unit_id not in reached[case.officer_id]:
            cases.release(act, case)


def _require(session: Session, by: Officer, unit: Unit) -> None:
    session.refresh(unit)
    if unit.closed_at:
        raise Refusal(ALREADY_CLOSED.format(name=unit.name))
    if unit.id not in roles.reach(session, by, Right.UNITS):
        raise Refusal(NOT_YOURS.format(name=unit.name))


def _require_free(session: Session, by: Officer, unit: Unit, parent: Unit | None) -> None:
    """A unit can go from where it hangs to below another one."""
    _require(session, by, unit)
    if unit.parent_id is None or parent is None:
        raise Refusal(THE_TOP.format(name=unit.name))
    if unit.parent_id not in roles.reach(session, by, Right.UNITS):
        raise Refusal(ABOVE_NOT_YOURS.format(name=unit.name))
    _require(session, by, parent)
    if parent.id in units.subtree(session, unit.id):
        raise Refusal(INTO_ITSELF)
