"""Who of the staff is away, and where their cases go meanwhile: to a deputy, or back to the queue."""

from datetime import date
from typing import Final

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from bot.domain import audit, cases, filings, roles, telling, units
from bot.domain.acts import Act
from bot.domain.casebook import Case, State, live
from bot.domain.roles import Right
from bot.domain.staff import Officer, here
from bot.errors import Refusal

BATCH: Final = 100
"""Cases that find another owner in one transaction."""

NO_DAYS = "请写清楚从哪天到哪天不在，最后一天不能早于第一天。"
OVER = "这几天已经过去了，请写今天或以后的日期。"
NOT_ONESELF = "代办人要选另一位同事。"
DEPUTY_AWAY = "{name}那几天也不在，请选别的同事代办，或者不选：事情会回到待受理，由同事接手。"
CANNOT = "{name}没有办诉求的权限，不能代办。请选别的同事，或者请管理员给{name}加上角色。"


def go(act: Act, officer: Officer, since: date | None, until: date | None, deputy: Officer | None) -> None:
    """An officer will be away on these days, the first and the last included; a deputy may take their cases on.

    Refusal where the days are none or over, or the deputy could not do it.
    """
    if since is None or until is None or until < since:
        raise Refusal(NO_DAYS)
    if until < act.today:
        raise Refusal(OVER)
    if deputy:
        _require_able(act, officer, deputy, since, until)
    officer.away_from, officer.away_until = since, until
    officer.deputy_id = deputy.id if deputy else None
    audit.log(act, "officer.away", officer, since=since.isoformat(), until=until.isoformat(), to=officer.deputy_id)


def come_back(act: Act, officer: Officer) -> None:
    """An officer is there again; what others took on stays theirs."""
    if officer.away_from:
        officer.away_from = officer.away_until = officer.deputy_id = None
        audit.log(act, "officer.back", officer)


def able(session: Session, officer: Officer) -> list[Officer]:
    """The active colleagues who may work on cases where the officer does, or in a unit above theirs."""
    where = roles.reach(session, officer, Right.ANSWER_CASES) | set(units.line(session, officer.unit_id))
    holders = roles.holders(Right.ANSWER_CASES, sorted(where))
    there = select(Officer).where(Officer.id.in_(holders), Officer.active, Officer.id != officer.id)
    return list(session.scalars(there.order_by(Officer.name, Officer.id).limit(200)))


def stray(session: Session, day: date) -> list[Case]:
    """Open cases whose officer is not there, or whose clock does not run, locked. No case may stay so."""
    alone = or_(Case.due_at.is_(None), and_(Case.officer_id.is_not(None), ~here(day)))
    found = select(Case).outerjoin(Officer, Officer.id == Case.officer_id).where(live(), alone)
    return list(session.scalars(found.order_by(Case.id).limit(BATCH).with_for_update(skip_locked=True, of=Case)))


def find_owner(act: Act, case: Case) -> None:
    """Its officer is not there: the deputy has it now, if there is one who may and is there; else the queue."""
    owner = act.session.get(Officer, case.officer_id) if case.officer_id else None
    deputy = act.session.get(Officer, owner.deputy_id) if owner and owner.deputy_id else None
    if deputy and deputy.active and not deputy.is_away(act.today) and filings.may_answer(act.session, deputy, case):
        case.officer_id = deputy.id
        if case.status is State.IN_PROGRESS:
            case.move(State.ASSIGNED)
        audit.log(act, "case.rerouted", case, to=deputy.id)
        telling.handed_over(act, case, deputy)
    else:
        cases.release(act, case)


def _require_able(act: Act, officer: Officer, deputy: Officer, since: date, until: date) -> None:
    if deputy.id == officer.id:
        raise Refusal(NOT_ONESELF)
    if not deputy.active or Right.ANSWER_CASES not in roles.rights(act.session, deputy):
        raise Refusal(CANNOT.format(name=deputy.name))
    if deputy.away_from and deputy.away_until and deputy.away_from <= until and deputy.away_until >= since:
        raise Refusal(DEPUTY_AWAY.format(name=deputy.name))
