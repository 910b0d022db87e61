"""The ways in which members reach the union, and what each can do just now."""

from starlette.responses import Response

from bot.accounts import Ability, why_not
from bot.console.visit import Visit
from bot.store import outbox
from bot.store.outbox import State


def show(visit: Visit) -> Response:
    """The web chat, and the Official Account: its kind, what is off, and why."""
    settings = visit.act.config.wechat
    return visit.render(
        "channels.html",
        wechat=settings,
        abilities=[(ability.label, why_not(settings.account, ability)) for ability in Ability],
        parked=outbox.counts(visit.session)[State.PARKED],
    )
