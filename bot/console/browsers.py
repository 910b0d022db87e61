"""What kind of browser somebody uses, in rough words. No more than that is kept: it is for its owner to know it by."""

from starlette.requests import Request

BROWSERS = {
    "MicroMessenger": "微信",
    "DingTalk": "钉钉",
    "Edg": "Edge",
    "OPR": "Opera",
    "HuaweiBrowser": "华为浏览器",
    "MiuiBrowser": "小米浏览器",
    "QQBrowser": "QQ浏览器",
    "Firefox": "Firefox",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
"""Many name others too: the first that is found counts."""

SYSTEMS = {
    "Windows": "Windows",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "OpenHarmony": "鸿蒙",
    "HarmonyOS": "鸿蒙",
    "Android": "安卓",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
UNKNOWN = "不认识的浏览器"


def rough(request: Request) -> str:
    """Chrome · Windows, for example."""
    agent = request.headers.get("user-agent", "")
    return " · ".join(word for word in (_first(agent, BROWSERS), _first(agent, SYSTEMS)) if word) or UNKNOWN


def _first(agent: str, known: dict[str, str]) -> str:
    return next((word for sign, word in known.items() if sign in agent), "")
