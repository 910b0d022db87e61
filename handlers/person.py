"""A member asks for a person; while one has the talk, the bot keeps still."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.conversation import Said, command
from bot.domain import calendar, cases, numbers, talks
from bot.domain.cases import Case, State
from bot.domain.staff import Officer
from bot.domain.talks import Owner
from bot.messages import Reply
from handlers.case import clock
from handlers.turn import Turn

WAITS = """已经替您转人工，编号 {number}。{hours}{ahead}{clock}前有人在这里回您。
有什么事请直接写，也可以发图片，写的都会给接待的人看到。
急的话打 {hotline}（职工服务热线）；有危险先打 110、119 或 120。不等了，回复“回到自助”。"""
HERE = "{officer}在接待您，有话直接说，编号 {number}。要用自助服务，回复“回到自助”。"
OPEN, SHUT = "现在是上班时间。", "现在不是上班时间（工作日 {frames}）。"
AHEAD = "您前面还有 {count} 位。"
BACK = "回到自助"
BACK_AGAIN = "好的，接下来由自助服务回答您。刚才说的都在 {number} 里，经办人会接着看；要找人，回复“人工”。"
NOBODY = "现在就是自助服务。要找人，回复“人工”。"
ANSWERED = "收到，经办人会看到，{clock}前回复您。"
KEPT = "记下了，会给接待的人看。{clock}前回您。"
PASSES: Final = frozenset({BACK, "人工", "人工服务", "转人工", "找人", "取消", "退出", "结束人工"})
"""These the bot hears also while a person has the talk; and numbers, and buttons that are tapped."""

QUIET: Final = timedelta(minutes=10)
"""For so long a word that was kept is not said to be kept again."""

SAID_AT: Final = "kept"
"""In the notes: when it was said last."""


@command(
    *("人工", "人工服务", "人工客服", "转人工", "找人", "找工会", "真人", "联系工会", "/human"),
    english="Talk to a person",
)
def ask(turn: Turn) -> Reply:
    """Ask for a person: how long it takes, and that one may write already."""
    case = talks.begin(turn.act, turn.member, turn.address)
    if case.officer_id:
        officer = turn.session.get_one(Officer, case.officer_id).name
        return Reply(HERE.format(officer=officer, number=case.number), (BACK,))
    waiting = talks.ahead(turn.session, case)
    text = WAITS.format(
        number=case.number,
        hours=_hours(turn),
        ahead=AHEAD.format(count=waiting) if waiting else "",
        clock=clock(case, turn),
        hotline=turn.act.config.union.hotline,
    )
    return Reply(text, (BACK,))


@command(BACK, "结束人工", "回到机器人", "不找人了", "不等了", "/bot", english="Back to self-service")
def back(turn: Turn) -> Reply:
    """Back to the bot."""
    case = talks.current(turn.session, turn.address, turn.now)
    if case is None:
        return Reply(NOBODY)
    talks.end(turn.act, case)
    return Reply(BACK_AGAIN.format(number=case.number))


def hear(said: Said, turn: Turn, *, known: bool) -> Sequence[Reply] | None:
    """What a member says who talks with a person, or waits for one; None where it is for the bot.

    `known`: the menu knows the words. While a person has the talk only few of them are for the bot.
    """
    case = talks.current(turn.session, turn.address, turn.now)
    if case is None or not (said.text or said.files):
        return None
    if talks.owner(case) is Owner.QUEUE:
        return None if known else _kept(case, said, turn)
    if known and (said.tap or said.text.strip() in PASSES or numbers.PATTERN.search(said.text)):
        return None
    asked = case.status is State.WAITING
    _add(case, said, turn)
    return (Reply(ANSWERED.format(clock=clock(case, turn))),) if asked else ()


def _kept(case: Case, said: Said, turn: Turn) -> Sequence[Reply]:
    _add(case, said, turn)
    last = turn.notes.get(SAID_AT)
    if last and turn.now < datetime.fromisoformat(last) + QUIET:
        return ()
    turn.notes[SAID_AT] = turn.now.isoformat()
    return (Reply(KEPT.format(clock=clock(case, turn)), (BACK,)),)


def _add(case: Case, said: Said, turn: Turn) -> None:
    cases.add(turn.unnamed if case.anonymous else turn.act, case, said.text, said.files)


def _hours(turn: Turn) -> str:
    office = calendar.office(turn.act.config)
    if calendar.is_open(turn.now, office):
        return OPEN
    return SHUT.format(frames="、".join(turn.act.config.cases.office_hours))


ENTRIES = (ask, back)
"""What MENU has of it."""
