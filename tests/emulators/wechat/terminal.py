"""By hand: chat in the terminal as a follower of the account under development."""

from collections.abc import Callable
from pathlib import Path

from tests.emulators.wechat.callback import Delivery
from tests.emulators.wechat.follower import Follower, Received, Stranger
from tests.emulators.wechat.platform import WeChatPlatform

HELP = """What you type is sent as a message. Commands:
  /follow [SCENE]  follow the account, by a QR code where a scene is given
  /leave           stop following
  /tap KEY         tap a menu button
  /scan SCENE      scan a QR code, by its scene or its ticket
  /choose ID TEXT  tap an option of a menu message
  /image FILE      send a picture (/voice and /video likewise)
  /allow TEMPLATE  allow one notification
  /menu            show the account's menu
  /help            show this
  Ctrl-D           end"""

KINDS = {
    "passive": "reply",
    "customer-service": "客服消息",
    "template": "模板消息",
    "subscription": "订阅通知",
    "mass": "群发",
    "preview": "群发预览",
    "outage": "outage",
}


class Terminal:
    """One follower's phone. Everything that arrives is given to `show`, a line or more of text."""

    def __init__(self, platform: WeChatPlatform, follower: Follower, show: Callable[[str], None]) -> None:
        self._platform, self._follower, self._show = platform, follower, show
        platform.watchers.append(self._arrived)
        self._commands: dict[str, Callable[[str], Delivery | None]] = {
            "follow": follower.follows,
            "leave": lambda _: follower.leaves(),
            "tap": follower.taps,
            "scan": self._scan,
            "choose": self._choose,
            "image": lambda rest: follower.sends_image(Path(rest).read_bytes()),
            "voice": lambda rest: follower.sends_voice(Path(rest).read_bytes()),
            "video": lambda rest: follower.sends_video(Path(rest).read_bytes()),
            "allow": follower.allows,
            "menu": self._menu,
            "help": self._help,
        }

    def take(self, line: str) -> None:
        """Does what one typed line says."""
        line = line.strip()
        if not line:
            return
        try:
            self._done(self._act(line))
        except Stranger:
            self._show("You do not follow the account: /follow")
        except OSError as error:
            self._show(str(error))

    def _act(self, line: str) -> Delivery | None:
        if not line.startswith("/"):
            return self._follower.says(line)
        name, _, rest = line[1:].partition(" ")
        return self._commands.get(name, self._help)(rest.strip())

    def _done(self, delivery: Delivery | None) -> None:
        if delivery is None:
            return
        if delivery.status == "acknowledged":
            self._show("(taken, without a reply)")
        if delivery.status == "outage":
            self._show(f"({delivery.fault}; attempts: {delivery.attempts})")

    def _arrived(self, follower: Follower, received: Received) -> None:
        if follower is self._follower:
            self._show(f"[{KINDS[received.kind]}] {received.text}")

    def _scan(self, rest: str) -> Delivery:
        return self._follower.scans(self._platform.qrcodes.scene(rest, self._platform.clock()) or rest)

    def _choose(self, rest: str) -> Delivery:
        option, _, text = rest.partition(" ")
        return self._follower.chooses(option, text or option)

    def _menu(self, _: str) -> None:
        buttons = self._platform.menu["button"] if self._platform.menu else []
        for button in buttons:
            for one in button["sub_button"] or [button]:
                self._show(f"{button['name']} / {one['name']}: {one.get('key') or one.get('url') or one['type']}")
        if not buttons:
            self._show("The account has no menu.")

    def _help(self, _: str) -> None:
        self._show(HELP)
