"""What a member says of an answer: which of the offered ones was meant, that none was, that it did not help."""

from bot.conversation import command
from bot.domain import questions
from bot.domain.entries import UNSOLVED
from bot.domain.questions import Fate
from bot.messages import Reply
from handlers import matter
from handlers.turn import Turn
from knowledge import Entry, mask

ASKED, ENTRY = "asked", "entry"
"""In the notes: the last question, masked, and the entry that answered it; "" while choices are offered."""

NOT_SOLVED = """对不起，没帮上您。这句话我们记下了（不记是谁问的），会请人把答案改好。
您这件事可以找工会的人：
· 回复“诉求投诉”或“法律援助”，把事情说清楚，工作人员会在这里回您；
· 急的话打 {hotline}（职工服务热线）。"""


def asked(turn: Turn, text: str, fate: Fate, nearest: Entry | None) -> None:
    """Keep a question with what it got, and remember it until the member says more about it."""
    masked, entry = mask(text), nearest.id if nearest else None
    _keep(turn, masked, fate, entry)
    turn.notes[ASKED] = masked
    turn.notes.pop(ENTRY, None)
    if fate is not Fate.NONE:
        turn.notes[ENTRY] = entry if entry and fate is Fate.ANSWER else ""


def tapped(turn: Turn, entry: Entry) -> None:
    """The member chose an entry by its title: one of those that were offered, or a related one."""
    if turn.notes.get(ENTRY) == "":
        _keep(turn, turn.notes[ASKED], Fate.CHOSEN, entry.id)
    turn.notes.update({ASKED: turn.notes.get(ASKED, entry.title), ENTRY: entry.id})


def denied(turn: Turn) -> None:
    """None of the offered ones was meant, or the answer was none; told twice, it is kept once."""
    entry = turn.notes.pop(ENTRY, None)
    if entry is not None:
        _keep(turn, turn.notes[ASKED], Fate.UNHELPFUL if entry else Fate.NEITHER, entry or None)


@command(UNSOLVED, "没解决", "没有解决", "没解决问题", "没有用", "没用", "没帮助")
def unsolved(turn: Turn) -> Reply:
    """The answer did not help: keep that, and offer a person. Where there was none, it is said of a case."""
    if ENTRY not in turn.notes and (told := matter.answered("没解决", turn)):
        return told
    denied(turn)
    return Reply(NOT_SOLVED.format(hotline=turn.act.config.union.hotline), ("诉求投诉", "法律援助", "菜单"))


def _keep(turn: Turn, masked: str, fate: Fate, entry: str | None) -> None:
    questions.record(turn.unnamed, masked, fate.value, entry)
