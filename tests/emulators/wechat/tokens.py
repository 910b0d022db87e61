"""Access tokens: stable_token and the older token, which know nothing of each other (获取稳定版接口调用凭据).

A token has 512 characters, the most that the documentation tells developers to keep room for.
"""

import secrets
import string
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from tests.emulators.wechat.calendar import day
from tests.emulators.wechat.calls import Call, Endpoint, Json
from tests.emulators.wechat.codes import Refused

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

VALID = 7200
OVERLAP = 300
"""Seconds before a stable token's end from which a new one is given, and that a replaced plain token lives on."""
FORCE_GAP, FORCED_A_DAY, PLAIN_A_DAY = 30, 20, 2000
LENGTH = 512


@dataclass
class Token:
    """`dies` at a moment; `replaced` tells a token that was taken back from one that expired."""

    value: str
    dies: float
    replaced: bool = False


@dataclass
class Tokens:
    """All tokens of an account; `issued` counts new ones."""

    issued: int = 0
    known: dict[str, Token] = field(default_factory=dict)
    _stable: Token | None = None
    _plain: Token | None = None
    _forced: list[float] = field(default_factory=list)
    _plains: list[date] = field(default_factory=list)

    def stable(self, now: float) -> Token:
        """The one in force, a new one in its last five minutes; both are good then."""
        if self._stable is None or self._stable.replaced or now >= self._stable.dies - OVERLAP:
            self._stable = self._new(now)
        return self._stable

    def forced(self, now: float) -> Token:
        """A new one, and the old one is worthless at once; within 30 seconds nothing changes."""
        if self._forced and now - self._forced[-1] < FORCE_GAP:
            return self.stable(now)
        if sum(day(one) == day(now) for one in self._forced) >= FORCED_A_DAY:
            raise Refused(45009)
        self._forced.append(now)
        if self._stable:
            self._stable.dies, self._stable.replaced = now, True
        return self.stable(now)

    def plain(self, now: float) -> Token:
        """Always a new one; the one before lives five minutes more."""
        if self._plains.count(day(now)) >= PLAIN_A_DAY:
            raise Refused(45009)
        self._plains.append(day(now))
        if self._plain:
            self._plain.dies, self._plain.replaced = min(self._plain.dies, now + OVERLAP), True
        self._plain = self._new(now)
        return self._plain

    def revoke(self, now: float) -> None:
        """All tokens are worthless from now on, as after a change of the AppSecret."""
        for token in self.known.values():
            token.dies, token.replaced = now, True

    def check(self, value: str, now: float) -> None:
        """Raises Refused 41001, 40001 or 42001."""
        if not value:
            raise Refused(41001)
        token = self.known.get(value)
        if token is None or (token.replaced and now >= token.dies):
            raise Refused(40001)
        if now >= token.dies:
            raise Refused(42001)

    def _new(self, now: float) -> Token:
        self.issued += 1
        start = f"{self.issued}_"
        alphabet = string.ascii_letters + string.digits + "-_"
        value = start + "".join(secrets.choice(alphabet) for _ in range(LENGTH - len(start)))
        self.known[value] = Token(value, now + VALID)
        return self.known[value]


def _stable_token(account: "Account", call: Call) -> Json:
    body = call.json()
    _must_be(account, body)
    now = account.clock()
    return _given(account.tokens.forced(now) if body.get("force_refresh") is True else account.tokens.stable(now), now)


def _token(account: "Account", call: Call) -> Json:
    _must_be(account, dict(call.query))
    now = account.clock()
    return _given(account.tokens.plain(now), now)


def _must_be(account: "Account", asked: Json) -> None:
    if asked.get("grant_type") != "client_credential":
        raise Refused(40002)
    if not asked.get("appid"):
        raise Refused(41002)
    if not asked.get("secret"):
        raise Refused(41004)
    if asked["appid"] != account.app_id:
        raise Refused(40013)
    if asked["secret"] != account.app_secret:
        raise Refused(40125)


def _given(token: Token, now: float) -> Json:
    return {"access_token": token.value, "expires_in": int(token.dies - now)}


ENDPOINTS = (
    Endpoint("POST", "/cgi-bin/stable_token", _stable_token, open=True),
    Endpoint("GET", "/cgi-bin/token", _token, open=True),
)
