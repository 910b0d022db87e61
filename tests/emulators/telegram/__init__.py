"""Telegram on loopback, the Bot API's server and the people on it, true to the documentation; of our own making.

    platform = TelegramPlatform()
    with platform.running():
        bot = telegram.Bot(platform.token, f"{platform.api_base}/bot", f"{platform.api_base}/file/bot")
        person = platform.person("李娜")
        person.says("你好")
        ...
        assert person.waits(1)[0].text == "您好！"

People are in person.py, groups and their topics in group.py, the API in the modules named after what it is about
(sending, editing, files, commands, members, topics, updates). `python -m tests.emulators.telegram --help` is for use
by hand.
"""

from tests.emulators.telegram.chats import Message, Received
from tests.emulators.telegram.group import Group
from tests.emulators.telegram.limits import Rate
from tests.emulators.telegram.person import Blocked, Person
from tests.emulators.telegram.platform import TOKEN, TelegramPlatform
from tests.emulators.telegram.topic import Topic

__all__ = ["TOKEN", "Blocked", "Group", "Message", "Person", "Rate", "Received", "TelegramPlatform", "Topic"]
