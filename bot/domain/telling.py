"""What a member is told of their case, in words, through the chat it came from: each change once."""

from bot.domain import audit, calendar
from bot.domain.acts import Act
from bot.domain.casebook import Case, Remark
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.messages import Attachment, Reply
from bot.store import outbox

ADD = "补充 {number}"
ANSWERED = "【{number}】{officer}回复您：\n{body}"
JUST_ANSWER = "（直接在这里回复就行，也可以发图片。）"
TAKEN = "【{number}】{officer}接手了您的事，{due}前在这里回复您。"
HANDED_OVER = "【{number}】您的事改由{officer}办理，{due}前在这里联系您。之前说过的都在，不用再讲一遍。"
CLIMBED = "【{number}】到时没有办好，对不起。已经交给{unit}的负责人督办，{due}前联系您。"
RESOLVED = "【{number}】这件事已办结。\n结果：{outcome}\n如果没解决，{days} 天内回复“补充 {number}”就会重新打开。"


def taken(act: Act, case: Case, officer: Officer) -> None:
    """Somebody is there."""
    say(act, case, "taken", TAKEN.format(number=case.number, officer=officer.name, due=due(act, case)))


def handed_over(act: Act, case: Case, to: Officer) -> None:
    """Somebody else is."""
    say(act, case, "handed-over", HANDED_OVER.format(number=case.number, officer=to.name, due=due(act, case)))


def climbed(act: Act, case: Case) -> None:
    """Its time ran out, and who sees to it now."""
    unit = act.session.get_one(Unit, case.unit_id).name
    say(act, case, "climbed", CLIMBED.format(number=case.number, unit=unit, due=due(act, case)))


def resolved(act: Act, case: Case) -> None:
    """The outcome."""
    days = act.config.cases.reopen_days
    say(act, case, "closed", RESOLVED.format(number=case.number, outcome=case.outcome, days=days))


def replied(act: Act, case: Case, officer: Officer, remark: Remark) -> None:
    """What an officer wrote, with its files; where it waits for the member, that they may just answer."""
    text = ANSWERED.format(number=case.number, officer=officer.name, body=remark.body)
    text += f"\n{JUST_ANSWER}" if case.waiting_since else ""
    _put(act, case, f"remark:{remark.id}", text, files=tuple(remark.attachments))


def say(act: Act, case: Case, what: str, text: str, *buttons: str) -> None:
    """Tell one change, under a key of its own."""
    _put(act, case, f"case:{case.id}:{what}:{audit.last(act.session, case)}", text, *buttons)


def due(act: Act, case: Case) -> str:
    """By when something is to be heard."""
    return calendar.shown(case.due_at, act.config.zone) if case.due_at else ""


def _put(act: Act, case: Case, key: str, text: str, *buttons: str, files: tuple[Attachment, ...] = ()) -> None:
    reply = Reply(text, buttons or (ADD.format(number=case.number),), files=files)
    outbox.put(act.session, case.reply_to, reply, key=key, kind="case", now=act.now)
