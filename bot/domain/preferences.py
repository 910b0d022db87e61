"""What an officer has chosen for the console's pages."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit
from bot.domain.acts import Act
from bot.domain.staff import Officer
from bot.store.database import Base


class Preference(Base):
    """The choices of one officer; who has no row has what is usual."""

    __tablename__ = "preference"

    officer_id: Mapped[int] = mapped_column(ForeignKey("officer.id"), primary_key=True)
    shortcuts: Mapped[bool]


def set_shortcuts(act: Act, officer: Officer, *, on: bool) -> None:
    """Whether single letters do something, which gets in the way of those who speak to their computer."""
    row = act.session.get(Preference, officer.id)
    if row is None:
        act.session.add(Preference(officer_id=officer.id, shortcuts=on))
    else:
        row.shortcuts = on
    audit.log(act, "officer.shortcuts_set", officer, on=on)


def shortcuts(session: Session, officer: Officer) -> bool:
    """Whether single letters do something; usually so."""
    row = session.get(Preference, officer.id)
    return row is None or row.shortcuts
