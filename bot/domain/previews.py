"""Previews: what members will see of an event on each channel, before they do; the words are those they will get."""

from dataclasses import dataclass

from sqlalchemy import inspect

from bot import numbered
from bot.domain import calendar, plans, posters
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event


@dataclass(frozen=True)
class Preview:
    """Its line in the month's announcement, and what somebody gets who looks at it.

    `text` and `buttons` are what Telegram and the web page show, with the pictures and files of these names;
    `wechat` is the same in as many messages as WeChat takes. `opens` says when sign-up begins, if it is yet to.
    """

    line: str
    text: str
    buttons: tuple[str, ...]
    wechat: tuple[str, ...]
    files: tuple[str, ...]
    opens: str = ""


def of(act: Act, event: Event | None, given: Arrangement | None = None) -> Preview:
    """An event as members will see it once it is published, with what is given in place of what is kept."""
    shown = _as_published(event, given)
    reply = posters.details(act, shown)
    opens = shown.signup_opens if shown.signup and shown.signup_opens and shown.signup_opens > act.now else None
    return Preview(
        line=plans.line(shown, act),
        text=reply.text,
        buttons=reply.buttons,
        wechat=tuple(numbered.parts(numbered.listed(reply))),
        files=tuple(file.name for file in reply.files),
        opens=calendar.shown(opens, act.config.zone) if opens else "",
    )


def _as_published(event: Event | None, given: Arrangement | None) -> Event:
    """A copy that no session knows, so that nothing of it is ever kept."""
    kept = {one.key: getattr(event, one.key) for one in inspect(Event).column_attrs} if event else {}
    return Event(**{"cancelled": False, **kept, **(given.columns() if given else {}), "draft": False})
