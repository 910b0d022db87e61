"""What a member can do: one file a thing. `menu` lists all of it, in the order in which members' words are tried."""

from functools import cache

from bot.config.kinds import Kinds, read
from bot.conversation import Menu
from handlers import (
    agenda,
    arrival,
    ask,
    bulletin,
    calculator,
    case,
    checkin,
    consent,
    event,
    feedback,
    idea,
    matter,
    mine,
    opinion,
    outcome,
    pairing,
    person,
    poll,
    privacy,
    reception,
    retrieval,
    reward,
    signup,
    squad,
    squadlead,
    status,
    statute,
    subscription,
    suggestion,
    topics,
    voice,
    waitlist,
)


@cache
def menu(kinds: Kinds) -> Menu:
    """All of it, with a form for each of the union's kinds of cases."""
    return Menu((
        reception.menu,
        arrival.arrive,
        arrival.arrive_anywhere,
        arrival.join,
        suggestion.suggest,
        *case.forms(kinds),
        *idea.ENTRIES,
        *voice.ENTRIES,
        *bulletin.ENTRIES,
        *reward.ENTRIES,
        *matter.ENTRIES,
        *retrieval.ENTRIES,
        *privacy.ENTRIES,
        status.by_number,
        status.mine,
        *statute.ENTRIES,
        *agenda.ENTRIES,
        *checkin.ENTRIES,
        *outcome.ENTRIES,
        *opinion.ENTRIES,
        *event.ENTRIES,
        *mine.ENTRIES,
        *signup.ENTRIES,
        *squad.ENTRIES,
        *squadlead.ENTRIES,
        *waitlist.ENTRIES,
        *consent.ENTRIES,
        subscription.stop,
        subscription.start,
        *topics.ENTRIES,
        *pairing.ENTRIES,
        *poll.ENTRIES,
        *calculator.ENTRIES,
        ask.neither,
        feedback.unsolved,
        *person.ENTRIES,
        reception.thanks,
        reception.goodbye,
    ))  # fmt: skip


MENU = menu(read(""))
"""The same with the kinds that are shipped."""

TAPS = (
    ("办事", ("提建议", "公开栏", "法律援助", "诉求投诉", "算一算")),
    ("活动", ("活动", "报名", "我的活动", "订阅")),
    ("我的", ("进度", "人工", "菜单")),
)
"""What a channel with a menu of its own shows there: groups of words, each of which leads somewhere in MENU."""
