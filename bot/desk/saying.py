"""What staff write in their group in answer to one of our messages."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from bot.desk import words
from bot.desks import Doing, Told
from bot.domain import board, cases, enclosures, filings, numbers, outcomes, postings
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.groups import StaffGroup
from bot.domain.postings import Kind, Posting
from bot.domain.staff import Officer
from bot.errors import Refusal
from bot.messages import clean

NOTE: Final = re.compile(r"[/／]{2}")
LONGEST: Final = 2000
"""Characters of one answer, as in the console."""

QUIET: Final = {words.NOT_STAFF: timedelta(minutes=10)}
"""For so long this is not said again to one who goes on."""


def take(act: Act, group: StaffGroup, doing: Doing) -> Told:
    """An answer to the member, a note among staff, or the outcome of a case. Refusal where nothing was sent."""
    officer = act.session.get_one(Officer, act.actor.id)
    posting = postings.of_message(act.session, group, doing.reply_to)
    case = _meant(act, posting, doing)
    if not filings.may_see(act.session, officer, case):
        raise Refusal(words.NOT_YOURS.format(number=case.number))
    body = _body(doing)
    if NOTE.match(body):
        _needs_no_files(doing, words.NOTE_WITH_FILES)
        cases.note(act, case, officer, body[2:].strip())
        board.say(act, group, words.NOTED.format(number=case.number), doing.message, case)
    elif posting and posting.kind == Kind.PROMPT.value:
        _needs_no_files(doing, words.OUTCOME_WITH_FILES)
        with _not_sent():
            outcomes.resolve(act, case, officer, body)
        board.say(act, group, words.CLOSED.format(number=case.number), doing.message, case)
    else:
        with _not_sent():
            files = enclosures.keep(act.session, enclosures.examined(doing.uploads), act.now)
            remark = cases.reply(act, case, officer, body, files)
        board.expect(act, group, case, remark, doing.message)
    return Told()


def refuse(act: Act, group: StaffGroup, doing: Doing, why: str) -> Told:
    """Say below the answer why it was not sent; some words are not said again and again."""
    quiet = QUIET.get(why, timedelta())
    recent = select(Posting.id).where(
        Posting.group_id == group.id, Posting.words == why, Posting.posted_at > act.now - quiet
    )
    if not quiet or act.session.scalars(recent.limit(1)).first() is None:
        board.say(act, group, why, doing.message)
    return Told()


@contextmanager
def _not_sent() -> Iterator[None]:
    """A refusal says that the member got nothing."""
    try:
        yield
    except Refusal as why:
        raise Refusal(f"{why}{words.NOT_SENT}") from None


def _meant(act: Act, posting: Posting | None, doing: Doing) -> Case:
    """The case that is answered: that of the posting, or the one whose number stands in the message."""
    if posting is None:
        return _named(act, doing.quoted)
    about = postings.cases_of(act.session, posting)
    if len(about) != 1:
        raise Refusal(words.WHICH if about else words.NO_CASE)
    return about[0]


def _named(act: Act, quoted: str) -> Case:
    """The case in the first line of a message of ours that we do not know; below it stand cases, or others' words."""
    found = numbers.PATTERN.search(quoted.partition("\n")[0])
    case = cases.numbered(act.session, numbers.read(found[0])) if found else None
    if case is None:
        raise Refusal(words.WHICH if not found and numbers.PATTERN.search(quoted) else words.NO_CASE)
    return case


def _needs_no_files(doing: Doing, why: str) -> None:
    if doing.uploads:
        raise Refusal(why)


def _body(doing: Doing) -> str:
    if doing.edited:
        raise Refusal(words.EDITED)
    if doing.unreadable:
        raise Refusal(words.UNREADABLE)
    if doing.missing:
        raise Refusal(f"{doing.missing[0]}{words.NOT_SENT}")
    body = clean(doing.text) or (enclosures.WORDS if doing.uploads else "")
    if not body:
        raise Refusal(words.NO_WORDS)
    if len(body) > LONGEST:
        raise Refusal(words.TOO_LONG.format(size=len(body), most=LONGEST))
    return body
