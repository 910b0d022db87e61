"""A member asks about their rights in their own words; danger comes first, then the knowledge base, then a person."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import Start, command
from bot.domain import danger, entries
from bot.domain.questions import Fate
from bot.messages import Reply
from handlers import event, feedback, matter
from handlers.turn import Turn
from knowledge import Band, Entry

DID_YOU_MEAN = "您是不是想问下面的哪一个？点一下，或回复序号。"
NEITHER = "都不是"
NOBODY_KNOWS = """这个我答不准，不敢乱说。可以这样办：
· 回复“诉求投诉”或“法律援助”，工会的人来答您；
· 急的话打 {hotline}（职工服务热线）。
也可以换个说法再问我一次。"""
MEANT_TOO = 0.02
"""So probable must another entry be to be offered below an answer: a message may hold two questions."""
GENERAL = "（这是一般说明，不是法律意见；您的具体情况，可以找我们的人看。）"
MODEST = "modest"
"""In the notes: that it was said."""
NO_SUCH_COMMAND = "没有这个命令。回复“菜单”看看能办什么，或者直接打字告诉我。"
URGENT = "您刚才说的已经记下了。回复“提交”就马上转给工会的人；方便的话再答两句，帮我们找到您。"


def watch(text: str, form: str | None, turn: Turn) -> Reply | None:  # noqa: ARG001 - one signature for all watchers
    """What must be said before anything else, when words of danger are heard in the middle of a form."""
    found = danger.find(text, acute=form not in {"legal-aid", "grievance", "remark"})
    return Reply(found.advice) if found else None


def free(text: str, turn: Turn) -> Reply | Start:
    """Answer what belongs to no form. Danger is never answered by the knowledge base: it opens a grievance."""
    if danger.find(text, acute=True):
        return Start("grievance", {"facts": text, "anonymous": "no"}, opening=URGENT)
    if feedback.ENTRY not in turn.notes and (told := matter.answered(text, turn)):
        return told
    if text.startswith("/"):
        return Reply(NO_SUCH_COMMAND, ("菜单",))
    return _looked_up(text, turn)


def _looked_up(text: str, turn: Turn) -> Reply:
    """What the knowledge base has for it."""
    if entry := turn.knowledge.titled(text):
        feedback.tapped(turn, entry)
        return _told(entry, turn)
    if told := event.named(turn, text.strip()):
        return told
    finding = turn.knowledge.ask(text, after=turn.notes.get(feedback.ENTRY) or None)
    feedback.asked(turn, text, Fate(finding.band.value), finding.hits[0].entry if finding.hits else None)
    if finding.band is Band.ANSWER:
        best, *others = finding.hits
        return _told(best.entry, turn, [hit.entry for hit in others if hit.score >= MEANT_TOO])
    if finding.band is Band.CHOICES:
        return Reply(DID_YOU_MEAN, (*(hit.entry.title for hit in finding.hits), NEITHER))
    return nobody_knows(turn)


def aside(text: str, turn: Turn) -> Reply | None:
    """Answer a question in the middle of a form, if we are sure; else it is none of ours."""
    entry = turn.knowledge.titled(text)
    finding = turn.knowledge.ask(text)
    if entry is None and finding.band is not Band.ANSWER:
        return None
    entry = entry or finding.hits[0].entry
    feedback.asked(turn, text, Fate.ANSWER, entry)
    return Reply(entry.answer)


def nobody_knows(turn: Turn) -> Reply:
    """Offer a person."""
    return Reply(NOBODY_KNOWS.format(hotline=turn.act.config.union.hotline), ("诉求投诉", "法律援助", "菜单"))


@command(NEITHER, "都不对", "答非所问")
def neither(turn: Turn) -> Reply:
    """None of what we offered was meant."""
    feedback.denied(turn)
    return nobody_knows(turn)


def _told(entry: Entry, turn: Turn, also: Sequence[Entry] = ()) -> Reply:
    """The entry; the first one of a talk says what kind of answer it is."""
    told = entries.told(entry, turn.knowledge, also)
    if turn.notes.setdefault(MODEST, "") == "":
        turn.notes[MODEST] = "said"
        return replace(told, text=f"{told.text}\n{GENERAL}")
    return told
