"""Inquiries: the morning after an event those who came are asked, once, what they thought of it.

What is asked is the union's few questions, or the organiser's own, written a line each: "打分 | 总体评价 | 您打几分？".
"""

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import audit, calendar, certifying, hosting, members, opinions, participants, survey
from bot.domain.acts import Act
from bot.domain.daytime import EVENING
from bot.domain.events import Event, Stage
from bot.domain.members import Member
from bot.domain.programme import known_as
from bot.domain.staff import Officer
from bot.domain.survey import Item
from bot.errors import Refusal
from bot.messages import Address, Reply
from bot.store import outbox

ASK_AT: Final = "09:00"
LOOK_BACK: Final = timedelta(days=14)
"""Of an event that is over for longer nobody is asked any more."""

USEFUL: Final = timedelta(days=7)

KINDS: Final = {"打分": "grade", "是否": "yes_no", "单选": "choice", "数字": "number", "文字": "text"}
OPTIONAL: Final = "可跳过"
LEAST_PARTS: Final = 3

ASK: Final = "【活动评价】谢谢参加“{title}”！办得怎么样？{count} 个小问题，点一点就好，不记是谁答的。"
SENT: Final = "评价已经发给大家了，不能再改问题、再关。"
OVER: Final = "草稿、已取消和已归档的活动不用评价。"
LINE: Final = "第 {number} 行没看懂。一行一题，比如“打分 | 总体评价 | 这次活动您打几分？”。"
KIND: Final = "第 {number} 行的题型“{kind}”没有。可以写：{kinds}。"


def set_up(act: Act, officer: Officer, event: Event, text: str, *, on: bool) -> None:
    """What is asked after an event (empty: what is always asked), and whether anything is; until it was."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    if event.stage(act) in {Stage.DRAFT, Stage.CANCELLED, Stage.ARCHIVED}:
        raise Refusal(OVER)
    if event.inquiry_at and not opinions.is_off(event):
        raise Refusal(SENT)
    rows = read(text)
    event.inquiry = [] if survey.items(rows) == _standard(act) else rows
    event.inquiry_at = None if on else opinions.NEVER
    audit.log(act, "event.inquiry_set", event, on=on, count=len(rows))


def read(text: str) -> list[dict[str, Any]]:
    """The questions of a text, a line each, as they are kept; a Refusal names the line that is wrong."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    rows = [_row(number, line) for number, line in enumerate(lines, 1)]
    survey.items(rows)
    return rows


def written(items: tuple[Item, ...]) -> str:
    """Questions as such a text."""
    words = {key: word for word, key in KINDS.items()}
    parts = (
        [words[one.answer], one.label, one.prompt, *(["/".join(one.options)] if one.options else []),
         *([OPTIONAL] if one.optional else [])]
        for one in items
    )  # fmt: skip
    return "\n".join(" | ".join(one) for one in parts)


def due(act: Act) -> list[int]:
    """The ids of the events that are over since yesterday or a few days and of which nobody was asked yet, by day."""
    morning, evening = (calendar.local(act.today, at, act.config.zone) for at in (ASK_AT, EVENING))
    if not morning <= act.now < evening:
        return []
    midnight = calendar.local(act.today, "00:00", act.config.zone)
    over = func.coalesce(Event.ends_at, Event.starts_at)
    found = select(Event.id).where(
        Event.signup, Event.inquiry_at.is_(None), Event.cancelled.is_(False), Event.draft.is_(False),
        Event.archived_at.is_(None), over < midnight, over > midnight - LOOK_BACK,
    )  # fmt: skip
    return list(act.session.scalars(found.order_by(Event.id)))


def ask(act: Act, event: Event) -> None:
    """Ask those who came, or all who have a place where nobody was checked in; who wants no such messages is left out.

    Of a squad its leader is asked, for one mark says whether a place was heard.
    """
    act.session.refresh(event, with_for_update=True)
    if event.inquiry_at or event.id not in due(act):
        return
    items, found = opinions.questions(event, act.config), _asked(act.session, event)
    event.inquiry_at = act.now
    text, given = ASK.format(title=event.title, count=len(items)), _with_certificate(act, event)
    name = known_as(act, event)
    for place, to in found.items():
        more = (f"证书：{name}",) if place in given else ()
        reply = Reply(text, (f"评价：{name}", *more, "退订"))
        outbox.put(
            act.session, to, reply, key=f"inquiry:{event.id}:{place}", kind=members.REMINDER, now=act.now,
            latest=act.now + USEFUL, bulk=True,
        )  # fmt: skip
    audit.log(act, "event.inquiry_sent", event, count=len(found))


def ends(event: Event) -> datetime | None:
    """Until when one can answer; None where nobody was asked."""
    return None if event.inquiry_at is None or opinions.is_off(event) else event.inquiry_at + opinions.LASTS


def _asked(session: Session, event: Event) -> dict[int, Address]:
    """Where those are reached who are asked, by the ids of their places.

    Nobody can unsubscribe while the transaction lasts: who does it meanwhile withdraws what it queued.
    """
    came = participants.who_came(session, event, participants.of_event(session, event))
    own = [one for one in came if one.member_id and one.member_id == one.place.member_id]
    wanted = select(Member.id).where(Member.id.in_([one.member_id for one in own]), Member.subscribed)
    listening = set(session.scalars(wanted.with_for_update(read=True)))
    return {one.place.id: one.to for one in own if one.member_id in listening and one.to}


def _with_certificate(act: Act, event: Event) -> set[int]:
    """The ids of the places for which there is a certificate by now."""
    given = certifying.issued(act, event, participants.of_event(act.session, event))
    return {one.to.place.id for one in given}


def _standard(act: Act) -> tuple[Item, ...]:
    return survey.items(act.config.events.occasions.inquiry)


def _row(number: int, line: str) -> dict[str, Any]:
    kind, *parts = [part.strip() for part in line.replace("｜", "|").split("|")]
    optional = bool(parts) and parts[-1] == OPTIONAL
    parts = parts[:-1] if optional else parts
    if kind not in KINDS:
        raise Refusal(KIND.format(number=number, kind=kind[:12], kinds="、".join(KINDS)))
    if len(parts) != LEAST_PARTS - 1 + (kind == "单选"):
        raise Refusal(LINE.format(number=number))
    options = [one.strip() for one in parts[2].split("/") if one.strip()] if kind == "单选" else []
    return {
        "name": f"q{number}", "label": parts[0], "prompt": parts[1], "answer": KINDS[kind], "options": options,
        "optional": optional,
    }  # fmt: skip
