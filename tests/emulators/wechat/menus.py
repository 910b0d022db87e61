"""The account's menu (创建/查询/删除自定义菜单): up to 3 buttons with up to 5 below each."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.emulators.wechat.calls import WITH_MENU, Call, Endpoint, Json, ok, text
from tests.emulators.wechat.codes import Refused

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

KEYED = "click scancode_push scancode_waitmsg pic_sysphoto pic_photo_or_album pic_weixin location_select".split()
OTHERS = "media_id article_id article_view_limited view_limited miniprogram".split()


@dataclass(frozen=True)
class Limits:
    """How many buttons of how long a name, and the codes of what does not fit."""

    most: int
    name_bytes: int
    count: int
    kind: int
    name: int
    key: int
    url: int
    domain: int


TOP = Limits(3, 16, count=40016, kind=40017, name=40018, key=40019, url=40020, domain=40055)
BELOW = Limits(5, 60, count=40023, kind=40024, name=40025, key=40026, url=40027, domain=40054)
KEY_BYTES, URL_BYTES = 128, 1024


def _create(account: "Account", call: Call) -> Json:
    if call.escaped:
        raise Refused(40033)
    buttons = call.json().get("button")
    account.menu = {"button": [_button(one, TOP) for one in _counted(buttons, TOP)]}
    return ok()


def _counted(buttons: object, limits: Limits) -> list[Any]:
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= limits.most:
        raise Refused(limits.count)
    return buttons


def _button(button: object, limits: Limits) -> Json:
    if not isinstance(button, dict):
        raise Refused(limits.kind)
    if not 1 <= len(text(button, "name").encode()) <= limits.name_bytes:
        raise Refused(limits.name)
    if button.get("sub_button"):
        if limits is BELOW:
            raise Refused(40022)
        below = _counted(button["sub_button"], BELOW)
        return {"name": button["name"], "sub_button": [_button(one, BELOW) for one in below]}
    _check_target(button, limits)
    return {**button, "sub_button": []}


def _check_target(button: Json, limits: Limits) -> None:
    kind = text(button, "type")
    if kind in KEYED:
        if not 1 <= len(text(button, "key").encode()) <= KEY_BYTES:
            raise Refused(limits.key)
    elif kind == "view":
        if not 1 <= len(text(button, "url").encode()) <= URL_BYTES:
            raise Refused(limits.url)
        if not text(button, "url").startswith(("http://", "https://")):
            raise Refused(limits.domain)
    elif kind not in OTHERS:
        raise Refused(limits.kind)


def _get(account: "Account", call: Call) -> Json:  # noqa: ARG001 - one signature for all endpoints
    if account.menu is None:
        raise Refused(46003)
    return {"menu": account.menu}


def _delete(account: "Account", call: Call) -> Json:  # noqa: ARG001 - one signature for all endpoints
    account.menu = None
    return ok()


ENDPOINTS = (
    Endpoint("POST", "/cgi-bin/menu/create", _create, WITH_MENU),
    Endpoint("GET", "/cgi-bin/menu/get", _get, WITH_MENU),
    Endpoint("GET", "/cgi-bin/menu/delete", _delete, WITH_MENU),
)
