"""A member who writes from two chats makes one account of them: a code from the one, said in the other."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

from bot.conversation import Ask, Start, command, form
from bot.conversation.menu import Answer
from bot.domain import pairs
from bot.domain.members import Member
from bot.messages import Reply
from handlers.turn import Turn

CODE: Final = (
    "绑定码：{code}\n15 分钟内，到您的另一个聊天（比如网页、Telegram 或微信）里回复“绑定 {code}”，两边就合成一个账号："
    "通知只发一份，报名两边都看得到。\n别把码告诉别人：谁用它绑定，谁就看得到您的报名。"
)
HOW: Final = "绑定码是 8 位数字。先在您的另一个聊天里回复“绑定”拿码，再到这里回复“绑定 12345678”这样的一句。"
WAIT: Final = "试的次数多了，请等 {seconds} 秒再试。"
ASKED: Final = (
    "要把这个聊天和您拿码的那个聊天绑定吗？绑定以后：\n"
    "· 通知只发一份，报名两边都看得到。\n"
    "· 单位、订阅按那边的算；哪边说过不收的，就不发。\n"
    "· 诉求、建议的进展仍发到登记它的聊天；匿名登记的，也只在登记它的聊天里看得到。"
)
AGREE: Final = "绑定吗？码是别人给您的，请选不绑定。"
DONE: Final = "绑定好了。通知会发到您最近用的聊天；想固定发到哪边，就在哪边回复“通知发到这里”。"
UNSUBSCRIBED: Final = "您在其中一边退订过，所以现在不发通知；想收，回复“订阅”。"
PARTED: Final = "好的，分开了：那个聊天再也看不到您的报名。要是您没把码给过别人，请回复“人工”告诉我们。"
NOT_PARTED: Final = "这个解除绑定的码不对、用过了，或者过了 7 天。有疑问，请回复“人工”问我们。"
HOW_TO_PART: Final = (
    "绑定时，原来的聊天里发过一条消息，照里面写的回复“解除绑定”加 8 位数字。找不到了，回复“人工”问我们。"
)
LEFT_ALONE: Final = "好的，没有绑定，什么都没变。"


@command("绑定", "绑定账号", "绑定聊天", "/link", english="Make one account of two chats")
def offer(turn: Turn) -> Reply:
    """A code to say in the other chat."""
    return Reply(CODE.format(code=pairs.offer(turn.act, turn.member)))


@command(pattern=r"绑定码?\s*[:：]?\s*(?P<code>[\d０-９][\d０-９\s—–-]{3,30})")
def begin(turn: Turn, code: str) -> Answer:
    """Whether they really want it. A wrong code is no refusal, or the try would not count."""
    found = _whose(turn, code)
    if isinstance(found, Reply):
        return found
    pairs.check(turn.session, found, turn.member)
    return Start("pair", {"code": pairs.read(code)}, fresh=True, opening=ASKED)


@dataclass(frozen=True)
class PairForm:
    """Whether to make one account of two chats."""

    code: Annotated[str, Ask("绑定码是多少？", "绑定码", private=True)]
    agree: Annotated[bool, Ask(AGREE, "绑定", yes="是，绑定", no="不绑定")]


@form("pair", PairForm, title="绑定", confirm=False)
def pair(answer: PairForm, turn: Turn) -> Reply:
    """Make one of them."""
    if not answer.agree:
        return Reply(LEFT_ALONE)
    found = _whose(turn, answer.code)
    if isinstance(found, Reply):
        return found
    pairs.join(turn.act, found, turn.member, pairs.read(answer.code) or "")
    return Reply(DONE if found.subscribed else f"{DONE}{UNSUBSCRIBED}", ("通知发到这里", "订阅设置"))


@command(pattern=r"解除绑定\s*[:：]?\s*(?P<code>[\d０-９][\d０-９\s—–-]{3,30})")
def part(turn: Turn, code: str) -> Reply:
    """The chat that was linked is one by itself again."""
    return Reply(PARTED if pairs.part(turn.act, turn.member, pairs.read(code) or "") else NOT_PARTED, ("人工",))


@command("解除绑定", "解绑")
def how_to_part(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """How one parts."""
    return Reply(HOW_TO_PART, ("人工",))


ENTRIES: Final = (offer, begin, pair, part, how_to_part)
"""What MENU has of it."""


def _whose(turn: Turn, code: str) -> Member | Reply:
    """The member whose code it is, or what to say."""
    digits = pairs.read(code)
    found = pairs.look(turn.act, turn.address, digits) if digits else None
    if isinstance(found, timedelta):
        return Reply(WAIT.format(seconds=int(found.total_seconds()) + 1))
    return found or Reply(pairs.GONE if digits else HOW)
