"""What each of WeChat's error codes makes us do, as a table.

The codes and their texts: WeChat's page 全局返回码 and wechatpy's constants; which of them matter: docs/wechat.md.
"""

from collections.abc import Mapping
from enum import Enum, auto
from typing import Any, Final

from bot.errors import DeliveryFailed, Parked, Retry, Unreachable


class Action(Enum):
    """What to do about an error code."""

    RETRY = auto()
    """WeChat is busy: later again."""
    REFRESH = auto()
    """The access token is no good: a new one, once."""
    CONFIGURE = auto()
    """The account's own settings are wrong: nothing works until the operator mends them."""
    UNREACHABLE = auto()
    """This person cannot be reached: they left, or never were here."""
    SPENT = auto()
    """They allowed no (more) subscription messages."""
    PAUSE = auto()
    """A quota of calls is used up: wait for the next minute or day."""
    PARK = auto()
    """No message may be sent until they write again."""
    SPLIT = auto()
    """The text is too long."""
    DONE = auto()
    """It was done already."""
    WRONG = auto()
    """This call is wrong and will stay so."""
    DISABLE = auto()
    """The account has no permission for this."""
    RESTRICTED = auto()
    """WeChat restricts the account or the person."""


SPENT: Final = 43101
"""They allowed no more subscription messages."""

ACTIONS: Final = {
    -1: Action.RETRY,
    40001: Action.REFRESH,
    40014: Action.REFRESH,
    42001: Action.REFRESH,
    40013: Action.CONFIGURE,
    40125: Action.CONFIGURE,
    40243: Action.CONFIGURE,
    40164: Action.CONFIGURE,
    41001: Action.CONFIGURE,
    61004: Action.CONFIGURE,
    40003: Action.UNREACHABLE,
    43004: Action.UNREACHABLE,
    43019: Action.UNREACHABLE,
    50005: Action.UNREACHABLE,
    SPENT: Action.SPENT,
    45009: Action.PAUSE,
    45011: Action.PAUSE,
    45028: Action.PAUSE,
    45066: Action.PAUSE,
    45015: Action.PARK,
    45047: Action.PARK,
    45002: Action.SPLIT,
    45065: Action.DONE,
    40007: Action.WRONG,
    40037: Action.WRONG,
    40130: Action.WRONG,
    40032: Action.WRONG,
    44002: Action.WRONG,
    44004: Action.WRONG,
    47001: Action.WRONG,
    47003: Action.WRONG,
    48001: Action.DISABLE,
    48004: Action.RESTRICTED,
    50002: Action.RESTRICTED,
}

ALARMS: Final = frozenset({Action.CONFIGURE, Action.RESTRICTED, Action.DISABLE, Action.REFRESH})
"""Actions of which the operator must hear: nobody else can mend it."""

A_MINUTE: Final = 60.0
A_DAY: Final = 24 * 3600.0
AN_HOUR: Final = 3600.0

_PAUSES: Final = {45009: A_DAY / 8, 45011: A_MINUTE, 45028: A_DAY / 8, 45066: A_MINUTE}
"""Seconds until a quota may be free again; a day's is looked at every three hours."""

WORDS: Final = {
    Action.RETRY: "微信忙，稍后再发",
    Action.REFRESH: "微信不认我们的凭证（access_token），请核对 app_id 和 app_secret",
    Action.CONFIGURE: "公众号配置不对，请核对 app_id、app_secret 和 IP 白名单",
    Action.UNREACHABLE: "对方没有关注，或者拉黑了公众号",
    Action.SPENT: "对方没有同意接收这类通知，或次数用完了",
    Action.PAUSE: "今天（这一分钟）的调用次数用完了，之后再发",
    Action.PARK: "微信现在不让发，等对方再来时第一时间送到",
    Action.SPLIT: "内容太长",
    Action.WRONG: "微信不收这条内容",
    Action.DISABLE: "公众号没有这项权限",
    Action.RESTRICTED: "微信限制了公众号或这位用户",
}


class Refused(DeliveryFailed):
    """WeChat answered with an error code: `errcode`, and what it makes us do, None where we do not know the code."""

    def __init__(self, errcode: int, errmsg: str, answer: Mapping[str, Any] | None = None) -> None:
        super().__init__(str(errcode), errmsg)
        self.errcode, self.action, self.answer = errcode, ACTIONS.get(errcode), answer or {}


def outcome(refused: Refused) -> DeliveryFailed | None:
    """What a refusal means for one message to one person; None where it has arrived already."""
    code, action = refused.code, refused.action
    if action is Action.DONE:
        return None
    words = f"{WORDS[action]}（{refused.words}）" if action else refused.words
    match action:
        case Action.RETRY:
            return Retry(code, words)
        case Action.PAUSE | Action.REFRESH | Action.CONFIGURE | Action.RESTRICTED:
            return Retry(code, words, after=_PAUSES.get(refused.errcode, AN_HOUR))
        case Action.PARK:
            return Parked(code, words)
        case Action.UNREACHABLE:
            return Unreachable(code, words)
    return DeliveryFailed(code, words)
