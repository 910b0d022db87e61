"""Suggestions on the command line: lists, one of them, the cashier's list, the month's figures."""

from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import click
from sqlalchemy import select

from bot.cli.account import config_option, demo_option, open_account
from bot.cli.suggestion_steps import acting_as, as_option, numbered, suggestion_commands
from bot.console import spreadsheets
from bot.domain import awards, box, cashier, effects, figures, grades, spans, works
from bot.domain.acts import OPERATOR, Act
from bot.domain.box import State, Suggestion
from bot.domain.figures import UnitFigures
from bot.domain.units import Unit

__all__ = ["suggestion_commands"]

SHOWN: Final = 500
"""Suggestions in a list."""

HEADINGS: Final = ("编号", "领取人", "单位", "金额（元）")
LINE: Final = "{number}  {state}  {due}  {unit}  {title}"


@suggestion_commands.command("list")
@config_option
@demo_option
@click.option("--state", type=click.Choice([state.value for state in State]), help="Only those in this state.")
@click.option("--late", is_flag=True, help="Only those whose time is over.")
def listed(file: Path | None, demo: bool, state: str | None, late: bool) -> None:
    """List suggestions, the soonest due first; without --state those that have not ended."""
    with open_account(file, demo=demo).act(OPERATOR) as act:
        mine = select(Suggestion, Unit.name).join(Unit, Unit.id == Suggestion.unit_id)
        mine = mine.where(Suggestion.state == state if state else box.live())
        mine = mine.where(Suggestion.due_at <= act.now) if late else mine
        order = (Suggestion.due_at.is_(None), Suggestion.due_at, Suggestion.id)
        for one, unit in act.session.execute(mine.order_by(*order).limit(SHOWN)):
            due = _day(act, one.due_at) if one.due_at else "-"
            click.echo(LINE.format(number=one.number, state=one.state, due=due, unit=unit, title=one.title))


@suggestion_commands.command("show")
@config_option
@demo_option
@click.argument("number")
def show(file: Path | None, demo: bool, number: str) -> None:
    """Show a suggestion: what it says, how far it is, who carries it out, what it earned."""
    with open_account(file, demo=demo).act(OPERATOR) as act:
        one = numbered(act, number)
        work, effect = works.current(act.session, one), effects.latest(act.session, one)
        rows = {
            "number": one.number,
            "state": f"{one.state} {one.state_label}",
            "unit": act.session.get_one(Unit, one.unit_id).name,
            "filed": _day(act, one.filed_at),
            "due": _day(act, one.due_at) if one.due_at else None,
            "title": one.title,
            "proposal": one.body,
            "answer": one.answer,
            "work": f"{work.department}, {work.due_on}" if work else None,
            "effect": f"{effect.benefit if effect.benefit is not None else '-'}, {effect.verified_by}"
            if effect
            else None,
            "awarded": ", ".join(f"{made.grade} {grades.yuan(made.sum)}" for made in awards.of(act.session, one)),
        }
        for name, value in rows.items():
            if value:
                click.echo(f"{name:9} {value}")


@suggestion_commands.command("cashier")
@config_option
@demo_option
@as_option
@click.argument("target", metavar="FILE.xlsx", type=click.Path(dir_okay=False, path_type=Path))
def cashiers_list(file: Path | None, demo: bool, name: str, target: Path) -> None:
    """Write the list of what is to be paid, as a spreadsheet."""
    with acting_as(file, name, demo=demo) as (act, officer):
        found = cashier.take_out(act, officer)
        rows = [(one.number, one.name, one.unit, one.sum) for one in found]
        target.write_bytes(spreadsheets.write("发放单", HEADINGS, rows))
    click.echo(f"{len(found)} shares, {grades.yuan(sum((one.sum for one in found), Decimal()))}")


@suggestion_commands.command("figures")
@config_option
@demo_option
@click.option("--check", is_flag=True, help="Count them from the audit trail too; exit 1 where the two differ.")
@click.argument("month")
def monthly(file: Path | None, demo: bool, check: bool, month: str) -> None:
    """Print a month's figures of every unit (MONTH: 2027-06); docs/suggestions.md says what each counts."""
    first = _month(month)
    with open_account(file, demo=demo).act(OPERATOR) as act:
        known = {one.id: one.name for one in act.session.scalars(select(Unit).order_by(Unit.id))}
        asked = (act.session, list(known), first.year, first.month, act.config)
        found = figures.months(*asked)
        wrong = [one.unit_id for one in figures.from_audit(*asked) if one not in found] if check else []
    for one in found:
        click.echo(_figures(known[one.unit_id], one))
    click.echo(_figures("=", figures.summed(found)))
    if wrong:
        raise click.ClickException(f"the audit trail says otherwise for {', '.join(known[one] for one in wrong)}")


def _day(act: Act, moment: datetime) -> str:
    return spans.day_of(moment, act.config.zone).isoformat()


def _month(written: str) -> date:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        raise click.BadParameter("must be a month such as 2027-06", param_hint="MONTH") from None


def _figures(name: str, one: UnitFigures) -> str:
    """One line: the unit, then each figure by its name."""
    shown = {each.name: getattr(one, each.name) for each in fields(one) if each.name != "unit_id"}
    shown |= {"per_head": _part(one.per_head), "participation": _part(one.participation)}
    return "  ".join([name, *(f"{key}={value}" for key, value in shown.items())])


def _part(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
