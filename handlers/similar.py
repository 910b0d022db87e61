"""What a member is about to suggest may stand in the box already: they are asked, and may add their voice to that."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.conversation import Option, Sought
from bot.domain import suggestions, voices
from bot.domain.bulletin import circle
from bot.domain.suggestions import Suggestion
from bot.messages import Attachment, Reply
from handlers import voice
from handlers.turn import Turn

ANEW: Final = "anew"
MOST: Final = 3
"""So many are offered."""

FOUND: Final = "已经有人提过相近的：\n{ideas}\n附议它，有结果一样告诉您；不是一回事，就另外提。"
YOURS: Final = "您自己提过相近的：\n{ideas}\n补充到它，还是另外提？"
ONE: Final = "{number}“{title}”（{state}{backing}）"
BACKING: Final = "，{count} 人附议"
SUPPORT, ADD, FILE_ANEW = "附议 {number}", "补充到 {number}", "另外提"
ADDED: Final = "已补充到 {number}，没有另外登记。经办人会看到，有进展告诉您。"

Stored = Mapping[str, str | None]


def look(answers: Stored, turn: Turn) -> Sought | None:
    """What is like the title: shown on the board where the member works, or their own."""
    title = answers.get("title")
    if not title:
        return None
    key = ("similar", title)
    if key not in turn.looked_up:
        turn.looked_up[key] = _question(_like(title, turn), turn)
    found: Sought | None = turn.looked_up[key]
    return found


def chosen(number: str | None, turn: Turn) -> Suggestion | None:
    """The suggestion to which the member adds their voice, instead of their own."""
    return suggestions.numbered(turn.session, number) if number and number != ANEW else None


def join(former: Suggestion, title: str, turn: Turn, photos: Sequence[Attachment] = ()) -> Reply:
    """Add the member's voice to it; to one of their own, what they wrote and sent now."""
    if not former.is_from(turn.address):
        return voice.support(former, None, turn)
    suggestions.remark(turn.unnamed if former.anonymous else turn.act, former, title, photos)
    return Reply(ADDED.format(number=former.number), (former.number,))


def _like(title: str, turn: Turn) -> list[Suggestion]:
    """The nearest first; none that the member supports or proposed with others already, and none that is gone."""
    unit_ids = circle(turn.session, turn.member.unit_id)
    found = turn.box.like(turn.session, title, unit_ids=unit_ids, shown_only=False, limit=2 * MOST)
    known = {one.suggestion_id for one in voices.of_address(turn.session, turn.address)}
    return [one for one in found if one.id not in known and _offered(one, turn)][:MOST]


def _offered(one: Suggestion, turn: Turn) -> bool:
    if one.is_from(turn.address):
        return not one.ended
    public = one.shown and turn.act.config.suggestions.board
    return public and (not one.ended or one.status is suggestions.State.ARCHIVED)


def _question(found: list[Suggestion], turn: Turn) -> Sought | None:
    if not found:
        return None
    options = [
        Option(one.number, (ADD if one.is_from(turn.address) else SUPPORT).format(number=one.number)) for one in found
    ]
    prompt = YOURS if all(one.is_from(turn.address) for one in found) else FOUND
    told = "\n".join(_told(one, turn) for one in found)
    return Sought(prompt.format(ideas=told), (*options, Option(ANEW, FILE_ANEW)))


def _told(one: Suggestion, turn: Turn) -> str:
    count = voices.supporters(turn.session, one)
    title = one.title if one.is_from(turn.address) else one.public_title
    backing = BACKING.format(count=count) if count else ""
    return ONE.format(number=one.number, title=title, state=one.state_label, backing=backing)
