"""Rationalization suggestions (合理化建议): collected, answered; a refusal is impossible without its reason."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit, filings, numbers, roles, routes
from bot.domain.acts import Act
from bot.domain.filings import Filing
from bot.domain.members import Member
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.labels import Labelled
from bot.messages import Address, Attachment, Reply
from bot.store import outbox
from bot.store.database import Base
from bot.store.sealing import SealedText

ANSWERED = "【{number}】您的建议“{title}”有答复了：{verdict}\n{answer}"


class Topic(Labelled):
    """What a suggestion is about."""

    SAFETY = "safety", "安全生产"
    TECHNOLOGY = "technology", "技术革新"
    MANAGEMENT = "management", "经营管理"
    SERVICE = "service", "服务改进"
    WELFARE = "welfare", "生活福利"
    OTHER = "other", "其他"


class State(Labelled):
    """What became of a suggestion."""

    FILED = "filed", "已登记，等待答复"
    ADOPTED = "adopted", "采纳"
    RESERVED = "reserved", "暂存备用（好主意，条件还不成熟）"
    DECLINED = "declined", "暂不采纳"


VERDICTS = (State.ADOPTED, State.RESERVED, State.DECLINED)


class Suggestion(Filing, Base):
    """One suggestion. Of an anonymous one staff see neither who left it nor how to reach them."""

    __tablename__ = "suggestion"
    seeing, answering = Right.SEE_SUGGESTIONS, Right.ANSWER_SUGGESTIONS

    topic: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(SealedText)
    body: Mapped[str] = mapped_column(SealedText)
    contact: Mapped[str | None] = mapped_column(SealedText)
    state: Mapped[str] = mapped_column(String(10), index=True)
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime]
    answer: Mapped[str | None] = mapped_column(SealedText)
    answered_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"))

    @property
    def topic_label(self) -> str:
        """The topic in words."""
        return Topic(self.topic).label

    @property
    def state_label(self) -> str:
        """The state in words."""
        return State(self.state).label


def file(  # noqa: PLR0913 - one argument a field of the form
    act: Act,
    member: Member,
    address: Address,
    *,
    topic: Topic,
    title: str,
    body: str,
    photos: Sequence[Attachment] = (),
    anonymous: bool = False,
    contact: str | None = None,
) -> Suggestion:
    """Put a suggestion in the box of the member's unit, with a number and a day by which it is answered."""
    act = act.unnamed if anonymous else act
    suggestion = Suggestion(
        number=numbers.issue(act.session, "JY", act.today.year),
        topic=topic.value,
        title=title,
        body=body,
        files=[asdict(photo) for photo in photos],
        anonymous=anonymous,
        member_id=None if anonymous else member.id,
        unit_id=member.unit_id,
        route=routes.leading(act.session, Suggestion.__tablename__, address, anonymous=anonymous),
        contact=None if anonymous else contact,
        state=State.FILED.value,
        filed_at=act.now,
        due_at=act.now + timedelta(days=act.config.cases.suggestion_days),
    )
    act.session.add(suggestion)
    audit.log(act, "suggestion.filed", suggestion, topic=topic.value, anonymous=anonymous)
    return suggestion


def answer(act: Act, suggestion: Suggestion, officer: Officer, verdict: State, text: str) -> None:
    """Answer a suggestion; the proposer gets verdict and reasons in the chat. A later one replaces it.

    Refusal where there is no reason, and where the same was answered already: nobody is told a thing twice.
    """
    if verdict not in VERDICTS:
        raise Refusal("请选择采纳、暂存或暂不采纳。")
    if not text.strip():
        raise Refusal("请写明答复；暂不采纳的，要写清理由，建议人会收到。")
    act.session.refresh(suggestion, with_for_update=True)
    if (suggestion.state, suggestion.answer) == (verdict.value, text):
        raise Refusal("这条答复已经发给建议人了，不用再发。")
    suggestion.state, suggestion.answer = verdict.value, text
    suggestion.answered_at, suggestion.officer_id = act.now, officer.id
    audit.log(act, "suggestion.answered", suggestion, verdict=verdict.value)
    told = ANSWERED.format(number=suggestion.number, title=suggestion.title, verdict=verdict.label, answer=text)
    outbox.put(
        act.session,
        suggestion.reply_to,
        Reply(told),
        key=f"suggestion:{suggestion.id}:answer:{act.now.timestamp()}",
        kind="suggestion",
        now=act.now,
    )


def of_address(session: Session, address: Address) -> list[Suggestion]:
    """The suggestions left from an address, newest first."""
    return filings.of_address(session, Suggestion, address)


def numbered(session: Session, number: str) -> Suggestion | None:
    """The suggestion of a number."""
    return filings.numbered(session, Suggestion, number)


def seen_by(session: Session, officer: Officer) -> list[Suggestion]:
    """The suggestions that an officer may see, those to be answered first."""
    mine = select(Suggestion).where(Suggestion.unit_id.in_(roles.reach(session, officer, Right.SEE_SUGGESTIONS)))
    order = (Suggestion.state != State.FILED.value, Suggestion.due_at, Suggestion.id)
    return list(session.scalars(mine.order_by(*order).limit(200)))
