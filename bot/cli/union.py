"""The commands about the union: its year's plan and its staff."""

from datetime import date
from pathlib import Path

import click

from bot.cli.account import config_option, demo_option, open_account, sign_in_link
from bot.domain import plans, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.roles import Role


@click.group()
def plan() -> None:
    """The year's plan."""


@plan.command("import")
@config_option
@demo_option
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def plan_import(file: Path | None, demo: bool, source: Path) -> None:
    """Take a plan in; activities with a known id are brought up to date."""
    year = plans.read(source)
    app = open_account(file, demo=demo)
    with app.act(OPERATOR) as act:
        done = plans.take_in(act, year)
    click.echo(f"{year.title}: {len(done.new)} new, {len(done.changed)} changed, {len(done.same)} unchanged")


@plan.command("show")
@config_option
@demo_option
@click.argument("month")
def plan_show(file: Path | None, demo: bool, month: str) -> None:
    """A month's announcement, as members will read it (MONTH: 2027-06)."""
    try:
        first = date.fromisoformat(f"{month}-01")
    except ValueError:
        raise click.BadParameter("must be a month such as 2027-06", param_hint="MONTH") from None
    with open_account(file, demo=demo).act(OPERATOR) as act:
        click.echo(plans.announcement(act, first))


@click.group("staff")
def staff_commands() -> None:
    """Union staff."""


@staff_commands.command("add")
@config_option
@demo_option
@click.argument("name")
@click.option("--unit", default=None, help="The unit's name; without it the union itself.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([role.value for role in Role]),
    help="What the officer is there, also several times; without it administrator at the top, else all the others.",
)
def staff_add(file: Path | None, demo: bool, name: str, unit: str | None, roles: tuple[str, ...]) -> None:
    """Add an officer, with the roles they have in their unit and below."""
    app = open_account(file, demo=demo)
    with app.act(OPERATOR) as act:
        home = (
            units.named(act.session, unit) if unit else units.root(act.session) or units.add(act, app.config.union.name)
        )
        if home is None:
            raise click.BadParameter(f"there is no unit {unit}", param_hint="--unit")
        if staff.named(act.session, name):
            raise click.BadParameter(f"there is an officer {name} already", param_hint="NAME")
        staff.add(act, name, home, [Role(role) for role in roles] or None)
    click.echo(f"{name} ({home.name})")


@staff_commands.command("link")
@config_option
@demo_option
@click.argument("name")
def staff_link(file: Path | None, demo: bool, name: str) -> None:
    """Print a link that lets an officer into the console, once, within a day."""
    app = open_account(file, demo=demo)
    click.echo(sign_in_link(app, name))
