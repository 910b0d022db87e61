"""Template messages (模板消息) and subscription notifications (订阅通知), with the reports of how they fared."""

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from tests.emulators.wechat.calls import SERVICE, Call, Endpoint, Json, ok, text
from tests.emulators.wechat.codes import Refused
from tests.emulators.wechat.follower import Follower, Received

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

TEMPLATE_REPORT, NOTICE_REPORT = "TEMPLATESENDJOBFINISH", "subscribe_msg_sent_event"
SAME = 600
"""Seconds within which one client_msg_id reaches a follower once."""

VALUES = {
    "thing": r".{1,20}",
    "number": r"[-+]?\d{1,32}(\.\d+)?",
    "letter": r"[A-Za-z]{1,32}",
    "symbol": r"[^\w\s]{1,5}",
    "character_string": r"[\x21-\x7e]{1,32}",
    "time": r".*\d{1,2}[::]\d{2}.*",
    "date": r"\d{4}(年|-|/|\.)\d{1,2}(月|-|/|\.)\d{1,2}.*",
    "amount": r"\D?\d{1,10}(\.\d+)?元?",
    "phone_number": r"[-+\d() ]{1,17}",
    "car_number": r"\w{1,8}",
    "name": r"[一-鿿·]{1,10}|[A-Za-z .'-]{1,20}",
    "phrase": r"[一-鿿]{1,5}",
}
"""What a field of each kind takes (参数值内容限制说明); thing3 is a field of the kind thing."""


@dataclass
class Templates:
    """The templates that the account has chosen, with their fields; what was sent, by openid and client_msg_id."""

    fields: dict[str, tuple[str, ...]] = field(default_factory=dict)
    sent: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)

    def filled(self, body: Json) -> str:
        """The message as it is read, a line a field; raises Refused 40037 or 47003."""
        template = text(body, "template_id")
        if template not in self.fields:
            raise Refused(40037)
        return "\n".join(f"{name}：{_value(body, name)}" for name in self.fields[template])


def _value(body: Json, name: str) -> str:
    data = body.get("data")
    entry = data.get(name) if isinstance(data, dict) else None
    value = entry.get("value") if isinstance(entry, dict) else None
    words = str(value) if isinstance(value, str | int | float) else ""
    rule = VALUES.get(name.rstrip("0123456789"), r"(?s:.+)")
    if not re.fullmatch(rule, words):
        raise Refused(47003, f"data.{name}.value invalid")
    return words


def _template(account: "Account", call: Call) -> Json:
    body = call.shown()
    follower = account.known(text(body, "touser"))
    if not follower.following:
        raise Refused(43004)
    shown = account.templates.filled(body)
    now, key = account.clock(), (follower.openid, text(body, "client_msg_id"))
    number, at = account.templates.sent.get(key, (0, float("-inf")))
    if key[1] and now - at < SAME:
        return ok(msgid=number)
    number = account.new_msgid()
    account.templates.sent[key] = (number, now)
    received = Received("template", shown, now, number, "template", body)
    status = account.faults.take(TEMPLATE_REPORT) or ("failed:user block" if follower.blocked else "success")
    account.reports.later(partial(_template_done, account, follower, received, str(status)))
    return ok(msgid=number)


def _template_done(account: "Account", follower: Follower, received: Received, status: str) -> None:
    if status in ("success", "lost"):
        account.hand(follower, received)
    if status != "lost":
        account.event(follower.openid, TEMPLATE_REPORT, MsgID=received.msgid, Status=status)


def _notice(account: "Account", call: Call) -> Json:
    body = call.shown()
    follower = account.known(text(body, "touser"))
    shown = account.templates.filled(body)
    template = text(body, "template_id")
    if not follower.permissions[template]:
        raise Refused(43101)
    follower.permissions[template] -= 1
    received = Received("subscription", shown, account.clock(), account.new_msgid(), "subscription", body)
    status = str(account.faults.take(NOTICE_REPORT) or "success")
    account.reports.later(partial(_notice_done, account, follower, received, status))
    return ok()


def _notice_done(account: "Account", follower: Follower, received: Received, status: str) -> None:
    if status in ("success", "lost"):
        account.hand(follower, received)
    if status != "lost":
        outcome = {
            "TemplateId": received.data["template_id"],
            "MsgID": received.msgid,
            "ErrorCode": 0 if status == "success" else 1003,
            "ErrorStatus": status,
        }
        account.event(follower.openid, NOTICE_REPORT, SubscribeMsgSentEvent={"List": [outcome]})


ENDPOINTS = (
    Endpoint("POST", "/cgi-bin/message/template/send", _template, SERVICE),
    Endpoint("POST", "/cgi-bin/message/subscribe/bizsend", _notice, SERVICE),
)
