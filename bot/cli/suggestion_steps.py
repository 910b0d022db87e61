"""Suggestions on the command line: each step of an officer's, with their rights and under their name in the trail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from bot.cli.account import config_option, demo_option, open_account
from bot.domain import awards, cashier, effects, reviews, staff, suggestions, works
from bot.domain.acts import OPERATOR, Act
from bot.domain.box import VERDICTS, State, Suggestion
from bot.domain.staff import Officer
from bot.errors import Refusal

as_option = click.option("--as", "name", required=True, help="The officer who does it.")
day_type = click.DateTime(["%Y-%m-%d"])


class Money(click.ParamType[Decimal]):
    """Yuan, such as 1200 or 356.50; the rules themselves refuse what is no sum of money."""

    name = "yuan"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:  # noqa: ANN401
        """What was typed, as a number."""
        try:
            return Decimal(value)
        except InvalidOperation:
            return self.fail(f"{value} is no sum such as 356.50", param, ctx)


@click.group("suggestions")
def suggestion_commands() -> None:
    """Suggestions: lists, steps, figures."""


@contextmanager
def acting_as(file: Path | None, name: str, *, demo: bool) -> Iterator[tuple[Act, Officer]]:
    """One transaction in which an officer acts; what is refused is one line."""
    try:
        with open_account(file, demo=demo).act(OPERATOR) as act:
            officer = _named(act, name, "--as")
            yield act.by(officer.actor), officer
    except Refusal as why:
        raise click.ClickException(str(why)) from None


def _named(act: Act, name: str, where: str) -> Officer:
    officer = staff.named(act.session, name)
    if officer is None:
        raise click.BadParameter(f"there is no officer {name}", param_hint=where)
    return officer


def numbered(act: Act, number: str) -> Suggestion:
    """The suggestion of a number that was typed."""
    one = suggestions.numbered(act.session, number.strip().upper())
    if one is None:
        raise click.BadParameter(f"there is no suggestion {number}", param_hint="NUMBER")
    return one


def _step(name: str, *more: Callable[[Any], Any]) -> Callable[[Callable[..., None]], click.Command]:
    """A command for one step of an officer's: the deed gets act, suggestion, officer, and its own options."""

    def known(deed: Callable[..., None]) -> click.Command:
        def command(file: Path | None, demo: bool, name: str, number: str, **given: object) -> None:
            with acting_as(file, name, demo=demo) as (act, officer):
                one = numbered(act, number)
                deed(act, one, officer, **given)
                act.session.flush()
                click.echo(f"{one.number}  {one.state}")

        command.__doc__ = deed.__doc__
        for option in reversed((config_option, demo_option, as_option, click.argument("number"), *more)):
            command = option(command)
        return suggestion_commands.command(name)(command)

    return known


@_step("acknowledge", click.option("--major", is_flag=True, help="It takes longer to answer."))
def acknowledge(act: Act, one: Suggestion, officer: Officer, *, major: bool) -> None:
    """Say that it has arrived, and by when it is answered."""
    suggestions.acknowledge(act, one, officer, major=major)


@_step("review", click.argument("reviewer"))
def review(act: Act, one: Suggestion, officer: Officer, *, reviewer: str) -> None:
    """Ask a colleague for a review."""
    reviews.ask(act, one, officer, _named(act, reviewer, "REVIEWER"))


@_step("answer", click.argument("verdict", type=click.Choice([one.value for one in VERDICTS])), click.argument("text"))
def answer(act: Act, one: Suggestion, officer: Officer, *, verdict: str, text: str) -> None:
    """Answer it with reasons, which its proposer reads."""
    suggestions.answer(act, one, officer, State(verdict), text)


@_step(
    "assign",
    click.option("--department", required=True),
    click.option("--person", required=True, help="Who is in charge there."),
    click.option("--due", type=day_type, required=True, help="The day by which it is done: 2027-01-31."),
    click.option("--cost", type=Money(), help="What is planned, in yuan."),
    click.option("--to", "to", help="The officer who sees to it; without it whoever has it."),
)
def assign(act: Act, one: Suggestion, officer: Officer, *, due: datetime, to: str | None, **given: Any) -> None:  # noqa: ANN401
    """Have it carried out."""
    sees = _named(act, to, "--to") if to else None
    works.assign(act, one, officer, due_on=due.date(), to=sees, **given)


@_step("report", click.argument("text"), click.option("--percent", type=int, help="How much is done."))
def report(act: Act, one: Suggestion, officer: Officer, *, text: str, percent: int | None) -> None:
    """Say how the work goes."""
    works.report(act, one, officer, percent=percent, body=text)


@_step("carried-out", click.argument("text"))
def carried_out(act: Act, one: Suggestion, officer: Officer, *, text: str) -> None:
    """Say that the work is done."""
    works.carry_out(act, one, officer, body=text)


@_step(
    "verify",
    click.option("--benefit", type=Money(), help="Of twelve months, in yuan; without it, it cannot be reckoned."),
    click.option("--since", type=day_type, required=True),
    click.option("--until", type=day_type, required=True),
    click.option("--by", "verified_by", required=True, help="The office that verified it."),
    click.option("--story", help="What it brought, in words that may be shown."),
)
def verify(act: Act, one: Suggestion, officer: Officer, *, since: datetime, until: datetime, **given: Any) -> None:  # noqa: ANN401
    """Write down what it brought."""
    effects.verify(act, one, officer, since=since.date(), until=until.date(), **given)


@_step("award", click.option("--prize", default="", help="A fixed prize, where the benefit cannot be reckoned."))
def award(act: Act, one: Suggestion, officer: Officer, *, prize: str) -> None:
    """Award what it brought; of one in reserve, what a reserve brings."""
    if one.status is State.RESERVED:
        awards.reserve(act, one, officer)
    else:
        awards.award(act, one, officer, prize)


@_step("paid", click.option("--on", type=day_type, help="The day; without it today."))
def paid(act: Act, one: Suggestion, officer: Officer, *, on: datetime | None) -> None:
    """Say that the cashier has paid all its shares."""
    open_ones = [each for each in awards.shares(act.session, *awards.of(act.session, one)) if not each.settled]
    cashier.pay_all(act, officer, [each.id for each in open_ones], on.date() if on else act.today)


@_step("archive")
def archive(act: Act, one: Suggestion, officer: Officer) -> None:
    """File it away."""
    suggestions.archive(act, one, officer)
