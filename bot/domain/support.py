"""Support (附议): a member adds their voice to somebody else's suggestion instead of filing a second one like it."""

from typing import Final

from bot.domain import audit, chorus, stages
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.chorus import Part, Voice
from bot.domain.circles import circle
from bot.domain.members import Member
from bot.errors import Refusal
from bot.messages import Address

LONGEST: Final = 500
NOT_SEEN: Final = "没有找到可以附议的建议 {number}。请核对编号，或者回复“公开栏”看看有哪些。"
YOURS: Final = "{number} 就是您提的建议，不用附议。有话要补充，回复“回应 {number}”。"
MERGED: Final = "{number} 已经并入 {main}，请附议那一条：回复“附议 {main}”。"
PART_OF_IT: Final = "您的建议已经并入 {number}，本来就算在里面，不用再附议。"
WITHDRAWN: Final = "{number} 已经由建议人撤回，不能附议了。您也有这个想法的话，回复“提建议”自己提一条。"
GONE: Final = "{number} 早已办完，内容已按规定删除，不能附议了。"
ALREADY: Final = "{number} 您已经附议过了，有结果会告诉您。"
TOO_LONG: Final = "附议的理由最多写 {most} 个字，请缩短一点再发。"
NONE: Final = "您没有附议过 {number}。"


def support(act: Act, suggestion: Suggestion, member: Member, address: Address, words: str | None = None) -> Voice:
    """A member supports a suggestion, once, and hears how it ends; Refusal of one's own, or one they may not see."""
    if words and len(words) > LONGEST:
        raise Refusal(TOO_LONG.format(most=LONGEST))
    stages.hold(act.session, suggestion)
    _require_open(act, suggestion, member, address)
    mine = chorus.mark(act.session, address)
    for one in (suggestion, *stages.parts(act.session, suggestion)):
        _require_new(act, suggestion, one, address, mine)
    voice = Voice(
        suggestion_id=suggestion.id,
        part=Part.SUPPORTER.value,
        member_id=member.id,
        channel=address.channel,
        address=address.id,
        digest=mine,
        words=words or None,
        named_at=act.now,
        joined_at=act.now,
    )
    act.session.add(voice)
    audit.log(act, "suggestion.supported", suggestion)
    return voice


def unsupport(act: Act, suggestion: Suggestion, address: Address) -> None:
    """A member takes their support back: nothing of it is kept. Refusal where there is none."""
    stages.hold(act.session, suggestion)
    mine = chorus.mark(act.session, address)
    found = [one for one in chorus.of_suggestion(act.session, suggestion, Part.SUPPORTER) if one.digest == mine]
    if not found:
        raise Refusal(NONE.format(number=suggestion.number))
    act.session.delete(found[0])
    audit.log(act, "suggestion.unsupported", suggestion)


def open_to(act: Act, suggestion: Suggestion, member: Member) -> bool:
    """Whether a member may see that a suggestion exists: it is on the open board, or of their own circle."""
    public = suggestion.shown and act.config.suggestions.board
    return public or suggestion.unit_id in circle(act.session, member.unit_id)


def _require_open(act: Act, suggestion: Suggestion, member: Member, address: Address) -> None:
    number = suggestion.number
    if suggestion.is_from(address):
        raise Refusal(YOURS.format(number=number))
    if not open_to(act, suggestion, member):
        raise Refusal(NOT_SEEN.format(number=number))
    if suggestion.merged_into_id:
        main = act.session.get_one(Suggestion, suggestion.merged_into_id)
        raise Refusal(MERGED.format(number=number, main=main.number))
    if suggestion.status is State.WITHDRAWN:
        raise Refusal(WITHDRAWN.format(number=number))
    if suggestion.erased_at:
        raise Refusal(GONE.format(number=number))


def _require_new(act: Act, main: Suggestion, one: Suggestion, address: Address, mine: str) -> None:
    """Refusal where they have a part in it, or in what was merged into it."""
    if one.is_from(address):
        raise Refusal(PART_OF_IT.format(number=main.number))
    for part, words in ((Part.PROPOSER, YOURS), (Part.SUPPORTER, ALREADY)):
        if mine in {voice.digest for voice in chorus.of_suggestion(act.session, one, part)}:
            raise Refusal(words.format(number=main.number))
