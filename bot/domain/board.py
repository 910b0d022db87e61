"""The board: what a staff group is to show, worked out from the cases, and brought into line with what stands there.

Whoever changed a case, in the console, in a chat, by the clock or in the group itself: the group follows. Where more
happens than a group may be told (20 messages a minute), cases are joined into lists and changes into one.
"""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select

from bot.domain import cards, groups, news, postings, receipts
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.casebook import Case, Remark, live
from bot.domain.groups import StaffGroup
from bot.domain.postbox import Postbox
from bot.domain.postings import Kind, PostedCase, Posting, Topic
from bot.domain.staff import Officer

SINGLE: Final = 3
"""Up to so many new cases get a card each; more come as a list."""

UNSEEN: Final = (
    *("case.linked", "case.unlinked", "case.part_replied", "case.parts_told"),
    *("case.noted", "case.looked_up", "case.warned", "case.code_issued", "case.retrieved", "case.held", "case.let_go"),
    *("case.identity_asked", "case.identity_approved", "case.identity_declined", "case.identity_opened"),
    *("case.erasure_warned", "case.erased", "case.forgotten"),
)
"""What was done with a case, and its card does not show."""


def refresh(act: Act, group: StaffGroup) -> int:
    """Queue what the group does not show yet; how many messages. One process at a time, and none while many wait."""
    locked = select(StaffGroup).where(StaffGroup.id == group.id, StaffGroup.left_at.is_(None))
    if act.session.scalars(locked.with_for_update(skip_locked=True)).first() is None:
        return 0
    box = Postbox(act, group)
    room, queued = box.room, 0
    for step in (_new_cards, _own_cards, news.alerts, news.crowds, news.additions, receipts.tell, _changes):
        queued += step(box, room - queued) if queued < room else 0
    return queued


def say(
    act: Act,
    group: StaffGroup,
    words: str,
    reply_to: str,
    *cases: Case,
    kind: Kind = Kind.WORDS,
    officer: Officer | None = None,
) -> Posting:
    """Answer somebody's message in the group; the officer is mentioned."""
    posting = Posting(group_id=group.id, kind=kind.value, reply_to=reply_to, words=words)
    posting.officer_id = officer.id if officer else None
    card = postings.card_of(act.session, group, cases[0]) if cases else None
    posting.topic_id = card.topic_id if card else None
    return Postbox(act, group).post(posting, cases)


def expect(act: Act, group: StaffGroup, case: Case, remark: Remark, reply_to: str) -> None:
    """An answer was given in the group: below it will stand what becomes of it."""
    posting = Posting(group_id=group.id, kind=Kind.RECEIPT.value, remark_id=remark.id, reply_to=reply_to)
    card = postings.card_of(act.session, group, case)
    posting.topic_id, posting.posted_at = card.topic_id if card else None, act.now
    postings.add(act.session, posting, [case])


def _new_cards(box: Postbox, room: int) -> int:
    """Open cases that the group has not seen: urgent ones and few ones as cards, many as lists."""
    fresh = _unseen(box)
    single = [case for case in fresh if case.urgent or len(fresh) <= SINGLE][:room]
    for case in single:
        box.card(Kind.CARD, [case])
    rest = [case for case in fresh if not case.urgent and len(fresh) > SINGLE]
    lists = _lists(box.group, rest)[: room - len(single)]
    for some in lists:
        box.card(Kind.LIST if len(some) > 1 else Kind.CARD, some)
    return len(single) + len(lists)


def _own_cards(box: Postbox, room: int) -> int:
    """What was taken out of a list gets a card of its own, which can be answered; what became urgent, in a topic."""
    found = box.act.session.scalars(_ours(box).where(_outgrown(box.group)).order_by(Case.id).limit(room)).all()
    for case in found:
        box.card(Kind.CARD, [case], postings.card_of(box.act.session, box.group, case))
    return len(found)


def _changes(box: Postbox, room: int) -> int:
    """Cards and lists that show a case as it was."""
    last = select(func.max(AuditRow.id)).where(
        AuditRow.subject == "case", AuditRow.subject_id == PostedCase.case_id, AuditRow.action.not_in(UNSEEN)
    )
    mine = select(Posting).join(PostedCase, PostedCase.posting_id == Posting.id)
    mine = mine.where(Posting.group_id == box.group.id, postings.shows(postings.CARDS), Posting.message != "")
    stale = mine.where(last.scalar_subquery() > Posting.seen).distinct()
    found = box.act.session.scalars(stale.order_by(Posting.id).limit(room)).all()
    for posting in found:
        box.change(posting)
    return len(found)


def _ours(box: Postbox) -> Select[Case]:
    """Open cases of the group's units."""
    there = Case.unit_id.in_(groups.territory(box.act.session, box.group))
    return select(Case).where(there, live())


def _unseen(box: Postbox) -> list[Case]:
    """Those that the group does not show, urgent ones first."""
    unseen = _ours(box).where(~postings.shown_in(box.group))
    return list(box.act.session.scalars(unseen.order_by(Case.urgent.desc(), Case.id).limit(100)))


def _outgrown(group: StaffGroup) -> ColumnElement[bool]:
    """Whether a case is shown where it does not belong any more: in a list, or in a unit's topic."""
    carded = postings.shown_in(group, [Kind.CARD.value])
    taken = and_(Case.officer_id.is_not(None), postings.shown_in(group, [Kind.LIST.value]), ~carded)
    topic = exists().where(Topic.id == Posting.topic_id, Topic.case_id == Case.id)
    own = postings.shown_in(group, [Kind.CARD.value], topic)
    return or_(taken, and_(Case.urgent, postings.shown_in(group), ~own)) if group.forum else taken


def _lists(group: StaffGroup, rest: Sequence[Case]) -> list[list[Case]]:
    """Cases that go into one message each: of the same topic, as many as fit."""
    by_unit: dict[int, list[Case]] = {}
    for case in rest:
        by_unit.setdefault(case.unit_id if group.forum else 0, []).append(case)
    return [some[at : at + cards.MOST] for some in by_unit.values() for at in range(0, len(some), cards.MOST)]
