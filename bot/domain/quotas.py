"""How many mass messages WeChat still brings to each member this month: sent, planned, left. A member gets four."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import and_, func, or_, select

from bot import numbered
from bot.domain import schedules, spans
from bot.domain.acts import Act
from bot.domain.claimings import A_MONTH, COUNTED
from bot.domain.noticebook import Fate, Notice, Recipient, State, Way
from bot.domain.noticekinds import PERSONAL, Kind
from bot.domain.picking import replies

CHANNEL: Final = "wechat"
PLANNED: Final = (State.DRAFT, State.WAITING, State.SCHEDULED, State.COUNTING)

USED_UP: Final = (
    "{month}月的微信群发次数不够了：每位会员每月最多 {most} 条，已发 {sent} 条，前面还排了 {planned} 条。"
    "这一条对收满的会员会改为单独发，不在对话时间内的要等他们再来。不急的话，请改到下个月，或者和别的通知合成一条。"
)
TOO_LONG: Final = (
    "微信群发只能发一条文字，最多 {most} 个字，现在有 {size} 个，放不下：会改为单独发，"
    "不在对话时间内的会员要等他们再来。请写短一些，或者把细节放到链接里。"
)
NO_PICTURE: Final = "微信群发只有文字：微信会员看不到图片。要让他们看到图片，就不用群发，或者把图片放到链接里。"
LAST: Final = "这是{month}月最后一次微信群发（每位会员每月最多 {most} 条）。之后的紧急通知只能单独发，请留意。"


@dataclass(frozen=True)
class Planned:
    """A mass message of the month: the notice, the day by the union's calendar, and whether it is begun."""

    notice: Notice
    day: date
    begun: bool


@dataclass(frozen=True)
class Month:
    """The mass messages of a month, by day. `sent`: the most that any one member got of those that are begun."""

    first: date
    listed: list[Planned]
    sent: int

    @property
    def planned(self) -> int:
        """How many are still to begin; each may be for everybody."""
        return sum(not one.begun for one in self.listed)

    @property
    def left(self) -> int:
        """How many more a member may get who gets all of them."""
        return max(A_MONTH - self.sent - self.planned, 0)


def month(act: Act, day: date) -> Month:
    """The month that a day is in."""
    first = day.replace(day=1)
    begin, end = spans.month(first.year, first.month, act.config.zone)
    at = func.coalesce(Notice.resolved_at, Notice.due_at)
    plan = Notice.state.in_(PLANNED)
    mine = select(Notice).where(Notice.mass, Notice.kind.not_in(PERSONAL), at >= begin, at < end)
    found = mine.where(or_(plan, Notice.resolved_at.is_not(None))).order_by(at, Notice.id)
    listed = [_planned(act, notice) for notice in act.session.scalars(found)]
    return Month(first, listed, _most(act, begin, end))


def warning(act: Act, notice: Notice) -> str:
    """What staff are told before they spend one of the month's mass messages; empty where there is nothing to say."""
    if not notice.mass or notice.sort in PERSONAL:
        return ""
    if size := _too_long(act, notice):
        return TOO_LONG.format(most=numbered.LONGEST, size=size)
    return "".join([_spent(act, notice), NO_PICTURE if notice.picture else ""])


def _too_long(act: Act, notice: Notice) -> int:
    """How long its words are on WeChat, where they do not fit into one message; else 0."""
    text = numbered.plain(replies(act, notice, CHANNEL, [""])[""])
    return 0 if numbered.fits(text) else len(text)


def _spent(act: Act, notice: Notice) -> str:
    """What is to be said of how many there are."""
    at = (notice.due_at or schedules.due(act, notice) or act.now).astimezone(act.config.zone).date()
    found = month(act, at)
    others = [one for one in found.listed if one.notice.id != notice.id and not one.begun]
    before = sum(one.notice.due_at is not None and one.day <= at for one in others)
    words = {"month": at.month, "most": A_MONTH, "sent": found.sent, "planned": before}
    if found.sent + before >= A_MONTH:
        return USED_UP.format(**words)
    last = found.sent + before == A_MONTH - 1 and notice.sort is not Kind.URGENT
    return LAST.format(**words) if last else ""


def _planned(act: Act, notice: Notice) -> Planned:
    at = notice.resolved_at or notice.due_at or act.now
    return Planned(notice, at.astimezone(act.config.zone).date(), notice.resolved_at is not None)


def _most(act: Act, begin: datetime, end: datetime) -> int:
    """How many the member got who got the most; one that is being sent, or waits to be, counts."""
    when = func.coalesce(Recipient.ended_at, Recipient.claimed_at, act.now)
    notices = select(Notice.id).where(Notice.mass, Notice.resolved_at >= begin - timedelta(days=31))
    gone = and_(Recipient.way == Way.MASS.value, Recipient.state.in_(COUNTED))
    waits = and_(Recipient.state == Fate.QUEUED.value, Recipient.way == "", Recipient.channel == CHANNEL)
    mine = select(func.count().label("number")).where(Recipient.notice_id.in_(notices), or_(gone, waits))
    each = mine.where(when >= begin, when < end).group_by(Recipient.member_id).subquery()
    return act.session.scalar(select(func.max(each.c.number))) or 0
