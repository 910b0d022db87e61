"""A member goes on with a case of theirs: adds to it, sees how it came so far, answers what they are asked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Final

from bot.conversation import Ask, Option, Start, command, form
from bot.domain import cases, numbers, referrals, timeline, verdicts
from bot.domain.cases import ADD
from bot.errors import Refusal
from bot.messages import Attachment, Reply
from handlers.case import clock
from handlers.turn import Turn

ADDED = "已补充到 {number}，经办人会看到，{clock}前回复您。"
NOT_YOURS = "没有找到您名下编号 {number} 的事项。请核对编号；如果是在别的手机或账号上办的，请用那一个来查。"
NONE_OPEN = "您在这里还没有登记过事项。要反映问题，回复“诉求投诉”或“法律援助”。"
REFERRED = "好的，{number} 会转给“{to}”，{clock}前告诉您进展。"
KEPT = "好的，{number} 不转，我们接着办，{clock}前回复您。"
SETTLED = "太好了，谢谢您告诉我们。{number} 就此结案。\n这次办得怎么样？1 到 5 分，5 分最满意。"
UNSETTLED = "知道了，{number} 已经重新打开，{clock}前有人联系您。\n哪里没解决，回复“补充 {number}”告诉我们。"
RATED = "谢谢您的 {rating} 分。有话想说，回复“评价 {number} 您的话”。"
WORDS_KEPT = "谢谢，您的话我们记下了。"
WHICH = "您是说下面这件事吗？"
MOST: Final = 5
"""So many cases in one answer."""

_NUMBER = numbers.PATTERN.pattern.replace("(JY|WQ)", "WQ").replace("(", "(?:")
ONE = rf"\s*(?P<number>{_NUMBER})"
_SETTLED: Final = re.compile("(?P<no>没有?|还没有?|未)?(?:已经)?解决了?")
_AGREED: Final = re.compile("(?P<no>不)?同意(?:转介)?")
_VAGUE: Final = frozenset({"同意", "不同意"})


def _own_cases(turn: Turn) -> Sequence[Option]:
    filed = cases.of_address(turn.session, turn.address)
    mine = [Option(case.number, case.number) for case in filed if cases.goes_on(turn.act, case)]
    if not mine:
        raise Refusal(NONE_OPEN)
    return mine


@dataclass(frozen=True)
class RemarkForm:
    """Something more about a case."""

    case: Annotated[str, Ask("补充到哪一件？", "编号", choices=_own_cases)]
    body: Annotated[str, Ask("请写下要补充的情况或要问的话。", "补充", max_length=5000)]
    files: Annotated[
        tuple[Attachment, ...], Ask("有图片或文件就发来，发完回复“完成”；没有就跳过。", "图片或文件", optional=True)
    ] = ()


@form("remark", RemarkForm, title="补充情况", says=("补充情况", "补充"), confirm=False)
def remark(answer: RemarkForm, turn: Turn) -> Reply:
    """Add it to the case, for the officer to see."""
    case = own(turn, answer.case)
    act = turn.unnamed if case.anonymous else turn.act
    cases.add(act, case, answer.body, answer.files)
    return Reply(ADDED.format(number=case.number, clock=clock(case, turn)), (ADD.format(number=case.number),))


@command(pattern=rf"(?:补充|回复){ONE}")
def add_to(turn: Turn, number: str) -> Start:
    """Begin to add something to a case of one's own."""
    case = own(turn, numbers.read(number))
    cases.require_going_on(turn.act, case)
    return Start("remark", {"case": case.number})


@command("我的诉求", "我的案件", "诉求进度", "我的投诉", "/cases", english="My cases and how they stand")
def mine(turn: Turn) -> Reply:
    """The member's own cases with what happened in each, newest first."""
    found = cases.of_address(turn.session, turn.address)
    if not found:
        return Reply(NONE_OPEN, ("诉求投诉", "法律援助"))
    told = [timeline.told(turn.act, case) for case in found[:MOST]]
    return Reply("\n\n".join(told), tuple(ADD.format(number=case.number) for case in found[:MOST] if not case.done))


@command(pattern=rf"(?P<answer>不?同意)转介{ONE}")
def referral(turn: Turn, answer: str, number: str) -> Reply:
    """Whether a case may go to somebody else."""
    return _consented(turn, own(turn, numbers.read(number)), agrees=answer == "同意")


@command(pattern=rf"(?P<answer>没|还没|未)?解决了?{ONE}")
def verdict(turn: Turn, answer: str | None, number: str) -> Reply:
    """Whether it is settled."""
    return _judged(turn, own(turn, numbers.read(number)), settled=not answer)


@command(pattern=rf"评分{ONE}\s+(?P<rating>\d{{1,2}})\s*分?")
def rating(turn: Turn, number: str, rating: str) -> Reply:
    """How good it was."""
    case = own(turn, numbers.read(number))
    verdicts.rate(turn.act, case, int(rating))
    return Reply(RATED.format(number=case.number, rating=int(rating)))


@command(pattern=rf"(?s)评价{ONE}\s+(?P<words>.{{1,1000}})")
def comment(turn: Turn, number: str, words: str) -> Reply:
    """What the member says of it."""
    verdicts.comment(turn.act, own(turn, numbers.read(number)), words.strip())
    return Reply(WORDS_KEPT)


ENTRIES = (remark, add_to, mine, referral, verdict, rating, comment)
"""What MENU has of it."""


def answered(text: str, turn: Turn) -> Reply | None:
    """What a member was asked about a case, answered without its number; None where nothing of the kind was asked.

    A mere 同意 is no consent yet, for the question may not have reached them: it is asked what they mean.
    """
    said = text.strip(" 。.!！")
    if found := _SETTLED.fullmatch(said):
        asked = [case for case in _mine(turn) if verdicts.is_asked(case)]
        answer, words = partial(_judged, settled=not found["no"]), (verdicts.SETTLED, verdicts.UNSETTLED)
    elif found := _AGREED.fullmatch(said):
        asked = [case for case in _mine(turn) if referrals.is_asked(turn.session, case)]
        answer, words = partial(_consented, agrees=not found["no"]), (referrals.AGREE, referrals.DISAGREE)
    else:
        return None
    if len(asked) == 1 and said not in _VAGUE:
        return answer(turn, asked[0])
    whole = tuple(words[bool(found["no"])].format(number=case.number) for case in asked)
    return Reply(WHICH, whole) if whole else None


def _mine(turn: Turn) -> Sequence[cases.Case]:
    return cases.of_address(turn.session, turn.address)


def _consented(turn: Turn, case: cases.Case, *, agrees: bool) -> Reply:
    one = referrals.answer(turn.act, case, agrees=agrees)
    words = REFERRED if one.agreed else KEPT
    return Reply(words.format(number=case.number, to=one.to, clock=clock(case, turn)))


def _judged(turn: Turn, case: cases.Case, *, settled: bool) -> Reply:
    """The ratings stand in their order, so that where buttons are numbered a number is what it says."""
    verdicts.say(turn.act, case, settled=settled)
    if not settled:
        text = UNSETTLED.format(number=case.number, clock=clock(case, turn))
        return Reply(text, (ADD.format(number=case.number),))
    ratings = [verdicts.RATE.format(number=case.number, rating=rating) for rating in range(1, verdicts.BEST + 1)]
    return Reply(SETTLED.format(number=case.number), tuple(ratings))


def own(turn: Turn, number: str) -> cases.Case:
    """The member's own case of that number; nobody else's, whoever knows the number."""
    case = cases.numbered(turn.session, number)
    if case is None or not case.is_from(turn.address):
        raise Refusal(NOT_YOURS.format(number=number))
    return case
