"""Cases on the command line: the kinds of cases as the union has them."""

from pathlib import Path

import click

from bot.cli.account import DEFAULT, config_option
from bot.config import Config
from bot.config.kinds import SHIPPED


@click.group("cases")
def case_commands() -> None:
    """What there is to cases: kinds."""


@case_commands.command("kinds")
@config_option
def kinds(file: Path | None) -> None:
    """Print the file of the kinds of cases that is in use: to copy, edit and name in [cases] kinds_file."""
    used = Config.load(file or (DEFAULT if DEFAULT.exists() else None)).cases.kinds_file
    click.echo((Path(used) if used else SHIPPED).read_text(encoding="utf-8"), nl=False)
