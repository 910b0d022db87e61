"""A member chooses what notices are about, says which groups they are in, and in which chat notices come."""

from typing import Final

from bot.conversation import command
from bot.conversation.menu import Answer
from bot.domain import topics
from bot.messages import Reply
from handlers import ask
from handlers.turn import Turn

SETTINGS, GROUPS, HERE = "订阅设置", "我的群体", "通知发到这里"
NO_MORE, AGAIN = "不收{label}通知", "恢复{label}通知"
IN, OUT = "加入群体：{label}", "退出群体：{label}"

OVERVIEW: Final = "通知分这几类，点一下就能停、能恢复：\n{lines}\n全都不收，回复“退订”。"
ALL_STOPPED: Final = "您退订了，现在哪一类通知都不发。想收，先回复“订阅”，再来选要哪几类。"
STOPPED: Final = "好的，{label}通知不再发给您。您报的名、登记的事不受影响。想恢复，点下面。"
STARTED: Final = "好的，{label}通知又会发给您。"
STARTED_LATER: Final = "好的，{label}这一类恢复了。不过您之前退订了全部通知，要回复“订阅”才会发。"

GROUPS_TOLD: Final = (
    "说说您属于哪些群体，专门发给他们的通知（比如女职工体检）您也收得到。"
    "只用来发通知，不核实，随时能退。\n{lines}\n点一下就行。"
)
JOINED: Final = "好的，发给“{label}”的通知，以后也会发给您。"
LEFT: Final = "好的，不再把您算在“{label}”里。"
PREFERRED: Final = "好的，以后通知只发到这个聊天。想换，到别的聊天里回复“通知发到这里”。"
ONLY_HERE: Final = "您只在这一个聊天里找过我们，通知本来就发到这里。还用别的聊天的话，回复“绑定”，就能合成一个账号。"


@command(SETTINGS, "通知设置", "我的订阅", "/settings", english="Which notices you get")
def settings(turn: Turn) -> Reply:
    """What notices are about, whether the member gets each, and a tap for each."""
    refused, known = topics.refused(turn.session, turn.member), turn.act.config.notices.topics
    if not turn.member.subscribed:
        return Reply(ALL_STOPPED, ("订阅",))
    lines = "\n".join(
        f"· {topic.label}（{topic.about}）：{'不收' if key in refused else '收'}" for key, topic in known.items()
    )
    buttons = [(AGAIN if key in refused else NO_MORE).format(label=topic.label) for key, topic in known.items()]
    return Reply(OVERVIEW.format(lines=lines), (*buttons, GROUPS))


@command(pattern=r"不收(?P<label>.{1,12}?)通知")
def stop(turn: Turn, label: str) -> Answer:
    """No more notices about one thing; what is no topic of ours is a question like any other."""
    key = _topic(turn, label)
    if key is None:
        return ask.free(NO_MORE.format(label=label), turn)
    topics.refuse(turn.act, turn.member, key)
    return Reply(STOPPED.format(label=label), (AGAIN.format(label=label), SETTINGS))


@command(pattern=r"恢复(?P<label>.{1,12}?)通知")
def start(turn: Turn, label: str) -> Answer:
    """Notices about it again."""
    key = _topic(turn, label)
    if key is None:
        return ask.free(AGAIN.format(label=label), turn)
    topics.accept(turn.act, turn.member, key)
    if not turn.member.subscribed:
        return Reply(STARTED_LATER.format(label=label), ("订阅",))
    return Reply(STARTED.format(label=label), (SETTINGS,))


@command(GROUPS, "群体", "所在群体", "/groups", english="Groups you are in")
def groups(turn: Turn) -> Reply:
    """The groups that notices may be for, and whether the member says they are in each."""
    mine, known = topics.groups(turn.session, turn.member), turn.act.config.events.occasions.groups
    lines = "\n".join(f"· {group.label}{'：您在' if key in mine else ''}" for key, group in known.items())
    buttons = [(OUT if key in mine else IN).format(label=group.label) for key, group in known.items()]
    return Reply(GROUPS_TOLD.format(lines=lines), tuple(buttons))


@command(pattern=r"加入群体\s*[:：]\s*(?P<label>.{1,20})")
def join(turn: Turn, label: str) -> Reply:
    """They are in this one."""
    topics.join(turn.act, turn.member, _group(turn, label))
    return Reply(JOINED.format(label=label.strip()), (OUT.format(label=label.strip()), GROUPS))


@command(pattern=r"退出群体\s*[:：]\s*(?P<label>.{1,20})")
def leave(turn: Turn, label: str) -> Reply:
    """They are in it no more."""
    topics.leave(turn.act, turn.member, _group(turn, label))
    return Reply(LEFT.format(label=label.strip()), (GROUPS,))


@command(HERE, "通知发这里", "在这里收通知")
def here(turn: Turn) -> Reply:
    """Notices come to this chat from now on."""
    several = topics.prefer(turn.act, turn.member, turn.address)
    return Reply(PREFERRED) if several else Reply(ONLY_HERE, ("绑定",))


ENTRIES: Final = (settings, stop, start, groups, join, leave, here)
"""What MENU has of it."""


def _topic(turn: Turn, label: str) -> str | None:
    """The key of a topic by what it is called."""
    known = turn.act.config.notices.topics
    return next((key for key, topic in known.items() if topic.label == label), None)


def _group(turn: Turn, label: str) -> str:
    """The key of a group by what it is called; nothing, where there is no such one, and the operation says so."""
    known = turn.act.config.events.occasions.groups
    return next((key for key, group in known.items() if group.label == label.strip()), "")
