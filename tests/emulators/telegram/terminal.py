"""By hand: chat in the terminal as a person who writes to the bot under development."""

from collections.abc import Callable
from pathlib import Path

from tests.emulators.telegram.chats import Chat, Received
from tests.emulators.telegram.person import Blocked, Person
from tests.emulators.telegram.platform import TelegramPlatform

HELP = """What you type is sent as a message, also the bot's own commands such as /start. Commands of this terminal:
  /tap N            tap button N of the last message that has buttons
  /photo FILE       send a picture (/file, /voice and /video likewise)
  /contact PHONE    share your telephone number
  /location LAT LON share where you are
  /menu             show the bot's menu of commands
  /block, /unblock  block the bot, or lift that
  /keys             show this
  Ctrl-D            end"""


class Terminal:
    """One person's phone. Everything that arrives is given to `show`, a line or more of text."""

    def __init__(self, platform: TelegramPlatform, person: Person, show: Callable[[str], None]) -> None:
        self._platform, self._person, self._show = platform, person, show
        platform.watchers.append(self._shown)
        self._commands: dict[str, Callable[[str], object]] = {
            "/tap": self._tap,
            "/photo": lambda rest: person.sends_photo(Path(rest).read_bytes()),
            "/file": lambda rest: person.sends_document(Path(rest).name, Path(rest).read_bytes()),
            "/voice": lambda rest: person.sends_voice(Path(rest).read_bytes()),
            "/video": lambda rest: person.sends_video(Path(rest).read_bytes()),
            "/contact": person.shares_contact,
            "/location": lambda rest: person.shares_location(*map(float, rest.split(maxsplit=1))),
            "/menu": self._menu,
            "/block": lambda _: person.blocks(),
            "/unblock": lambda _: person.unblocks(),
            "/keys": lambda _: show(HELP),
        }

    def take(self, line: str) -> None:
        """Does what one typed line says."""
        line = line.strip()
        if not line:
            return
        name, _, rest = line.partition(" ")
        try:
            self._commands[name](rest.strip()) if name in self._commands else self._person.says(line)
        except Blocked:
            self._show("You have blocked the bot: /unblock")
        except (OSError, ValueError, TypeError, LookupError) as error:
            self._show(str(error))

    def _shown(self, chat: Chat, what: Received | str) -> None:
        if chat is not self._person:
            return
        if isinstance(what, str):
            self._show(f"[pop-up] {what}")
            return
        lines = [f"[{'changed' if what.edits else 'bot'}] {what.text}"]
        lines += [f"  {number}) {label}" for number, label in enumerate(what.buttons, 1)]
        lines += [f"  [{label}]" for label in what.keys]
        self._show("\n".join([*lines, f"  {what.name} ({len(what.content)} bytes)"] if what.message.file else lines))

    def _tap(self, rest: str) -> None:
        last = next((one for one in reversed(self._person.received) if one.buttons and not one.deleted), None)
        if last is None or not 1 <= int(rest) <= len(last.buttons):
            raise LookupError("There is no such button.")
        self._person.taps(last, last.buttons[int(rest) - 1])

    def _menu(self, _: str) -> None:
        names = self._platform.commands.seen(self._person.id, self._person.language)
        self._show("\n".join(f"/{name}" for name in names) or "The bot has no menu.")
