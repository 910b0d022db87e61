"""A WeChat Official Account platform on loopback, true to the documentation; an implementation of its own.

    platform = WeChatPlatform(app_id="wx1", app_secret="…", token="…", aes_key="…", callback="http://127.0.0.1:8000/wechat")
    with platform.running():
        follower = platform.follower()
        assert follower.says("你好").reply_text == "您好！"

Messages and events are in follower.py, the API in the modules named after what it is about (tokens, customer, media,
menus, qrcodes, users, mass, templates). `python -m tests.emulators.wechat --help` is for use by hand.
"""

from tests.emulators.wechat.account import OUTAGE
from tests.emulators.wechat.callback import Answer, Delivery, NoAnswer
from tests.emulators.wechat.follower import Follower, Received, Stranger
from tests.emulators.wechat.platform import WeChatPlatform

__all__ = ["OUTAGE", "Answer", "Delivery", "Follower", "NoAnswer", "Received", "Stranger", "WeChatPlatform"]
