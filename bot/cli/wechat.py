"""The commands of the Official Account: its menu, and QR codes that open a talk."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from bot.app import App
from bot.cli.account import config_option, open_account
from bot.cli.scenes import scene_of
from bot.config import WeChat as Settings
from bot.domain import codes
from bot.errors import ConfigError, DeliveryFailed

Result = TypeVar("Result")

LONGEST_TEMPORARY = 2_592_000
"""Seconds that a temporary code is good: thirty days."""

OFF = "[wechat] app_id: is empty; docs/wechat.md shows how to set up the account"


@click.group(name="wechat")
def wechat_commands() -> None:
    """The WeChat Official Account."""


@wechat_commands.command()
@config_option
@click.option("--dry-run", is_flag=True, help="Only show and check it.")
def menu(file: Path | None, *, dry_run: bool) -> None:
    """Show the menu, check it, and put it into the account."""
    from bot.channels.wechat import menu as menus  # noqa: PLC0415 - the other commands start faster without
    from handlers import TAPS  # noqa: PLC0415

    click.echo(menus.shown(TAPS))
    if found := menus.wrong(TAPS):
        raise click.ClickException("\n".join(found))
    if dry_run:
        return
    app = _account(file)
    _allowed(app.config.wechat, "menu")
    _call(app, lambda client: client.menu.create(menus.built(TAPS)))
    click.echo("已放进公众号；会员重新进入对话后就能看到（微信最多缓存五分钟）。")


@wechat_commands.command()
@config_option
@click.argument("what", metavar="KIND:ID")
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="The PNG; else KIND-ID.png.")
@click.option("--permanent", is_flag=True, help="Never expires (an account has 100,000 of these); else 30 days.")
def qr(file: Path | None, what: str, output: Path | None, *, permanent: bool) -> None:
    """Make a QR code: event:CODE, unit:ID or NAME, case:NUMBER. Who scans it is in that talk."""
    import segno  # noqa: PLC0415 - only this command draws

    app = _account(file)
    _allowed(app.config.wechat, "qr")
    scene = scene_of(app, what)
    wish = {
        "action_name": "QR_LIMIT_STR_SCENE" if permanent else "QR_STR_SCENE",
        "action_info": {"scene": {"scene_str": scene}},
    } | ({} if permanent else {"expire_seconds": LONGEST_TEMPORARY})
    url = _call(app, lambda client: client.qrcode.create(wish))["url"]
    if permanent and scene.startswith("unit-"):
        with app.database.write() as session:
            codes.keep_wechat(session, app.config, scene, url)
    target = output or Path(f"{scene}.png")
    segno.make(url, error="m").save(str(target), kind="png", scale=10)
    click.echo(f"{target}（{'长期有效' if permanent else '30 天内有效'}）")


def _account(file: Path | None) -> App:
    app = open_account(file, demo=False)
    if not app.config.wechat.on:
        app.close()
        raise ConfigError(OFF)
    return app


def _allowed(settings: Settings, ability: str) -> None:
    from bot.accounts import Ability, why_not  # noqa: PLC0415

    if why := why_not(settings.account, Ability(ability)):
        raise click.ClickException(f"{Ability(ability).label}：{settings.account.label}不能用，{why}")


def _call(app: App, call: Callable[..., Awaitable[Result]]) -> Result:
    """One call of WeChat's; what it refuses is one clear line."""
    from bot.server import wechat  # noqa: PLC0415

    async def called() -> Result:
        account = wechat(app)
        try:
            return await call(account.client)
        finally:
            await account.client.close()

    try:
        return asyncio.run(called())
    except DeliveryFailed as failure:
        raise click.ClickException(f"WeChat: {failure}") from None
    finally:
        app.close()
