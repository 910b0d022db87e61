"""Small things that the program itself must remember, such as the secret that signs visitors' tokens."""

import secrets

from sqlalchemy import String
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.store.database import Base, insert_for
from bot.store.sealing import SealedText


class SettingRow(Base):
    """One remembered value."""

    __tablename__ = "setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(SealedText)


def secret(session: Session, name: str) -> str:
    """A random secret of that name, made when it is first asked for. Call it in a writing transaction."""
    if kept := known(session, name):
        return kept
    new = insert_for(session, SettingRow).values(name=name, value=secrets.token_urlsafe(48))
    session.execute(new.on_conflict_do_nothing())
    return session.get_one(SettingRow, name).value


def remember(session: Session, name: str, value: str) -> None:
    """Keep a value under a name, in place of what was there. Call it in a writing transaction."""
    kept = session.get(SettingRow, name, with_for_update=True)
    if kept:
        kept.value = value
    else:
        session.add(SettingRow(name=name, value=value))
    session.flush()


def known(session: Session, name: str) -> str | None:
    """What is kept under that name, where there is something already."""
    kept = session.get(SettingRow, name)
    return kept.value if kept else None
