"""Roles: what an officer may do, each in a unit and all units below it. MAY is the whole truth about it."""

from collections.abc import Sequence

from sqlalchemy import ForeignKey, Select, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, units
from bot.domain.acts import Act
from bot.domain.units import Unit
from bot.labels import Labelled
from bot.roles import Role
from bot.store.database import Base

__all__ = [
    "AT_THE_TOP", "BELOW", "MAY", "OfficerRole", "Right", "Role", "at_the_top", "follow", "give", "held", "holders",
    "of_all", "reach", "reaching", "rights", "take", "usual",
]  # fmt: skip


class Right(Labelled):
    """One thing that an officer may do."""

    SEE_CASES = "see_cases", "看诉求"
    ANSWER_CASES = "answer_cases", "办诉求"
    SEE_SUGGESTIONS = "see_suggestions", "看建议"
    ANSWER_SUGGESTIONS = "answer_suggestions", "答复建议"
    SEE_EVENTS = "see_events", "看活动和报名"
    EVENTS = "events", "管活动"
    SEE_NOTICES = "see_notices", "看通知"
    NOTICES = "notices", "发通知"
    APPROVE_NOTICES = "approve_notices", "批准通知"
    SEE_KNOWLEDGE = "see_knowledge", "看知识条目"
    KNOWLEDGE = "knowledge", "改知识条目"
    DELIVERIES = "deliveries", "看送达、重发"
    CHANNELS = "channels", "管渠道和工作群"
    SEE_UNITS = "see_units", "看单位"
    UNITS = "units", "管单位"
    SEE_MEMBERS = "see_members", "看会员"
    MEMBERS = "members", "调会员的单位"
    STAFF = "staff", "管工作人员"
    AUDIT = "audit", "看操作记录"


_LOOK = frozenset({Right.SEE_CASES, Right.SEE_SUGGESTIONS, Right.SEE_EVENTS, Right.SEE_KNOWLEDGE})
_NOTIFY = frozenset({Right.SEE_NOTICES, Right.NOTICES})
_HANDLE = _LOOK | {Right.ANSWER_CASES, Right.ANSWER_SUGGESTIONS, Right.DELIVERIES}

MAY: dict[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(Right),
    Role.CHAIR: _HANDLE
    | _NOTIFY
    | {
        Right.APPROVE_NOTICES,
        Right.CHANNELS,
        Right.SEE_UNITS,
        Right.SEE_MEMBERS,
        Right.MEMBERS,
        Right.AUDIT,
    },
    Role.HANDLER: _HANDLE,
    Role.ORGANISER: _NOTIFY | {Right.SEE_EVENTS, Right.EVENTS},
    Role.KNOWLEDGE_EDITOR: frozenset({Right.SEE_KNOWLEDGE, Right.KNOWLEDGE}),
    Role.READER: _LOOK | {Right.SEE_NOTICES},
}
"""What each role may do in its unit and below."""

AT_THE_TOP = (Role.ADMINISTRATOR,)
BELOW = (Role.CHAIR, Role.HANDLER, Role.ORGANISER, Role.KNOWLEDGE_EDITOR)
"""What an officer is from the start where nobody says otherwise: at the top unit, and in the units below it."""


class OfficerRole(Base):
    """One role of one officer in one unit."""

    __tablename__ = "officer_role"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True, index=True)


def give(act: Act, officer: audit.Subject, role: Role, unit: Unit) -> None:
    """Give a role to an officer; one that they have stays."""
    act.session.flush()
    if act.session.get(OfficerRole, (officer.id, role.value, unit.id)) is None:
        act.session.add(OfficerRole(officer_id=officer.id, role=role.value, unit_id=unit.id))
        audit.log(act, "officer.role_given", officer, role=role.value, unit=unit.id)


def take(act: Act, officer: audit.Subject, role: Role, unit: Unit) -> None:
    """Take a role from an officer."""
    row = act.session.get(OfficerRole, (officer.id, role.value, unit.id))
    if row is not None:
        act.session.delete(row)
        audit.log(act, "officer.role_taken", officer, role=role.value, unit=unit.id)


def usual(unit: Unit) -> tuple[Role, ...]:
    """What an officer of a unit is where nobody says otherwise."""
    return AT_THE_TOP if unit.parent_id is None else BELOW


def held(session: Session, officer: audit.Subject) -> list[OfficerRole]:
    """An officer's roles, the most powerful first."""
    return of_all(session, [officer])[officer.id]


def of_all(session: Session, officers: Sequence[audit.Subject]) -> dict[int, list[OfficerRole]]:
    """The roles of each of these officers, by the officer's id, the most powerful first."""
    order, found = list(Role), {officer.id: list[OfficerRole]() for officer in officers}
    rows = session.scalars(select(OfficerRole).where(OfficerRole.officer_id.in_(found))).all()
    for row in sorted(rows, key=lambda row: (order.index(Role(row.role)), row.unit_id)):
        found[row.officer_id].append(row)
    return found


def rights(session: Session, officer: audit.Subject) -> frozenset[Right]:
    """All that an officer may do in one unit or another."""
    mine = select(OfficerRole.role).where(OfficerRole.officer_id == officer.id)
    return frozenset[Right]().union(*(MAY[Role(role)] for role in session.scalars(mine)))


def reach(session: Session, officer: audit.Subject, *any_of: Right) -> set[int]:
    """The ids of the units in which an officer may do one of these things."""
    return set(session.scalars(reaching(officer, *any_of)))


def reaching(officer: audit.Subject, *any_of: Right) -> Select[int]:
    """The same as a subquery, which a store works out once, however many units there are."""
    mine = _with(*any_of).where(OfficerRole.officer_id == officer.id)
    return units.below(mine.with_only_columns(OfficerRole.unit_id))


def at_the_top(session: Session, officer: audit.Subject, right: Right) -> bool:
    """Whether an officer may do something in the whole union: that takes a role at the top itself."""
    mine = _with(right).join(Unit, Unit.id == OfficerRole.unit_id).where(Unit.parent_id.is_(None))
    return session.scalar(mine.where(OfficerRole.officer_id == officer.id).limit(1)) is not None


def holders(right: Right, unit_ids: list[int]) -> Select[int]:
    """The ids of the officers who have a right in one of these very units, as a subquery."""
    return _with(right).where(OfficerRole.unit_id.in_(unit_ids))


def follow(session: Session, officer: audit.Subject, old: int, new: int) -> None:
    """The roles in an officer's old unit are roles in the new one."""
    there = {row.role for row in held(session, officer) if row.unit_id == new}
    for row in [row for row in held(session, officer) if row.unit_id == old]:
        session.delete(row)
        if row.role not in there:
            session.add(OfficerRole(officer_id=officer.id, role=row.role, unit_id=new))
    session.flush()


def _with(*any_of: Right) -> Select[int]:
    able = [role.value for role, may in MAY.items() if may.intersection(any_of)]
    return select(OfficerRole.officer_id).where(OfficerRole.role.in_(able))
