"""Who has a member's talk: the bot, the queue of those who wait for a person, or a person.

A person is asked for within a case, so that no talk is without an owner and a clock: the member's open case, or a new
one of the kind `talk`. While `Case.talking_until` lies ahead, what the member writes goes into that case.
"""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config.kinds import TALK
from bot.domain import audit, cases, filings, telling
from bot.domain.acts import Act
from bot.domain.casebook import Case, State
from bot.domain.cases import TALK_LASTS, Story
from bot.domain.members import Member
from bot.domain.staff import Officer
from bot.labels import Labelled
from bot.messages import Address

FACTS = "会员要找人工，还没有说是什么事。"
HANDED_BACK = "【{number}】{officer}先谈到这里。接下来直接说话是自助服务；还要找人，回复“人工”。"


class Owner(Labelled):
    """Who answers what a member writes."""

    BOT = "bot", "自助"
    QUEUE = "queue", "等人接待"
    PERSON = "person", "有人接待"


def current(session: Session, address: Address, now: datetime) -> Case | None:
    """The case in which a member talks with a person, or waits for one."""
    mine = [case for case in filings.of_address(session, Case, address) if not case.done and case.talking_until]
    return next((case for case in mine if case.talking_until and case.talking_until > now), None)


def owner(case: Case | None) -> Owner:
    """Who has the talk, given that case."""
    if case is None:
        return Owner.BOT
    return Owner.PERSON if case.officer_id else Owner.QUEUE


def begin(act: Act, member: Member, address: Address) -> Case:
    """The member asks for a person: about what they talk of already, their newest open case, or something new."""
    case = current(act.session, address, act.now)
    if case is None:
        mine = [one for one in cases.of_address(act.session, address) if not one.done]
        case = mine[0] if mine else cases.file(act, member, address, TALK, Story(FACTS))
        case.talking_until = act.now + TALK_LASTS
        audit.log(act.unnamed if case.anonymous else act, "case.talk_begun", case)
    return case


def end(act: Act, case: Case) -> None:
    """The member goes back to the bot; the case stays as it is."""
    case.talking_until = None
    audit.log(act.unnamed if case.anonymous else act, "case.talk_ended", case)


def hand_back(act: Act, case: Case, officer: Officer) -> None:
    """An officer gives the talk back to the bot, which the member is told; the case stays theirs."""
    cases.claim(act, case, officer)
    case.talking_until = None
    audit.log(act, "case.talk_ended", case)
    telling.say(act, case, "handed-back", HANDED_BACK.format(number=case.number, officer=officer.name))


def ahead(session: Session, case: Case) -> int:
    """How many wait longer in the same unit, and have nobody yet."""
    waiting = select(func.count()).where(Case.unit_id == case.unit_id, Case.state == State.NEW.value, Case.id < case.id)
    return session.scalar(waiting) or 0
