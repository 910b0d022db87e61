"""The WeChat emulator's API: permissions, customer-service windows, media, menu, QR codes, faults on order."""

# mypy: disable-error-code="import-untyped"

from typing import Any

import httpx
import pytest
from wechatpy.exceptions import WeChatClientException

from tests.emulators.caller import SEND, Caller, Clock
from tests.emulators.echo import Echo
from tests.emulators.wechat import Stranger, WeChatPlatform

ALLOWED = {
    "service-verified": {SEND, "sendall", "mass", "template", "qrcode", "menu", "user"},
    "service": {"menu"},
    "subscription-verified": {SEND, "sendall", "menu", "user"},
    "subscription": set(),
}
PATHS = {
    SEND: SEND,
    "sendall": "/cgi-bin/message/mass/sendall",
    "mass": "/cgi-bin/message/mass/send",
    "template": "/cgi-bin/message/template/send",
    "qrcode": "/cgi-bin/qrcode/create",
    "menu": "/cgi-bin/menu/create",
}


@pytest.mark.parametrize("kind", ALLOWED)
def test_each_kind_of_account_may_do_its_own(platform: WeChatPlatform, caller: Caller, kind: Any) -> None:
    platform.kind = kind
    answers = {name: caller.post(path, {}) for name, path in PATHS.items()}
    answers["user"] = caller.get("/cgi-bin/user/get")
    allowed = {name for name, answer in answers.items() if answer.get("errcode") != 48001}
    assert allowed == ALLOWED[kind]


def test_five_messages_within_48_hours(platform: WeChatPlatform, caller: Caller, clock: Clock) -> None:
    follower = platform.follower("oABC")
    assert caller.says("oABC") == 45015
    follower.says("在吗")
    assert [caller.says("oABC") for _ in range(6)] == [0, 0, 0, 0, 0, 45047]
    follower.says("还在吗")
    clock.now += 48 * 3600 - 1
    caller.renew()
    assert caller.says("oABC") == 0
    clock.now += 1
    assert caller.says("oABC") == 45015
    assert [one.kind for one in follower.received].count("customer-service") == 6


@pytest.mark.parametrize("act", ["follows", "scans", "taps"])
def test_three_messages_within_a_minute(platform: WeChatPlatform, caller: Caller, clock: Clock, act: str) -> None:
    follower = platform.follower("oABC")
    getattr(follower, act)("7")
    assert [caller.says("oABC") for _ in range(4)] == [0, 0, 0, 45047]
    follower.says("在吗")
    assert caller.says("oABC") == 0
    follower.taps("7")
    clock.now += 60
    assert [caller.says("oABC") for _ in range(5)] == [0, 0, 0, 0, 45047]


def test_looking_at_a_page_opens_nothing(platform: WeChatPlatform, caller: Caller) -> None:
    platform.follower("oABC").views("http://a/")
    assert caller.says("oABC") == 45015


def test_what_cannot_be_sent(platform: WeChatPlatform, caller: Caller) -> None:
    follower = platform.follower("oABC")
    follower.says("在吗")
    assert caller.says("oNOBODY") == 40003
    assert caller.says("oABC", "好" * 683) == 45002
    assert caller.says("oABC", "") == 44004
    for code, body in ((44002, b""), (47001, b"{"), (47001, b"[]"), (40008, b'{"touser": "oABC", "msgtype": "poem"}')):
        assert caller.post(SEND, body)["errcode"] == code
    follower.leaves()
    assert caller.says("oABC") == 45015
    with pytest.raises(Stranger):
        follower.says("在吗")


def test_escaped_characters_are_shown_as_they_are(platform: WeChatPlatform, caller: Caller) -> None:
    follower = platform.follower("oABC")
    follower.says("在吗")
    caller.post(SEND, rb'{"touser": "oABC", "msgtype": "text", "text": {"content": "\u597d \"\u000a\\u597d"}}')
    assert follower.received[-1].text == '\\u597d "\n\\u597d'
    assert caller.post("/cgi-bin/menu/create", rb'{"button": [{"name": "\u597d"}]}')["errcode"] == 40033


def test_wechatpy_sends_text_pictures_and_menus(platform: WeChatPlatform, caller: Caller) -> None:
    follower = platform.follower("oABC")
    follower.says("在吗")
    message = caller.wechatpy.message
    message.send_text("oABC", "收到")
    media_id = caller.wechatpy.media.upload("image", ("a.png", b"\x89PNG"))["media_id"]
    message.send_image("oABC", media_id)
    options = {"head_content": "满意吗？", "list": [{"id": "1", "content": "满意"}], "tail_content": "谢谢"}
    assert caller.post(SEND, {"touser": "oABC", "msgtype": "msgmenu", "msgmenu": options})["errcode"] == 0
    assert [one.text for one in follower.received[1:]] == ["收到", f"[image {media_id}]", "满意吗？\n[1] 满意\n谢谢"]
    with pytest.raises(WeChatClientException, match="40007"):
        message.send_image("oABC", "unknown")


def test_the_typing_sign(platform: WeChatPlatform, caller: Caller, clock: Clock) -> None:
    follower = platform.follower("oABC")
    path = "/cgi-bin/message/custom/typing"
    typing, other = {"touser": "oABC", "command": "Typing"}, {"touser": "oABC", "command": "Sing"}
    assert caller.post(path, typing)["errcode"] == 45080
    follower.says("在吗")
    assert [caller.post(path, body)["errcode"] for body in (typing, typing, other)] == [0, 45081, 45072]
    clock.now += 15
    assert caller.post(path, typing)["errcode"] == 0


def test_media_of_followers(platform: WeChatPlatform, caller: Caller, clock: Clock, echo: Echo) -> None:
    follower = platform.follower("oABC")
    follower.sends_image(b"\xff\xd8\xffpicture")
    follower.sends_video(b"film")
    picture, film = echo.heard
    answer = caller.wechatpy.media.download(picture.media_id)
    assert (answer.content, answer.headers["Content-Type"]) == (b"\xff\xd8\xffpicture", "image/jpeg")
    assert answer.headers["Content-disposition"] == f'attachment; filename="{picture.media_id}.jpg"'
    assert httpx.get(picture.image, trust_env=False).content == b"\xff\xd8\xffpicture"
    address = caller.get("/cgi-bin/media/get", media_id=film.media_id)["video_url"]
    assert httpx.get(address, trust_env=False).content == b"film"
    clock.now += 3 * 24 * 3600 + 1
    caller.renew()
    assert caller.get("/cgi-bin/media/get", media_id=picture.media_id)["errcode"] == 40007


def button(name: str = "求助", **more: Any) -> dict[str, Any]:
    return {"name": name, "type": "click", "key": "HELP", **more}


BUTTONS = {
    0: [button(), {"name": "更多", "sub_button": [button("一"), {"name": "网", "type": "view", "url": "http://a/"}]}],
    40016: [button()] * 4,
    40017: [button(type="dance")],
    40018: [button("六个汉字太长")],
    40019: [button(key="k" * 129)],
    40055: [button(type="view", url="a.cn")],
    40022: [{"name": "一", "sub_button": [{"name": "二", "sub_button": [button()]}]}],
    40023: [{"name": "一", "sub_button": [button()] * 6}],
    40025: [{"name": "一", "sub_button": [button("字" * 21)]}],
    40026: [{"name": "一", "sub_button": [button(key="")]}],
}


@pytest.mark.parametrize("code", BUTTONS)
def test_menus(platform: WeChatPlatform, caller: Caller, code: int) -> None:
    assert caller.post("/cgi-bin/menu/create", {"button": BUTTONS[code]})["errcode"] == code
    menu = caller.get("/cgi-bin/menu/get")
    if code:
        assert menu["errcode"] == 46003
        return
    assert [one["name"] for one in menu["menu"]["button"]] == ["求助", "更多"]
    caller.wechatpy.menu.delete()
    assert platform.menu is None


def test_qr_codes(platform: WeChatPlatform, caller: Caller, echo: Echo, clock: Clock) -> None:
    scene = {"action_name": "QR_STR_SCENE", "action_info": {"scene": {"scene_str": "event-12"}}}
    made = caller.wechatpy.qrcode.create({**scene, "expire_seconds": 3600})
    assert (made["expire_seconds"], made["url"].startswith("http://weixin.qq.com/q/")) == (3600, True)
    platform.follower("oABC").scans("event-12")
    assert echo.heard[0].ticket == made["ticket"]
    shown = caller.http.get("/cgi-bin/showqrcode", params={"ticket": made["ticket"]})
    assert shown.content.startswith(b"\x89PNG")
    clock.now += 3600
    assert caller.http.get("/cgi-bin/showqrcode", params={"ticket": made["ticket"]}).status_code == 404
    forever = {"action_name": "QR_LIMIT_SCENE", "action_info": {"scene": {"scene_id": 100_000}}}
    assert "expire_seconds" not in caller.post("/cgi-bin/qrcode/create", forever)
    forever["action_info"] = {"scene": {"scene_id": 100_001}}
    assert caller.post("/cgi-bin/qrcode/create", forever)["errcode"] == 40053
    assert caller.post("/cgi-bin/qrcode/create", {"action_name": "QR"})["errcode"] == 40052


def test_followers_are_listed(platform: WeChatPlatform, caller: Caller) -> None:
    for openid in ("oA", "oB", "oC"):
        platform.follower(openid)
    platform.follower("oB").leaves()
    platform.follower("oC").follows("event-12")
    assert caller.wechatpy.user.get_followers()["data"] == {"openid": ["oA", "oC"]}
    assert caller.get("/cgi-bin/user/get", next_openid="oC")["count"] == 0
    assert caller.get("/cgi-bin/user/get", next_openid="oB")["errcode"] == 40003
    assert caller.wechatpy.user.get("oC")["qr_scene_str"] == "event-12"
    assert caller.get("/cgi-bin/user/info", openid="oB") == {"subscribe": 0, "openid": "oB"}


def test_faults_on_order(platform: WeChatPlatform, caller: Caller) -> None:
    follower = platform.follower("oABC")
    follower.says("在吗")
    platform.next(SEND, -1)
    platform.next(SEND, "html")
    assert caller.says("oABC") == -1
    assert caller.http.post(SEND, params={"access_token": caller.token}).status_code == 502
    for behaviour in ("reset", "lost"):
        platform.next(SEND, behaviour)
        with pytest.raises(httpx.ReadError):
            caller.says("oABC")
    assert [one.kind for one in follower.received] == ["passive", "customer-service"]
    assert platform.calls[SEND] == 4


def test_a_call_that_hangs_is_done_after_all(platform: WeChatPlatform, caller: Caller) -> None:
    follower = platform.follower("oABC")
    follower.says("在吗")
    platform.next(SEND, "hang", seconds=0.05)
    assert caller.says("oABC") == 0
    platform.next(SEND, "hang", seconds=600)
    with pytest.raises(httpx.TimeoutException):
        caller.http.post(SEND, params={"access_token": caller.token}, content=b"{}", timeout=0.05)


def test_tokens_that_never_hold(platform: WeChatPlatform, caller: Caller) -> None:
    platform.follower("oABC").says("在吗")
    platform.next(SEND, "token-never")
    assert [caller.says("oABC") for _ in range(3)] == [40001] * 3
    platform.heals(SEND)
    assert caller.says("oABC") == 0
    with pytest.raises(ValueError, match="dance"):
        platform.next(SEND, "dance")
