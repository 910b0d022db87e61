"""What was said about a suggestion, in the order of time: talk, notes, the answer, how the work goes; what arrived."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console import trail
from bot.domain import audit, box, deliveries, works
from bot.domain.audit import AuditRow
from bot.domain.box import Suggestion, SuggestionRemark
from bot.domain.deliveries import Became
from bot.domain.works import Progress
from bot.messages import Attachment
from bot.store.outbox import Outgoing

LATEST: Final = 12
"""Of a long talk so many of the last things lie open."""

_PARTS: Final = 4
"""Parts of the key of a message to those who proposed it: the table, its id, what is told, the row of the trail."""


@dataclass(frozen=True)
class Said:
    """One thing: by the proposer (`officer_id` None) or an officer; `internal`: no member sees it; what it is."""

    id: str
    at: datetime
    officer_id: int | None
    internal: bool
    what: str
    body: str
    attachments: Sequence[Attachment]
    sent: Became | None = None


@dataclass(frozen=True)
class Told:
    """A line of the trail, with what became of the message that its proposer got."""

    line: trail.Line
    sent: Became | None


@dataclass(frozen=True)
class Talk:
    """What is folded away, what lies open, and the trail."""

    earlier: Sequence[Said]
    latest: Sequence[Said]
    trail: Sequence[Told]


def of(session: Session, one: Suggestion) -> Talk:
    """For the page of a suggestion."""
    rows = audit.trail(session, one)
    sent = _sent(session, one)
    said = sorted([*_remarks(session, one, rows, sent), *_answer(one, rows, sent), *_reports(session, one, rows, sent)],
                  key=lambda each: each.at)  # fmt: skip
    told = [Told(line, sent.get(row.id)) for line, row in zip(trail.worded(session, rows), rows, strict=True)]
    return Talk(said[:-LATEST], said[-LATEST:], told)


def _remarks(session: Session, one: Suggestion, rows: Sequence[AuditRow], sent: Mapping[int, Became]) -> Iterator[Said]:
    replied = iter(_numbers(rows, "suggestion.replied"))
    for remark in box.remarks(session, one, internal=True):
        ours = remark.officer_id is not None and not remark.internal
        yield Said(
            id=f"said-{remark.id}",
            at=remark.said_at,
            officer_id=remark.officer_id,
            internal=remark.internal,
            what=_kind(remark, one),
            body=remark.body,
            attachments=remark.attachments,
            sent=sent.get(next(replied, 0)) if ours else None,
        )


def _kind(remark: SuggestionRemark, one: Suggestion) -> str:
    return "申诉" if remark.officer_id is None and remark.said_at == one.appealed_at else ""


def _answer(one: Suggestion, rows: Sequence[AuditRow], sent: Mapping[int, Became]) -> Iterator[Said]:
    """The answer that holds, and who gave it."""
    given = [row for row in rows if row.action == "suggestion.answered"]
    if one.answered_at is None or not one.answer or not given:
        return
    label = box.State(given[-1].facts["verdict"]).label
    yield Said("answer", one.answered_at, given[-1].actor_id, False, label, one.answer, (), sent.get(given[-1].id))


def _reports(session: Session, one: Suggestion, rows: Sequence[AuditRow], sent: Mapping[int, Became]) -> Iterator[Said]:
    """How the work goes; each report, the last one and a work given back are rows of the trail in the same order."""
    known = iter(_numbers(rows, "suggestion.reported", "suggestion.carried_out", "suggestion.given_back"))
    for report in works.reports(session, one):
        row = next(known, 0)
        action = next((each.action for each in rows if each.id == row), "")
        yield Said(
            id=f"report-{report.id}",
            at=report.said_at,
            officer_id=report.officer_id,
            internal=False,
            what=_progress(report, action),
            body=report.body,
            attachments=report.attachments,
            sent=sent.get(row),
        )


def _progress(report: Progress, action: str) -> str:
    if action == "suggestion.carried_out":
        return "已落实"
    if action == "suggestion.given_back":
        return "退回，重新交办"
    return "进度" if report.percent is None else f"进度 {report.percent}%"


def _sent(session: Session, one: Suggestion) -> dict[int, Became]:
    """What became of each message to those who proposed it, by the row of the trail that it tells."""
    key, voices = f"{Suggestion.__tablename__}:{one.id}:", f"{Suggestion.__tablename__}:{one.id}:voice:"
    mine = select(Outgoing.key).where(Outgoing.key.startswith(key, autoescape=True)).order_by(Outgoing.id)
    keys = [each.split(":") for each in session.scalars(mine) if not each.startswith(voices)]
    return {
        int(parts[-1]): deliveries.of_answer(session, ":".join(parts))
        for parts in keys
        if len(parts) == _PARTS and parts[-1].isdecimal()
    }


def _numbers(rows: Sequence[AuditRow], *actions: str) -> list[int]:
    return [row.id for row in rows if row.action in actions]
