"""Who is who in the web chat: a signed random token in the member's browser, and the ids that we draw from it."""

import hashlib
import hmac
import re
import secrets

from itsdangerous import BadSignature, Signer

_LONGEST_TOKEN = 200
_UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


class Visitors:
    """Gives out visitor tokens and tells its own from all others; holds no list of them."""

    def __init__(self, secret: str) -> None:
        self._secret = secret.encode()
        self._signer = Signer(secret, salt="gongyou.web.visitor", digest_method=hashlib.sha256)

    def known(self, token: str | None) -> str | None:
        """The token if we signed it, else None: a forged or foreign one counts as none at all."""
        if not token or len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        try:
            self._signer.unsign(token)
        except BadSignature:
            return None
        return token

    def welcome(self, message_id: str) -> str:
        """A token for a newcomer whose first message has this id.

        The answer to a first message may get lost, and the page then repeats it, still without a token. So that
        the repeat finds the same visitor, the token is drawn from the message's id: but only from a random UUID,
        which nobody can guess. Were it drawn from an id like "1", whoever sends "1" next would read a stranger's talk.
        """
        if _UUID4.fullmatch(message_id):
            drawn = hmac.new(self._secret, b"gongyou.web.first:" + message_id.encode(), hashlib.sha256).hexdigest()[:32]
        else:
            drawn = secrets.token_hex(16)
        return self._signer.sign(drawn).decode()


def address_id(token: str) -> str:
    """The visitor's id in the store (32 hex digits), from which nobody can find the token."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def stored_message_id(message_id: str) -> str:
    """The message's id as the store keeps it (32 hex digits), the same for every repeat.

    Hashed, since the first message's own id opens the talk (see `Visitors.welcome`): who reads the store must not
    be able to use it.
    """
    return hashlib.sha256(b"gongyou.web.message:" + message_id.encode()).hexdigest()[:32]
