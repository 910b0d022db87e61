"""The commands of the keys with which the store is sealed: a fresh one, what each has sealed, and changing them."""

import sys
from collections import Counter
from pathlib import Path

import click

from bot.app import App
from bot.cli.account import config_option, demo_option, open_account
from bot.store import rotation
from bot.store.sealing import NOBODY, fresh_key, keyring

LOST = "{count} values are sealed with key {name}, which is not among the keys: put it back below the newer ones"
PLAIN = "{count} values were never sealed, and nothing can read them"
KEEP = "the older keys are still needed: python -m bot keys check says for what"


@click.group("keys")
def keys_commands() -> None:
    """The keys with which the store is sealed (docs/protection.md)."""


@keys_commands.command()
def new() -> None:
    """Print a fresh key. It becomes the newest by standing first in [protection] keys, or in the keys' file."""
    click.echo(fresh_key())


@keys_commands.command()
@config_option
@demo_option
def check(file: Path | None, demo: bool) -> None:
    """How much each key has sealed. Exits 1 where something is sealed with a key that is not there."""
    with open_account(file, demo=demo) as app:
        found = _counts(app)
        names, source = keyring(app.database.engine.dialect).names, app.database.keys
    click.echo(f"keys from {source.file if source and source.file else '[protection] keys'}")
    for name in names:
        click.echo(f"{name}  {found.pop(name, 0):9} values{'  (newest)' if name == names[0] else ''}")
    for name, count in found.items():
        click.echo((PLAIN if name == NOBODY else LOST).format(count=count, name=name), err=True)
    sys.exit(1 if found else 0)


@keys_commands.command()
@config_option
@demo_option
def rotate(file: Path | None, demo: bool) -> None:
    """Seal anew, with the newest key, what older ones sealed; may be stopped and begun again at any moment.

    With [protection] keys every service must know the new key before: restart them first. From the keys' file they
    learn it by themselves.
    """
    with open_account(file, demo=demo) as app:
        done: Counter[str] = Counter()
        for table, rows in rotation.rotate(app.database):
            done[table] += rows
            click.echo(f"\r{table}: {done[table]} rows", nl=False, err=True)
        newest, left = keyring(app.database.engine.dialect).newest, _counts(app)
    click.echo("", err=True)
    click.echo(f"{done.total()} rows sealed anew; {left.pop(newest, 0)} values are sealed with key {newest}")
    if left:
        raise click.ClickException(KEEP)
    click.echo("the older keys can be taken out")


def _counts(app: App) -> Counter[str]:
    with app.database.read() as session:
        return rotation.counts(session)
