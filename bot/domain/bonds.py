"""Bonds between cases: an officer links two that belong together, or merges one into another that it goes on in."""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, String, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, cases, clocks, danger, filings, mergers, outcomes, telling, units
from bot.domain.acts import Act
from bot.domain.casebook import Case, Remark, State
from bot.domain.mergers import INTO, Merger
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.store.database import Base, insert_for

NOT_ITSELF = "请填另一件的编号，不能和自己关联、合并。"
NOT_LINKED = "这两件没有关联。"
NOT_SEEN = "另一件不归您的单位管，不能关联。"
MAIN_DONE = "{number} 已经办结，不能再并进去。请并到还在办的那一件，或者只做关联。"
MAIN_ELSEWHERE = "{number} 归{unit}办，那里看不到这一件。请并到上级单位在办的那件，或者只做关联。"
HAS_PARTS = "{number} 里已经并入了别的事。请把它们各自并到新的那件。"
IN_DANGER = "这件事里会员可能有危险，要单独办，不能并入别的事。"
NOT_MERGED = "{number} 没有并入别的事。"
ENDED = "{number} 已经办结，不用再拆开。会员补充情况时，这件事会自动单独打开。"
NOT_ENDED = "{number} 还没有办结。办结以后，再把结果告诉并入的会员。"
ALL_TOLD = "并入的会员都已经告诉过了。"

MERGED = (
    "【{number}】您说的和{main}是同一件事，接下来并在一起办，有结果在这里告诉您。\n"
    "您在这里说的话只有工会看得到。有补充照样回复“补充 {number}”。"
)
YOURS, THE_UNIONS = "您的 {main} ", "工会正在办的一件"
PARTED = "【{number}】您的事改为单独办理，{due}前在这里联系您。之前说过的都在，不用再讲一遍。"


class Why(Labelled):
    """Why two cases belong together."""

    EMPLOYER = "employer", "同一单位"
    MATTER = "matter", "同一件事"
    SEQUEL = "sequel", "前后相关"


class CaseLink(Base):
    """Two cases that belong together; the one with the lower id stands first."""

    __tablename__ = "case_link"
    __table_args__ = (CheckConstraint("case_id < other_id", name="in_order"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    reason: Mapped[str] = mapped_column(String(10))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"))
    linked_at: Mapped[datetime]


def link(act: Act, case: Case, officer: Officer, other: Case, why: Why) -> None:
    """An officer who may work on a case links it with one that they may see; where they are linked, for this reason."""
    _require_pair(act.session, case, officer, other)
    low, high = sorted((case.id, other.id))
    facts = {"reason": why.value, "officer_id": officer.id, "linked_at": act.now}
    new = insert_for(act.session, CaseLink).values(case_id=low, other_id=high, **facts)
    act.session.execute(new.on_conflict_do_update(index_elements=["case_id", "other_id"], set_=facts))
    for one, its in ((case, other), (other, case)):
        audit.log(act, "case.linked", one, other=its.number, reason=why.label)


def unlink(act: Act, case: Case, officer: Officer, other: Case) -> None:
    """An officer says that two cases do not belong together after all."""
    _require_pair(act.session, case, officer, other)
    low, high = sorted((case.id, other.id))
    gone = delete(CaseLink).where(CaseLink.case_id == low, CaseLink.other_id == high).returning(CaseLink.case_id)
    if act.session.scalar(gone) is None:
        raise Refusal(NOT_LINKED)
    for one, its in ((case, other), (other, case)):
        audit.log(act, "case.unlinked", one, other=its.number)


def linked(session: Session, case: Case) -> list[tuple[Case, Why]]:
    """The cases that are linked with one, and why; the newest link first."""
    mine = select(CaseLink).where(or_(CaseLink.case_id == case.id, CaseLink.other_id == case.id))
    rows = session.scalars(mine.order_by(CaseLink.linked_at.desc(), CaseLink.case_id, CaseLink.other_id))
    return [
        (session.get_one(Case, row.other_id if row.case_id == case.id else row.case_id), Why(row.reason))
        for row in rows
    ]


def merge(act: Act, case: Case, officer: Officer, main: Case) -> None:
    """An officer has a case go on within another one; its member is told, and keeps their own talk.

    The main one must be at work in the same unit or in one above, so that whoever handles it sees all of it.
    """
    _require_pair(act.session, case, officer, main)
    mergers.hold(act.session, case, main)
    cases.claim(act, case, officer)
    _require_mergeable(act.session, case, officer, main)
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    case.move(State.RESOLVED)
    case.closed_at, case.outcome, case.ask_at = act.now, INTO.format(main=main.number), None
    case.talking_until = None
    clocks.stop(case)
    act.session.add(Merger(case_id=case.id, main_id=main.id, officer_id=officer.id, merged_at=act.now))
    main.urgent = main.urgent or case.urgent
    clocks.hasten(main, act.now, act.config)
    audit.log(act, "case.merged", case, other=main.number)
    audit.log(act, "case.took_in", main, other=case.number)
    known = not case.anonymous and not main.anonymous and mergers.same_members(case, main)
    told = YOURS.format(main=main.number) if known else THE_UNIONS
    telling.say(act, case, "merged", MERGED.format(number=case.number, main=told))


def unmerge(act: Act, case: Case, officer: Officer) -> None:
    """An officer takes a case out of the one into which it was merged: it is worked on by itself, and due as if new."""
    main = _main(act.session, case)
    mergers.hold(act.session, case, main)
    if not filings.may_answer(act.session, officer, case):
        raise Refusal(cases.NOT_YOURS)
    if mergers.of_case(act.session, case) is None:
        raise Refusal(NOT_MERGED.format(number=case.number))
    if main.done:
        raise Refusal(ENDED.format(number=main.number))
    cases.reopen(act, case)
    audit.log(act, "case.parted", case, other=main.number)
    audit.log(act, "case.gave_back", main, other=case.number)
    telling.say(act, case, "parted", PARTED.format(number=case.number, due=telling.due(act, case)))


def answer(act: Act, case: Case, officer: Officer, body: str) -> Remark:
    """The officer of the main case answers the member of one that was merged into it, in that member's own talk."""
    cases.require_text(body)
    main = _main(act.session, case)
    cases.claim(act, main, officer)
    remark = Remark(case_id=case.id, officer_id=officer.id, body=body, files=[], said_at=act.now)
    act.session.add(remark)
    clocks.follow_up(main, act.now, act.config)
    audit.log(act, "case.replied", case)
    audit.log(act, "case.part_replied", main, other=case.number)
    telling.replied(act, case, officer, remark)
    return remark


def tell(act: Act, main: Case, officer: Officer, outcome: str) -> int:
    """Once a case is resolved, an officer tells the members of those merged into it how it ended; how many.

    The words are for them all: the main one's own outcome may hold what is nobody else's business.
    """
    cases.require_text(outcome)
    if not filings.may_answer(act.session, officer, main):
        raise Refusal(cases.NOT_YOURS)
    if not main.done:
        raise Refusal(NOT_ENDED.format(number=main.number))
    waiting = untold(act.session, main)
    if not waiting:
        raise Refusal(ALL_TOLD)
    mergers.hold(act.session, *waiting)
    for case in waiting:
        _end(act, case, outcome)
    audit.log(act, "case.parts_told", main, count=len(waiting))
    return len(waiting)


def untold(session: Session, main: Case) -> list[Case]:
    """The merged cases whose members can be told how the main one ended, and were not since it did."""
    return [
        case
        for case, merger in mergers.parts(session, main)
        if case.route and case.done and not (merger.told_at and main.closed_at and merger.told_at >= main.closed_at)
    ]


def _end(act: Act, case: Case, outcome: str) -> None:
    """A merged case ends as the main one did."""
    merger = mergers.of_case(act.session, case)
    if merger is None or not case.done:
        return  # its member said something meanwhile, and it goes on by itself
    merger.told_at = case.closed_at = act.now
    case.outcome = outcome
    case.ask_at = act.now + outcomes.ASK_AFTER if case.status is State.RESOLVED else None
    audit.log(act, "case.resolved", case)
    telling.resolved(act, case)


def _main(session: Session, case: Case) -> Case:
    merger = mergers.of_case(session, case)
    if merger is None:
        raise Refusal(NOT_MERGED.format(number=case.number))
    return session.get_one(Case, merger.main_id)


def _require_pair(session: Session, case: Case, officer: Officer, other: Case) -> None:
    if case.id == other.id:
        raise Refusal(NOT_ITSELF)
    if not filings.may_answer(session, officer, case):
        raise Refusal(cases.NOT_YOURS)
    if not filings.may_see(session, officer, other):
        raise Refusal(NOT_SEEN)


_ACUTE: Final = frozenset(one.name for one in danger.DANGERS if one.acute)


def _require_mergeable(session: Session, case: Case, officer: Officer, main: Case) -> None:
    if not filings.may_answer(session, officer, main):
        raise Refusal(NOT_SEEN)
    if main.done:
        raise Refusal(MAIN_DONE.format(number=main.number))
    if case.danger in _ACUTE:
        raise Refusal(IN_DANGER)
    if mergers.parts(session, case):
        raise Refusal(HAS_PARTS.format(number=case.number))
    if main.unit_id not in units.line(session, case.unit_id):
        unit = session.get_one(units.Unit, main.unit_id).name
        raise Refusal(MAIN_ELSEWHERE.format(number=main.number, unit=unit))
