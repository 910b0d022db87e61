"""Postings: what stands in a staff group about cases, so that what is answered there is known to belong to one.

What a group is to show is worked out from the tables (`board.py`); a posting is one message of it, sent and changed
through the outbox like everything else.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, String, Text, and_, exists, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain.casebook import Case
from bot.domain.groups import StaffGroup
from bot.labels import Labelled
from bot.store.database import Base

POSTING = "posting"
"""The kind of its messages in the outbox."""

PREFIX = f"{POSTING}:"
EDIT = ":edit:"


class Kind(Labelled):
    """What a posting is."""

    CARD = "card", "一件事项"
    LIST = "list", "几件事项"
    ADDED = "added", "会员的补充"
    ALERT = "alert", "到时提醒"
    RECEIPT = "receipt", "回复送达情况"
    PROMPT = "prompt", "问办结结果"
    WORDS = "words", "说明"


MOST = 2**31
"""More than any id."""

CARDS = (Kind.CARD.value, Kind.LIST.value)


class Topic(Base):
    """A topic of a group: a unit's, or that of one urgent case. `thread` is the platform's id, once it is open."""

    __tablename__ = "group_topic"

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("staff_group.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    name: Mapped[str] = mapped_column(String(128))
    thread: Mapped[str] = mapped_column(String(20), default="")


class Posting(Base):
    """One message in a group.

    `message` is the platform's id of it, once it is sent; `under_id` the posting that it answers, `reply_to` the
    platform's id of a message of somebody else's that it answers. `words` are what it says where that is not worked out
    anew; `officer_id` is mentioned. `remark_id`, `audit_id`: what it tells of. `seen`: up to which row of the audit
    trail it shows its cases. `gone`: it is not there any more.
    """

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_message", "group_id", "message"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("staff_group.id"))
    kind: Mapped[str] = mapped_column(String(8))
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("group_topic.id"))
    under_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id"))
    reply_to: Mapped[str] = mapped_column(String(20), default="")
    message: Mapped[str] = mapped_column(String(20), default="")
    words: Mapped[str] = mapped_column(Text, default="")
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))
    remark_id: Mapped[int | None] = mapped_column(ForeignKey("case_remark.id"), index=True)
    audit_id: Mapped[int | None] = mapped_column(ForeignKey("audit.id"), index=True)
    seen: Mapped[int] = mapped_column(default=0)
    gone: Mapped[bool] = mapped_column(default=False)
    posted_at: Mapped[datetime]

    @property
    def key(self) -> str:
        """Its key in the outbox."""
        return f"{PREFIX}{self.id}"


class PostedCase(Base):
    """A case that a posting is about; a list is about several, in the order of `place`."""

    __tablename__ = "posted_case"

    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True)
    place: Mapped[int] = mapped_column(default=0)


def add(session: Session, posting: Posting, cases: Sequence[Case]) -> Posting:
    """Keep a posting that is about these cases."""
    session.add(posting)
    session.flush()
    session.add_all(PostedCase(posting_id=posting.id, case_id=case.id, place=at) for at, case in enumerate(cases))
    session.flush()
    return posting


def keyed(session: Session, key: str) -> Posting | None:
    """The posting that a key of the outbox is about: posting:12, posting:12:edit:7, posting:12:again:1."""
    number = key.removeprefix(PREFIX).partition(":")[0]
    return session.get(Posting, int(number)) if key.startswith(PREFIX) and number.isdecimal() else None


def of_message(session: Session, group: StaffGroup, message: str) -> Posting | None:
    """The posting that is this message of the platform's."""
    mine = select(Posting).where(Posting.group_id == group.id, Posting.message == message)
    return session.scalars(mine.order_by(Posting.id.desc())).first() if message else None


def cases_of(session: Session, posting: Posting) -> list[Case]:
    """The cases that a posting is about, in its order."""
    mine = select(Case).join(PostedCase, PostedCase.case_id == Case.id).where(PostedCase.posting_id == posting.id)
    return list(session.scalars(mine.order_by(PostedCase.place)))


def first_cases(session: Session, numbers: Collection[int]) -> dict[int, int]:
    """For each of these postings that is about a case, the id of the first one."""
    mine = select(PostedCase).where(PostedCase.posting_id.in_(numbers), PostedCase.place == 0)
    return {row.posting_id: row.case_id for row in session.scalars(mine)} if numbers else {}


def card_of(session: Session, group: StaffGroup, case: Case, kinds: Sequence[str] = CARDS) -> Posting | None:
    """The posting that shows a case in a group: its own card, else the list in which it stands."""
    mine = select(Posting).join(PostedCase, PostedCase.posting_id == Posting.id)
    there = mine.where(PostedCase.case_id == case.id, Posting.group_id == group.id, shows(kinds))
    return session.scalars(there.order_by(Posting.kind == Kind.LIST.value, Posting.id.desc())).first()


def shows(kinds: Sequence[str]) -> ColumnElement[bool]:
    """Whether a posting is of these kinds, and still there."""
    return Posting.kind.in_(kinds) & Posting.gone.is_(False)


def shown_in(
    group: StaffGroup, kinds: Sequence[str] = CARDS, where: ColumnElement[bool] | None = None
) -> ColumnElement[bool]:
    """Whether a case stands in a posting of these kinds in a group; `where` says more about that posting."""
    there = and_(PostedCase.posting_id == Posting.id, PostedCase.case_id == Case.id)
    more = true() if where is None else where
    return exists().where(there, Posting.group_id == group.id, shows(kinds), more)


def recognise(session: Session, group: StaffGroup, case: Case, message: str) -> None:
    """Somebody taps on a card of which nobody knew whether it arrived: it is this message."""
    card = card_of(session, group, case)
    if card and not card.message and of_message(session, group, message) is None:
        card.message = message


def lose(session: Session, group: StaffGroup) -> None:
    """The messages of a group have other ids now, or are gone: none of them is to be taken for another."""
    mine = update(Posting).where(Posting.group_id == group.id).execution_options(synchronize_session="fetch")
    session.execute(mine.where(Posting.message != "").values(gone=True))
    session.execute(mine.values(message="", reply_to=""))


def topic_of(session: Session, group: StaffGroup, case: Case, unit_name: str) -> Topic | None:
    """The topic in which a case belongs, a new one where there is none; None in a group without topics."""
    if not group.forum:
        return None
    own = {"case_id": case.id} if case.urgent else {"unit_id": case.unit_id}
    known = session.scalars(select(Topic).filter_by(group_id=group.id, **own)).first()
    if known is None:
        name = f"🔴 {case.number}" if case.urgent else unit_name
        known = Topic(group_id=group.id, name=name[:128], **own)
        session.add(known)
        session.flush()
    return known
