"""Early warnings (群体预警): three members name one employer within two weeks, or one speaks for many.

An alert is raised once, for the lowest unit that contains all its cases and the unit above; it grows as more comes, and
is closed by an officer with words. What comes after that is a new alert.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Select, String, exists, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, crowds, roles, units
from bot.domain.acts import CLOCK, Act
from bot.domain.casebook import Case
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.store.database import Base
from bot.store.sealing import SealedText

WINDOW: Final = timedelta(days=14)
LEAST: Final = 3
"""So many different people who name one employer within the window are no chance any more."""

MILESTONES: Final = (5, 10, 20, 50, 100, 200, 500)
"""Numbers of people at which staff are told once more that it grows."""

ONE_AT_A_TIME: Final = 20261126
"""The number of PostgreSQL's advisory lock under which alerts are raised and closed."""

NO_WORDS = "请写上是怎么处理的，比如“已和企业谈妥，月底前付清”。同事和上级要看。"
NOT_YOURS = "这个预警由{unit}和上级工会处理。请把情况告诉那里的同事。"
CLOSED = "这个预警已经处理完了，不用再处理一次。"


class Reason(Labelled):
    """Why an alert was raised."""

    SEVERAL = "several", "多人反映同一家单位"
    COLLECTIVE = "collective", "一人代表多人反映"


class Alert(Base):
    """One alert. `people`: how many filed its cases; `outcome` is what the officer says who closed it."""

    __tablename__ = "alert"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    reason: Mapped[str] = mapped_column(String(10))
    people: Mapped[int]
    raised_at: Mapped[datetime]
    grown_at: Mapped[datetime]
    closed_at: Mapped[datetime | None] = mapped_column(index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    outcome: Mapped[str | None] = mapped_column(SealedText)

    @property
    def reason_label(self) -> str:
        """Why, in words."""
        return Reason(self.reason).label


class AlertCase(Base):
    """A case of an alert."""

    __tablename__ = "alert_case"

    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)


def watch(act: Act, case: Case, said: str = "") -> Alert | None:
    """Raise an alert where a case gives cause for it, or let the open one grow; `said` is what was added to the case.

    One at a time: of many who file at once, the last one sees what the others filed.
    """
    kinds = act.config.cases.kinds
    many = crowds.speaks_for_many(kinds, said) if said else crowds.speaks_for_many(kinds, case.facts, case.kind)
    if not many and (said or not crowds.names_one(act.session, case)):
        return None
    _one_at_a_time(act.session)
    alerted = act.session.scalars(_cases(Alert.closed_at.is_(None)))
    found = {case.id} | crowds.naming_the_same(act.session, case, act.now - WINDOW, set(alerted))
    alert = _open_with(act.session, found)
    if alert is None and not many and crowds.people(act.session, found) < LEAST:
        return None
    return _gather(act.by(CLOCK), alert or _raised(act, case, many=many), found, many=many)


def close(act: Act, alert: Alert, officer: Officer, outcome: str) -> None:
    """An officer of its unit, or of one above, says how it was dealt with; the cases go on, each for itself."""
    _one_at_a_time(act.session)
    act.session.refresh(alert, with_for_update=True)
    if not may_close(act.session, officer, alert):
        raise Refusal(NOT_YOURS.format(unit=act.session.get_one(units.Unit, alert.unit_id).name))
    if alert.closed_at:
        raise Refusal(CLOSED)
    if not outcome.strip():
        raise Refusal(NO_WORDS)
    alert.closed_at, alert.officer_id, alert.outcome = act.now, officer.id, outcome.strip()
    audit.log(act, "alert.closed", alert)


def seen_by(session: Session, officer: Officer, *, closed: bool = False, limit: int = 100) -> list[Alert]:
    """The alerts that concern an officer, the newest first: of units in which they may work on cases."""
    state = Alert.closed_at.is_not(None) if closed else Alert.closed_at.is_(None)
    mine = select(Alert).where(state, _concerns(officer))
    return list(session.scalars(mine.order_by(Alert.grown_at.desc(), Alert.id.desc()).limit(limit)))


def numbered(session: Session, officer: Officer, number: int) -> Alert | None:
    """The alert of that id, where it concerns an officer."""
    return session.scalars(select(Alert).where(Alert.id == number, _concerns(officer))).first()


def may_close(session: Session, officer: Officer, alert: Alert) -> bool:
    """Whether an officer may work on cases in the unit of an alert."""
    return alert.unit_id in roles.reach(session, officer, Right.ANSWER_CASES)


def of_case(session: Session, case: Case) -> list[Alert]:
    """The alerts to which a case belongs, the newest first."""
    mine = select(Alert).join(AlertCase, AlertCase.alert_id == Alert.id).where(AlertCase.case_id == case.id)
    return list(session.scalars(mine.order_by(Alert.id.desc())))


def cases_of(session: Session, alert: Alert) -> Sequence[Case]:
    """The cases of an alert, the newest first."""
    mine = select(Case).join(AlertCase, AlertCase.case_id == Case.id).where(AlertCase.alert_id == alert.id)
    return session.scalars(mine.order_by(Case.id.desc())).all()


def _concerns(officer: Officer) -> ColumnElement[bool]:
    """Whether an officer may work on cases in the unit of an alert, or in that of one of its cases."""
    mine = roles.reaching(officer, Right.ANSWER_CASES)
    one = exists().where(AlertCase.alert_id == Alert.id, AlertCase.case_id == Case.id, Case.unit_id.in_(mine))
    return or_(Alert.unit_id.in_(mine), one)


def _cases(where: ColumnElement[bool]) -> Select[int]:
    """The ids of the cases of such alerts."""
    return select(AlertCase.case_id).join(Alert, Alert.id == AlertCase.alert_id).where(where)


def _open_with(session: Session, case_ids: Collection[int]) -> Alert | None:
    """The open alert that has one of these cases; the oldest one, where there are several."""
    mine = select(Alert).join(AlertCase, AlertCase.alert_id == Alert.id).where(Alert.closed_at.is_(None))
    mine = mine.where(AlertCase.case_id.in_(case_ids)).order_by(Alert.id).limit(1)
    return session.scalars(mine.with_for_update(of=Alert).execution_options(populate_existing=True)).first()


def _raised(act: Act, case: Case, *, many: bool) -> Alert:
    """A new alert without any case yet."""
    reason = Reason.COLLECTIVE if many else Reason.SEVERAL
    alert = Alert(unit_id=case.unit_id, reason=reason.value, people=0, raised_at=act.now, grown_at=act.now)
    act.session.add(alert)
    act.session.flush()
    return alert


def _gather(act: Act, alert: Alert, found: set[int], *, many: bool) -> Alert:
    """Put cases into an alert, and note that it was raised or has grown; where nothing is new, nothing is noted."""
    known = set(act.session.scalars(_cases(AlertCase.alert_id == alert.id)))
    worse = many and alert.reason != Reason.COLLECTIVE.value
    if found <= known and not worse:
        return alert
    before = alert.people, alert.unit_id
    act.session.add_all(AlertCase(alert_id=alert.id, case_id=number) for number in sorted(found - known))
    alert.reason = Reason.COLLECTIVE.value if worse else alert.reason
    alert.people = crowds.people(act.session, known | found)
    alert.unit_id = crowds.common_unit(act.session, _units(act.session, known | found))
    alert.grown_at = act.now
    passed = any(before[0] < milestone <= alert.people for milestone in MILESTONES)
    notable = worse or passed or alert.unit_id != before[1]
    facts = {"people": alert.people, "cases": len(known | found), "unit": alert.unit_id}
    if known:
        audit.log(act, "alert.grown", alert, notable=notable, **facts)
    else:
        audit.log(act, "alert.raised", alert, **facts)
    return alert


def _units(session: Session, case_ids: Collection[int]) -> Sequence[int]:
    return session.scalars(select(Case.unit_id).where(Case.id.in_(case_ids))).all()


def _one_at_a_time(session: Session) -> None:
    """Until the transaction ends; on SQLite nobody else could write anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(ONE_AT_A_TIME)))
