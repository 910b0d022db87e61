"""What went out and was corrected, or is to be taken back: copies claimed and settled once more.

A change may be made twice without harm, so one that a dead process had in hand is simply made again.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, or_, select, update

from bot.domain.acts import Act
from bot.domain.claimings import LEASE
from bot.domain.copies import Copy, Outcome, Recall
from bot.domain.noticebook import Fate, Notice, Recipient, State, Way
from bot.domain.picking import FAST, hold, replies
from bot.errors import DeliveryFailed, Retry, Unknown
from bot.store import bulk

UNCORRECTED: Final = "uncorrected"
"""The code of a copy that arrived and could be neither changed nor taken back."""

RECALL: Final = "recall"
"""Stands among a notice's totals while mass messages of it are to be taken back."""


def to_amend(act: Act, notice: Notice, channel: str) -> bool:
    """Whether copies that went out on a channel still show what was corrected."""
    if not notice.revision or notice.status is State.CANCELLED or _amended(notice, channel):
        return False
    return bool(act.session.scalars(select(Recipient.id).where(*_old(act, notice, channel)).limit(1)).first())


def to_recall(act: Act, notice: Notice, channel: str) -> bool:
    """Whether mass messages of a notice on a channel are still to be taken back."""
    if not notice.totals.get(RECALL):
        return False
    return bool(act.session.scalars(select(Recipient.id).where(*_standing(act, notice, channel)).limit(1)).first())


def claim_amends(act: Act, notice_id: int, channel: str, claim: str, most: int) -> list[Copy]:
    """Take copies in hand whose words are to be changed."""
    notice = hold(act.session, notice_id, alone=True)
    if not notice.revision or notice.status is State.CANCELLED:
        return []
    mine = select(Recipient).where(*_old(act, notice, channel)).order_by(Recipient.id).limit(most)
    rows = act.session.scalars(mine.with_for_update(skip_locked=True)).all()
    if not rows and not _in_hand(act, notice, channel):
        notice.totals = {**notice.totals, f"amended:{channel}": notice.revision}
    taken = update(Recipient).where(Recipient.id.in_([row.id for row in rows]))
    act.session.execute(taken.values(claim=_marked(notice, claim), claimed_at=act.now), execution_options=FAST)
    words = replies(act, notice, channel, (row.manner for row in rows))
    return [Copy(row.id, row.to, words[row.manner], None, f"{notice.key}:{row.member_id}", row.message) for row in rows]


def settle_amends(act: Act, claim: str, outcomes: Mapping[int, Outcome]) -> None:
    """Write down which copies show the new words; one that cannot be changed is told from the others by its code."""
    for number, outcome in outcomes.items():
        row = act.session.get(Recipient, number, with_for_update=True, populate_existing=True)
        if row is None or row.fate is not Fate.SENT or row.claim.partition("#")[2] != claim:
            continue
        revision, row.claim, failure = int(row.claim.partition("#")[0]), "", outcome.failure
        if failure is None:
            row.revision = revision
        elif isinstance(failure, Retry | Unknown):
            row.claim, row.claimed_at = "later", act.now
        else:
            row.revision, row.code, row.words = revision, UNCORRECTED, failure.words[:200]


def claim_recall(act: Act, notice_id: int, channel: str, claim: str) -> Recall | None:
    """Take a mass message in hand that is to be taken back; None where there is none any more."""
    notice = hold(act.session, notice_id, alone=True)
    if not notice.totals.get(RECALL):
        return None
    found = select(Recipient.mass_key, Recipient.message).where(*_standing(act, notice, channel))
    first = act.session.execute(found.order_by(Recipient.id).limit(1)).first()
    if first is None:
        return None
    job = bulk.job(act.session, first.mass_key)
    mine = update(Recipient).where(Recipient.notice_id == notice_id, Recipient.mass_key == first.mass_key)
    taken = {"claim": claim, "claimed_at": act.now}
    act.session.execute(mine.where(Recipient.state == Fate.SENT.value).values(taken), execution_options=FAST)
    return Recall(first.mass_key, job.number if job and job.number else first.message)


def settle_recall(act: Act, key: str, claim: str, failure: DeliveryFailed | None) -> None:
    """Write down whether the platform took a mass message back."""
    mine = (Recipient.mass_key == key, Recipient.claim == claim, Recipient.state == Fate.SENT.value)
    values: dict[str, Any] = {"claim": ""}
    if failure is None:
        values |= {"state": Fate.RECALLED.value, "code": "", "words": ""}
    elif isinstance(failure, Retry | Unknown):
        values = {"claim": "later", "claimed_at": act.now}
    else:
        values |= {"code": UNCORRECTED, "words": failure.words[:200]}
    act.session.execute(update(Recipient).where(*mine).values(values), execution_options=FAST)


def _amended(notice: Notice, channel: str) -> bool:
    """Whether nothing was left to change, when it was last looked."""
    return notice.totals.get(f"amended:{channel}") == notice.revision


def _free(act: Act) -> ColumnElement[bool]:
    return or_(Recipient.claim == "", Recipient.claimed_at < act.now - LEASE)


def _sent(notice: Notice, channel: str) -> ColumnElement[bool]:
    return and_(Recipient.notice_id == notice.id, Recipient.state == Fate.SENT.value, Recipient.channel == channel)


def _old(act: Act, notice: Notice, channel: str) -> tuple[ColumnElement[bool], ...]:
    """Copies with the words before, of which the platform gave us a name, and that nobody has in hand."""
    named = (Recipient.message != "", Recipient.way == Way.DIRECT.value, Recipient.revision < notice.revision)
    return (_sent(notice, channel), *named, _free(act))


def _in_hand(act: Act, notice: Notice, channel: str) -> bool:
    """Whether a copy with the words before is just being sent or changed: it may have to be looked at again."""
    old = (Recipient.notice_id == notice.id, Recipient.channel == channel, Recipient.revision < notice.revision)
    going = or_(Recipient.state == Fate.SENDING.value, and_(Recipient.state == Fate.SENT.value, Recipient.claim != ""))
    return bool(act.session.scalars(select(Recipient.id).where(*old, going).limit(1)).first())


def _standing(act: Act, notice: Notice, channel: str) -> tuple[ColumnElement[bool], ...]:
    """Copies that went with a mass message which stands, and that nobody has in hand."""
    return (_sent(notice, channel), Recipient.mass_key != "", Recipient.code != UNCORRECTED, _free(act))


def _marked(notice: Notice, claim: str) -> str:
    """The claim, and which words are put in."""
    return f"{notice.revision}#{claim}"
