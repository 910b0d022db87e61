"""What is done with a notice from its page: approved, sent back, paused, cancelled, sent again, corrected, recalled."""

from collections.abc import Callable
from typing import Final

from starlette.responses import Response

from bot.console import notice_words, noticeform
from bot.console.noticepages import own, path
from bot.console.visit import Page, Visit, done
from bot.domain import approving, corrections, dispatch, drafting
from bot.domain.acts import Act
from bot.domain.noticebook import Notice
from bot.errors import Refusal
from bot.messages import clean


def approve(visit: Visit) -> Response:
    """It may go out."""
    notice, alone = own(visit), noticeform.count(visit)
    if alone is None:
        _require_sure(visit)
    approving.approve(visit.act, notice, visit.officer, alone_count=alone)
    return done(path(notice), "notice-approved")


def send_back(visit: Visit) -> Response:
    """It may not; its author reads why."""
    notice, why = own(visit), visit.text("why")
    if not why:
        raise Refusal(notice_words.NO_WHY)
    approving.send_back(visit.act, notice, visit.officer, why)
    return done(path(notice), "notice-sent-back")


def back(visit: Visit) -> Response:
    """A draft again; then to its form."""
    notice = own(visit)
    approving.take_back(visit.act, notice, visit.officer)
    return done(path(notice, "edit"), "notice-back")


def copy(visit: Visit) -> Response:
    """A new draft after this one; then to its form."""
    one = drafting.copy(visit.act, visit.officer, own(visit))
    visit.session.flush()
    return done(path(one, "edit"), "notice-begun")


def correct(visit: Visit) -> Response:
    """What went out reads otherwise from now on, where the platform lets that be."""
    notice = own(visit)
    _require_sure(visit)
    corrections.correct(visit.act, notice, title=clean(visit.typed.get("title", "")), text=visit.text("text"))
    return done(path(notice), "notice-corrected")


def retry_unsure(visit: Visit) -> Response:
    """Send once more to whom it did not reach, and to those of whom nobody knows."""
    notice = own(visit)
    _require_sure(visit)
    dispatch.retry(visit.act, notice, unsure=True)
    return done(path(notice), "notice-retried")


def _step(do: Callable[[Act, Notice], object], word: str, *, asks: bool = False) -> Page:
    """A deed that needs nothing but the notice, and the word for when it is done; some ask whether one is sure."""

    def step(visit: Visit) -> Response:
        notice = own(visit)
        if asks:
            _require_sure(visit)
        do(visit.act, notice)
        return done(path(notice), word)

    return step


def _require_sure(visit: Visit) -> None:
    if "sure" not in visit.typed:
        raise Refusal(notice_words.NOT_SURE)


APPROVING: Final[dict[str, Page]] = {"approve": approve, "send-back": send_back}
"""What those do who may approve, by the last part of the address."""

STEPS: Final[dict[str, Page]] = {
    "back": back,
    "pause": _step(dispatch.pause, "notice-paused"),
    "resume": _step(dispatch.resume, "notice-resumed"),
    "cancel": _step(dispatch.cancel, "notice-cancelled", asks=True),
    "retry": _step(dispatch.retry, "notice-retried"),
    "retry-unsure": retry_unsure,
    "since": _step(dispatch.send_since, "notice-since", asks=True),
    "now": _step(dispatch.send_now, "notice-now", asks=True),
    "recall": _step(corrections.recall, "notice-recalled", asks=True),
    "correct": correct,
    "copy": copy,
}
"""What those do who send, by the last part of the address."""
