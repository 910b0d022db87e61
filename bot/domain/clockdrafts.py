"""What the clock writes by itself for an officer to approve: made once, renewed while nobody else touched it.

What the clock remembers of it stands among the notice's variants under MARK, to which no recipient's manner leads: a
digest of its words as it wrote them, one of what they were made from, and the law in a minute that is told in it.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import audit, dispatch, minutes, revisions, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.members import Member
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import Kind
from bot.numbered import fits as fits_one
from bot.store.database import insert_for

MARK: Final = "clock"
OPEN: Final = (State.DRAFT, State.WAITING, State.SCHEDULED)
RENEWED: Final = (State.WAITING, State.SCHEDULED)
"""States in which it follows what it is made from; a draft is in an officer's hands."""

MOST: Final = 2000
"""Characters of such a notice."""

ROOM: Final = 360
"""Of them for what stands around its body: the title, the law in a minute, the buttons."""

UNTOLD: Final = (State.CANCELLED.value, State.MISSED.value)
"""What is told in such a notice, nobody has read."""


@dataclass(frozen=True)
class Draft:
    """What the clock would write now; with an empty `body` nothing. `approved`: it goes out without anybody's leave."""

    key: str
    kind: Kind
    topic: str
    month: date
    due_at: datetime
    latest_at: datetime
    title: str
    body: str
    buttons: tuple[str, ...]
    approved: bool = False


def wants(act: Act, draft: Draft) -> bool:
    """Whether it is to be written, or brought up to date."""
    notice = known(act.session, draft.key)
    return bool(draft.body) if notice is None or wordless(notice) else _differs(act.session, notice, draft)


def is_time(act: Act, key: str, drafted_at: datetime, sent_at: datetime) -> bool:
    """Whether something may be to do about it: it is time, it is not settled, and the account is there by then."""
    return act.now >= drafted_at and not settled(act.session, key) and in_service(act, sent_at)


def settled(session: Session, key: str) -> bool:
    """Whether nothing is to be done about it, whatever would be written now."""
    notice = known(session, key)
    return notice is not None and not wordless(notice) and not _renewable(notice)


def write(act: Act, draft: Draft) -> Notice | None:
    """Write it, or bring it up to date; what has nothing to tell any more is cancelled. None where there is none."""
    notice = known(act.session, draft.key, hold=True)
    if notice is None or wordless(notice):
        return _new(act, draft, begun=notice is not None) if draft.body else notice
    if _differs(act.session, notice, draft):
        _again(act, notice, draft)
    return notice


def put(act: Act, **fields: Any) -> Notice | None:  # noqa: ANN401 - the columns of a notice
    """A notice of the clock's under its key, for the union or one unit; None where somebody else was quicker."""
    times = {"made_at": act.now, "changed_at": act.now}
    whole = {"unit_id": units.top(act).id, "audience": Audience(units.top(act).id).data(), **times, **fields}
    new = insert_for(act.session, Notice).values(**whole).on_conflict_do_nothing().returning(Notice.id)
    made = act.session.scalar(new)
    notice = known(act.session, whole["key"], hold=True)
    assert notice  # noqa: S101 - it is there, whoever wrote it
    if made is None and not wordless(notice):
        return None
    for name, value in whole.items():
        setattr(notice, name, value)
    audit.log(act, "notice.drafted", notice, kind=notice.kind, key=notice.key)
    return notice


def known(session: Session, key: str, *, hold: bool = False) -> Notice | None:
    """The notice of a key; held, as it is now, where asked for."""
    mine = select(Notice).where(Notice.key == key)
    mine = mine.with_for_update().execution_options(populate_existing=True) if hold else mine
    return session.scalars(mine).first()


def wordless(notice: Notice) -> bool:
    """Whether it was already on its way before there were notices, and the clock is to give it its words."""
    return notice.status is State.DRAFT and notice.resolved_at is not None and not notice.text


def fixed(notice: Notice) -> bool:
    """Whether it stays as it is, though it has not gone out: staff wrote on it, or approved it."""
    return MARK in notice.variants and notice.status in OPEN and not _renewable(notice)


def outdated(notice: Notice, draft: Draft) -> bool:
    """Whether what it was made from is different by now."""
    return bool(notice.variants[MARK]["from"] != _digest(draft.title, draft.body))


def touched(notice: Notice) -> bool:
    """Whether somebody else wrote on it since."""
    mark = notice.variants.get(MARK)
    return mark is None or mark["words"] != _words(notice)


def fits(config: Config, body: str) -> bool:
    """Whether it is short enough, with all that stands around it; where there is WeChat, for one message of its."""
    return fits_one(body, ROOM) if config.wechat.app_id else len(body) <= MOST - ROOM


def topic(config: Config, name: str) -> str:
    """The topic of that name, where the union has it."""
    return name if name in config.notices.topics else ""


def in_service(act: Act, at: datetime) -> bool:
    """Whether the account was there already: what was due before the first member came was not missed."""
    first = act.session.scalar(select(Member.met_at).order_by(Member.id).limit(1))
    return first is not None and first <= at


def _new(act: Act, draft: Draft, *, begun: bool) -> Notice | None:
    """It waits to be approved, unless it needs nobody's leave or has `begun`."""
    state = State.SCHEDULED if draft.approved or begun else State.WAITING
    notice = put(
        act, key=draft.key, kind=draft.kind.value, state=state.value, title=draft.title, text=draft.body,
        buttons=list(draft.buttons), topic=topic(act.config, draft.topic), mass=True, month=draft.month,
        due_at=draft.due_at, latest_at=draft.latest_at,
    )  # fmt: skip
    if notice:
        _say(act, notice, draft)
    return notice


def _again(act: Act, notice: Notice, draft: Draft) -> None:
    """As it would be written now: with other words, without its audience, or not at all."""
    if not draft.body:
        dispatch.cancel(act, notice)
        notice.variants = {**notice.variants, MARK: {**notice.variants[MARK], "empty": True}}
        return
    if notice.status in {State.CANCELLED, State.WAITING}:
        notice.state, notice.ended_at = (State.SCHEDULED if draft.approved else State.WAITING).value, None
    _say(act, notice, draft)
    audit.log(act, "notice.renewed", notice, state=notice.state)


def _say(act: Act, notice: Notice, draft: Draft) -> None:
    """Write the words, and remember them."""
    law = _law(act.session, notice)
    notice.title, notice.buttons = draft.title, list(draft.buttons)
    notice.text = "\n\n".join(part for part in (draft.body, law["words"]) if part)
    notice.changed_at = act.now
    made_from = _digest(draft.title, draft.body)
    mark: dict[str, Any] = {"text": "", "buttons": [], "words": _words(notice), "from": made_from, "law": law}
    mark |= {"approved": draft.approved}
    notice.variants = {**notice.variants, MARK: mark}
    act.session.flush()


def _differs(session: Session, notice: Notice, draft: Draft) -> bool:
    if not _renewable(notice):
        return False
    mark = notice.variants[MARK]
    if mark.get("empty"):
        return bool(draft.body)
    then = (mark["from"], mark["law"]["version"], mark["approved"])
    return then != (_digest(draft.title, draft.body), revisions.version(session), draft.approved)


def _renewable(notice: Notice) -> bool:
    """Whether it is still as the clock wrote it, and nobody has approved it or called it off."""
    mark = notice.variants.get(MARK)
    if mark is None or touched(notice) or notice.approved_at:
        return False
    return notice.status is State.CANCELLED if mark.get("empty") else notice.status in RENEWED


def _law(session: Session, notice: Notice) -> dict[str, Any]:
    """The law in a minute: the one that it tells already, as it is now, else one that none told within a year."""
    version, law = revisions.version(session), notice.variants.get(MARK, {}).get("law", {})
    if law.get("version") == version:
        return dict(law)
    month = notice.month
    assert month  # noqa: S101 - what the clock drafts is for a month
    told = minutes.numbered(session, law["entry"]) if law.get("entry") else None
    found = told or minutes.choose(session, month, _told(session, notice, month))
    return {"entry": found.entry if found else "", "words": found.words if found else "", "version": version}


def _told(session: Session, notice: Notice, month: date) -> set[str]:
    """Those that other notices have told since a year before the month."""
    others = select(Notice.variants).where(Notice.id != notice.id, Notice.state.not_in(UNTOLD))
    rows = session.scalars(others.where(Notice.month >= month.replace(year=month.year - 1)))
    marks: list[Mapping[str, Any]] = [variants[MARK] for variants in rows if MARK in variants]
    return {mark["law"]["entry"] for mark in marks}


def _words(notice: Notice) -> str:
    return _digest(notice.title, notice.text, notice.buttons, notice.link, notice.picture)


def _digest(*parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]
