"""Who hears what of a suggestion, each thing once, through the chat they wrote from.

Those who proposed it hear everything. Its supporters hear how it ends, in words that hold nothing of anybody's own;
those whose suggestion was merged into it hear the same, and at least that it goes on.
"""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, stages
from bot.domain.acts import Act
from bot.domain.box import Suggestion
from bot.domain.chorus import Part, Voice
from bot.messages import Address, Attachment, Reply
from bot.store import outbox

KIND: Final = "suggestion"
"""The kind of these messages."""

RESPOND: Final = "回应 {number}"
SUPPORTED: Final = "【{number}】您附议的建议{title}：{words}"
MERGED_IN: Final = "【{number}】您的建议已并入 {main}。{main}：{words}"
GOES_ON: Final = "现在是“{state}”。"


def tell(
    act: Act,
    suggestion: Suggestion,
    what: str,
    text: str,
    *buttons: str,
    supporters: str | None = None,
    files: tuple[Attachment, ...] = (),
) -> None:
    """Tell a step that was just logged to all whom it concerns; `what` names it, once for each row of the trail.

    `supporters`: how the sentence goes on that supporters read, without a title, a name, or a word of the proposer's.
    """
    say(act, suggestion, what, text, *buttons, files=files)
    spread(act, suggestion, what, supporters)


def say(
    act: Act, suggestion: Suggestion, what: str, text: str, *buttons: str, files: tuple[Attachment, ...] = ()
) -> None:
    """Tell those alone who proposed it."""
    shown = buttons or (RESPOND.format(number=suggestion.number),)
    row = audit.last(act.session, suggestion)
    for key, to in _team(act.session, suggestion):
        _put(act, to, f"{key}{what}:{row}", Reply(text, shown, files=files))


def spread(act: Act, suggestion: Suggestion, what: str, words: str | None = None) -> None:
    """Tell supporters, where there are words for them, and those whose suggestion was merged into this one."""
    row = audit.last(act.session, suggestion)
    heard = {to for _, to in _team(act.session, suggestion)}
    known = words or GOES_ON.format(state=suggestion.state_label)
    for part in stages.parts(act.session, suggestion):
        text = MERGED_IN.format(number=part.number, main=suggestion.number, words=known)
        for key, to in _new(_team(act.session, part), heard):
            _put(act, to, f"{key}{what}:{row}", Reply(text), bulk=True)
    for one in [suggestion, *stages.parts(act.session, suggestion)] if words else []:
        text = SUPPORTED.format(number=suggestion.number, title=title(suggestion), words=words)
        for key, to in _new(_supporters(act.session, one), heard):
            _put(act, to, f"{key}{what}:{row}", Reply(text), bulk=True)


def others(act: Act, suggestion: Suggestion, what: str, text: str) -> None:
    """Tell a step that the proposer took to those who proposed it together with them."""
    row = audit.last(act.session, suggestion)
    for key, to in _of(act.session, suggestion, Part.PROPOSER):
        _put(act, to, f"{key}{what}:{row}", Reply(text))


def title(suggestion: Suggestion) -> str:
    """What others may read of its title: that of the open board, if it is there."""
    return f"“{suggestion.public_title}”" if suggestion.shown and suggestion.public_title else ""


def reached(session: Session, suggestion: Suggestion) -> bool:
    """Whether anybody who proposed it can be told anything."""
    return any(True for _ in _team(session, suggestion))


def _team(session: Session, suggestion: Suggestion) -> Iterator[tuple[str, Address]]:
    """Those who proposed it and can be reached: the beginning of a message's key, and where."""
    if suggestion.route is not None:
        yield f"{KIND}:{suggestion.id}:", suggestion.route.to
    yield from _of(session, suggestion, Part.PROPOSER)


def _supporters(session: Session, suggestion: Suggestion) -> Iterator[tuple[str, Address]]:
    return _of(session, suggestion, Part.SUPPORTER)


def _of(session: Session, suggestion: Suggestion, part: Part) -> Iterator[tuple[str, Address]]:
    mine = select(Voice).where(Voice.suggestion_id == suggestion.id, Voice.part == part.value)
    for voice in session.scalars(mine.order_by(Voice.id)).all():
        if voice.to:
            yield f"{KIND}:{suggestion.id}:voice:{voice.id}:", voice.to


def _new(found: Iterator[tuple[str, Address]], heard: set[Address]) -> Iterator[tuple[str, Address]]:
    """Those who have not heard it yet."""
    for key, to in found:
        if to not in heard:
            heard.add(to)
            yield key, to


def _put(act: Act, to: Address, key: str, reply: Reply, *, bulk: bool = False) -> None:
    outbox.put(act.session, to, reply, key=key, kind=KIND, now=act.now, bulk=bulk)
