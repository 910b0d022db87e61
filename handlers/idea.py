"""A proposer goes on with a suggestion of theirs: sees how it came so far, adds to it, withdraws it, appeals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final

from bot.conversation import Ask, Option, Start, command, form
from bot.domain import awards, exchange, numbers, rethinking, steps, suggestions, voices
from bot.domain.acts import Act
from bot.domain.box import UNANSWERED, State, Suggestion
from bot.domain.voices import Part
from bot.errors import Refusal
from bot.messages import Attachment, Reply
from handlers import matter
from handlers.turn import Turn

RESPOND, WITHDRAW, APPEAL = "回应 {number}", "撤回 {number}", "申诉 {number}"
REALLY: Final = "确认撤回 {number}"
POINTS, MONEY = "要积分 {number}", "要奖金 {number}"

NONE: Final = "您在这里还没有提过建议。有好主意，回复“提建议”。"
SAID: Final = "收到，{number} 的经办人会看到，回复会发到这里。"
ASKED: Final = "确定撤回 {number}“{title}”吗？撤回以后就不再办了。"
WITHDRAWN: Final = "{number} 已撤回。有了新主意，随时再提。"
APPEALED: Final = "{number} 已申诉，会重新评审，{month}月{day}日前再答复您。"
OTHERS: Final = "您还提过：\n{lines}"
SUPPORTED: Final = "您附议的：\n{lines}"
TEAM: Final = "您一起提的：\n{lines}"
BACKING: Final = {Part.PROPOSER: TEAM, Part.SUPPORTER: SUPPORTED}
LINE: Final = "· {number} {state}"
SIGN: Final = (
    "共同建议人请各自用自己的手机，在这里回复：\n{codes}\n署了名，进展和奖励才能告诉他们。码只说这一次，请转给他们。"
)
CODE: Final = "{name}：署名 {code}"
NOT_FILED: Final = "{number} 由提交的那位来撤回、申诉。您有话要说，回复“回应 {number}”。"
NO_CODES: Final = "{number} 没有等着署名的共同建议人。"
MOST: Final = 5
"""So many suggestions in one answer."""

WITHDRAWABLE: Final = frozenset({*UNANSWERED, State.RESERVED})
OVER: Final = frozenset({State.ARCHIVED, State.WITHDRAWN})

NUMBER: Final = numbers.PATTERN.pattern.replace("(JY|WQ)", "JY").replace("(", "(?:")
ONE: Final = rf"\s*(?P<number>{NUMBER})"


def _own_ideas(turn: Turn) -> Sequence[Option]:
    mine = [*suggestions.of_address(turn.session, turn.address), *_proposed_with_others(turn)]
    if not mine:
        raise Refusal(NONE)
    return [Option(one.number, one.number) for one in mine if one.status not in OVER]


def _own_declined(turn: Turn) -> Sequence[Option]:
    mine = [one for one in suggestions.of_address(turn.session, turn.address) if rethinking.may_appeal(one)]
    return [Option(one.number, one.number) for one in mine]


@dataclass(frozen=True)
class RespondForm:
    """What a proposer has to say about a suggestion of theirs."""

    idea: Annotated[str, Ask("哪一条建议？", "编号", choices=_own_ideas)]
    body: Annotated[str, Ask("请写下要补充或要问的话。", "回应", max_length=3000)]
    files: Annotated[
        tuple[Attachment, ...], Ask("有图片或文件就发来，发完回复“完成”；没有就跳过。", "图片或文件", optional=True)
    ] = ()


@form("respond", RespondForm, title="回应", says=("回应", "回应建议", "补充建议"), confirm=False)
def respond(answer: RespondForm, turn: Turn) -> Reply:
    """Say it, for the officer to see."""
    one = shared(turn, answer.idea)
    suggestions.remark(act(turn, one), one, answer.body, answer.files)
    return Reply(SAID.format(number=one.number), (one.number,))


@command(pattern=rf"(?:回应|回复|补充){ONE}")
def begin_response(turn: Turn, number: str) -> Start:
    """Begin to say something about a suggestion of one's own."""
    one = shared(turn, numbers.read(number))
    if one.status in OVER:
        raise Refusal(exchange.OVER.format(number=one.number, state=one.state_label))
    return Start("respond", {"idea": one.number})


@dataclass(frozen=True)
class AppealForm:
    """Why one that was not adopted should be looked at again."""

    idea: Annotated[str, Ask("哪一条建议？", "编号", choices=_own_declined)]
    words: Annotated[
        str, Ask("为什么请我们再评一次？哪条理由不对，或者有什么新情况，几句话就行。", "申诉", max_length=2000)
    ]


@form("appeal", AppealForm, title="申诉", confirm=False)
def appeal(answer: AppealForm, turn: Turn) -> Reply:
    """Let it be weighed once more."""
    one = own(turn, answer.idea)
    rethinking.appeal(act(turn, one), one, answer.words)
    by = one.reply_by.astimezone(turn.act.config.zone)
    return Reply(APPEALED.format(number=one.number, month=by.month, day=by.day), (one.number,))


@command(pattern=rf"申诉{ONE}")
def begin_appeal(turn: Turn, number: str) -> Start:
    """Begin to appeal."""
    one = own(turn, numbers.read(number))
    rethinking.require_appealable(turn.act, one)
    return Start("appeal", {"idea": one.number})


@command(pattern=rf"撤回{ONE}")
def ask_withdrawal(turn: Turn, number: str) -> Reply:
    """Ask whether it is meant."""
    one = own(turn, numbers.read(number))
    if one.status not in WITHDRAWABLE:
        raise Refusal(rethinking.CANNOT_WITHDRAW.format(number=one.number, state=one.state_label))
    return Reply(ASKED.format(number=one.number, title=one.title), (REALLY.format(number=one.number), one.number))


@command(pattern=rf"确认撤回{ONE}")
def withdraw(turn: Turn, number: str) -> Reply:
    """Take it back."""
    one = own(turn, numbers.read(number))
    rethinking.withdraw(act(turn, one), one)
    return Reply(WITHDRAWN.format(number=one.number), ("提建议",))


@command(pattern=rf"署名码{ONE}")
def codes(turn: Turn, number: str) -> Reply:
    """Fresh codes for the co-proposers who have not joined; the former are good no more."""
    one = own(turn, numbers.read(number))
    given = voices.codes(act(turn, one), one)
    if not given:
        raise Refusal(NO_CODES.format(number=one.number))
    return Reply(codes_told(given), (one.number,))


@command("我的建议", "我提的建议", "建议进度", "/ideas", english="My suggestions and how they stand")
def mine(turn: Turn) -> Reply:
    """The newest of the member's own suggestions with what happened to it, then the others, and those they back."""
    found, backed = suggestions.of_address(turn.session, turn.address)[:MOST], _backed(turn)
    if not found and not backed:
        return Reply(NONE, ("提建议",))
    lines = [steps.told(turn.act, found[0])] if found else []
    lines += [_listed(OTHERS, found[1:])]
    lines += [_listed(words, [one for one, of in backed if of == part]) for part, words in BACKING.items()]
    known = dict.fromkeys(one.number for one in [*found, *(one for one, _ in backed)])
    buttons = _next(found[0], turn) if len(found) == 1 and not backed else tuple(known)
    return Reply("\n\n".join(filter(None, lines)), buttons)


def told(one: Suggestion, turn: Turn) -> Reply:
    """One suggestion with all that happened, and what can be done about it now."""
    return Reply(steps.told(turn.act, one), _next(one, turn))


def own(turn: Turn, number: str) -> Suggestion:
    """The suggestion of that number, which the member filed; nobody else's, whoever knows the number."""
    one = shared(turn, number)
    if not one.is_from(turn.address):
        raise Refusal(NOT_FILED.format(number=number))
    return one


def shared(turn: Turn, number: str) -> Suggestion:
    """The suggestion of that number, which the member proposed alone or with others."""
    one = suggestions.numbered(turn.session, number)
    if one is None or not proposed(turn, one):
        raise Refusal(matter.NOT_YOURS.format(number=number))
    return one


def proposed(turn: Turn, one: Suggestion) -> bool:
    """Whether the member proposed it, alone or with others."""
    return one.is_from(turn.address) or one in _proposed_with_others(turn)


def act(turn: Turn, one: Suggestion) -> Act:
    """Under which act its proposer does something with it."""
    return turn.unnamed if one.anonymous else turn.act


def codes_told(given: Sequence[tuple[str, str]]) -> str:
    """Who of the others is to answer what."""
    return SIGN.format(codes="\n".join(CODE.format(name=name, code=code) for name, code in given))


def _next(one: Suggestion, turn: Turn) -> tuple[str, ...]:
    """The buttons that lead on from here."""
    found = [APPEAL] if rethinking.may_appeal(one) and one.is_from(turn.address) else []
    found += [POINTS] if not one.anonymous and _unpaid(one, turn) else []
    found += [RESPOND] if one.status not in OVER else []
    found += [WITHDRAW] if one.status in WITHDRAWABLE and one.is_from(turn.address) else []
    return tuple(button.format(number=one.number) for button in found)


def _unpaid(one: Suggestion, turn: Turn) -> bool:
    return any(not share.settled for share in awards.mine(turn.session, one, turn.address))


def _proposed_with_others(turn: Turn) -> list[Suggestion]:
    """Those that somebody else filed and the member signed."""
    mine = [one for one in voices.of_address(turn.session, turn.address) if one.part == Part.PROPOSER]
    return [turn.session.get_one(Suggestion, one.suggestion_id) for one in mine]


def _listed(words: str, found: Sequence[Suggestion]) -> str:
    lines = [LINE.format(number=one.number, state=one.state_label) for one in found]
    return words.format(lines="\n".join(lines)) if lines else ""


def _backed(turn: Turn) -> list[tuple[Suggestion, str]]:
    """What they proposed with others, and what they support, the newest first; and which of both."""
    mine = voices.of_address(turn.session, turn.address)[:MOST]
    return [(turn.session.get_one(Suggestion, one.suggestion_id), one.part) for one in mine]


ENTRIES: Final = (respond, begin_response, appeal, begin_appeal, ask_withdrawal, withdraw, codes, mine)
"""What MENU has of it."""
