"""Contents: what a posting in a staff group says, as things stand."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import cards, casebook, groups, links, postings
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.cards import Buttons
from bot.domain.casebook import Case, Remark
from bot.domain.groups import StaffGroup
from bot.domain.postings import Kind, Posting
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.store import outbox
from bot.store.outbox import Outgoing

TELEGRAM: Final = "telegram"
"""The channel of the accounts of those who are mentioned."""


@dataclass(frozen=True)
class Shown:
    """What a posting says, the buttons below it, and who is mentioned in it (words, account)."""

    text: str
    buttons: Buttons = ()
    mentions: tuple[tuple[str, str], ...] = ()


def of(act: Act, posting: Posting) -> Shown:
    """What a posting says as things stand now; it shows its cases up to this moment from now on."""
    group = act.session.get_one(StaffGroup, posting.group_id)
    about = postings.cases_of(act.session, posting)
    posting.seen = _last_act(act.session, [case.id for case in about])
    match Kind(posting.kind):
        case Kind.CARD:
            return _card(act, group, about[0])
        case Kind.LIST:
            return _list(act, group, about)
        case Kind.ADDED:
            return Shown(cards.added(about[0], act.session.get_one(Remark, posting.remark_id)))
        case Kind.RECEIPT:
            posting.words = receipt(act.session, posting)
            return Shown(posting.words)
        case _:
            return Shown(posting.words, mentions=_mentions(act.session, posting))


def receipt(session: Session, posting: Posting) -> str:
    """What became of the answer that a posting tells of."""
    return cards.receipt(postings.cases_of(session, posting)[0].number, answer(session, posting))


def answer(session: Session, posting: Posting) -> list[Outgoing]:
    """The messages by which an answer went out, or went out again: its text, and each file."""
    return outbox.parts(session, f"remark:{posting.remark_id}")


def _card(act: Act, group: StaffGroup, case: Case) -> Shown:
    session = act.session
    unit = session.get_one(Unit, case.unit_id).name
    owner = session.get_one(Officer, case.officer_id).name if case.officer_id else ""
    replies = sum(1 for remark in casebook.remarks(session, case) if remark.officer_id)
    ours = case.unit_id in groups.territory(session, group)
    text = cards.card(case, unit, owner, act.config.zone, ours=ours, replies=replies)
    return Shown(text, cards.card_buttons(case, ours=ours))


def _list(act: Act, group: StaffGroup, about: Sequence[Case]) -> Shown:
    session, ours = act.session, groups.territory(act.session, group)
    names = {unit.id: unit.name for unit in session.scalars(select(Unit))}
    owners: dict[int | None, str] = {officer.id: officer.name for officer in session.scalars(select(Officer))}
    text = cards.listed(about, names, owners, act.config.zone, ours=ours)
    return Shown(text, cards.list_buttons(about, ours))


def _mentions(session: Session, posting: Posting) -> tuple[tuple[str, str], ...]:
    account = links.account_of(session, posting.officer_id, TELEGRAM) if posting.officer_id else None
    return ((f"@{session.get_one(Officer, posting.officer_id).name}", account),) if account else ()


def _last_act(session: Session, case_ids: Collection[int]) -> int:
    """The newest row of the audit trail about these cases."""
    mine = select(func.max(AuditRow.id)).where(AuditRow.subject == "case", AuditRow.subject_id.in_(case_ids))
    return session.scalar(mine) or 0
