"""A member checks in: with the code that hangs at the door, or by their own, which they show to who helps there."""

import unicodedata
from datetime import timedelta
from typing import Final

from bot.conversation import command
from bot.domain import calendar, daycodes, doorcodes
from bot.domain.checkins import CheckIn
from bot.domain.doorlist import Line
from bot.domain.events import Event
from bot.messages import Reply
from handlers import parcels
from handlers.turn import Turn

MINE: Final = "我的签到码"
HOW: Final = (
    "到了现场，看门口贴的 4 位签到口令，回复“签到”加上口令，比如“签到 1234”，或者扫那里的二维码。"
    "也可以回复“我的签到码”，给门口的工作人员看。"
)
CODE: Final = "{title}（{when}）\n签到码：{code}"
SHOW: Final = "到门口，把签到码给工作人员看，或者让工作人员扫图片。"
PICTURES: Final = "图片单独发，没看到的话稍等几秒。"
NO_CODE: Final = "这两天没有您报名的活动，还没有签到码。活动前两天起，回复“我的签到码”就有。"
DONE: Final = "签到成功：{title}，{at}{people}。"
PEOPLE: Final = "，一共 {people} 人"
WRONG: Final = "签到口令不对。请看门口贴的 4 位数字，再发一次；看不清的，把“我的签到码”给门口的工作人员看。"
OWN: Final = "门口贴的签到口令是 4 位数字。您自己的 6 位签到码不用发，给门口的工作人员看就行。"
WAIT: Final = "口令试错的次数多了，请过 {minutes} 分钟再试。着急的话，请门口的工作人员在名单上给您签到。"


@command(MINE, "签到码", "我的签到二维码", "/checkin", english="Your code for checking in")
def mine(turn: Turn) -> Reply:
    """The member's codes for what is today or in two days, with a picture each to be scanned."""
    found = doorcodes.coming(turn.act, turn.member)
    if not found:
        return Reply(NO_CODE, ("我的活动",))
    parts = [_told(turn, event, line) for event, line in found]
    drawn = _may_draw(turn)
    for event, line in found if drawn else ():
        doorcodes.send(turn.act, event, line, turn.address)
    return Reply("\n\n".join([*parts, SHOW + (PICTURES if drawn else "")]))


@command("签到", "我要签到", "活动签到")
def how(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """How one checks in."""
    return Reply(HOW, (MINE,))


@command(pattern=r"签到(?:口令|码)?\s*[:：]?\s*(?P<code>\d{1,10})")
def arrive(turn: Turn, code: str) -> Reply:
    """Check in with the day's code. A wrong one is no refusal, or the try would not count."""
    return _arrived(turn, unicodedata.normalize("NFKC", code))


def scanned(turn: Turn, what: str) -> Reply:
    """Check in with the day's code of one event, as the poster's QR code has it: EVENT-1234."""
    code, _, day_code = what.rpartition("-")
    return _arrived(turn, day_code, code)


ENTRIES: Final = (mine, how, arrive)
"""What MENU has of it."""


def _arrived(turn: Turn, code: str, event_code: str | None = None) -> Reply:
    if len(code) != daycodes.LENGTH:
        return Reply(OWN, (MINE,))
    found = daycodes.arrive(turn.act, turn.member, turn.address, code, event_code)
    if isinstance(found, timedelta):
        return Reply(WAIT.format(minutes=int(found.total_seconds() // 60) + 1), (MINE,))
    if found is None:
        return Reply(WRONG, (MINE,))
    return _welcome(turn, *found)


def _welcome(turn: Turn, event: Event, check_in: CheckIn) -> Reply:
    people = daycodes.people(turn.session, check_in)
    at = f"{check_in.at.astimezone(turn.act.config.zone):%H:%M}"
    return Reply(DONE.format(title=event.title, at=at, people=PEOPLE.format(people=people) if people > 1 else ""))


def _told(turn: Turn, event: Event, line: Line) -> str:
    when = calendar.shown(event.starts_at, turn.act.config.zone) if event.starts_at else ""
    return CODE.format(title=event.title, when=when, code=doorcodes.code_of(turn.session, event, line))


def _may_draw(turn: Turn) -> bool:
    """Whether the member may have pictures now, which are files that are kept a while."""
    return not parcels.wait(turn, "check-in")
