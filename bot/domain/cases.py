"""Cases: legal-aid requests and grievances. No open case is without an owning unit and a running clock."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from bot.config.kinds import of
from bot.domain import audit, clocks, danger, filings, numbers, telling, units
from bot.domain.acts import Act
from bot.domain.casebook import (
    Case,
    Remark,
    State,
    chair,
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
from bot.domain.telling import ADD
from bot.errors import Refusal
from bot.messages import Address, Attachment

__all__ = [
    "ADD", "Case", "Remark", "State", "Story", "add", "claim", "climb", "file", "hand_over", "looked_up",
    "may_hand_over", "next_officer", "note", "numbered", "of_address", "overdue", "release", "remarks", "reopen",
    "reply", "require_open", "require_text", "seen_by", "sort", "take", "takers",
]  # fmt: skip

DONE = "这件事已经办结。"
HELD = "这件事{name}已经接手了，有事请和{name}商量。"
NOT_YOURS = "这件事不归您的单位管，请让能看到它的同事来办。"
NOT_TO_YOURSELF = "转交要选另一位同事，不能转给自己。"
THEIRS = "这件事本来就由{name}办理。要转交，请选另一位同事。"
CANNOT_TAKE = "{name}看不到这件事，不能接手。请选另一位同事。"
NOTHING_NOTED = "请先写上备注的内容。"
NOTHING_SAID = "请先写上要告诉会员的话。"
TOO_LATE = (
    "{number} 已经办结超过 {days} 天，不能再重新打开。回复“诉求投诉”重新登记一件就行，写上原来的编号，我们会接着办。"
)


@dataclass(frozen=True)
class Story:
    """What a member tells: the facts, and what they chose to say of themselves.

    `details` is what the form of that kind asks beside: rows {"name", "label", "shown"}.
    """

    facts: str
    details: Sequence[dict[str, str]] = ()
    employer: str | None = None
    since: date | None = None
    evidence: Sequence[Attachment] = ()
    anonymous: bool = False
    name: str | None = None
    phone: str | None = None


def file(act: Act, member: Member, address: Address, kind: str, story: Story) -> Case:
    """Open a case of a kind at the member's own unit, with a number and a clock; words of danger make it urgent."""
    found = danger.find(f"{story.facts} {story.employer or ''}")
    act = act.unnamed if story.anonymous else act
    its = of(act.config.cases.kinds, kind)
    case = Case(
        number=numbers.issue(act.session, "WQ", act.today.year),
        kind=its.key,
        kind_label=its.title,
        state=State.NEW.value,
        urgent=its.urgent or found is not None,
        danger=found.name if found else None,
        unit_id=member.unit_id,
        member_id=None if story.anonymous else member.id,
        channel=address.channel,
        address=address.id,
        anonymous=story.anonymous,
        facts=story.facts,
        details=list(story.details),
        employer=story.employer,
        since=story.since,
        name=None if story.anonymous else story.name,
        phone=None if story.anonymous else story.phone,
        files=[asdict(one) for one in story.evidence],
        opened_at=act.now,
    )
    clocks.start(case, act.now, act.config)
    act.session.add(case)
    audit.log(act, "case.filed", case, kind=its.key, urgent=case.urgent, anonymous=case.anonymous)
    return case


def sort(act: Act, case: Case, officer: Officer, kind: str) -> None:
    """An officer puts a case under another kind; its clocks run on. Refusal where it is not theirs."""
    claim(act, case, officer)
    its = of(act.config.cases.kinds, kind)
    if its.key != case.kind:
        was, case.kind, case.kind_label = case.kind_label, its.key, its.title
        audit.log(act, "case.sorted", case, was=was, kind=its.title)


def take(act: Act, case: Case, officer: Officer) -> None:
    """An officer takes a case on, which its member is told. Refusal where a colleague has it or it is done."""
    if claim(act, case, officer):
        telling.taken(act, case, officer)


def claim(act: Act, case: Case, officer: Officer) -> bool:
    """See to it that a case is this officer's, and whether it was not before; an assigned one is begun with."""
    act.session.refresh(case, with_for_update=True)
    require_open(case)
    if not filings.may_answer(act.session, officer, case):
        raise Refusal(NOT_YOURS)
    if case.officer_id not in {None, officer.id}:
        raise Refusal(_held(act, case))
    if case.status not in {State.NEW, State.ASSIGNED}:
        return False
    case.officer_id = officer.id
    case.move(State.IN_PROGRESS)
    audit.log(act, "case.taken", case)
    return True


def hand_over(act: Act, case: Case, officer: Officer, to: Officer) -> None:
    """An officer gives a case to a colleague; its clock runs on. Refusal where it is not theirs to give or `to` take.

    It is given by the one who has it, by anybody who may see it while nobody has it, or from a unit above.
    """
    act.session.refresh(case, with_for_update=True)
    require_open(case)
    if not may_hand_over(act.session, case, officer):
        raise Refusal(_held(act, case) if case.officer_id else NOT_YOURS)
    if to.id == case.officer_id:
        raise Refusal(THEIRS.format(name=to.name))
    if to.id == officer.id:
        raise Refusal(NOT_TO_YOURSELF)
    if not to.active or not filings.may_answer(act.session, to, case):
        raise Refusal(CANNOT_TAKE.format(name=to.name))
    case.officer_id = to.id
    if case.status in {State.NEW, State.IN_PROGRESS}:
        case.move(State.ASSIGNED)
    audit.log(act, "case.handed_over", case, to=to.id)
    telling.handed_over(act, case, to)


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


def reply(
    act: Act, case: Case, officer: Officer, body: str, files: Sequence[Attachment] = (), *, waits: bool = False
) -> Remark:
    """An officer answers; the member gets it in the chat, and the clock runs on to the follow-up.

    With `waits` the case waits for the member's answer: the time to resolve it stands still meanwhile.
    """
    require_text(body)
    claim(act, case, officer)
    remark = Remark(
        case_id=case.id, officer_id=officer.id, body=body, files=[asdict(one) for one in files], said_at=act.now
    )
    act.session.add(remark)
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
        case.move(State.IN_PROGRESS)
    clocks.follow_up(case, act.now, act.config)
    if waits:
        case.move(State.WAITING)
        clocks.pause(case, act.now, act.config)
    audit.log(act, "case.asked" if waits else "case.replied", case)
    telling.replied(act, case, officer, remark)
    return remark


def add(act: Act, case: Case, body: str, files: Sequence[Attachment] = ()) -> Remark:
    """The member adds something; staff must look again, and a case that is done opens again, within its days for that.

    It is never due later than it was: who keeps adding does not wait longer.
    """
    act = act.unnamed if case.anonymous else act
    act.session.refresh(case, with_for_update=True)
    if case.done:
        reopen(act, case)
    remark = Remark(case_id=case.id, body=body, files=[asdict(one) for one in files], said_at=act.now)
    act.session.add(remark)
    found = danger.find(body)
    if found:
        case.urgent, case.danger = True, found.name
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
        case.move(State.IN_PROGRESS)
    clocks.hasten(case, act.now, act.config)
    audit.log(act, "case.added_to", case, urgent=case.urgent)
    return remark


def reopen(act: Act, case: Case) -> None:
    """It is not done after all: with the one who had it, where they still work on such cases. Refusal when too late."""
    days = act.config.cases.reopen_days
    if case.closed_at and act.now > case.closed_at + timedelta(days=days):
        raise Refusal(TOO_LATE.format(number=case.number, days=days))
    case.officer_id = case.officer_id if _still_works_on(act, case) else None
    case.move(State.IN_PROGRESS if case.officer_id else State.NEW)
    case.closed_at = case.outcome = case.ask_at = None
    clocks.start(case, act.now, act.config)
    audit.log(act, "case.reopened", case)


def looked_up(act: Act, case: Case) -> None:
    """An officer had everything about a case sent to them, the member's name and phone included."""
    audit.log(act, "case.looked_up", case)


def release(act: Act, case: Case) -> None:
    """The one who has an open case works on it no more: it is free in its unit, due as if new, or sooner."""
    act.session.refresh(case, with_for_update=True)
    if case.officer_id is not None and not case.done:
        _free(act, case)
        clocks.hasten(case, act.now, act.config)
        audit.log(act, "case.released", case)


def climb(act: Act, case: Case) -> None:
    """The clock ran out: the case goes to its unit's chair, then to the unit above; at the top it stays, and is urgent.

    In the unit above it is free to be taken.
    """
    why = clocks.why(case, act.now)
    head = None if case.in_chairs_hands else chair(act.session, case.unit_id, case.officer_id)
    above = None if head else units.above(act.session, case.unit_id)
    _free(act, case)
    case.in_chairs_hands = head is not None
    if head:
        case.officer_id = head.id
        case.move(State.ASSIGNED)
    elif above:
        case.unit_id = above.id
    case.urgent = case.urgent or not (head or above)
    clocks.start(case, act.now, act.config)
    top = not (head or above)
    audit.log(act, "case.climbed", case, unit=case.unit_id, to=head.id if head else None, top=top, why=why)
    telling.climbed(act, case)


def require_open(case: Case) -> None:
    """Refusal where a case is done."""
    if case.done:
        raise Refusal(DONE)


def require_text(body: str) -> None:
    """Refusal where nothing is written."""
    if not body.strip():
        raise Refusal(NOTHING_SAID)


def _free(act: Act, case: Case) -> None:
    """Nobody has it: whatever was under way begins anew."""
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
    case.officer_id = None
    case.move(State.NEW)


def _still_works_on(act: Act, case: Case) -> bool:
    """Whether the one who has a case is there, and may still work on it."""
    officer = act.session.get(Officer, case.officer_id) if case.officer_id else None
    return officer is not None and officer.active and filings.may_answer(act.session, officer, case)


def _held(act: Act, case: Case) -> str:
    return HELD.format(name=act.session.get_one(Officer, case.officer_id).name)
