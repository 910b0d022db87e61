"""A member stops the notices that come unasked, or wants them again."""

from bot.conversation import command
from bot.domain import members
from bot.messages import Reply
from handlers.turn import Turn

STOPPED = (
    "已退订：活动预告、活动提醒和别的通知都不再发给您。您报的名、登记的事都还在，办理结果照常告诉您。"
    "想恢复，回复“订阅”；只想停几类，恢复后回复“订阅设置”。"
)
STARTED = (
    "已订阅：每月第一个工作日发活动预告，您报名的活动前一天提醒。不想要了，回复“退订”；只想停几类，回复“订阅设置”。"
)


@command("退订", "取消订阅", "TD", "T", "别发了", "不要再发", "/stop", english="No more announcements")
def stop(turn: Turn) -> Reply:
    """No more announcements and reminders, from this moment on."""
    members.unsubscribe(turn.act, turn.member)
    return Reply(STOPPED, ("订阅",))


@command("订阅", "恢复订阅", "订阅活动", "/subscribe", english="Announcements of activities again")
def start(turn: Turn) -> Reply:
    """Announcements and reminders again."""
    members.subscribe(turn.act, turn.member)
    return Reply(STARTED)
