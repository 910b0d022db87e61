"""The commands about the union: its year's plan and its staff."""

from datetime import date
from pathlib import Path

import click

from bot.cli.account import config_option, demo_option, open_account, sign_in_link
from bot.console import planfiles, spreadsheets
from bot.domain import planitems, planlist, plans, plantimes, staff, units
from bot.domain.acts import OPERATOR
from bot.domain.planlist import Item, Read
from bot.domain.roles import Role
from bot.errors import Refusal

LISTS = (".xlsx", ".csv", ".txt")
"""The endings of files that hold a list, which becomes drafts."""


@click.group()
def plan() -> None:
    """The year's plan."""


@plan.command("import")
@config_option
@demo_option
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--year", "of_year", type=click.IntRange(2000, 2100), help="Of a list: its year; without it this one.")
def plan_import(file: Path | None, demo: bool, source: Path, of_year: int | None) -> None:
    """Take a plan in: a TOML file becomes events, its known ids brought up to date; a list becomes drafts.

    A list is a spreadsheet (.xlsx, .csv) or a text; an officer confirms its drafts in the console.
    """
    if source.suffix.lower() in LISTS:
        _drafts(file, demo, source, of_year)
        return
    year = plans.read(source)
    app = open_account(file, demo=demo)
    with app.act(OPERATOR) as act:
        done = plans.take_in(act, year)
    click.echo(f"{year.title}: {len(done.new)} new, {len(done.changed)} changed, {len(done.same)} unchanged")


def _drafts(file: Path | None, demo: bool, source: Path, of_year: int | None) -> None:
    """Keep a list as drafts, and print what was understood of it, line by line."""
    app = open_account(file, demo=demo)
    try:
        with app.act(OPERATOR) as act:
            year = of_year or act.today.year
            found = _read(source, year)
            kept = planitems.draft(act, None, found.items, year, found.title or f"{year}年工作计划")
    except Refusal as why:
        raise click.ClickException(str(why)) from None
    for item in found.items:
        click.echo(_line(item, year))
    for number, line in found.passed:
        click.echo(f"{number:>4}  -  {line}")
    clear = sum(item.clear for item in found.items)
    click.echo(
        f"{year}: {len(found.items)} items, {clear} clear, {len(found.items) - clear} to look at, "
        f"{len(found.passed)} lines that are none; {len(kept)} new drafts: /console/plan"
    )


def _read(source: Path, year: int) -> Read:
    content = source.read_bytes()
    if planfiles.is_text(source.name):
        return planlist.read(planfiles.text(content), year)
    return planfiles.of_rows(spreadsheets.read(content), year)


def _line(item: Item, year: int) -> str:
    """An item in a line, marked ? where something is to be looked at."""
    closes = f"报名截止 {item.parts.closes}" if item.parts.closes else ""
    seats = f"名额 {item.parts.seats}" if item.parts.seats else ""
    said = (plantimes.told(item.when, year), item.hours, item.title, item.parts.place, item.parts.who, closes, seats)
    doubts = "；".join(f"{planlist.FIELDS.get(name, name)}：{why}" for name, why in item.doubts.items())
    told = f"{item.number:>4}  {' ' if item.clear else '?'}  {' | '.join(part for part in said if part)}"
    return f"{told}  【{doubts}】" if doubts else told


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
