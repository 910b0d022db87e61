"""Signing in with name and password: who may try how often, and what comes of it.

Nobody can be locked out by another: what is slowed down is a name from one network address, and an address as a whole,
never the account. A browser that signed in before has a budget of its own, which tries from elsewhere do not touch.
An unknown name gets the same answer as a wrong password, after the same time.
"""

import hashlib
import hmac
import ipaddress
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.domain import audit, authenticators, passwords, staff
from bot.domain.acts import Act
from bot.domain.passwords import Checked
from bot.domain.staff import Officer
from bot.store import settings, throttles
from bot.store.throttles import Rule

NAME_THERE = Rule(free=5, longest=timedelta(minutes=15))
ADDRESS = Rule(free=30, longest=timedelta(minutes=5))
DEVICE = Rule(free=10, longest=timedelta(minutes=5))
NETWORK = 64
"""Bits of an IPv6 address that are one household's or office's."""


@dataclass(frozen=True)
class Origin:
    """Where a try comes from: the network address; the id of a browser that signed in before, and who did there."""

    address: str
    device: str = ""
    officers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Knock:
    """A try that is heard: whom it names, how their password is kept, which budgets it counts against."""

    officer_id: int | None
    kept: str = field(repr=False)
    own: str
    shared: str = ""

    @property
    def keys(self) -> list[str]:
        """All of the budgets."""
        return [self.own, self.shared] if self.shared else [self.own]


def knock(session: Session, name: str, origin: Origin, now: datetime) -> Knock | timedelta:
    """Count a try, in a transaction of its own; where it comes too soon, the time to wait."""
    name = unicodedata.normalize("NFKC", name).strip()
    officer = passwords.of_name(session, name)
    secret = settings.secret(session, "sign-ins").encode()
    if officer and origin.device and officer.id in origin.officers:
        rules = {_key(secret, "device", origin.device, str(officer.id)): DEVICE}
    else:
        place = _network(origin.address)
        rules = {_key(secret, "name", name, place): NAME_THERE, _key(secret, "address", place): ADDRESS}
    wait = throttles.spend(session, rules, now)
    if wait:
        return wait
    kept = passwords.of(session, officer) if officer else None
    return Knock(officer.id if officer else None, kept.kept if kept else "", *rules)


def settle(act: Act, knocked: Knock, checked: Checked, code: str, browser: str = "") -> tuple[Officer, str] | None:
    """What came of a try: the officer with the session's token, or None where name, password or code do not fit.

    `checked` is what `passwords.check` said of `knocked.kept`: that takes a while, and is done between transactions.
    """
    officer = act.session.get(Officer, knocked.officer_id) if knocked.officer_id else None
    if officer is None or not _proved(act, officer, knocked, checked, code):
        subject = officer or throttles.numbered(act.session, knocked.keys[-1])
        audit.log(act, "officer.sign_in_failed", subject)
        return None
    for key in sorted(knocked.keys):  # as they are locked when they are spent
        throttles.forgive(act.session, key, act.now, whole=key == knocked.own)
    row = passwords.of(act.session, officer)
    if row and checked.anew:
        row.kept = checked.anew
    return officer, staff.admit(act.by(officer.actor), officer, browser)


def _proved(act: Act, officer: Officer, knocked: Knock, checked: Checked, code: str) -> bool:
    """Whether all fits, and nothing was changed meanwhile."""
    row = passwords.of(act.session, officer)
    same = row is not None and row.kept == knocked.kept
    return checked.fits and same and officer.active and authenticators.accept(act.session, officer, code, act.now)


def _network(address: str) -> str:
    """An address as one budget has it: of IPv6 the network, of which a single browser has many addresses."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((int(found), NETWORK), strict=False))
    return str(found)


def _key(secret: bytes, *parts: str) -> str:
    """No name and no address is kept."""
    return hmac.new(secret, "\0".join(parts).encode(), hashlib.sha256).hexdigest()
