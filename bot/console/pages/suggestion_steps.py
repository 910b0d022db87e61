"""What an officer says and decides about a suggestion; a second click on the same button does not do it twice."""

from typing import Final

from starlette.responses import Response

from bot.console.pages.suggestion import colleagues, own
from bot.console.posted import CHOOSE_AGAIN, TOO_MUCH
from bot.console.visit import Page, Visit, done
from bot.domain import box, drives, enclosures, filings, numbers, pairing, suggestions
from bot.domain.box import VERDICTS, State, Suggestion
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import Attachment

NO_VERDICT: Final = "请先选一项：采纳、暂存备用，或暂不采纳。"
NOBODY: Final = "请先选一位同事。"
WHICH: Final = "请先填另一条建议的编号，比如 JY-2026-0012-4。"
NOT_FOUND: Final = "没有找到 {number}，或者不归您的单位管。请从建议列表里核对编号。"


def acknowledge(visit: Visit) -> Response:
    """Say that it has arrived, and whether it is a major one."""
    one = own(visit)
    suggestions.acknowledge(visit.act, one, visit.officer, major=visit.typed.get("major") == "1")
    return went(one, "idea-acknowledged")


def reply(visit: Visit) -> Response:
    """Say something to those who proposed it, with files."""
    one = own(visit)
    visit.session.refresh(one, with_for_update=True)
    body = visit.text("body")
    kept = files(visit)
    body = body or (enclosures.WORDS if kept else "")
    said = box.remarks(visit.session, one)
    if kept or not filings.just_said(said, visit.officer, body):
        suggestions.reply(visit.act, one, visit.officer, body, kept)
    return went(one, "idea-replied")


def note(visit: Visit) -> Response:
    """Write a note for colleagues."""
    one, body = own(visit), visit.text("note")
    visit.session.refresh(one, with_for_update=True)
    said = box.remarks(visit.session, one, internal=True)
    if not filings.just_said(said, visit.officer, body, internal=True):
        suggestions.note(visit.act, one, visit.officer, body)
    return went(one, "idea-noted")


def answer(visit: Visit) -> Response:
    """Answer with verdict and reasons; the same answer twice is told once."""
    one, text = own(visit), visit.text("answer")
    verdict = next((each for each in VERDICTS if each.value == visit.typed.get("verdict")), None)
    if verdict is None:
        raise Refusal(NO_VERDICT)
    visit.session.refresh(one, with_for_update=True)
    if (one.state, one.answer) != (verdict.value, text):
        suggestions.answer(visit.act, one, visit.officer, verdict, text)
    return went(one, "answered")


def sort(visit: Visit) -> Response:
    """Put it under another topic or drive, or say that it is a major one."""
    one, written = own(visit), visit.typed.get("drive", "")
    running = drives.running(visit.session, one.unit_id, visit.act.today)
    drive = next((each for each in running if str(each.id) == written), None)
    topic, major = visit.typed.get("topic", ""), visit.typed.get("major") == "1"
    suggestions.sort(visit.act, one, visit.officer, topic=topic, major=major, drive=drive)
    return went(one, "idea-sorted")


def hand_over(visit: Visit) -> Response:
    """Give it to a colleague."""
    one = own(visit)
    suggestions.hand_over(visit.act, one, visit.officer, colleague(visit, one, "to", Right.ANSWER_SUGGESTIONS))
    return went(one, "idea-handed-over")


def publish(visit: Visit) -> Response:
    """Put it on the open board, or word it anew there."""
    one = own(visit)
    suggestions.publish(visit.act, one, visit.officer, visit.text("title"), visit.text("text"))
    return went(one, "idea-published")


def unpublish(visit: Visit) -> Response:
    """Take it off the open board."""
    one = own(visit)
    if one.shown:
        suggestions.unpublish(visit.act, one, visit.officer)
    return went(one, "idea-unpublished")


def archive(visit: Visit) -> Response:
    """File it away."""
    one = own(visit)
    if one.status is not State.ARCHIVED:
        suggestions.archive(visit.act, one, visit.officer)
    return went(one, "idea-archived")


def merge(visit: Visit) -> Response:
    """It goes on within another one; then to that one's page."""
    one, into = own(visit), _other(visit)
    pairing.merge(visit.act, one, visit.officer, into)
    return went(into, "idea-merged")


def split(visit: Visit) -> Response:
    """It goes on by itself again."""
    one = own(visit)
    pairing.split(visit.act, one, visit.officer)
    return went(one, "idea-split")


STEPS: Final[dict[str, Page]] = {
    "acknowledge": acknowledge,
    "reply": reply,
    "note": note,
    "answer": answer,
    "sort": sort,
    "hand-over": hand_over,
    "publish": publish,
    "unpublish": unpublish,
    "archive": archive,
    "merge": merge,
    "split": split,
}
"""What one who answers suggestions can do, by the last part of its address."""


def went(one: Suggestion, word: str, place: str = "") -> Response:
    """Back to the page of a suggestion, with what was done."""
    return done(f"/console/suggestions/{one.number}", word, place)


def files(visit: Visit) -> tuple[Attachment, ...]:
    """The files that were chosen, examined and kept; Refusal where they cannot be sent."""
    if visit.files is None:
        raise Refusal(f"{TOO_MUCH}{CHOOSE_AGAIN}")
    try:
        uploads = enclosures.examined(visit.files)
    except Refusal as why:
        raise Refusal(f"{why}{CHOOSE_AGAIN}") from None
    return enclosures.keep(visit.session, uploads, visit.act.now)


def colleague(visit: Visit, one: Suggestion, field: str, right: Right) -> Officer:
    """The colleague who was chosen among those who have a right there, the officer among them; Refusal without one."""
    able = [*colleagues(visit, one, right), visit.officer]
    chosen = next((each for each in able if str(each.id) == visit.typed.get(field)), None)
    if chosen is None:
        raise Refusal(NOBODY)
    return chosen


def _other(visit: Visit) -> Suggestion:
    """The other suggestion, by its number as it was typed; what the officer may not see is as good as not there."""
    written = visit.text("other").strip()
    if not written:
        raise Refusal(WHICH)
    number = numbers.read(written)
    other = suggestions.numbered(visit.session, number)
    if other is None or not filings.may_see(visit.session, visit.officer, other):
        raise Refusal(NOT_FOUND.format(number=number))
    return other
