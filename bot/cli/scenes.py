"""Scenes: what a link or a QR code is about, as the talk that it opens hears it (handlers/arrival.py)."""

import click
from sqlalchemy.orm import Session

from bot.app import App
from bot.domain import cases, events, numbers, units
from bot.errors import Refusal


def scene_of(app: App, what: str) -> str:
    """The scene of a thing: event:CODE, unit:ID or NAME, case:NUMBER. ClickException where there is no such thing."""
    kind, _, ident = what.partition(":")
    with app.database.read() as session:
        if kind == "event" and (event := events.coded(session, ident)):
            return f"event-{event.code}"
        if kind == "case" and (case := _case(session, ident)):
            return f"case-{case.number}"
        if kind == "unit":
            unit = units.numbered(session, int(ident)) if ident.isdecimal() else units.named(session, ident)
            if unit:
                return f"unit-{unit.id}"
    raise click.ClickException(f"there is no {what}; give event:CODE, unit:ID, unit:NAME or case:NUMBER")


def _case(session: Session, ident: str) -> cases.Case | None:
    try:
        return cases.numbered(session, numbers.read(ident))
    except Refusal as why:
        raise click.ClickException(str(why)) from None
