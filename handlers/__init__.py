"""What a member can do: one file a thing. MENU lists all of it, in the order in which members' words are tried."""

from bot.conversation import Menu
from handlers import (
    arrival,
    ask,
    calculator,
    case,
    event,
    feedback,
    reception,
    status,
    statute,
    subscription,
    suggestion,
)

MENU = Menu(
    (
        reception.menu,
        arrival.arrive,
        arrival.arrive_anywhere,
        arrival.join,
        suggestion.suggest,
        case.legal_aid,
        case.grievance,
        case.remark,
        case.add_to,
        status.by_number,
        status.mine,
        *statute.ENTRIES,
        event.upcoming,
        event.this_month,
        event.details,
        event.choose,
        event.mine,
        event.leave,
        event.sign_up,
        event.join,
        event.join_team,
        subscription.stop,
        subscription.start,
        *calculator.ENTRIES,
        ask.neither,
        feedback.unsolved,
        reception.person,
        reception.thanks,
        reception.goodbye,
    )
)

TAPS = (
    ("办事", ("提建议", "法律援助", "诉求投诉", "算一算")),
    ("活动", ("活动", "报名", "我的活动", "订阅")),
    ("我的", ("进度", "人工", "菜单")),
)
"""What a channel with a menu of its own shows there: groups of words, each of which leads somewhere in MENU."""
