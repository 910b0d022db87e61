"""Notices to many, as they are kept: what is sent, to whom, when; and the ledger, one row a recipient.

A notice is written, approved, given its audience when it is due (each recipient one row, for good), and sent. Its
states and those of the rows are drawn in docs/notices.md. The sum of the rows' states is the audience, always.
"""

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from bot.domain.noticekinds import Kind
from bot.labels import Labelled
from bot.messages import Address
from bot.store.base import Base
from bot.store.sealing import SealedJson

_NO_WORDS: Final = sql("''")
_NONE: Final = sql("0")


class State(Labelled):
    """How far a notice is."""

    DRAFT = "draft", "草稿"
    WAITING = "waiting", "等批准"
    SCHEDULED = "scheduled", "已定时"
    COUNTING = "counting", "正在列名单"
    SENDING = "sending", "正在发"
    PAUSED = "paused", "已暂停"
    DONE = "done", "发完了"
    CANCELLED = "cancelled", "已作废"
    MISSED = "missed", "错过了，没有发"


OPEN: Final = (State.DRAFT, State.WAITING, State.SCHEDULED, State.COUNTING, State.SENDING, State.PAUSED)
"""States of a notice that something is still to become of."""


class Fate(Labelled):
    """What became of one recipient's copy."""

    QUEUED = "queued", "待发"
    SENDING = "sending", "正在发"
    PARKED = "parked", "等会员再来"
    SENT = "sent", "已送达"
    FAILED = "failed", "没送到"
    UNKNOWN = "unknown", "不确定"
    SKIPPED = "skipped", "没有发"
    RECALLED = "recalled", "已请微信删除"


UNDER_WAY: Final = (Fate.QUEUED, Fate.SENDING)
"""While a row is so, the notice is not done."""


class Why(Labelled):
    """Why a recipient was skipped (`code` of a skipped row)."""

    OPTED_OUT = "opted-out", "退订了"
    TOPIC = "topic", "不想收这一类"
    LEFT_AUDIENCE = "left-audience", "不再属于发送对象"
    CALLED_OFF = "called-off", "不参加了"
    QUIET = "quiet", "免打扰时间过后已经太晚"
    LATE = "late", "过了最迟发送时间"
    WINDOW = "window", "直到太晚，会员也没有再来"
    UNREACHABLE = "unreachable", "联系不上"
    STOPPED = "stopped", "通知作废了"
    ERASED = "erased", "会员删除了自己的数据"


class Way(Labelled):
    """How a recipient's copy goes."""

    DIRECT = "direct", "单独发"
    MASS = "mass", "微信群发"
    CONTACT = "contact", "会员再来时送到"


class Notice(Base):
    """One notice. `key` names it once and for all; that of what the clock makes says of what (announcement:2026-12).

    `variants`: other words (`{"text", "buttons"}`) by a recipient's `manner`. `audience`, `schedule`: plain data, which
    `bot.domain.audiences` and `bot.domain.schedules` read. `cursor`: how far the audience is listed; `size`: how many
    rows. `round`: how often it was set going. `revision`: how often it was corrected after it went out. `totals`: by
    fate, once the rows themselves are dropped. `after_id`: the one that this one repeats.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_state", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(12))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    picture: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    link: Mapped[str] = mapped_column(String(400), default="", server_default=_NO_WORDS)
    buttons: Mapped[list[str]] = mapped_column(JSON, default=list)
    questions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    variants: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    topic: Mapped[str] = mapped_column(String(20), default="", server_default=_NO_WORDS)
    urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    mass: Mapped[bool] = mapped_column(default=False, server_default=false())
    audience: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    schedule: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    drive_id: Mapped[int | None] = mapped_column(ForeignKey("drive.id"), index=True)
    month: Mapped[date | None]
    due_at: Mapped[datetime | None]
    latest_at: Mapped[datetime | None]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    approved_at: Mapped[datetime | None]
    made_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cursor: Mapped[int] = mapped_column(default=0, server_default=_NONE)
    size: Mapped[int] = mapped_column(default=0, server_default=_NONE)
    round: Mapped[int] = mapped_column(default=0, server_default=_NONE)
    revision: Mapped[int] = mapped_column(default=0, server_default=_NONE)
    resolved_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    totals: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    after_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))

    @property
    def status(self) -> State:
        """The state as an enum."""
        return State(self.state)

    @property
    def sort(self) -> Kind:
        """The kind as an enum."""
        return Kind(self.kind)


class Recipient(Base):
    """One row of the ledger: one member's copy of a notice, on the channel that was chosen for it.

    `manner` chooses among the notice's variants. `claim` says which step of which process has it in hand. `mass_key`:
    the list it went with. `message`: the platform's id of it, where it may be corrected. `outbox_id`: the message that
    carries it, where it waits for its member. `member_id` is empty once they deleted their data. `revision`: which
    correction of the notice it shows. `answered`: a survey was answered, nothing says how or when.
    """

    __tablename__ = "recipient"
    __table_args__ = (
        UniqueConstraint("notice_id", "member_id"),
        Index("ix_recipient_due", "notice_id", "state", "channel", "id"),
        CheckConstraint("state <> 'sending' OR claim <> ''", name="claimed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    channel: Mapped[str] = mapped_column(String(20))
    address: Mapped[str] = mapped_column(String(128))
    manner: Mapped[str] = mapped_column(String(8), default="", server_default=_NO_WORDS)
    state: Mapped[str] = mapped_column(String(10), default=Fate.QUEUED.value, server_default=sql("'queued'"))
    way: Mapped[str] = mapped_column(String(8), default="", server_default=_NO_WORDS)
    code: Mapped[str] = mapped_column(String(60), default="", server_default=_NO_WORDS)
    words: Mapped[str] = mapped_column(String(200), default="", server_default=_NO_WORDS)
    tries: Mapped[int] = mapped_column(default=0, server_default=_NONE)
    due_at: Mapped[datetime | None]
    claim: Mapped[str] = mapped_column(String(100), default="", server_default=_NO_WORDS)
    claimed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    mass_key: Mapped[str] = mapped_column(String(64), default="", server_default=_NO_WORDS)
    message: Mapped[str] = mapped_column(String(64), default="", server_default=_NO_WORDS)
    outbox_id: Mapped[int | None] = mapped_column(index=True)
    revision: Mapped[int] = mapped_column(default=0, server_default=_NONE)
    answered: Mapped[bool] = mapped_column(default=False, server_default=false())

    @property
    def fate(self) -> Fate:
        """The state as an enum."""
        return Fate(self.state)

    @property
    def to(self) -> Address:
        """Where it goes."""
        return Address(self.channel, self.address)


class NoticeTemplate(Base):
    """A notice to begin with: words in which {fields} stand for what is filled in."""

    __tablename__ = "notice_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str] = mapped_column(String(80))
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(400), default="", server_default=_NO_WORDS)
    buttons: Mapped[list[str]] = mapped_column(JSON, default=list)
    questions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    topic: Mapped[str] = mapped_column(String(20), default="", server_default=_NO_WORDS)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    made_at: Mapped[datetime]
    dropped_at: Mapped[datetime | None]


class NoticeLink(Base):
    """The counted way to a notice's link: how often it was opened, never by whom."""

    __tablename__ = "notice_link"

    code: Mapped[str] = mapped_column(String(16), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    url: Mapped[str] = mapped_column(String(400))
    opens: Mapped[int] = mapped_column(default=0, server_default=_NONE)


class NoticeAnswer(Base):
    """One set of answers to a survey, by name of the item; the day, and nothing that leads to a member."""

    __tablename__ = "notice_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    given_on: Mapped[date]
    answers: Mapped[dict[str, Any]] = mapped_column(SealedJson)


class ListedMember(Base):
    """A member whom a spreadsheet named as recipient of a notice that is being written."""

    __tablename__ = "listed_member"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True, index=True)


class TopicRefusal(Base):
    """A topic of which a member wants no notices."""

    __tablename__ = "topic_refusal"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    topic: Mapped[str] = mapped_column(String(20), primary_key=True)


class MemberGroup(Base):
    """A group (女职工 …, `[events] occasions_file`) that a member says they are in, so as to hear what is for it."""

    __tablename__ = "member_group"

    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"), primary_key=True)
    group: Mapped[str] = mapped_column(String(20), primary_key=True, index=True)
