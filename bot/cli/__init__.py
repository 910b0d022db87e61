"""The command line: one function per command, in one file per noun."""

import sys

import click

from bot.cli.cases import case_commands
from bot.cli.keys import keys_commands
from bot.cli.knowledge import ask, faq, statute_commands
from bot.cli.notices import notice_commands
from bot.cli.service import chat, serve
from bot.cli.suggestions import suggestion_commands
from bot.cli.telegram import telegram_commands
from bot.cli.union import plan, staff_commands
from bot.cli.wechat import wechat_commands
from bot.errors import ConfigError, Unavailable


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


_about = (faq, statute_commands, plan, staff_commands, keys_commands, case_commands, suggestion_commands)
for _command in (serve, chat, ask, *_about, notice_commands, wechat_commands, telegram_commands):
    commands.add_command(_command)
