"""A member takes activities into their phone's calendar: under a link that keeps up to date by itself, or as a file."""

from typing import Final

from bot.conversation import command
from bot.domain import agendas
from bot.domain.agendas import Links
from bot.messages import Reply
from handlers import parcels
from handlers.event import meant
from handlers.turn import Turn

ANEW: Final = "换日历链接"
CALENDAR: Final = "calendar"
LINKED: Final = (
    "点下面的地址，选“订阅”，您报名的活动就进手机日历；以后新报名、改期、取消，日历自己跟着变：\n{subscribe}\n"
    "点不动的，复制这个地址，到手机日历的“添加订阅日历”里粘贴：\n{open}\n"
    "它只给您自己用，请别转给别人；不小心转出去了，回复“换日历链接”。"
)
RENEWED: Final = "换好了，旧的链接不能用了，请在手机日历里把旧的删掉。\n"
MADE: Final = "日历文件单独发一条，没看到的话稍等几秒。"
WAIT: Final = "日历文件刚才已经发过了，请看前面；要再来一份，请过 {minutes} 分钟。"
OPEN: Final = "点开下面的地址，选“添加”，“{title}”就进了手机日历：\n{address}"


@command(
    "加到日历", "加入日历", "添加到日历", "订阅日历", "我的日历", "/calendar", english="Activities in your calendar"
)
def add(turn: Turn) -> Reply:
    """The link to the member's own calendar; where no phone can reach this server, the file."""
    if agendas.reachable(turn.act.config):
        return _linked(agendas.link(turn.act, turn.member))
    if wait := parcels.wait(turn, CALENDAR):
        return Reply(WAIT.format(minutes=wait))
    agendas.send(turn.act, turn.member, turn.address)
    return Reply(MADE)


@command(ANEW, "更换日历链接", "重置日历链接")
def renew(turn: Turn) -> Reply:
    """Another link, where the one before came into wrong hands."""
    if not agendas.reachable(turn.act.config):
        return add.run(turn)  # type: ignore[return-value] # it says one thing
    return _linked(agendas.renew(turn.act, turn.member), RENEWED)


@command(pattern=r"(?:加到|加入|添加到)日历\s*[:：]?\s*(?P<what>.{2,60})")
def add_one(turn: Turn, what: str) -> Reply:
    """One event, whether the member signed up for it or not."""
    event = meant(turn, what)
    agendas.require_day(event)
    if agendas.reachable(turn.act.config):
        return Reply(OPEN.format(title=event.title, address=agendas.event_link(turn.act.config, event)))
    if wait := parcels.wait(turn, CALENDAR):
        return Reply(WAIT.format(minutes=wait))
    agendas.send_event(turn.act, event, turn.member, turn.address)
    return Reply(MADE)


ENTRIES: Final = (add, renew, add_one)
"""What MENU has of it."""


def _linked(links: Links, before: str = "") -> Reply:
    return Reply(before + LINKED.format(subscribe=links.subscribe, open=links.open), ("我的活动",))
