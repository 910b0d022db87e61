"""What a member can do: one file a thing. MENU lists all of it, in the order in which members' words are tried."""

from bot.conversation import Menu
from handlers import ask, calculator, case, event, feedback, reception, status, statute, subscription, suggestion

MENU = Menu(
    (
        reception.menu,
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
