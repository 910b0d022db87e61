"""The suggestion box: what a rationalization suggestion (合理化建议) is kept as, how far it is, and where it may go.

`suggestions` is what is done with one.
"""

from datetime import datetime
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, Text, false, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import filings
from bot.domain.filings import Filing, Said
from bot.domain.roles import Right
from bot.labels import Labelled
from bot.messages import Address
from bot.store.database import Base
from bot.store.sealing import SealedText


class Topic(Labelled):
    """What a suggestion is about, where its drive has no topics of its own."""

    SAFETY = "safety", "安全生产"
    TECHNOLOGY = "technology", "技术革新"
    MANAGEMENT = "management", "经营管理"
    SERVICE = "service", "服务改进"
    WELFARE = "welfare", "生活福利"
    OTHER = "other", "其他"


class State(Labelled):
    """How far a suggestion is, from the box to its effect."""

    FILED = "filed", "已登记，等待答复"
    ACKNOWLEDGED = "acknowledged", "已受理"
    REVIEWING = "reviewing", "评审中"
    ADOPTED = "adopted", "采纳"
    RESERVED = "reserved", "暂存备用（好主意，条件还不成熟）"
    DECLINED = "declined", "暂不采纳"
    ASSIGNED = "assigned", "已交办，正在落实"
    CARRIED_OUT = "carried_out", "已落实"
    VERIFIED = "verified", "效果已核实"
    REWARDED = "rewarded", "已奖励"
    ARCHIVED = "archived", "已归档"
    WITHDRAWN = "withdrawn", "已撤回"
    MERGED = "merged", "已并入另一条建议"


VERDICTS: Final = (State.ADOPTED, State.RESERVED, State.DECLINED)
UNANSWERED: Final = (State.FILED, State.ACKNOWLEDGED, State.REVIEWING)
"""Its proposer waits for an answer."""

ENDED: Final = (State.ARCHIVED, State.WITHDRAWN, State.MERGED)
"""Nothing more is to be done."""

_ANSWERED_TOO: Final = frozenset({*VERDICTS, State.ASSIGNED, State.CARRIED_OUT})
MOVES: Final[dict[State, frozenset[State]]] = {
    State.FILED: frozenset({State.ACKNOWLEDGED, State.REVIEWING, *VERDICTS, State.WITHDRAWN, State.MERGED}),
    State.ACKNOWLEDGED: frozenset({State.REVIEWING, *VERDICTS, State.WITHDRAWN, State.MERGED}),
    State.REVIEWING: frozenset({State.ACKNOWLEDGED, *VERDICTS, State.WITHDRAWN, State.MERGED}),
    State.ADOPTED: frozenset({*_ANSWERED_TOO, State.ARCHIVED, State.MERGED}),
    State.RESERVED: frozenset({State.REVIEWING, *VERDICTS, State.ARCHIVED, State.MERGED, State.WITHDRAWN}),
    State.DECLINED: frozenset({State.REVIEWING, *VERDICTS, State.ARCHIVED}),
    State.ASSIGNED: frozenset({State.CARRIED_OUT, State.ADOPTED, State.RESERVED}),
    State.CARRIED_OUT: frozenset({State.VERIFIED, State.ASSIGNED, State.ARCHIVED}),
    State.VERIFIED: frozenset({State.REWARDED, State.VERIFIED, State.ARCHIVED}),
    State.REWARDED: frozenset({State.VERIFIED, State.ARCHIVED}),
    State.ARCHIVED: frozenset({State.VERIFIED}),
    State.WITHDRAWN: frozenset(),
    State.MERGED: frozenset({*UNANSWERED, State.ADOPTED, State.RESERVED}),
}
"""Where a suggestion may go from a state. One that was merged goes back, by a split, to where it was."""


class Suggestion(Filing, Base):
    """One suggestion. Of an anonymous one staff see neither who left it nor how to reach them.

    `topic` is a key of Topic, or the words of a topic of its drive's. `situation` is how things are, `body` what is
    proposed, `effect` what should come of it, `whom` whom it serves. `due_at`: when the next step is due (acknowledge,
    answer, carry out, verify, pay), None where none is; `reply_by`: until when its proposer is to be answered.
    `answered_at`: when the answer that counts was given; `replied_at`: when the first one was, since it was filed or
    since its appeal. `climbed`: how often its clock ran out. `shown`: on the open board, under `public_title` and
    `public_text`, in which nobody is named; `signed`: its proposers' names may stand there. `merged_into_id`: the
    suggestion it was merged into; `merged_from`: the state to which a split brings it back. `adopted_at` begins the
    twelve months in which its benefit counts.
    """

    __tablename__ = "suggestion"
    seeing, answering = Right.SEE_SUGGESTIONS, Right.ANSWER_SUGGESTIONS
    __table_args__ = (
        CheckConstraint("state NOT IN ('filed', 'acknowledged', 'reviewing') OR due_at IS NOT NULL", name="has_clock"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_somewhere"),
    )

    drive_id: Mapped[int | None] = mapped_column(ForeignKey("drive.id"), index=True)
    topic: Mapped[str] = mapped_column(String(20))
    title: Mapped[str] = mapped_column(SealedText)
    situation: Mapped[str | None] = mapped_column(SealedText)
    body: Mapped[str] = mapped_column(SealedText)
    effect: Mapped[str | None] = mapped_column(SealedText)
    whom: Mapped[str | None] = mapped_column(SealedText)
    contact: Mapped[str | None] = mapped_column(SealedText)
    state: Mapped[str] = mapped_column(String(16), index=True)
    major: Mapped[bool] = mapped_column(default=False, server_default=false())
    filed_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    reply_by: Mapped[datetime]
    climbed: Mapped[int] = mapped_column(default=0, server_default="0")
    acknowledged_at: Mapped[datetime | None]
    answer: Mapped[str | None] = mapped_column(SealedText)
    answered_at: Mapped[datetime | None]
    replied_at: Mapped[datetime | None]
    adopted_at: Mapped[datetime | None]
    appealed_at: Mapped[datetime | None]
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officer.id"), index=True)
    shown: Mapped[bool] = mapped_column(default=False, server_default=false(), index=True)
    signed: Mapped[bool] = mapped_column(default=False, server_default=false())
    public_title: Mapped[str | None] = mapped_column(String(80))
    public_text: Mapped[str | None] = mapped_column(Text)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("suggestion.id"), index=True)
    merged_from: Mapped[str | None] = mapped_column(String(16))
    archived_at: Mapped[datetime | None] = mapped_column(index=True)
    erased_at: Mapped[datetime | None]

    @property
    def status(self) -> State:
        """How far it is."""
        return State(self.state)

    @property
    def state_label(self) -> str:
        """The state in words."""
        return self.status.label

    @property
    def topic_label(self) -> str:
        """The topic in words."""
        return Topic(self.topic).label if self.topic in set(Topic) else self.topic

    @property
    def ended(self) -> bool:
        """Whether nothing more is to be done."""
        return self.status in ENDED

    def move(self, to: State) -> None:
        """Go on to a state; ValueError where no suggestion goes there from here."""
        self.state = filings.onward(MOVES, self.status, to)


class SuggestionRemark(Said, Base):
    """One thing said about a suggestion."""

    __tablename__ = "suggestion_remark"

    suggestion_id: Mapped[int] = mapped_column(ForeignKey("suggestion.id"), index=True)


def live() -> ColumnElement[bool]:
    """Whether something may still be done, in a query."""
    return Suggestion.state.not_in([state.value for state in ENDED])


def ongoing() -> ColumnElement[bool]:
    """Whether an officer has something to do with it, now or some day soon, in a query."""
    return or_(Suggestion.due_at.is_not(None), waiting())


def waiting() -> ColumnElement[bool]:
    """Whether its proposer waits for an answer, in a query."""
    return Suggestion.state.in_([state.value for state in UNANSWERED])


def of_address(session: Session, address: Address) -> list[Suggestion]:
    """The suggestions left from an address, newest first."""
    return filings.of_address(session, Suggestion, address)


def numbered(session: Session, number: str) -> Suggestion | None:
    """The suggestion of a number."""
    return filings.numbered(session, Suggestion, number)


def remarks(session: Session, suggestion: Suggestion, *, internal: bool = False) -> list[SuggestionRemark]:
    """What proposer and staff said to each other, oldest first; with `internal`, the notes among staff too."""
    said = select(SuggestionRemark).where(SuggestionRemark.suggestion_id == suggestion.id).order_by(SuggestionRemark.id)
    return list(session.scalars(said if internal else said.where(SuggestionRemark.internal.is_(False))))
