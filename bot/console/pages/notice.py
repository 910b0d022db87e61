"""One notice: its words, who wrote and approved it, how far it is, what became of it, what can be done with it."""

from typing import Any, Final

from sqlalchemy import select
from starlette.responses import Response

from bot.console import names, noticefigures, noticelooks, noticepages, trail
from bot.console.noticepages import found
from bot.console.pages import files
from bot.console.visit import Visit, missing
from bot.domain import approving, audiences, reckonings
from bot.domain.audit import AuditRow
from bot.domain.noticebook import Fate, Notice, State
from bot.domain.noticekinds import BY_HAND
from bot.messages import Reply
from bot.store import files as store

UNDER_WAY: Final = (State.COUNTING, State.SENDING, State.PAUSED)
BEFORE: Final = (State.DRAFT, State.WAITING, State.SCHEDULED)
RENEWED: Final = (State.COUNTING, State.SENDING)
"""While it is so, the page asks again and again how far it is."""

ORDER: Final = (
    Fate.SENT, Fate.PARKED, Fate.QUEUED, Fate.SENDING, Fate.FAILED, Fate.UNKNOWN, Fate.SKIPPED, Fate.RECALLED,
)  # fmt: skip
"""The lines of the sum."""

UNTOLD: Final = ("notice.answered", "notice.link_counted")
SHOWN: Final = 100
"""So many of the last lines of the trail."""


def show(visit: Visit) -> Response:
    """The whole page."""
    notice = found(visit)
    head = noticepages.context(visit, notice) | _progress(visit, notice)
    return visit.render(
        "notice-page.html",
        **head,
        **_about(visit, notice),
        **noticefigures.of(visit, notice, head["counts"]),
        looks=_looks(visit, notice),
        trail=trail.worded(visit.session, _told(visit, notice)),
    )


def progress(visit: Visit) -> Response:
    """Only how far it is: a small page, which the other one asks for again and again."""
    notice = found(visit)
    return visit.render("notice-progress.html", **noticepages.context(visit, notice), **_progress(visit, notice))


def picture(visit: Visit) -> Response:
    """Its picture."""
    notice = found(visit)
    kept = store.fetch(visit.session, notice.picture["key"]) if notice.picture else None
    if kept is None:
        raise missing()
    return files.inert(kept)


def _told(visit: Visit, notice: Notice) -> list[AuditRow]:
    """What staff and the clock did with it, oldest first: who answers a survey, and when, is nobody's business here."""
    mine = (AuditRow.subject == Notice.__tablename__, AuditRow.subject_id == notice.id)
    rows = select(AuditRow).where(*mine, AuditRow.action.not_in(UNTOLD)).order_by(AuditRow.id.desc()).limit(SHOWN)
    return list(reversed(visit.session.scalars(rows).all()))


def _progress(visit: Visit, notice: Notice) -> dict[str, Any]:
    counts = {fate: count for fate, count in reckonings.counts(visit.session, notice).items() if count}
    under_way = notice.status in UNDER_WAY
    return {
        "counts": counts,
        "fates": [fate for fate in ORDER if fate in counts],
        "done_": sum(count for fate, count in counts.items() if fate not in {Fate.QUEUED, Fate.SENDING}),
        "all": sum(counts.values()),
        "audience": notice.size,
        "under_way": under_way,
        "renewed": notice.status in RENEWED,
        "pace": noticefigures.pace(reckonings.progress(visit.act, notice)) if under_way else "",
    }


def _about(visit: Visit, notice: Notice) -> dict[str, Any]:
    people = names.officers(visit.session, [one for one in (notice.author_id, notice.approver_id) if one])
    before = notice.status in BEFORE
    return {
        "by_hand": notice.sort in BY_HAND,
        "own": notice.author_id == visit.officer.id,
        "alone": notice.status is State.WAITING and approving.is_alone(visit.session, notice, visit.officer),
        "why_back": approving.returned(notice),
        "author": people.get(notice.author_id, "系统起草"),
        "approver": people.get(notice.approver_id, ""),
        "to": noticepages.audience(visit, notice),
        "when": noticepages.schedule(visit, notice),
        "before": before,
        "expected": audiences.count(visit.session, notice) if before else 0,
    }


def _looks(visit: Visit, notice: Notice) -> Reply:
    return noticelooks.reply(visit, notice, "web")
