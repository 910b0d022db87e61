"""Notices on the command line: lists, one of them, sending, pausing, taking back. The service is what delivers."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy import select

from bot.app import App
from bot.cli import notice_facts as facts
from bot.cli.account import config_option, demo_option, open_account
from bot.cli.notice_follow import follow
from bot.cli.notice_sending import Words, go, written
from bot.domain import dispatch, staff
from bot.domain.acts import OPERATOR, Act
from bot.domain.noticebook import OPEN, Notice
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

SHOWN: Final = 500
"""Notices in a list."""

LINE: Final = "{id:>5}  {state:9}  {due:16}  {size:>8}  {key}  {unit}  {title}"
FROM_INPUT: Final = "-"

which = click.argument("name", metavar="KEY_OR_ID")
follow_option = click.option("--follow", "following", is_flag=True, help="Show how it goes until it is done.")


@click.group("notice")
def notice_commands() -> None:
    """Notices to many: look, send, pause, take back."""


@notice_commands.command("list")
@config_option
@demo_option
@click.option("--all", "ended", is_flag=True, help="Also those that have ended.")
def listed(file: Path | None, demo: bool, ended: bool) -> None:
    """List notices that something is still to become of, the soonest first; with --all all, the newest first."""
    mine = select(Notice, Unit.name).join(Unit, Unit.id == Notice.unit_id)
    soonest = (Notice.due_at.is_(None), Notice.due_at, Notice.id)
    mine = mine.order_by(Notice.id.desc()) if ended else mine.where(Notice.state.in_(OPEN)).order_by(*soonest)
    with open_account(file, demo=demo) as app, app.database.read() as session:
        for one, unit in session.execute(mine.limit(SHOWN)):
            due = facts.moment(one.due_at, app.config.zone) or "-"
            row = {"id": one.id, "state": one.state, "due": due, "size": one.size, "key": one.key}
            click.echo(LINE.format(**row, unit=unit, title=one.title))


@notice_commands.command("show")
@config_option
@demo_option
@which
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@follow_option
def show(file: Path | None, demo: bool, name: str, as_json: bool, following: bool) -> None:
    """Show a notice: to whom it goes, when, and what became of each copy and why."""
    with open_account(file, demo=demo) as app:
        with app.database.read() as session:
            act = Act(session, app.clock(), OPERATOR, app.config)
            one = _found(act, name)
            found, number = facts.of(act, one), one.id
        click.echo(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(facts.lines(found)))
        if following:
            follow(app, number)


@notice_commands.command("send")
@config_option
@demo_option
@click.option("--as", "officer", required=True, metavar="OFFICER", help="Who sends it, or approves it.")
@click.argument("name", metavar="[KEY_OR_ID]", required=False)
@click.option("--title", default="", help="Of a new one.")
@click.option("--text", default="", help="Of a new one; - reads it from the standard input.")
@click.option("--unit", default="", help="A new one goes to the members of this unit and below; without it to all.")
@click.option("--urgent", is_flag=True, help="A new one is urgent: it goes out at night too.")
@click.option("--alone", type=int, metavar="COUNT", help="Approve your own, where nobody else may: its recipients.")
@follow_option
def send(file: Path | None, demo: bool, officer: str, name: str, following: bool, **given: Any) -> None:  # noqa: ANN401
    """Send a notice now: a draft, one that waits for approval or for its time, or a new one (--title, --text).

    One to many needs the approval of a second officer: who may give it runs the same command.
    """
    alone, words = given.pop("alone"), Words(**given)
    if bool(name) is bool(words.title and words.text) or (name and words != Words()):
        raise click.UsageError("give either the KEY_OR_ID of a notice, or --title and --text of a new one")
    with open_account(file, demo=demo) as app:
        with _acting(app, officer) as (act, by):
            one = _found(act, name, lock=True) if name else written(act, by, _typed(words))
            told, number = go(act, one, by, alone), one.id
        click.echo(told)
        if following:
            follow(app, number)


def _step(name: str, done: str) -> Callable[[Callable[[Act, Notice], None]], click.Command]:
    """A command for one step of the operator's; `done` says what follows from it."""

    def known(deed: Callable[[Act, Notice], None]) -> click.Command:
        def command(file: Path | None, demo: bool, name: str) -> None:
            with open_account(file, demo=demo) as app, _operating(app) as act:
                one = _found(act, name, lock=True)
                deed(act, one)
                act.session.flush()
                click.echo(f"{one.key}  {one.state}  {done}")

        command.__doc__ = deed.__doc__
        for option in (which, demo_option, config_option):
            command = option(command)
        return notice_commands.command(name)(command)

    return known


@_step("pause", "what is under way arrives, then nothing more goes out: notice resume")
def pause(act: Act, one: Notice) -> None:
    """Hold it: nothing more goes out until it is resumed."""
    dispatch.pause(act, one)


@_step("resume", "")
def resume(act: Act, one: Notice) -> None:
    """Let one that was paused go on."""
    dispatch.resume(act, one)


@notice_commands.command("cancel")
@config_option
@demo_option
@which
@click.option("--yes", is_flag=True, help="Do not ask.")
def cancel(file: Path | None, demo: bool, name: str, yes: bool) -> None:
    """Take back what has not gone out yet, for good; what has arrived stays where it is."""
    with open_account(file, demo=demo) as app:
        with app.database.read() as session:
            one = _found(Act(session, app.clock(), OPERATOR, app.config), name)
            asked = f"{one.title} ({one.state}, {one.size} recipients): cancel it for good?"
        if not yes:
            click.confirm(asked, abort=True)
        with _operating(app) as act:
            one = _found(act, name, lock=True)
            dispatch.cancel(act, one)
            act.session.flush()
            click.echo(f"{one.key}  {one.state}")


@contextmanager
def _operating(app: App) -> Iterator[Act]:
    """One transaction of the operator's; what is refused is one line."""
    try:
        with app.act(OPERATOR) as act:
            yield act
    except Refusal as why:
        raise click.ClickException(str(why)) from None


@contextmanager
def _acting(app: App, name: str) -> Iterator[tuple[Act, Officer]]:
    """One transaction in which an officer acts."""
    with _operating(app) as act:
        officer = staff.named(act.session, name)
        if officer is None:
            raise click.BadParameter(f"there is no officer {name}", param_hint="--as")
        yield act.by(officer.actor), officer


def _found(act: Act, name: str, *, lock: bool = False) -> Notice:
    """The notice of a key or a number that was typed."""
    mine = select(Notice).where(Notice.id == int(name) if name.isdecimal() else Notice.key == name)
    one = act.session.scalars(mine.with_for_update() if lock else mine).first()
    if one is None:
        raise click.BadParameter(f"there is no notice {name}; look: notice list --all", param_hint="KEY_OR_ID")
    return one


def _typed(words: Words) -> Words:
    """The words with the text that comes in on the standard input, where they say so."""
    return words.reading(sys.stdin.read()) if words.text == FROM_INPUT else words
