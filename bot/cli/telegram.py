"""The commands of the Telegram bot: whether it works, and links and QR codes that open a talk."""

import asyncio
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from bot.app import App
from bot.cli.account import config_option, open_account
from bot.cli.scenes import scene_of
from bot.domain import events
from bot.errors import ConfigError, DeliveryFailed

if TYPE_CHECKING:
    from bot.channels.telegram.updates import Standing

START: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
"""What Telegram lets a link carry."""

OFF: Final = "[telegram] token: is empty; docs/telegram.md leads from BotFather to the first message"


@click.group(name="telegram")
def telegram_commands() -> None:
    """The Telegram bot."""


@telegram_commands.command()
@config_option
def check(file: Path | None) -> None:
    """Ask Telegram who we are, and how it hands updates over."""
    found = _standing(_account(file))
    how = f"Telegram 推送到 {found.webhook}" if found.webhook else "我们主动去取（长轮询）"
    click.echo(f"机器人：{found.name} https://t.me/{found.username}\n收消息：{how}\n还没取走的消息：{found.waiting}")
    if found.trouble:
        click.echo(f"最近一次推送出错：{found.trouble}")


@telegram_commands.command()
@config_option
@click.argument("what", metavar="KIND:ID")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The PNG; else KIND-ID.png.")
def qr(file: Path | None, what: str, output: Path | None) -> None:
    """Make a link and its QR code: event:CODE, unit:ID or NAME, case:NUMBER. Who opens it is in that talk."""
    import segno  # noqa: PLC0415 - only this command draws

    app = _account(file)
    scene = _start(app, scene_of(app, what))
    target = output or Path(f"{scene}.png")

    link = f"https://t.me/{_standing(app).username}?start={scene}"
    segno.make(link, error="m").save(str(target), kind="png", scale=10)
    click.echo(f"{link}\n{target}")


def _start(app: App, scene: str) -> str:
    """The scene as a link can carry it: an event whose code has other letters goes by its number."""
    if START.fullmatch(scene):
        return scene
    with app.database.read() as session:
        event = events.seen(session, scene.removeprefix("event-"))
    return f"event-{event.id}" if event else scene


def _account(file: Path | None) -> App:
    app = open_account(file, demo=False)
    if not app.config.telegram.on:
        app.close()
        raise ConfigError(OFF)
    return app


def _standing(app: App) -> "Standing":
    """How the bot stands with Telegram; what it refuses is one clear line."""
    from bot.server import telegram  # noqa: PLC0415 - the other commands start faster without

    async def asked() -> "Standing":
        bot = telegram(app)
        try:
            return await bot.source.standing()
        finally:
            await bot.close()

    try:
        return asyncio.run(asked())
    except DeliveryFailed as failure:
        raise click.ClickException(f"Telegram: {failure}") from None
    finally:
        app.close()
