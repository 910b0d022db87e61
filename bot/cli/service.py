"""The commands that run the account: for everybody, or for one member at this terminal."""

import asyncio
import gc
import getpass
import logging
import sys
import time
from pathlib import Path

import click

from bot.app import App
from bot.channels.terminal import Terminal
from bot.cli.account import config_option, demo_option, open_account, sign_in_link
from bot.delivery import Delivery
from bot.domain import staff

SWITCH = 0.0005
"""Seconds after which a busy thread lets another run; at 5 ms, Python's own, a message waits several times."""


@click.command()
@config_option
@demo_option
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of [web] port.")
def serve(file: Path | None, demo: bool, port: int | None) -> None:
    """Serve members' chat and the staff console."""
    from bot.server import Server  # noqa: PLC0415 - the other commands start faster without the web framework

    begun = time.perf_counter()
    sys.setswitchinterval(SWITCH)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("apscheduler", "alembic", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    app = open_account(file, demo=demo, port=port)
    server = Server(app)
    flags = (f" --config {file}" if file else "") + (" --demo" if demo else "")
    _tell_where(app, time.perf_counter() - begun, flags)
    gc.freeze()  # what is loaded by now stays: looking through all of it once more takes a third of a second each time
    server.run()


@click.command()
@config_option
@demo_option
@click.option("--as", "who", default=None, help="The member's name at this terminal.")
def chat(file: Path | None, demo: bool, who: str | None) -> None:
    """Chat as a member, here in the terminal."""
    logging.basicConfig(level=logging.ERROR)
    app = open_account(file, demo=demo)
    terminal = Terminal(app.turn, who or getpass.getuser(), sys.stdout)
    delivery = Delivery(app.database, app.clock, [terminal])
    lines = (
        sys.stdin
        if not sys.stdin.isatty()
        else iter(lambda: click.prompt("", prompt_suffix="> ", default="", show_default=False), None)
    )
    terminal.talk((line.rstrip("\n") for line in lines), lambda: _deliver(delivery))
    app.close()


def _tell_where(app: App, seconds: float, flags: str) -> None:
    """Where to click; `flags` are those that another command needs to find the same store."""
    base = app.config.web.public_url
    click.echo(f"\n工友 · {app.config.union.name}（{seconds:.1f} 秒启动）")
    click.echo(f"  首页    {base}/")
    click.echo(f"  会员    {base}/chat")
    first = _first_officer(app)
    if first:
        click.echo(f"  工作台  {sign_in_link(app, first)}")
        again = f".venv/bin/python -m bot staff link {first}{flags}"
        click.echo(f"          （{first} 的登录链接，用一次就失效；再要一个：{again}）\n")
    else:
        click.echo("  工作台  还没有工作人员，先运行：python -m bot staff add 姓名\n")


def _first_officer(app: App) -> str | None:
    with app.database.read() as session:
        officer = staff.first(session)
        return officer.name if officer else None


def _deliver(delivery: Delivery) -> None:
    """Deliver what is due for this terminal."""
    asyncio.run(delivery.once())
