"""The WeChat emulator's callbacks, against a server that stands on wechatpy: two implementations that must agree."""

# mypy: disable-error-code="import-untyped"

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import Response
from wechatpy.crypto import WeChatCrypto

from tests.emulators.caller import Clock
from tests.emulators.echo import AES_KEY, APP_ID, TOKEN, Echo, echoing, platform_for
from tests.emulators.wechat import OUTAGE, Delivery, Follower, NoAnswer, Received, Stranger, WeChatPlatform

OTHER_KEY = AES_KEY[::-1]
NOW = Clock().now


@pytest.fixture(scope="module", params=["", AES_KEY], ids=["plain", "aes"])
def key(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(scope="module")
def server(key: str) -> Iterator[Echo]:
    with echoing(key) as echo:
        yield echo


def test_the_address_is_verified(platform: WeChatPlatform) -> None:
    answer = platform.verify_url("12345")
    assert (answer.status, answer.text) == (200, "12345")


def test_a_message_comes_back(platform: WeChatPlatform, echo: Echo) -> None:
    follower = platform.follower("oABC")
    delivery = follower.says("工资 <没发> & 😀")
    assert (delivery.status, delivery.attempts, delivery.reply_text) == ("replied", 1, "回：工资 <没发> & 😀")
    heard = echo.heard[0]
    assert (heard.source, heard.target, heard.time) == ("oABC", platform.original_id, int(NOW))
    assert echo.queries[0]["openid"] == "oABC"


def test_what_was_replied_stands_on_the_screen(platform: WeChatPlatform, echo: Echo) -> None:
    follower = platform.follower()
    follower.says("你好")
    assert follower.received == [Received("passive", "回：你好", NOW, echo.heard[0].id)]
    assert len(follower.openid) == 28


def test_what_would_end_cdata_arrives_but_wechatpy_cannot_send_it(platform: WeChatPlatform, echo: Echo) -> None:
    assert platform.follower().says("a]]>b").fault.startswith("no XML")
    assert echo.heard[0].content == "a]]>b"


def test_every_message_has_a_number_of_its_own(platform: WeChatPlatform, echo: Echo) -> None:
    with ThreadPoolExecutor(8) as pool:
        deliveries = pool.map(lambda number: platform.follower(f"o{number % 3}").says("在吗"), range(24))
    assert {one.status for one in deliveries} == {"replied"}
    assert len({one.id for one in echo.heard}) == 24
    assert all(2**32 < one.id < 2**63 for one in echo.heard)


ACTS: dict[str, tuple[Callable[[Follower], Delivery], dict[str, object]]] = {
    "image": (lambda one: one.sends_image(b"\xff\xd8\xff"), {}),
    "voice": (lambda one: one.sends_voice(b"#!AMR"), {"format": "amr", "recognition": None}),
    "video": (lambda one: one.sends_video(b"mp4"), {}),
    "location": (
        lambda one: one.sends_location(31.5, 121.25, "厂门口"),
        {"location": ("31.5", "121.25"), "label": "厂门口"},
    ),
    "link": (lambda one: one.sends_link("题", "说明", "http://a/?b=1&c"), {"title": "题", "url": "http://a/?b=1&c"}),
    "subscribe": (lambda one: one.follows(), {"key": ""}),
    "subscribe_scan": (lambda one: one.follows("event-12"), {"scene_id": "event-12"}),
    "scan": (lambda one: one.scans("event-12"), {"scene_id": "event-12"}),
    "unsubscribe": (lambda one: one.leaves(), {}),
    "click": (lambda one: one.taps("HELP"), {"key": "HELP"}),
    "view": (lambda one: one.views("http://a/"), {"url": "http://a/"}),
}


@pytest.mark.parametrize("name", ACTS)
def test_wechatpy_reads_what_followers_do(platform: WeChatPlatform, echo: Echo, name: str) -> None:
    act, fields = ACTS[name]
    assert act(platform.follower("oABC")).status == "replied"
    heard = echo.heard[0]
    assert getattr(heard, "event", heard.type) == name
    assert {field: getattr(heard, field) for field in fields} == fields
    assert ("MsgId" in heard._data) == (heard.type != "event")


def test_what_wechatpy_does_not_know(platform: WeChatPlatform, echo: Echo) -> None:
    follower = platform.follower("oABC")
    follower.sends_file("名单.xlsx", 2048)
    follower.allows("T1")
    follower.chooses("101", "满意")
    file, popup, choice = (one._data for one in echo.heard)
    assert (file["MsgType"], file["Title"], file["FileTotalLen"]) == ("file", "名单.xlsx", "2048")
    assert popup["SubscribeMsgPopupEvent"]["List"]["SubscribeStatusString"] == "accept"
    assert (choice["Content"], choice["bizmsgmenuid"]) == ("满意", "101")


def test_scanning_makes_a_stranger_a_follower(platform: WeChatPlatform, echo: Echo) -> None:
    stranger = platform.follower("oNEW", following=False)
    with pytest.raises(Stranger):
        stranger.says("在吗")
    stranger.scans("7")
    assert echo.heard[0]._data["EventKey"] == "7"
    assert echo.heard[0].event == "subscribe_scan"
    assert stranger.following


@pytest.mark.parametrize("body", ["success", ""])
def test_an_acknowledgement_shows_nothing(platform: WeChatPlatform, echo: Echo, body: str) -> None:
    echo.answer = lambda _: body
    follower = platform.follower()
    delivery = follower.says("在吗")
    assert (delivery.status, delivery.reply_text, delivery.raw) == ("acknowledged", None, body.encode())
    assert follower.received == []


def test_a_failure_is_repeated_with_the_same_number(platform: WeChatPlatform, echo: Echo) -> None:
    echo.orders.extend([Response(status_code=500), Response(status_code=302)])
    delivery = platform.follower().says("在吗")
    assert (delivery.status, delivery.attempts) == ("replied", 3)
    assert len({one.id for one in echo.heard}) == 1
    assert len({query["nonce"] for query in echo.queries}) == 3


def test_after_the_last_failure_there_is_an_outage(platform: WeChatPlatform, echo: Echo) -> None:
    echo.orders.extend([Response(status_code=500)] * 4)
    follower = platform.follower()
    delivery = follower.says("在吗")
    assert (delivery.status, delivery.attempts, delivery.fault) == ("outage", 4, "HTTP status 500")
    assert [(one.kind, one.text) for one in follower.received] == [("outage", OUTAGE)]


def test_patience_ends() -> None:
    with echoing() as echo, platform_for(echo, patience=0.05, retries=2).running() as platform:
        echo.orders.extend(["hang"] * 3)
        delivery = platform.follower().says("在吗")
        assert (delivery.status, delivery.attempts) == ("outage", 3)


def test_nobody_there() -> None:
    with echoing() as echo:
        gone = echo.url
    with platform_for(Echo()).running() as platform:
        platform.callback = gone
        assert platform.follower().says("在吗").status == "outage"
        with pytest.raises(NoAnswer):
            platform.verify_url()


REPLY = "<xml><ToUserName>{}</ToUserName><FromUserName>{}</FromUserName><CreateTime>1</CreateTime>{}</xml>"
TEXT = "<MsgType>text</MsgType><Content>{}</Content>"
BROKEN = {
    "json": lambda _: '{"text": "好"}',
    "broken": lambda _: "<xml><ToUserName>",
    "bad-cdata": lambda one: REPLY.format(one.source, one.target, TEXT.format("<![CDATA[a]]>b]]>")),
    "another-root": lambda one: REPLY.format(one.source, one.target, TEXT.format("好")).replace("xml>", "x>"),
    "wrong-follower": lambda one: REPLY.format("oOTHER", one.target, TEXT.format("好")),
    "wrong-account": lambda one: REPLY.format(one.source, "gh_other", TEXT.format("好")),
    "not-turned-round": lambda one: REPLY.format(one.target, one.source, TEXT.format("好")),
    "no-content": lambda one: REPLY.format(one.source, one.target, TEXT.format("")),
    "too-long": lambda one: REPLY.format(one.source, one.target, TEXT.format("好" * 683)),
    "unknown-type": lambda one: REPLY.format(one.source, one.target, "<MsgType>poem</MsgType>"),
    "unknown-media": lambda one: REPLY.format(
        one.source, one.target, "<MsgType>image</MsgType><Image><MediaId>m</MediaId></Image>"
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_malformed_answer_is_an_outage(platform: WeChatPlatform, echo: Echo, name: str) -> None:
    echo.answer = BROKEN[name]
    follower = platform.follower("oABC")
    delivery = follower.says("在吗")
    assert (delivery.status, delivery.attempts) == ("outage", 1)
    assert delivery.fault
    assert follower.received[0].kind == "outage"


def test_the_longest_answer_passes(platform: WeChatPlatform, echo: Echo) -> None:
    echo.answer = lambda one: REPLY.format(one.source, one.target, TEXT.format("好" * 682 + "ab"))
    assert platform.follower().says("在吗").status == "replied"


def test_safe_mode_takes_no_other_seal() -> None:
    with echoing(AES_KEY) as echo, platform_for(echo).running() as platform:
        account = platform.original_id
        right = sealed_reply(AES_KEY, APP_ID, account)
        wrong = {
            "plain": REPLY.format("oABC", account, TEXT.format("好")),
            "another key": sealed_reply(OTHER_KEY, APP_ID, account),
            "another account": sealed_reply(AES_KEY, "wx0", account),
            "another signature": right.replace("<TimeStamp>1", "<TimeStamp>2"),
        }
        echo.orders.extend(Response(body) for body in [right, *wrong.values()])
        follower = platform.follower("oABC")
        assert follower.says("在吗").status == "replied"
        assert {name: follower.says(name).status for name in wrong} == dict.fromkeys(wrong, "outage")


def sealed_reply(aes_key: str, app_id: str, account: str) -> str:
    reply = REPLY.format("oABC", account, TEXT.format("好"))
    return WeChatCrypto(TOKEN, aes_key, app_id).encrypt_message(reply, "1")


def test_hostile_requests_can_be_made() -> None:
    with echoing(AES_KEY) as echo, platform_for(echo).running() as platform:
        xml = platform.follower("oABC").draft("在吗")
        query, body = platform.sealed(xml)
        assert platform.post(query, body).status == 200
        assert platform.post({**query, "signature": "0" * 40}, body).status == 403
        assert platform.post({**query, "msg_signature": "0" * 40}, body).status == 403
        assert platform.signed_query(nonce="1", timestamp="2")["timestamp"] == "2"
        assert len(echo.heard) == 1


def test_the_same_message_again_and_at_once(platform: WeChatPlatform, echo: Echo) -> None:
    follower = platform.follower("oABC")
    delivery = follower.says("在吗")
    assert platform.deliver(delivery.xml).status == "replied"
    deliveries = platform.deliver_at_once(delivery.xml, [echo.url, echo.url, echo.url])
    assert [one.status for one in deliveries] == ["replied"] * 3
    assert {one.id for one in echo.heard} == {echo.heard[0].id}
    assert len(echo.heard) == 5
    assert len(follower.received) == 3


def test_who_left_sees_nothing(platform: WeChatPlatform) -> None:
    follower = platform.follower()
    assert follower.leaves().status == "replied"
    assert follower.received == []
