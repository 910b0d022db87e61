"""A notice that goes out, watched from the command line: a bar, how fast, how long yet."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import click

from bot.app import App
from bot.domain import quiethours, reckonings
from bot.domain.acts import OPERATOR, Act
from bot.domain.noticebook import Notice, State
from bot.domain.reckonings import Progress

EVERY: Final = 0.5
"""Seconds between two looks, at least."""

SHARE: Final = 10
"""And so many times as long as a look takes, so that a very long ledger is not all the store has to do."""

PICKED_UP: Final = timedelta(seconds=30)
"""Twice as long as a running service takes to see what is due."""

ALONE: Final = "nobody takes it up: is `python -m bot serve` running on this store?"
OVER: Final = (State.DRAFT, State.DONE, State.CANCELLED, State.MISSED)
LEFT: Final = "\n{key} goes on without this window; look again: python -m bot notice show {key} --follow"


@dataclass(frozen=True)
class Look:
    """How far a notice is: copies settled, of how many, and the rest in words."""

    key: str
    state: State
    size: int
    settled: int
    words: str


def follow(app: App, number: int) -> None:
    """Show how a notice goes until it is over; who stops looking stops nothing."""
    first = _look(app, number)
    try:
        for _ in _looks(app, number, first):
            pass
        click.echo(_summed(app, number))
    except KeyboardInterrupt:
        click.echo(LEFT.format(key=first.key))


def _looks(app: App, number: int, look: Look) -> Iterator[Look]:
    """Look again and again, and show each on the bar, until the notice is over."""

    def words(_item: int | None) -> str:
        return look.words

    drawn = click.progressbar(length=1, label=look.key, show_pos=True, show_eta=False, item_show_func=words)
    drawn.length, drawn.pos = max(look.size, 1), look.settled
    with drawn as bar:
        while True:
            bar.length, bar.pos = max(look.size, 1), look.settled  # bar.update() goes forward only
            bar.render_progress()
            yield look
            if look.state in OVER:
                return
            begun = time.monotonic()
            look = _look(app, number)
            time.sleep(max(EVERY, SHARE * (time.monotonic() - begun)))


def _look(app: App, number: int) -> Look:
    with app.database.read() as session:
        act, one = Act(session, app.clock(), OPERATOR, app.config), session.get_one(Notice, number)
        told = reckonings.progress(act, one)
        return Look(one.key, one.status, one.size, told.settled, _words(act, one, told))


def _summed(app: App, number: int) -> str:
    with app.database.read() as session:
        one = session.get_one(Notice, number)
        counts = reckonings.counts(session, one)
        return f"{one.key}  {one.state}  " + ", ".join(f"{count} {fate}" for fate, count in counts.items() if count)


def _words(act: Act, one: Notice, told: Progress) -> str:
    """The state, or while it goes out how fast and how long yet; what it waits for."""
    if one.status is State.SCHEDULED and one.due_at and act.now - one.due_at > PICKED_UP:
        return ALONE
    if one.status is not State.SENDING:
        return one.state
    if not one.urgent and quiethours.falls(act.config, act.now):
        return f"quiet hours until {act.config.notices.quiet_until}"
    minutes, seconds = divmod(round(told.left or 0), 60)
    return f"{told.rate:.1f}/s" + (f", {minutes}:{seconds:02} left" if told.left is not None else "")
