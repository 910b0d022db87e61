"""A notice that went out wrong: put right where its platform can do that, taken back where only that is possible.

What still waits goes out in the new words; a message that stands is changed (Telegram); a mass message is taken back
(WeChat deletes it). What can be neither is counted, and said.
"""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import and_, case, func, select, update

from bot.domain import approving, audit, dispatch, noticerules, noticewords
from bot.domain.acts import Act, ActorKind
from bot.domain.amendings import RECALL, UNCORRECTED
from bot.domain.noticebook import Fate, Notice, Recipient, State, Way
from bot.domain.noticekinds import Kind
from bot.domain.picking import FAST, replies
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import clean
from bot.store import mailing
from bot.store.outbox import WAITING, Outgoing

AMENDS: Final = ("telegram",)
"""Channels on which a message that stands can be changed."""

NOT_OUT: Final = "这条通知现在是“{state}”，还没发出去，不用更正。请直接改草稿，或者先撤回再改。"
OVER: Final = "这条通知已经作废，不能更正。请另发一条更正；微信群发的，还可以请微信删除。"
EMPTY: Final = "更正后的通知不能没有{what}。请写上，再点更正。"
TOO_LONG: Final = "{what}最多 {most} 个字，现在有 {count} 个。请改短一点。"
FIXED_TITLE: Final = "问卷的标题不能更正：会员是按标题找问卷来填的。请只改内容，或者另发一份问卷。"
NOT_APPROVED: Final = "这条通知是经人批准才发的，更正也要有“批准通知”权限的同事来做。请找他们更正。"
SAME: Final = "内容没有变，不用更正。"
NOTHING_THERE: Final = "没有能请微信删除的群发。单独发出去的消息删不了：请另发一条更正。"


@dataclass(frozen=True)
class Standing:
    """How far a correction is: copies that show the new words, that will yet, and that cannot be put right."""

    corrected: int
    pending: int
    wrong: int


def correct(act: Act, notice: Notice, title: str, text: str) -> None:
    """Put other words into a notice that is out: what waits goes out in them, what stands is changed where it can be.

    Refusal where it is not out yet, or nothing would change.
    """
    act.session.flush()
    act.session.refresh(notice, with_for_update=True)
    _require_out(notice)
    _require_leave(act, notice)
    title, text = _checked(notice, title, text)
    notice.title, notice.text = title, text
    notice.revision += 1
    notice.changed_at = act.now
    act.session.flush()
    _reword(act, notice)
    audit.log(act, "notice.corrected", notice, revision=notice.revision)


def recall(act: Act, notice: Notice) -> None:
    """Take back what went out by mass message, and stop what has not gone out. Refusal where nothing can be taken."""
    act.session.flush()
    act.session.refresh(notice, with_for_update=True)
    mass = (Recipient.notice_id == notice.id, Recipient.mass_key != "", Recipient.code != UNCORRECTED)
    standing = select(Recipient.id).where(*mass, Recipient.state.in_((Fate.SENT.value, Fate.SENDING.value)))
    if act.session.scalars(standing.limit(1)).first() is None:
        raise Refusal(NOTHING_THERE)
    if notice.status in {State.COUNTING, State.SENDING, State.PAUSED}:
        dispatch.cancel(act, notice)
    notice.totals = {**notice.totals, RECALL: 1}
    notice.changed_at = act.now
    audit.log(act, "notice.recalled", notice)


def standing(act: Act, notice: Notice) -> Standing:
    """How far it is, for staff."""
    out = (Fate.SENT.value, Fate.UNKNOWN.value)
    old = Recipient.revision < notice.revision
    able = and_(Recipient.channel.in_(AMENDS), Recipient.way == Way.DIRECT.value, Recipient.message != "")
    wrong = and_(Recipient.state.in_(out), (Recipient.code == UNCORRECTED) | (old & ~able))
    waits = and_(Recipient.state == Fate.SENT.value, Recipient.code != UNCORRECTED, old, able)
    right = and_(Recipient.state == Fate.SENT.value, Recipient.code != UNCORRECTED, ~old)
    sums = (func.sum(case((which, 1), else_=0)) for which in (right, waits, wrong))
    found = act.session.execute(select(*sums).where(Recipient.notice_id == notice.id)).one()
    return Standing(*(int(number or 0) for number in found))


def _require_out(notice: Notice) -> None:
    if notice.status is State.CANCELLED:
        raise Refusal(OVER)
    if notice.status not in {State.SENDING, State.PAUSED, State.DONE}:
        raise Refusal(NOT_OUT.format(state=notice.status.label))


def _require_leave(act: Act, notice: Notice) -> None:
    """What somebody had to approve is not written anew by one who may not."""
    if notice.approver_id is None or act.actor.kind is not ActorKind.STAFF:
        return
    if not approving.may_approve(act.session, notice, act.session.get_one(Officer, act.actor.id)):
        raise Refusal(NOT_APPROVED)


def _checked(notice: Notice, title: str, text: str) -> tuple[str, str]:
    """The words as they are kept. What the clock wrote may be longer than staff may write, and stay so."""
    title, text = clean(title), clean(text)
    _check("标题", title, max(noticerules.LONGEST_TITLE, len(notice.title)))
    _check("内容", text, max(noticerules.LONGEST_TEXT, len(notice.text)))
    if notice.sort is Kind.SURVEY and title != notice.title:
        raise Refusal(FIXED_TITLE)
    noticewords.require([title, text], notice.event_id)
    if (title, text) == (notice.title, notice.text):
        raise Refusal(SAME)
    return title, text


def _check(what: str, words: str, most: int) -> None:
    if not words:
        raise Refusal(EMPTY.format(what=what))
    if len(words) > most:
        raise Refusal(TOO_LONG.format(what=what, most=most, count=len(words)))


def _reword(act: Act, notice: Notice) -> None:
    """The new words for what waits in the outbox."""
    parked = (Recipient.notice_id == notice.id, Recipient.state == Fate.PARKED.value)
    kinds = select(Recipient.channel, Recipient.manner).where(*parked).distinct()
    for channel, manner in act.session.execute(kinds).all():
        mine = (*parked, Recipient.channel == channel, Recipient.manner == manner)
        reply = replies(act, notice, channel, [manner])[manner]
        mailing.reword(act.session, select(Recipient.outbox_id).where(*mine), channel, reply)
        waits = select(Outgoing.id).where(Outgoing.id == Recipient.outbox_id, Outgoing.state.in_(WAITING)).exists()
        new = update(Recipient).where(*mine, waits).values(revision=notice.revision)
        act.session.execute(new, execution_options=FAST)
