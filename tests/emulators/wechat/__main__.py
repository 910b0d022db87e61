"""The command line of the emulator: python -m tests.emulators.wechat --app URL ..."""

import sys

import click

from tests.emulators.wechat.callback import NoAnswer
from tests.emulators.wechat.calls import AccountKind
from tests.emulators.wechat.platform import ECHO, WeChatPlatform
from tests.emulators.wechat.terminal import HELP, Terminal

KINDS = ("service-verified", "service", "subscription-verified", "subscription")


@click.command()
@click.option("--app", required=True, help="callback address of your server, such as http://127.0.0.1:8000/wechat")
@click.option("--token", required=True, help="the Token of the server settings")
@click.option("--aes-key", default="", help="the EncodingAESKey, 43 characters; left out: plain mode")
@click.option("--app-id", required=True, help="the AppID")
@click.option("--app-secret", required=True, help="the AppSecret")
@click.option("--port", default=0, help="port of the platform's API; left out: a free one")
@click.option("--as", "name", default="", help="openid to chat as; left out: a new one")
@click.option("--account", type=click.Choice(KINDS), default=KINDS[0], help="kind of account")
def main(
    *,
    app: str,
    token: str,
    aes_key: str,
    app_id: str,
    app_secret: str,
    port: int,
    name: str,
    account: AccountKind,
) -> None:
    """Chat with your server as a follower of its WeChat account, without WeChat."""
    platform = WeChatPlatform(
        app_id=app_id, app_secret=app_secret, token=token, aes_key=aes_key, account=account, callback=app
    )
    with platform.running(port):
        click.echo(settings(platform, token))
        _verify(platform)
        follower = platform.follower(name)
        click.echo(f"You are {follower.openid} and follow the account.\n{HELP}\n")
        terminal = Terminal(platform, follower, click.echo)
        for line in sys.stdin:
            terminal.take(line)


def settings(platform: WeChatPlatform, token: str) -> str:
    """The lines that belong into config.toml."""
    values = {
        "app_id": platform.app_id,
        "app_secret": platform.app_secret,
        "account": platform.kind,
        "token": token,
        "aes_key": platform.aes_key,
        "api_base": platform.api_base,
    }
    return "\n".join(["[wechat]", *(f'{key} = "{value}"' for key, value in values.items()), ""])


def _verify(platform: WeChatPlatform) -> None:
    try:
        answer = platform.verify_url()
    except NoAnswer as error:
        click.echo(f"Nothing answers at {platform.callback} yet ({error}). Start it with these settings.")
        return
    right = answer.status == 200 and answer.text == ECHO
    click.echo("The address is verified." if right else f"The address was not verified: {answer.status} {answer.text}")


if __name__ == "__main__":
    main()
