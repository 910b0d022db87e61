"""What the commands share: the account they work on, and the options that say which."""

from pathlib import Path

import click

from bot import sample
from bot.app import App
from bot.config import Config, Protection, Store, Union
from bot.domain import staff
from bot.domain.acts import OPERATOR

DEFAULT = Path("config.toml")
DEMO_STORE = "sqlite:///gongyou-demo.db"
DEMO_KEYS = "gongyou-demo.keys"

config_option = click.option(
    "--config", "file", type=click.Path(path_type=Path), help="TOML file; without it ./config.toml, if it is there."
)
demo_option = click.option("--demo", is_flag=True, help="The sample union, in a store of its own (gongyou-demo.db).")


def open_account(file: Path | None, *, demo: bool = False, port: int | None = None) -> App:
    """The account, with the configuration of file and environment; with the sample union where it is wanted."""
    config = Config.load(file or (DEFAULT if DEFAULT.exists() else None))
    if demo and config.store.url == Store().url:
        config = config.model_copy(update={"store": Store(url=DEMO_STORE), "protection": _demo_keys(config)})
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


def _demo_keys(config: Config) -> Protection:
    """A store of its own has keys of its own, so that those of the real one can be changed."""
    given = config.protection
    return given.model_copy(update={"keys_file": DEMO_KEYS}) if given == Protection() else given


def sign_in_link(app: App, name: str) -> str:
    """A link that lets an officer into the console, once."""
    with app.act(OPERATOR) as act:
        officer = staff.named(act.session, name)
        if officer is None:
            raise click.BadParameter(
                f"there is no officer {name}; add one: python -m bot staff add {name}", param_hint="NAME"
            )
        return f"{app.config.web.public_url}/console/enter?token={staff.sign_in_link(act, officer)}"
