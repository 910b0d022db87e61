"""The command line of the emulator: python -m tests.emulators.telegram --port 8081."""

import sys

import click

from tests.emulators.telegram.platform import TOKEN, TelegramPlatform
from tests.emulators.telegram.terminal import HELP, Terminal


@click.command()
@click.option("--port", default=0, help="port of the platform's API; left out: a free one")
@click.option("--token", default=TOKEN, help="the bot's token; left out: one for tests")
@click.option("--username", default="gongyou_bot", help="the bot's name")
@click.option("--callback", default="", help="where updates are posted although the bot gives another webhook address")
@click.option("--name", default="李娜", help="who you are")
@click.option("--no-limits", is_flag=True, help="the bot may send as much as it likes")
def main(*, port: int, token: str, username: str, callback: str, name: str, no_limits: bool) -> None:
    """Chat with your bot as a person on Telegram, without Telegram."""
    platform = TelegramPlatform(token, username, limits=not no_limits)
    platform.takes_http, platform.callback = True, callback
    with platform.running(port):
        click.echo(settings(platform))
        person = platform.person(name)
        click.echo(f"You are {name} ({person.id}).\n{HELP}\n")
        terminal = Terminal(platform, person, click.echo)
        for line in sys.stdin:
            terminal.take(line)


def settings(platform: TelegramPlatform) -> str:
    """The lines that belong into config.toml."""
    return f'[telegram]\ntoken = "{platform.token}"\napi_base = "{platform.api_base}"\n'


if __name__ == "__main__":
    main()
