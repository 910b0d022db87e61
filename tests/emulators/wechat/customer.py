"""Customer-service messages and the typing sign (发送客服消息, 客服输入状态)."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.emulators.wechat.calls import VERIFIED, Call, Endpoint, Json, ok, text
from tests.emulators.wechat.codes import Refused
from tests.emulators.wechat.follower import Received

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

LONGEST = 2048
RECENT = 30
"""Seconds within which a message must have passed for the typing sign."""
TYPING = 15
"""Seconds that the sign is shown."""


def _send(account: "Account", call: Call) -> Json:
    body = call.shown()
    follower = account.known(text(body, "touser"))
    msgtype = text(body, "msgtype")
    if msgtype not in CONTENTS:
        raise Refused(40008)
    content = CONTENTS[msgtype](account, body)
    if not follower.following:
        raise Refused(45015)
    now = account.clock()
    follower.windows.take(now)
    account.hand(follower, Received("customer-service", content, now, msgtype=msgtype, data=body))
    return ok()


def content_of(account: "Account", body: Json) -> str:  # noqa: ARG001 - one signature for all readers
    """A text message's content; raises Refused 44004 or 45002."""
    content = text(body, "text", "content")
    if not content:
        raise Refused(44004)
    if len(content.encode()) > LONGEST:
        raise Refused(45002)
    return content


def medium_of(kind: str) -> Callable[["Account", Json], str]:
    """The reader of messages that carry one medium."""

    def shown(account: "Account", body: Json) -> str:
        media_id = text(body, kind, "media_id")
        account.media.get(media_id, account.clock())
        return f"[{kind} {media_id}]"

    return shown


def _menu(account: "Account", body: Json) -> str:
    if account.kind != "service-verified":
        raise Refused(40200)
    menu = body.get("msgmenu")
    options = menu.get("list") if isinstance(menu, dict) else None
    if not isinstance(options, list) or not options:
        raise Refused(47001)
    lines = [text(body, "msgmenu", "head_content"), *(_option(one) for one in options)]
    content = "\n".join(line for line in [*lines, text(body, "msgmenu", "tail_content")] if line)
    if len(content.encode()) > LONGEST:
        raise Refused(45002)
    return content


def _option(option: object) -> str:
    if not isinstance(option, dict) or not option.get("id") or not text(option, "content"):
        raise Refused(47001)
    return f"[{option['id']}] {option['content']}"


def _news(account: "Account", body: Json) -> str:  # noqa: ARG001 - one signature for all readers
    news = body.get("news")
    articles = news.get("articles") if isinstance(news, dict) else None
    if not isinstance(articles, list) or len(articles) != 1 or not isinstance(articles[0], dict):
        raise Refused(45008)
    return f"[{text(articles[0], 'title')}] {text(articles[0], 'url')}"


CONTENTS: dict[str, Callable[["Account", Json], str]] = {
    "text": content_of,
    "image": medium_of("image"),
    "voice": medium_of("voice"),
    "msgmenu": _menu,
    "news": _news,
}


def _typing(account: "Account", call: Call) -> Json:
    body = call.json()
    windows = account.known(text(body, "touser")).windows
    now = account.clock()
    match text(body, "command"):
        case "CancelTyping":
            windows.typing = float("-inf")
        case "Typing" if now - windows.contact > RECENT:
            raise Refused(45080)
        case "Typing" if now < windows.typing:
            raise Refused(45081)
        case "Typing":
            windows.typing = now + TYPING
        case _:
            raise Refused(45072)
    return ok()


ENDPOINTS = (
    Endpoint("POST", "/cgi-bin/message/custom/send", _send, VERIFIED),
    Endpoint("POST", "/cgi-bin/message/custom/typing", _typing, VERIFIED),
)
