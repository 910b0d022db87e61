"""Codes with which one joins a squad: ten signs that can be told again, because they are drawn from a secret.

A code is drawn from the secret, the squad's number and how many codes it had before; kept is its mark alone.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.config import Config
from bot.domain import audit, codes, teams
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.squadbook import Squad
from bot.store import settings

SECRET: Final = "squads"  # noqa: S105 - the name of the store's secret, not the secret
RENEWED: Final = "squad.code_renewed"
SCENE: Final = "team-{code}"


@dataclass(frozen=True)
class Way:
    """One way to join by a link: through which channel, and where it leads."""

    channel: str
    title: str
    address: str


def of(session: Session, squad: Squad) -> str:
    """The code that is good now. Call it in a writing transaction."""
    secret = settings.secret(session, SECRET)
    number = int.from_bytes(_drawn(secret, f"code:{squad.id}-{_renewed(session, squad)}"), "big")
    signs = list[str]()
    for _ in range(teams.DIGITS):
        number, sign = divmod(number, len(teams.SIGNS))
        signs.append(teams.SIGNS[sign])
    return "".join(signs)


def keep(session: Session, squad: Squad) -> None:
    """Have the squad found by the code that is good now."""
    squad.code = _mark(session, of(session, squad))


def renew(act: Act, squad: Squad) -> str:
    """Another code; those told before are good no more."""
    audit.log(act, RENEWED, squad)
    keep(act.session, squad)
    return of(act.session, squad)


def found(session: Session, typed: str) -> Squad | None:
    """The squad of a code as it was typed, with or without spaces; None where it is no code, or good no more."""
    code = teams.read(typed)
    return session.scalars(select(Squad).where(Squad.code == _mark(session, code))).first() if code else None


def ways(session: Session, config: Config, code: str) -> list[Way]:
    """The links that lead a colleague to where they join, by channel; those that work from elsewhere only."""
    scene, found = SCENE.format(code=code), list[Way]()
    if codes.reachable(config):
        found.append(Way("web", "网页", f"{config.web.public_url}/chat#{scene}"))
    if config.telegram.on and (name := settings.known(session, codes.BOT)):
        found.append(Way("telegram", "Telegram", f"https://t.me/{name}?start={scene}"))
    return found


def _renewed(session: Session, squad: Squad) -> int:
    """How many codes it had before."""
    session.flush()
    rows = select(func.count()).where(
        AuditRow.subject == Squad.__tablename__, AuditRow.subject_id == squad.id, AuditRow.action == RENEWED
    )
    return session.scalar(rows) or 0


def _mark(session: Session, code: str) -> str:
    return _drawn(settings.secret(session, SECRET), f"mark:{code}").hex()


def _drawn(secret: str, what: str) -> bytes:
    return hmac.new(secret.encode(), what.encode(), hashlib.sha256).digest()
