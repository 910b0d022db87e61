"""Cases: legal-aid requests and grievances. No open case is without an owning unit and a running clock."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Final

from bot.config.kinds import of
from bot.domain import alerts, audit, clocks, danger, filings, identities, mergers, numbers, routes, searching, telling
from bot.domain.acts import Act
from bot.domain.casebook import (
    Case,
    Remark,
    State,
    may_hand_over,
    next_officer,
    numbered,
    of_address,
    overdue,
    remarks,
    takers,
)
from bot.domain.handling import NOT_YOURS, claim, climb, hand_over, release, require_open, sort, take
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.domain.telling import ADD
from bot.errors import Refusal
from bot.messages import Address, Attachment

__all__ = [
    "ADD", "NOT_YOURS", "Case", "Remark", "State", "Story", "add", "claim", "climb", "file", "goes_on", "hand_over",
    "looked_up", "may_hand_over", "next_officer", "note", "numbered", "of_address", "overdue", "release", "remarks",
    "reopen", "reply", "require_going_on", "require_open", "require_text", "sort", "take", "takers",
]  # fmt: skip

TALK_LASTS: Final = timedelta(hours=24)
"""So long after the last word a talk with a person is the bot's again, by itself; the case goes on."""

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
        route=routes.leading(act.session, Case.__tablename__, address, anonymous=story.anonymous),
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
    shown = (row["shown"] for row in case.details)
    searching.index(act.session, case.id, case.facts, case.employer, case.name, *shown)
    alerts.watch(act, case)
    return case


def note(act: Act, case: Case, officer: Officer, body: str) -> Remark:
    """An officer who may see a case writes a note for colleagues; the member never sees it, and no clock moves."""
    if not body.strip():
        raise Refusal(NOTHING_NOTED)
    if not filings.may_see(act.session, officer, case):
        raise Refusal(NOT_YOURS)
    noted = Remark(case_id=case.id, officer_id=officer.id, internal=True, body=body, files=[], said_at=act.now)
    act.session.add(noted)
    audit.log(act, "case.noted", case)
    searching.index(act.session, case.id, body)
    return noted


def reply(
    act: Act, case: Case, officer: Officer, body: str, files: Sequence[Attachment] = (), *, waits: bool = False
) -> Remark:
    """An officer answers; the member gets it in the chat, and the clock runs on to the follow-up.

    With `waits` the case waits for the member's answer: the time to resolve it stands still meanwhile, and whatever the
    member writes next is taken for it.
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
    if waits or case.talking_until:
        case.talking_until = act.now + TALK_LASTS
    if waits:
        case.move(State.WAITING)
        clocks.pause(case, act.now, act.config)
    audit.log(act, "case.asked" if waits else "case.replied", case)
    searching.index(act.session, case.id, body)
    telling.replied(act, case, officer, remark)
    return remark


def add(act: Act, case: Case, body: str, files: Sequence[Attachment] = ()) -> Remark:
    """The member adds something; staff must look again, and a case that is done opens again, within its days for that.

    It is never due later than it was: who keeps adding does not wait longer.
    """
    act = act.unnamed if case.anonymous else act
    main = mergers.taking(act.session, case, body)
    act.session.refresh(case, with_for_update=mergers.HELD)
    if case.done and main is None:
        reopen(act, case)
    plain = identities.unnamed(act.session, case, files)
    remark = Remark(case_id=case.id, body=body, files=[asdict(one) for one in plain], said_at=act.now)
    act.session.add(remark)
    found = danger.find(body)
    if found:
        case.urgent, case.danger = True, found.name
    case.talking_until = case.talking_until and act.now + TALK_LASTS
    if case.status is State.WAITING:
        clocks.resume(case, act.now, act.config)
        case.move(State.IN_PROGRESS)
    clocks.hasten(main or case, act.now, act.config)
    audit.log(act, "case.added_to", case, urgent=case.urgent)
    if main:
        audit.log(act.unnamed, "case.part_added_to", main, other=case.number)
    searching.index(act.session, case.id, body)
    alerts.watch(act, case, body)
    return remark


def reopen(act: Act, case: Case) -> None:
    """It is not done after all: with the one who had it, where they still work on such cases. Refusal when too late."""
    mergers.part(act.session, case)
    require_going_on(act, case)
    case.officer_id = case.officer_id if _still_works_on(act, case) else None
    case.move(State.IN_PROGRESS if case.officer_id else State.NEW)
    case.closed_at = case.outcome = case.ask_at = None
    clocks.start(case, act.now, act.config)
    audit.log(act, "case.reopened", case)


def looked_up(act: Act, case: Case) -> None:
    """An officer had everything about a case sent to them, the member's name and phone included."""
    audit.log(act, "case.looked_up", case)


def goes_on(act: Act, case: Case) -> bool:
    """Whether its member may add to a case: it is open, may still be opened again, or goes on in another one."""
    days = act.config.cases.reopen_days
    in_time = case.closed_at is None or act.now <= case.closed_at + timedelta(days=days)
    return in_time or mergers.goes_on(act.session, case)


def require_going_on(act: Act, case: Case) -> None:
    """Refusal where its member cannot add to a case any more."""
    if not goes_on(act, case):
        raise Refusal(TOO_LATE.format(number=case.number, days=act.config.cases.reopen_days))


def require_text(body: str) -> None:
    """Refusal where nothing is written."""
    if not body.strip():
        raise Refusal(NOTHING_SAID)


def _still_works_on(act: Act, case: Case) -> bool:
    """Whether the one who has a case is there, and may still work on it."""
    officer = act.session.get(Officer, case.officer_id) if case.officer_id else None
    here = officer is not None and officer.active and not officer.is_away(act.today)
    return officer is not None and here and filings.may_answer(act.session, officer, case)
