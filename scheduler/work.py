"""How a job goes through what is due: a transaction each, so that no one thing keeps the others back."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from bot.domain.acts import Act
from bot.errors import GongyouError, report
from bot.store.base import Base

Stored = TypeVar("Stored", bound=Base)
Found = TypeVar("Found")
log = logging.getLogger(__name__)

Transact = Callable[[], AbstractContextManager[Act]]
"""Opens one transaction in which the clock acts."""


@contextmanager
def apart(what: str) -> Iterator[None]:
    """A bug with one thing does not keep the others back; it is tried again at the next tick."""
    try:
        yield
    except GongyouError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it was
        log.warning("%s failed: fault %s", what, report(error).number)


def one_by_one(
    transact: Transact,
    what: str,
    kind: type[Stored],
    due: Callable[[Act], Iterable[int]],
    do: Callable[[Act, Stored], object],
) -> None:
    """Do it with each row that is due, found by its number, in a transaction of its own."""
    with transact() as act:
        numbers = list(due(act))
    for number in numbers:
        with apart(f"{what} {number}"), transact() as act:
            do(act, act.session.get_one(kind, number))


def while_more(transact: Transact, step: Callable[[Act], bool]) -> None:
    """Again and again, a transaction each, while it says that there is more."""
    more = True
    while more:
        with transact() as act:
            more = step(act)


def in_batches(
    transact: Transact, most: int, found: Callable[[Act], Sequence[Found]], do: Callable[[Act, Found], object]
) -> None:
    """Do it with all that are found, so many in a transaction, until there are fewer."""
    more = True
    while more:
        with transact() as act:
            some = found(act)
            for one in some:
                do(act, one)
        more = len(some) == most
