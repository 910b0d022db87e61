"""The command line: one function per command."""

import asyncio
import getpass
import json
import logging
import sys
import time
from datetime import date
from pathlib import Path

import click

from bot import sample
from bot.app import App
from bot.channels.terminal import Terminal
from bot.config import Config, Store, Union
from bot.delivery import Delivery
from bot.domain import plans, staff, units
from bot.domain.acts import OPERATOR
from bot.errors import ConfigError, Unavailable
from knowledge import Band, KnowledgeBase, evaluate

DEFAULT = Path("config.toml")
DEMO_STORE = "sqlite:///gongyou-demo.db"

config_option = click.option(
    "--config", "file", type=click.Path(path_type=Path), help="TOML file; without it ./config.toml, if it is there."
)
demo_option = click.option("--demo", is_flag=True, help="The sample union, in a store of its own (gongyou-demo.db).")


def main() -> None:
    """Run a command; what the operator must mend is one clear line, not a traceback."""
    try:
        commands(standalone_mode=False)
    except click.exceptions.Abort:
        sys.exit(130)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (ConfigError, Unavailable) as error:
        kind = "configuration" if isinstance(error, ConfigError) else "store"
        for line in str(error).splitlines():
            click.echo(f"{kind}: {line}", err=True)
        sys.exit(2 if isinstance(error, ConfigError) else 1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """工友 Gongyou: a trade union's self-service account."""


@commands.command()
@config_option
@demo_option
@click.option("--port", type=click.IntRange(0, 65535), help="Instead of [web] port.")
def serve(file: Path | None, demo: bool, port: int | None) -> None:
    """Serve members' chat and the staff console."""
    from bot.server import Server  # noqa: PLC0415 - the other commands start faster without the web framework

    begun = time.perf_counter()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("apscheduler", "alembic", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    app = _open(file, demo=demo, port=port)
    server = Server(app)
    flags = (f" --config {file}" if file else "") + (" --demo" if demo else "")
    _tell_where(app, time.perf_counter() - begun, flags)
    server.run()


@commands.command()
@config_option
@demo_option
@click.option("--as", "who", default=None, help="The member's name at this terminal.")
def chat(file: Path | None, demo: bool, who: str | None) -> None:
    """Chat as a member, here in the terminal."""
    logging.basicConfig(level=logging.ERROR)
    app = _open(file, demo=demo)
    terminal = Terminal(app.turn, who or getpass.getuser(), sys.stdout)
    delivery = Delivery(app.database, app.clock, [terminal])
    lines = (
        sys.stdin
        if not sys.stdin.isatty()
        else iter(lambda: click.prompt("", prompt_suffix="> ", default="", show_default=False), None)
    )
    terminal.talk((line.rstrip("\n") for line in lines), lambda: _deliver(delivery))
    app.close()


@commands.command()
@click.argument("question")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def ask(question: str, as_json: bool) -> None:
    """Look one question up in the knowledge base."""
    finding = KnowledgeBase.load().ask(question)
    answer = finding.hits[0].entry.answer if finding.band is Band.ANSWER else ""
    if as_json:
        entries = [
            {
                "id": hit.entry.id,
                "covers": list(hit.entry.covers),
                "title": hit.entry.title,
                "score": round(hit.score, 4),
            }
            for hit in finding.hits
        ]
        click.echo(json.dumps({"band": finding.band.value, "entries": entries, "answer": answer}, ensure_ascii=False))
        return
    titles = "\n".join(f"· {hit.entry.title}" for hit in finding.hits)
    words = {Band.ANSWER: answer, Band.CHOICES: f"您是不是想问：\n{titles}", Band.NONE: "没有把握，请找工会的人。"}
    click.echo(words[finding.band])


@commands.group()
def faq() -> None:
    """The knowledge base."""


@faq.command("eval")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")
def faq_eval(file: Path, as_json: bool) -> None:
    """Measure the knowledge base on labelled questions."""
    with file.open(encoding="utf-8") as lines:
        report = evaluate(KnowledgeBase.load(), lines)
    click.echo(json.dumps(report.as_dict(), ensure_ascii=False) if as_json else report.text())


@commands.group()
def plan() -> None:
    """The year's plan."""


@plan.command("import")
@config_option
@demo_option
@click.argument("source", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def plan_import(file: Path | None, demo: bool, source: Path) -> None:
    """Take a plan in; activities with a known id are brought up to date."""
    year = plans.read(source)
    app = _open(file, demo=demo)
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
    with _open(file, demo=demo).act(OPERATOR) as act:
        click.echo(plans.announcement(act, first))


@commands.group("staff")
def staff_commands() -> None:
    """Union staff."""


@staff_commands.command("add")
@config_option
@demo_option
@click.argument("name")
@click.option("--unit", default=None, help="The unit's name; without it the union itself.")
def staff_add(file: Path | None, demo: bool, name: str, unit: str | None) -> None:
    """Add an officer."""
    app = _open(file, demo=demo)
    with app.act(OPERATOR) as act:
        home = (
            units.named(act.session, unit) if unit else units.root(act.session) or units.add(act, app.config.union.name)
        )
        if home is None:
            raise click.BadParameter(f"there is no unit {unit}", param_hint="--unit")
        if staff.named(act.session, name):
            raise click.BadParameter(f"there is an officer {name} already", param_hint="NAME")
        staff.add(act, name, home)
    click.echo(f"{name} ({home.name})")


@staff_commands.command("link")
@config_option
@demo_option
@click.argument("name")
def staff_link(file: Path | None, demo: bool, name: str) -> None:
    """Print a link that lets an officer into the console, once, within a day."""
    app = _open(file, demo=demo)
    click.echo(_link(app, name))


def _open(file: Path | None, *, demo: bool = False, port: int | None = None) -> App:
    """The account, with the configuration of file and environment; with the sample union where it is wanted."""
    config = Config.load(file or (DEFAULT if DEFAULT.exists() else None))
    if demo and config.store.url == Store().url:
        config = config.model_copy(update={"store": Store(url=DEMO_STORE)})
    if demo and config.union.name == Union().name:
        config = config.model_copy(update={"union": config.union.model_copy(update={"name": sample.NAME})})
    if port is not None:
        web = {"port": port, "public_url": f"http://{config.web.host}:{port}"}
        config = config.model_copy(update={"web": config.web.model_copy(update=web)})
    app = App(config)
    if demo:
        with app.act(OPERATOR) as act:
            sample.load(act)
    return app


def _tell_where(app: App, seconds: float, flags: str) -> None:
    """Where to click; `flags` are those that another command needs to find the same store."""
    base = app.config.web.public_url
    click.echo(f"\n工友 · {app.config.union.name}（{seconds:.1f} 秒启动）")
    click.echo(f"  首页    {base}/")
    click.echo(f"  会员    {base}/chat")
    first = _first_officer(app)
    if first:
        click.echo(f"  工作台  {_link(app, first)}")
        again = f".venv/bin/python -m bot staff link {first}{flags}"
        click.echo(f"          （{first} 的登录链接，用一次就失效；再要一个：{again}）\n")
    else:
        click.echo("  工作台  还没有工作人员，先运行：python -m bot staff add 姓名\n")


def _first_officer(app: App) -> str | None:
    with app.database.read() as session:
        officer = staff.first(session)
        return officer.name if officer else None


def _link(app: App, name: str) -> str:
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, name)
        if officer is None:
            raise click.BadParameter(
                f"there is no officer {name}; add one: python -m bot staff add {name}", param_hint="NAME"
            )
        return f"{app.config.web.public_url}/console/enter?token={staff.sign_in_link(act, officer)}"


def _deliver(delivery: Delivery) -> None:
    """Deliver what is due for this terminal."""
    asyncio.run(delivery.once())
