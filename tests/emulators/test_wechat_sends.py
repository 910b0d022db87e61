"""What the WeChat emulator hands out and reports later: mass messages, template messages, notifications."""

# mypy: disable-error-code="import-untyped"

from typing import Any

import pytest
from wechatpy.exceptions import WeChatClientException

from tests.emulators.caller import Caller, Clock
from tests.emulators.echo import Echo
from tests.emulators.wechat import WeChatPlatform

MASS = "/cgi-bin/message/mass/send"
DATA = {"thing1": {"value": "您有新的回复"}, "time2": {"value": "2026年11月23日 10:00"}}


def mass(words: str, *openids: str, **more: Any) -> dict[str, Any]:
    return {"touser": list(openids), "msgtype": "text", "text": {"content": words}, **more}


def counts(report: Any) -> tuple[int, int, int, int]:
    return report.total_count, report.filter_count, report.sent_count, report.error_count


def test_a_mass_message_is_handed_out_and_reported(platform: WeChatPlatform, caller: Caller, echo: Echo) -> None:
    followers = [platform.follower(openid) for openid in ("oA", "oB", "oC")]
    followers[2].blocked = True
    sent = caller.wechatpy.message.send_mass_text(["oA", "oB", "oC"], "通知")
    assert sent["errmsg"] == "send job submission success"
    platform.settle()
    assert [[one.text for one in follower.received] for follower in followers] == [["通知"], ["通知"], []]
    report = echo.heard[0]
    assert (report.event, report.id, report.status) == ("masssendjobfinish", sent["msg_id"], "send success")
    assert counts(report) == (3, 2, 2, 0)
    assert caller.wechatpy.message.get_mass(sent["msg_id"])["msg_status"] == "SEND_SUCCESS"
    caller.wechatpy.message.delete_mass(sent["msg_id"])
    assert caller.wechatpy.message.get_mass(sent["msg_id"])["msg_status"] == "DELETE"


def test_four_in_a_month(platform: WeChatPlatform, caller: Caller, echo: Echo, clock: Clock) -> None:
    platform.follower("oA")
    for number in range(5):
        openid = f"oB{number}"
        platform.follower(openid)
        caller.post(MASS, mass(f"通知{number}", "oA", openid))
    platform.settle()
    assert [counts(report)[1] for report in echo.heard] == [2, 2, 2, 2, 1]
    clock.now += 31 * 24 * 3600
    caller.renew()
    caller.post(MASS, mass("通知5", "oA", "oB0"))
    platform.settle()
    assert len(platform.follower("oA").received) == 5


def test_a_clientmsgid_is_taken_once(platform: WeChatPlatform, caller: Caller, clock: Clock) -> None:
    platform.follower("oA")
    platform.follower("oB")
    first = caller.post(MASS, mass("通知", "oA", "oB", clientmsgid="m-1"))
    again = caller.post(MASS, mass("别的", "oA", "oB", clientmsgid="m-1"))
    assert (again["errcode"], again["msg_id"]) == (45065, first["msg_id"])
    assert caller.post(MASS, mass("通知", "oA", "oB", clientmsgid="m" * 65))["errcode"] == 45067
    assert [caller.post(MASS, mass("没有号", "oA", "oB"))["errcode"] for _ in range(2)] == [0, 45065]
    clock.now += 24 * 3600
    caller.renew()
    assert caller.post(MASS, mass("通知", "oA", "oB", clientmsgid="m-1"))["errcode"] == 0


def test_too_few_too_many_too_often(platform: WeChatPlatform, caller: Caller, clock: Clock) -> None:
    platform.follower("oA")
    platform.follower("oB")
    assert caller.post(MASS, mass("通知", "oA"))["errcode"] == 40130
    assert caller.post(MASS, mass("通知", *["oA"] * 10_001))["errcode"] == 40032
    assert caller.post(MASS, mass("通知", "oA", "oX"))["errcode"] == 40003
    codes = []
    for number in range(102):
        clock.now += 2
        codes.append(caller.post(MASS, mass("通知", "oA", "oB", clientmsgid=str(number)))["errcode"])
    assert codes == [0] * 100 + [45028] * 2
    assert caller.post("/cgi-bin/message/mass/get", {"msg_id": "1"})["errcode"] == 40059


def test_sixty_calls_a_minute(platform: WeChatPlatform, caller: Caller) -> None:
    platform.follower("oA")
    platform.follower("oB")
    codes = [caller.post(MASS, mass("通知", "oA", "oB", clientmsgid=str(one)))["errcode"] for one in range(61)]
    assert codes == [0] * 60 + [45011]


def test_to_all_once_a_day(platform: WeChatPlatform, caller: Caller, echo: Echo, clock: Clock) -> None:
    for openid in ("oA", "oB"):
        platform.follower(openid)
    platform.follower("oA").tags.add(7)
    path, everyone = "/cgi-bin/message/mass/sendall", {"is_to_all": True}
    body = {"msgtype": "text", "text": {"content": "通知"}, "filter": everyone}
    codes = []
    for number in range(5):
        codes += [caller.post(path, {**body, "clientmsgid": f"{number}-{again}"})["errcode"] for again in range(2)]
        clock.now += 24 * 3600
        caller.renew()
    assert codes == [0, 45028] * 4 + [45028] * 2
    caller.post(path, {**body, "filter": {"is_to_all": False, "tag_id": 7}})
    platform.settle()
    assert [counts(report)[0] for report in echo.heard] == [2, 2, 2, 2, 1]


def test_a_preview_reaches_one(platform: WeChatPlatform, caller: Caller) -> None:
    follower = platform.follower("oA")
    body = {"touser": "oA", "msgtype": "text", "text": {"content": "看看"}}
    assert caller.post("/cgi-bin/message/mass/preview", body)["errmsg"] == "preview success"
    assert [(one.kind, one.text) for one in follower.received] == [("preview", "看看")]


def test_a_mass_message_can_fail(platform: WeChatPlatform, caller: Caller, echo: Echo) -> None:
    followers = [platform.follower("oA"), platform.follower("oB")]
    platform.next("MASSSENDJOBFINISH", "err(10001)")
    sent = caller.post(MASS, mass("通知", "oA", "oB"))
    platform.settle()
    assert (echo.heard[0].status, counts(echo.heard[0])) == ("err(10001)", (0, 0, 0, 0))
    assert [one.received for one in followers] == [[], []]
    assert caller.post("/cgi-bin/message/mass/get", {"msg_id": sent["msg_id"]})["msg_status"] == "SEND_FAIL"


def test_a_template_message_and_its_report(platform: WeChatPlatform, caller: Caller, echo: Echo) -> None:
    follower = platform.follower("oA")
    sent = caller.wechatpy.message.send_template("oA", "T-reply", DATA, url="http://a/")
    platform.settle()
    assert follower.received[0].text == "thing1：您有新的回复\ntime2：2026年11月23日 10:00"
    assert (follower.received[0].kind, follower.received[0].msgid) == ("template", sent["msgid"])
    assert (echo.heard[0].event, echo.heard[0].id) == ("templatesendjobfinish", sent["msgid"])
    assert (echo.heard[0].source, echo.heard[0].status) == ("oA", "success")


def test_templates_that_do_not_arrive(platform: WeChatPlatform, caller: Caller, echo: Echo) -> None:
    follower = platform.follower("oA")
    follower.blocked = True
    caller.wechatpy.message.send_template("oA", "T-reply", DATA)
    platform.next("TEMPLATESENDJOBFINISH", "failed: system failed")
    caller.wechatpy.message.send_template("oA", "T-reply", DATA)
    platform.settle()
    assert [one.status for one in echo.heard] == ["failed:user block", "failed: system failed"]
    assert follower.received == []


def test_a_client_msg_id_reaches_a_follower_once(platform: WeChatPlatform, caller: Caller, echo: Echo) -> None:
    platform.follower("oA")
    body = {"touser": "oA", "template_id": "T-reply", "data": DATA, "client_msg_id": "n-1"}
    first, again = (caller.post("/cgi-bin/message/template/send", body) for _ in range(2))
    platform.settle()
    assert (again, len(echo.heard)) == (first, 1)


LONG = {**DATA, "thing1": {"value": "字" * 21}}
REFUSED = {
    "nobody": (40003, ("oNOBODY", "T-reply", DATA)),
    "left": (43004, ("oLEFT", "T-reply", DATA)),
    "template": (40037, ("oA", "T-none", DATA)),
    "too long": (47003, ("oA", "T-reply", LONG)),
    "missing": (47003, ("oA", "T-reply", {"thing1": DATA["thing1"]})),
}


@pytest.mark.parametrize("name", REFUSED)
def test_templates_that_are_refused(platform: WeChatPlatform, caller: Caller, name: str) -> None:
    platform.follower("oA")
    platform.follower("oLEFT", following=False)
    code, arguments = REFUSED[name]
    with pytest.raises(WeChatClientException, match=str(code)):
        caller.wechatpy.message.send_template(*arguments)


def test_a_notification_needs_a_permission_each(platform: WeChatPlatform, caller: Caller, echo: Echo) -> None:
    follower = platform.follower("oA")
    body = {"touser": "oA", "template_id": "T-reply", "page": "http://a/", "data": DATA}

    def send() -> Any:
        return caller.post("/cgi-bin/message/subscribe/bizsend", body)

    assert send()["errcode"] == 43101
    follower.refuses("T-reply")
    assert send()["errcode"] == 43101
    follower.allows("T-reply")
    assert send() == {"errcode": 0, "errmsg": "ok"}
    assert send()["errcode"] == 43101
    platform.settle()
    report = echo.heard[-1]._data
    assert report["Event"] == "subscribe_msg_sent_event"
    assert report["SubscribeMsgSentEvent"]["List"]["ErrorStatus"] == "success"
    assert [one.kind for one in follower.waits(3)] == ["passive", "passive", "subscription"]
    follower.allows("T-reply")
    follower.stops("T-reply")
    assert send()["errcode"] == 43101
