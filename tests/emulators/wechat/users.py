"""Who follows the account (获取用户基本信息, 获取关注用户列表)."""

from typing import TYPE_CHECKING

from tests.emulators.wechat.calls import VERIFIED, Call, Endpoint, Json
from tests.emulators.wechat.codes import Refused

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

PAGE = 10_000


def _info(account: "Account", call: Call) -> Json:
    follower = account.known(call.query.get("openid", ""))
    if not follower.following:
        return {"subscribe": 0, "openid": follower.openid}
    return {
        "subscribe": 1,
        "openid": follower.openid,
        "language": call.query.get("lang", "zh_CN"),
        "subscribe_time": int(follower.followed_at),
        "remark": "",
        "groupid": 0,
        "tagid_list": sorted(follower.tags),
        "subscribe_scene": "ADD_SCENE_QR_CODE" if follower.scene else "ADD_SCENE_SEARCH",
        "qr_scene": int(follower.scene) if follower.scene.isdecimal() else 0,
        "qr_scene_str": "" if follower.scene.isdecimal() else follower.scene,
    }


def _get(account: "Account", call: Call) -> Json:
    openids = [follower.openid for follower in account.followers.values() if follower.following]
    after = call.query.get("next_openid", "")
    if after and after not in openids:
        raise Refused(40003)
    start = openids.index(after) + 1 if after else 0
    page = openids[start : start + PAGE]
    answer: Json = {"total": len(openids), "count": len(page), "next_openid": page[-1] if page else ""}
    return {**answer, "data": {"openid": page}} if page else answer


ENDPOINTS = (
    Endpoint("GET", "/cgi-bin/user/info", _info, VERIFIED),
    Endpoint("GET", "/cgi-bin/user/get", _get, VERIFIED),
)
