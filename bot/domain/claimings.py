"""Copies of a notice are claimed by one step of one process; whoever else asks does not get them.

A row is looked at once more when it is claimed: who opted out meanwhile, left the event, is elsewhere, gets none.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.domain import calendar, noticewords
from bot.domain.acts import Act
from bot.domain.copies import Copy, MassList
from bot.domain.noticebook import Fate, Notice, Recipient, Way
from bot.domain.noticekinds import PERSONAL
from bot.domain.picking import FAST, Picked, goes, hold, one_at_a_time, pick, replies
from bot.messages import Reply
from bot.store import many

LEASE: Final = timedelta(minutes=10)
"""Longer than any step takes; a row still sending after it belongs to a dead process."""

A_MONTH: Final = 4
"""So many mass messages WeChat brings to one member in a calendar month."""

AGAIN: Final = "again"
"""The claim of a mass message of which nobody knows whether it was taken: nobody's, and repeated under its key."""

COUNTED: Final = (Fate.SENDING.value, Fate.SENT.value, Fate.UNKNOWN.value, Fate.RECALLED.value)


def claim(act: Act, notice_id: int, channel: str, claim: str, most: int, wall: float | None = None) -> list[Copy]:
    """Take some copies in hand, to be sent one by one. `wall`: who had their share just now is left for later."""
    notice = hold(act.session, notice_id)
    if not goes(act, notice):
        return []
    rows = pick(act, notice, channel, most, wall=wall)
    _take(act, notice, rows, claim, way=Way.DIRECT.value, mass_key="")
    words = replies(act, notice, channel, (row.manner for row in rows))
    facts = noticewords.card(notice, act) if rows and notice.sort in PERSONAL else None
    return [Copy(row.recipient, row.to, words[row.manner], facts, f"{notice.key}:{row.member}") for row in rows]


def claim_list(  # noqa: PLR0913 - a list, and all that says which
    act: Act,
    notice_id: int,
    channel: str,
    claim: str,
    fewest: int,
    most: int,
    *,
    takes: Callable[[Reply], bool] = lambda _: True,
) -> MassList | None:
    """Take a list in hand that gets the text by one call; None where there are too few, or the call `takes` no such.

    First comes one that nobody knows about, under its old key: of a step of this claim's workflow (what stands before
    its last `:`), or of a process that is gone. Who had their share of the month goes the other way.
    """
    notice = hold(act.session, notice_id, alone=True)
    if not goes(act, notice) or not notice.mass or notice.sort in PERSONAL:
        return None
    reply = replies(act, notice, channel, [""])[""]
    if key := _left_list(act, notice, channel, claim):
        return _again(act, notice, channel, claim, MassList(key, reply, []))
    if not takes(reply):
        return None
    one_at_a_time(act.session, 0)
    able = (Recipient.manner == "", Recipient.way == "", _may_have_one_more(act))
    rows = pick(act, notice, channel, most, able, fewest)
    if len(rows) < max(fewest, 1):
        return None
    number = notice.totals.get("lists", 0) + 1
    notice.totals = {**notice.totals, "lists": number}
    key = f"gy-{notice.id}-{number}"
    _take(act, notice, rows, claim, way=Way.MASS.value, mass_key=key)
    return MassList(key, reply, [(row.recipient, row.to.id) for row in rows])


def sending(notice_id: int, channel: str) -> tuple[ColumnElement[bool], ...]:
    """The rows that somebody has in hand."""
    return (Recipient.notice_id == notice_id, Recipient.state == Fate.SENDING.value, Recipient.channel == channel)


def unknown(words: str, now: datetime) -> dict[str, Any]:
    """What stands in a row of which nobody knows whether it arrived."""
    return {"state": Fate.UNKNOWN.value, "code": "unknown", "words": words[:200], "claim": "", "ended_at": now}


def lists_left(now: datetime) -> ColumnElement[bool]:
    """Whether a mass list in hand is nobody's any more."""
    return and_(Recipient.mass_key != "", Recipient.claimed_at < now - LEASE)


def mass_counted(since: datetime) -> ColumnElement[int]:
    """How many mass messages a row's member got since then, as a subquery."""
    other = aliased(Recipient)
    theirs = and_(other.member_id == Recipient.member_id, other.way == Way.MASS.value, other.state.in_(COUNTED))
    when = func.coalesce(other.ended_at, other.claimed_at)
    return select(func.count()).where(theirs, when >= since).correlate(Recipient).scalar_subquery()


def _may_have_one_more(act: Act) -> ColumnElement[bool]:
    month = calendar.local(act.today.replace(day=1), "00:00", act.config.zone)
    return mass_counted(month) < A_MONTH


def _take(act: Act, notice: Notice, rows: Sequence[Picked], claim: str, **way: str) -> None:
    taken = {"state": Fate.SENDING.value, "claim": claim, "claimed_at": act.now, "revision": notice.revision, **way}
    for some in many.chunks([row.recipient for row in rows]):
        theirs = many.among(act.session, Recipient.id, some)
        mine = update(Recipient).where(theirs, Recipient.state == Fate.QUEUED.value)
        act.session.execute(mine.values(**taken, tries=Recipient.tries + 1), execution_options=FAST)


def _left_list(act: Act, notice: Notice, channel: str, claim: str) -> str | None:
    workflow = claim.rpartition(":")[0]
    left = lists_left(act.now)
    if workflow:
        ours = and_(Recipient.claim.startswith(f"{workflow}:", autoescape=True), Recipient.claim != claim)
        left = or_(left, and_(Recipient.mass_key != "", ours))
    mine = select(Recipient.mass_key).where(*sending(notice.id, channel), left)
    return act.session.scalars(mine.order_by(Recipient.id).limit(1)).first()


def _again(act: Act, notice: Notice, channel: str, claim: str, listed: MassList) -> MassList:
    """The rows of a list, in hand once more."""
    mine = (*sending(notice.id, channel), Recipient.mass_key == listed.key)
    taken = {"claim": claim, "claimed_at": act.now, "tries": Recipient.tries + 1}
    act.session.execute(update(Recipient).where(*mine).values(taken), execution_options=FAST)
    reached = select(Recipient.id, Recipient.address).where(*mine, Recipient.address != "")
    found = act.session.execute(reached.order_by(Recipient.id)).all()
    return replace(listed, recipients=[(number, address) for number, address in found])
