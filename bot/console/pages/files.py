"""Files that members sent, for those who may see the case or the suggestion they belong to."""

from collections.abc import Sequence
from urllib.parse import quote

from sqlalchemy.orm import Session
from starlette.responses import Response

from bot.console.visit import Visit, missing
from bot.console.wording import IMAGES
from bot.domain import box, cases, filings, suggestions, works
from bot.domain.box import Suggestion
from bot.domain.filings import WithFiles
from bot.messages import Attachment
from bot.store import files
from bot.store.files import FileRow


def send(visit: Visit) -> Response:
    """One file of a case or suggestion."""
    return answer(visit, _attached(visit))


def answer(visit: Visit, among: Sequence[Attachment]) -> Response:
    """The file that the address names, if it is one of these."""
    wanted = next((one for one in among if one.key == visit.path["key"]), None)
    kept = files.fetch(visit.session, wanted.key) if wanted else None
    if kept is None:
        raise missing()
    return inert(kept)


def inert(kept: FileRow) -> Response:
    """A file as it may be shown: it can run nothing, no script, no form, no frame of ours."""
    shown = kept.media_type in IMAGES
    headers = {
        "Content-Disposition": f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(kept.name, safe='')}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    return Response(kept.content, headers=headers, media_type=kept.media_type if shown else "application/octet-stream")


def _attached(visit: Visit) -> list[Attachment]:
    """The files of the case or suggestion that the address names, where the officer may see it; else none."""
    session, number = visit.session, visit.path["number"]
    if visit.path["subject"] == "suggestions":
        one = suggestions.numbered(session, number)
        return _of_suggestion(session, one) if one and filings.may_see(session, visit.officer, one) else []
    case = cases.numbered(session, number) if visit.path["subject"] == "cases" else None
    if case is None or not filings.may_see(session, visit.officer, case):
        return []
    return [*case.attachments, *(file for remark in cases.remarks(session, case) for file in remark.attachments)]


def _of_suggestion(session: Session, one: Suggestion) -> list[Attachment]:
    """What came with it, with what was said about it, and with how its work goes."""
    said: list[WithFiles] = [one, *box.remarks(session, one), *works.reports(session, one)]
    return [file for each in said for file in each.attachments]
