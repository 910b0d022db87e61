"""A member adds their voice to a suggestion of somebody else's (附议), or signs one proposed with others (署名)."""

from typing import Final

from bot.conversation import command
from bot.domain import numbers, suggestions, voices
from bot.domain.suggestions import Suggestion
from bot.domain.support import NOT_SEEN
from bot.errors import Refusal
from bot.messages import Reply
from handlers import bulletin, idea
from handlers.turn import Turn

SUPPORTED: Final = "好的，已附议 {number}{title}，现在有 {count} 人附议。有结果会告诉您。"
UNSUPPORTED: Final = "好的，对 {number} 的附议撤回了。"
WHICH: Final = "要附议哪一条？回复“附议”加编号，比如“附议 JY-2026-0001-5”；回复“公开栏”看看有哪些。"
HOW_TO_SIGN: Final = "请把提建议的同事给您的署名码一起发来：署名 加上 10 位字符，比如“署名 ABCDE23456”。"
SIGNED: Final = "署名成功！{number}“{title}”有您一份，占 {share}%。有进展会告诉您；评了奖，也有您的份。"


@command("附议", "我要附议")
def which(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """How a suggestion is supported."""
    return Reply(WHICH, (bulletin.BOARD,))


@command(pattern=rf"(?s)附议{idea.ONE}(?:[\s,，。:：]+(?P<words>.{{1,1000}}))?")
def add(turn: Turn, number: str, words: str | None) -> Reply:
    """Support a suggestion, with a reason or without."""
    return support(_numbered(turn, number), (words or "").strip() or None, turn)


@command(pattern=rf"(?:撤回|取消)附议{idea.ONE}")
def take_back(turn: Turn, number: str) -> Reply:
    """Support it no more."""
    one = _numbered(turn, number)
    voices.unsupport(turn.act, one, turn.address)
    return Reply(UNSUPPORTED.format(number=one.number), (bulletin.BOARD,))


@command("署名", "我要署名", "署名码")
def how(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """How a suggestion is signed."""
    return Reply(HOW_TO_SIGN)


@command(pattern=r"署名\s*[:：]?\s*(?P<code>[0-9A-Za-z０-９Ａ-Ｚａ-ｚ][0-9A-Za-z０-９Ａ-Ｚａ-ｚ\s—–-]{4,30})")
def sign(turn: Turn, code: str) -> Reply:
    """Sign a suggestion that was filed by somebody else for several."""
    one = voices.join(turn.act, code, turn.member, turn.address)
    weights = {share.voice_id: share.weight for share in voices.proposers(turn.session, one)}
    mine = next(v for v in voices.of_address(turn.session, turn.address) if v.suggestion_id == one.id)
    share = weights[mine.id] * 100 // sum(weights.values())
    return Reply(SIGNED.format(number=one.number, title=one.title, share=share), (one.number,))


def support(one: Suggestion, words: str | None, turn: Turn) -> Reply:
    """Support it, and say how many do."""
    voices.support(turn.act, one, turn.member, turn.address, words)
    title = f"“{one.public_title}”" if one.shown and one.public_title else ""
    count = voices.supporters(turn.session, one)
    return Reply(
        SUPPORTED.format(number=one.number, title=title, count=count),
        (bulletin.BOARD, bulletin.UNDO.format(number=one.number)),
    )


def _numbered(turn: Turn, number: str) -> Suggestion:
    one = suggestions.numbered(turn.session, numbers.read(number))
    if one is None:
        raise Refusal(NOT_SEEN.format(number=numbers.read(number)))
    return one


ENTRIES: Final = (which, add, take_back, how, sign)
"""What MENU has of it."""
