"""Cases: legal-aid requests and grievances. No open case is without an owning unit and a running clock."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from bot.domain import audit, clocks, danger, filings, numbers, units
from bot.domain.acts import Act
from bot.domain.casebook import (
    Case,
    Kind,
    Remark,
    State,
    may_hand_over,
    next_officer,
    numbered,
    of_address,
    overdue,
    remarks,
    seen_by,
    takers,
)
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Address, Attachment, Reply
from bot.store import outbox

__all__ = [
    "ADD", "ANSWERED", "CLOSED", "Case", "Kind", "Remark", "State", "add", "climb", "close", "file", "hand_over",
    "looked_up", "may_hand_over", "next_officer", "note", "numbered", "of_address", "overdue", "release", "remarks",
    "reply", "seen_by", "take", "takers",
]  # fmt: skip

ANSWERED = "【{number}】{officer}回复您：\n{body}"
CLOSED = "【{number}】这件事已办结。\n结果：{outcome}\n如果没解决，回复“补充 {number}”就会重新打开。"
ADD = "补充 {number}"

DONE = "这件事已经办结。"
HELD = "这件事{name}已经接手了，有事请和{name}商量。"
NOT_YOURS = "这件事不归您的单位管，请让能看到它的同事来办。"
NOT_TO_YOURSELF = "转交要选另一位同事，不能转给自己。"
THEIRS = "这件事本来就由{name}办理。要转交，请选另一位同事。"
CANNOT_TAKE = "{name}看不到这件事，不能接手。请选另一位同事。"
NOTHING_NOTED = "请先写上备注的内容。"


def file(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    member: Member,
    address: Address,
    kind: Kind,
    *,
    facts: str,
    employer: str | None = None,
    since: date | None = None,
    evidence: Sequence[Attachment] = (),
    anonymous: bool = False,
    name: str | None = None,
    phone: str | None = None,
) -> Case:
    """Open a case at the member's own unit, with a number and a clock; words of danger make it urgent."""
    found = danger.find(f"{facts} {employer or ''}")
    act = act.unnamed if anonymous else act
    case = Case(
        number=numbers.issue(act.session, "WQ", act.today.year),
        kind=kind.value,
        state=State.OPEN.value,
        urgent=found is not None,
        danger=found.name if found else None,
        unit_id=member.unit_id,
        member_id=None if anonymous else member.id,
        channel=address.channel,
        address=address.id,
        anonymous=anonymous,
        facts=facts,
        employer=employer,
        since=since,
        name=None if anonymous else name,
        phone=None if anonymous else phone,
        files=[asdict(one) for one in evidence],
        opened_at=act.now,
    )
    clocks.start(case, act.now, act.config)
    act.session.add(case)
    audit.log(act, "case.filed", case, kind=kind.value, urgent=case.urgent, anonymous=anonymous)
    return case


def take(act: Act, case: Case, officer: Officer) -> None:
    """An officer takes a case on. Refusal where a colleague has it or it is closed."""
    act.session.refresh(case, with_for_update=True)
    _require_open(case)
    if not filings.may_answer(act.session, officer, case):
        raise Refusal(NOT_YOURS)
    if case.officer_id not in {None, officer.id}:
        raise Refusal(_held(act, case))
    if case.officer_id is None:
        case.officer_id, case.state = officer.id, State.TAKEN.value
        audit.log(act, "case.taken", case)


def hand_over(act: Act, case: Case, officer: Officer, to: Officer) -> None:
    """An officer gives a case to a colleague; its clock runs on. Refusal where it is not theirs to give or `to` take.

    It is given by the one who has it, by anybody who may see it while nobody has it, or from a unit above.
    """
    act.session.refresh(case, with_for_update=True)
    _require_open(case)
    if not may_hand_over(act.session, case, officer):
        raise Refusal(_held(act, case) if case.officer_id else NOT_YOURS)
    if to.id == case.officer_id:
        raise Refusal(THEIRS.format(name=to.name))
    if to.id == officer.id:
        raise Refusal(NOT_TO_YOURSELF)
    if not to.active or not filings.may_answer(act.session, to, case):
        raise Refusal(CANNOT_TAKE.format(name=to.name))
    case.officer_id, case.state = to.id, State.TAKEN.value
    audit.log(act, "case.handed_over", case, to=to.id)


def note(act: Act, case: Case, officer: Officer, body: str) -> Remark:
    """An officer who may see a case writes a note for colleagues; the member never sees it, and no clock moves."""
    if not body.strip():
        raise Refusal(NOTHING_NOTED)
    if not filings.may_see(act.session, officer, case):
        raise Refusal(NOT_YOURS)
    noted = Remark(case_id=case.id, officer_id=officer.id, internal=True, body=body, files=[], said_at=act.now)
    act.session.add(noted)
    audit.log(act, "case.noted", case)
    return noted


def reply(act: Act, case: Case, officer: Officer, body: str) -> Remark:
    """An officer answers; the member gets it in the chat, and the clock runs on to the follow-up."""
    _require_text(body)
    take(act, case, officer)
    remark = Remark(case_id=case.id, officer_id=officer.id, body=body, files=[], said_at=act.now)
    act.session.add(remark)
    clocks.follow_up(case, act.now, act.config)
    audit.log(act, "case.replied", case)
    text = ANSWERED.format(number=case.number, officer=officer.name, body=body)
    _tell(act, case, f"remark:{remark.id}", Reply(text, (ADD.format(number=case.number),)))
    return remark


def add(act: Act, case: Case, body: str, files: Sequence[Attachment] = ()) -> Remark:
    """The member adds something; staff must look again, and a closed case opens again.

    It is never due later than it was: who keeps adding does not wait longer.
    """
    act = act.unnamed if case.anonymous else act
    act.session.refresh(case, with_for_update=True)
    remark = Remark(case_id=case.id, body=body, files=[asdict(one) for one in files], said_at=act.now)
    act.session.add(remark)
    found = danger.find(body)
    if found:
        case.urgent, case.danger = True, found.name
    if case.state == State.CLOSED.value:
        case.officer_id = case.officer_id if _still_works_on(act, case) else None
        case.state = State.TAKEN.value if case.officer_id else State.OPEN.value
        case.closed_at = case.outcome = None
    clocks.hasten(case, act.now, act.config)
    audit.log(act, "case.added_to", case, urgent=case.urgent)
    return remark


def close(act: Act, case: Case, officer: Officer, outcome: str) -> None:
    """An officer closes a case with its outcome, which the member is told."""
    _require_text(outcome)
    take(act, case, officer)
    case.state, case.closed_at, case.outcome = State.CLOSED.value, act.now, outcome
    clocks.stop(case)
    audit.log(act, "case.closed", case)
    text = CLOSED.format(number=case.number, outcome=outcome)
    _tell(act, case, f"case:{case.id}:closed:{act.now.timestamp()}", Reply(text, (ADD.format(number=case.number),)))


def looked_up(act: Act, case: Case) -> None:
    """An officer had everything about a case sent to them, the member's name and phone included."""
    audit.log(act, "case.looked_up", case)


def release(act: Act, case: Case) -> None:
    """The one who has an open case works on it no more: it is free in its unit, due as if new, or sooner."""
    act.session.refresh(case, with_for_update=True)
    if case.officer_id is not None and case.state != State.CLOSED.value:
        case.officer_id, case.state = None, State.OPEN.value
        clocks.hasten(case, act.now, act.config)
        audit.log(act, "case.released", case)


def climb(act: Act, case: Case) -> None:
    """The clock ran out: the case goes to the unit above, free to be taken there; at the top it stays and is urgent."""
    above = units.above(act.session, case.unit_id)
    if above:
        case.unit_id, case.officer_id, case.state = above.id, None, State.OPEN.value
    case.urgent = case.urgent or above is None
    clocks.start(case, act.now, act.config)
    audit.log(act, "case.climbed", case, unit=case.unit_id, top=above is None)


def _still_works_on(act: Act, case: Case) -> bool:
    """Whether the one who has a case is there, and may still work on it."""
    officer = act.session.get(Officer, case.officer_id) if case.officer_id else None
    return officer is not None and officer.active and filings.may_answer(act.session, officer, case)


def _tell(act: Act, case: Case, key: str, reply: Reply) -> None:
    outbox.put(act.session, case.reply_to, reply, key=key, kind="case", now=act.now)


def _held(act: Act, case: Case) -> str:
    return HELD.format(name=act.session.get_one(Officer, case.officer_id).name)


def _require_open(case: Case) -> None:
    if case.state == State.CLOSED.value:
        raise Refusal(DONE)


def _require_text(body: str) -> None:
    if not body.strip():
        raise Refusal("请先写上要告诉会员的话。")
