"""Our errors, drawn as a tree.

GongyouError
├── ConfigError        the configuration is wrong; the text names section, key and remedy, for the operator
├── Refusal            the member (or officer) cannot do this; the text is what they read, with the next step
│   └── Rejected       this answer cannot be taken; the question is asked again
├── Unavailable        the store cannot be reached or is full; nothing was taken in, the same message may come again
├── Fault              a bug of ours; logged under a number that the member can quote
└── DeliveryFailed     a message could not be delivered, and trying again is no use (code, words)
    ├── Away           nobody is there to take it; deliver at the next contact
    ├── Parked         the platform lets nothing be sent until the member writes again
    ├── Unreachable    the member left, or blocked us: nothing arrives until they come back
    ├── Retry          not now; try again later (after: seconds, if the platform said)
    └── Unknown        it may or may not have arrived; never re-sent by itself
"""

import logging
import secrets
import traceback

log = logging.getLogger(__name__)


class GongyouError(Exception):
    """Base of every error that we raise on purpose."""


class ConfigError(GongyouError):
    """The configuration is wrong; the text names section, key and remedy."""


class Refusal(GongyouError):
    """The member cannot do this; the text is what they read."""


class Rejected(Refusal):
    """This answer cannot be taken; the question is asked again."""


class Unavailable(GongyouError):
    """The store cannot be reached or is full; nothing was taken in."""


class Fault(GongyouError):
    """A bug of ours, known by the number under which it was logged."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.number = number


class DeliveryFailed(GongyouError):
    """A message could not be delivered: the platform's code and its words."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(f"{code}: {words}" if words else code)
        self.code, self.words = code, words


class Away(DeliveryFailed):
    """Nobody is there to take it; deliver at the next contact."""


class Parked(DeliveryFailed):
    """The platform lets nothing be sent to this member until they write again."""


class Unreachable(DeliveryFailed):
    """The member left, or blocked us."""


class Retry(DeliveryFailed):
    """Not now; try again, `after` seconds from now if the platform said so."""

    def __init__(self, code: str, words: str = "", after: float | None = None) -> None:
        super().__init__(code, words)
        self.after = after


class Unknown(DeliveryFailed):
    """It may or may not have arrived."""


def report(error: Exception) -> Fault:
    """Log a bug of ours under a new number: its kind and its places in the code, never its words.

    An exception's own words may hold what a member wrote.
    """
    fault = Fault(f"E{secrets.token_hex(3).upper()}")
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]
    log.error("fault %s: %s at %s", fault.number, type(error).__name__, " > ".join(places))
    return fault
