"""The composer of a notice: written as a draft, looked at as members will see it, counted, tried out, submitted."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, select
from starlette.responses import Response

from bot.console import (
    choices,
    notice_words,
    noticeform,
    noticelooks,
    noticepages,
    noticeplan,
    noticesheet,
    questionrows,
)
from bot.console.noticepages import HERE, own, path
from bot.console.visit import Page, Visit, done
from bot.console.wording import CHANNELS
from bot.domain import approving, drafting, noticetemplates, noticetrials
from bot.domain.noticebook import ListedMember, Notice, State
from bot.domain.noticekinds import BY_HAND
from bot.domain.roles import Right
from bot.errors import Refusal
from bot.messages import clean

NO_TOPIC: Final = ("", "都要收，不归哪一类")
NO_EVENT: Final = ("", "和活动无关")
NO_SIGN_UP: Final = ("", "不要")
ANY_CHANNEL: Final = ("", "各人要的那个渠道")


def show(visit: Visit) -> Response:
    """The form, with what is; beside it how members will see it, and how many."""
    return _page(visit, own(visit))


def save(visit: Visit) -> Response:
    """Keep what was typed, and what was chosen with it; a list of members is told of at once."""
    notice, unknown = _saved(visit)
    return _page(visit, notice, unknown) if unknown else done(path(notice, "edit"), "notice-saved")


def try_(visit: Visit) -> Response:
    """Keep what was typed, and send it to the officer's own chats."""
    notice, unknown = _saved(visit)
    noticetrials.send(visit.act, visit.officer, notice)
    return _page(visit, notice, unknown) if unknown else done(path(notice, "edit"), "notice-tried")


def submit(visit: Visit) -> Response:
    """Keep what was typed, and hand it in: for approval, or to go out when it is due."""
    notice, unknown = _saved(visit)
    if unknown:
        return _page(visit, notice, unknown)
    approving.submit(visit.act, notice, visit.officer, alone_count=noticeform.count(visit))
    return done(path(notice), "notice-submitted" if notice.status is State.WAITING else "notice-scheduled")


def template(visit: Visit) -> Response:
    """Keep the notice as it is as a template."""
    notice = _draft(visit)
    noticetemplates.save(visit.act, visit.officer, notice, clean(visit.typed.get("name", "")))
    return done(path(notice, "edit"), "notice-templated")


def drop(visit: Visit) -> Response:
    """The draft is no more."""
    notice = _draft(visit)
    if "sure" not in visit.typed:
        raise Refusal(notice_words.NOT_SURE)
    drafting.drop(visit.act, notice)
    return done(HERE, "notice-dropped")


STEPS: Final[dict[str, Page]] = {
    "save": save, "try": try_, "submit": submit, "template": template, "drop": drop,
}  # fmt: skip
"""What is done with a notice on this page, by the last part of the address."""


def _draft(visit: Visit) -> Notice:
    notice = own(visit)
    if notice.status is not State.DRAFT:
        raise Refusal(notice_words.NOT_DRAFT)
    return notice


def _saved(visit: Visit) -> tuple[Notice, Sequence[tuple[int, str]]]:
    """The notice as it was typed, and the rows of a list of members that are not known."""
    notice = _draft(visit)
    given = noticeform.read(visit, notice)
    picture, sheet = noticesheet.divided(visit)
    if picture:
        given = replace(given, picture=noticesheet.kept(visit, picture))
    drafting.change(visit.act, notice, given)
    return notice, noticesheet.listed(visit, notice, sheet) if sheet else ()


def _page(visit: Visit, notice: Notice, unknown: Sequence[tuple[int, str]] = ()) -> Response:
    draft = notice.status is State.DRAFT
    frame: dict[str, Any] = noticepages.context(visit, notice) | {"draft": draft, "unknown": unknown}
    if draft:
        frame |= _form(visit, notice) | noticelooks.of(visit, notice)
    return visit.render("notice-edit.html", **frame)


def _form(visit: Visit, notice: Notice) -> dict[str, Any]:
    fields, config = noticeform.fields(visit, notice), visit.act.config
    about = noticeplan.offered(visit, fields.get("event", ""))
    listed = select(func.count()).where(ListedMember.notice_id == notice.id)
    return {
        "f": fields,
        "answers": noticeform.ANSWERS,
        "numbers": range(1, questionrows.count(fields) + 1),
        "kinds": [(kind.value, kind.label) for kind in BY_HAND],
        "topics": [NO_TOPIC, *((key, topic.label) for key, topic in config.notices.topics.items())],
        "sign_ups": [NO_SIGN_UP, *((title, title) for title in noticeplan.titles(about))],
        "events": [NO_EVENT, *((one.code, one.title) for one in about)],
        "who": list(noticepages.WHO.items()),
        "channels": [ANY_CHANNEL, *((name, f"只发{CHANNELS[name]}") for name in ("wechat", "telegram", "web"))],
        "when": list(noticeplan.WHEN.items()),
        "groups": config.events.occasions.groups,
        "units": choices.names(visit, Right.NOTICES),
        "quiet": (config.notices.quiet_from, config.notices.quiet_until),
        "mass": list(noticeform.MASS.items()),
        "why": approving.returned(notice),
        "listed": visit.session.scalar(listed) or 0,
        "chats": [CHANNELS.get(name, name) for name in noticetrials.chats(visit.session, visit.officer)],
    }
