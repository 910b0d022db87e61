"""A call to the platform's API, what answers it, and which kind of account may make it (接口权限说明)."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from tests.emulators.wechat.codes import Refused

if TYPE_CHECKING:
    from tests.emulators.wechat.account import Account

Json = dict[str, Any]
AccountKind = Literal["service-verified", "service", "subscription-verified", "subscription"]

EVERYONE: frozenset[AccountKind] = frozenset({"service-verified", "service", "subscription-verified", "subscription"})
VERIFIED: frozenset[AccountKind] = frozenset({"service-verified", "subscription-verified"})
SERVICE: frozenset[AccountKind] = frozenset({"service-verified"})
WITH_MENU: frozenset[AccountKind] = EVERYONE - {"subscription"}

_ESCAPED = re.compile(rb"(?<!\\)((?:\\\\)*)\\u(?!00[0-7])(?=[0-9a-fA-F]{4})")
"""A JSON escape of a character beyond ASCII."""


@dataclass(frozen=True)
class Binary:
    """An answer that is a file."""

    content: bytes
    mime: str
    name: str = ""
    status: int = 200


MISSING = Binary(b"", "text/html", status=404)
"""How the servers of pictures say that there is none."""


@dataclass(frozen=True)
class Call:
    """One request as it came; `upload` is the file of a form."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    upload: bytes | None = None

    def json(self) -> Json:
        """The body; raises Refused 44002 or 47001."""
        return self._json(self.body)

    def shown(self) -> Json:
        r"""The body as followers get to see it: \uXXXX beyond ASCII is shown as it was written, not decoded."""
        return self._json(_ESCAPED.sub(rb"\1\\\\u", self.body))

    @property
    def escaped(self) -> bool:
        r"""Whether the body writes characters beyond ASCII as \uXXXX."""
        return bool(_ESCAPED.search(self.body))

    @staticmethod
    def _json(body: bytes) -> Json:
        if not body:
            raise Refused(44002)
        try:
            content = json.loads(body)
        except ValueError as error:
            raise Refused(47001) from error
        if not isinstance(content, dict):
            raise Refused(47001)
        return content


@dataclass(frozen=True)
class Endpoint:
    """What answers at a path (one that ends in / answers for all below it); `open`: without an access_token."""

    method: str
    path: str
    act: Callable[["Account", Call], Json | Binary]
    kinds: frozenset[AccountKind] = EVERYONE
    open: bool = False


def ok(**more: Any) -> Json:
    """The JSON of success."""
    return {"errcode": 0, "errmsg": "ok", **more}


def text(body: Json, *path: str) -> str:
    """The string at that place of the JSON, empty where there is none or something else."""
    found: Any = body
    for key in path:
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
