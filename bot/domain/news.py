"""News: what a staff group is told at once, below the card of its case, about what others did there."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import and_, exists, or_, select

from bot.domain import calendar, cards, casebook, groups, postings, units
from bot.domain.acts import Act
from bot.domain.alerts import Alert
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case, Remark
from bot.domain.postbox import Postbox
from bot.domain.postings import Kind, Posting
from bot.domain.staff import Officer
from bot.domain.units import Unit

FRESH: Final = timedelta(days=2)
"""What happened longer ago is no news to a group."""

CLIMBED, HANDED, WARNED = "case.climbed", "case.handed_over", "case.warned"
RAISED, GROWN = "alert.raised", "alert.grown"

CROWD = "🚨 群体预警（{unit}）：{why}。{who}请先看全部情况，再联系单位：{link}"
CROWD_GREW = "🚨 群体预警扩大（{unit}）：{why}，共 {cases} 件。{who}请看：{link}"
SEVERAL, FOR_MANY = "14 天内有 {people} 人反映同一家用人单位", "有人代表多人反映，涉及 {people} 位登记人"


def alerts(box: Postbox, room: int) -> int:
    """Clocks that run out or did, and cases that were handed over: the one who is next is mentioned."""
    told = exists().where(Posting.group_id == box.group.id, Posting.audit_id == AuditRow.id)
    news = select(AuditRow, Case).join(Case, and_(AuditRow.subject == "case", AuditRow.subject_id == Case.id))
    news = news.where(AuditRow.action.in_(WORDS), AuditRow.at >= _since(box), ~told)
    news = news.where(or_(AuditRow.action != WARNED, Case.warned_at == AuditRow.at))  # the clock may run anew since
    ours = Case.unit_id.in_(groups.territory(box.act.session, box.group))
    found = box.act.session.execute(news.where(ours, casebook.live()).order_by(AuditRow.id).limit(room)).all()
    for row, case in found:
        words, officer = WORDS[row.action](box.act, row, case)
        posting = Posting(group_id=box.group.id, kind=Kind.ALERT.value, audit_id=row.id, words=words)
        posting.officer_id = officer.id if officer else None
        box.below(case, posting)
    return len(found)


def additions(box: Postbox, room: int) -> int:
    """What members added since the group knows the case."""
    session, group = box.act.session, box.group
    told = exists().where(
        Posting.group_id == group.id, Posting.remark_id == Remark.id, Posting.kind == Kind.ADDED.value
    )
    said = select(Remark, Case).join(Case, Remark.case_id == Case.id).where(Remark.officer_id.is_(None), ~told)
    news = said.where(Remark.said_at >= _since(box), Case.unit_id.in_(groups.territory(session, group)))
    found = session.execute(news.where(postings.shown_in(group)).order_by(Remark.id).limit(room)).all()
    for remark, case in found:
        box.below(case, Posting(group_id=group.id, kind=Kind.ADDED.value, remark_id=remark.id))
    return len(found)


def crowds(box: Postbox, room: int) -> int:
    """Early warnings for the group's units or those right below, raised or notably grown; nothing that members said."""
    session = box.act.session
    told = exists().where(Posting.group_id == box.group.id, Posting.audit_id == AuditRow.id)
    news = select(AuditRow, Alert).join(Alert, and_(AuditRow.subject == "alert", AuditRow.subject_id == Alert.id))
    news = news.where(AuditRow.action.in_((RAISED, GROWN)), AuditRow.at >= _since(box), ~told)
    rows = session.execute(news.where(Alert.closed_at.is_(None)).order_by(AuditRow.id))
    found = [(row, alert) for row, alert in rows if row.facts.get("notable", True) and _concerns(box, row)][:room]
    for row, alert in found:
        officer = casebook.chair(session, row.facts["unit"], box.act.today, None)
        posting = Posting(group_id=box.group.id, kind=Kind.ALERT.value, audit_id=row.id)
        posting.words, posting.officer_id = _crowd(box.act, row, alert, officer), officer.id if officer else None
        box.post(posting, [])
    return len(found)


def _concerns(box: Postbox, row: AuditRow) -> bool:
    """Whether a group is that of the unit of an alert, or of the one above."""
    above = units.above(box.act.session, row.facts["unit"])
    near = [groups.of_unit(box.act.session, one) for one in (row.facts["unit"], above.id if above else None) if one]
    return box.group in near


def _crowd(act: Act, row: AuditRow, alert: Alert, officer: Officer | None) -> str:
    link = f"{act.config.web.public_url}/console/alerts/{alert.id}"
    why = (FOR_MANY if alert.reason == "collective" else SEVERAL).format(people=row.facts["people"])
    unit = act.session.get_one(Unit, row.facts["unit"]).name
    words = CROWD if row.action == RAISED else CROWD_GREW
    return words.format(unit=unit, why=why, who=_at(officer), link=link, cases=row.facts["cases"])


def _handed(act: Act, row: AuditRow, case: Case) -> tuple[str, Officer | None]:
    officer = act.session.get_one(Officer, row.facts["to"])
    giver = act.session.get(Officer, row.actor_id) if row.actor_id else None
    words = cards.HANDED.format(number=case.number, giver=giver.name if giver else "同事", who=_at(officer))
    return words, officer


def _climbed(act: Act, row: AuditRow, case: Case) -> tuple[str, Officer | None]:
    """At the top, the one who has it already is next; else the one of the new unit who has the least to do."""
    officer = _next(act, case)
    why = cards.WHY[row.facts.get("why", "unanswered")]
    unit = act.session.get_one(Unit, row.facts["unit"]).name
    words = cards.ALERT_TOP if row.facts.get("top") else cards.ALERT_CHAIR if row.facts.get("to") else cards.ALERT
    return words.format(number=case.number, why=why, unit=unit, who=_at(officer)), officer


def _warned(act: Act, _row: AuditRow, case: Case) -> tuple[str, Officer | None]:
    officer = _next(act, case)
    due = calendar.shown(case.due_at, act.config.zone) if case.due_at else ""
    return cards.WARNED.format(number=case.number, due=due, who=_at(officer)), officer


WORDS: Final[dict[str, Callable[[Act, AuditRow, Case], tuple[str, Officer | None]]]] = {
    CLIMBED: _climbed,
    HANDED: _handed,
    WARNED: _warned,
}
"""What is news, and how it is told: the words, and who is mentioned."""


def _next(act: Act, case: Case) -> Officer | None:
    """Whose turn it is: the one who has the case, else the one of its unit who has the least to do."""
    owner = act.session.get(Officer, case.officer_id) if case.officer_id else None
    return owner or casebook.next_officer(act.session, case.unit_id, act.today)


def _at(officer: Officer | None) -> str:
    return f"@{officer.name} " if officer else ""


def _since(box: Postbox) -> datetime:
    return max(box.group.linked_at, box.act.now - FRESH)
