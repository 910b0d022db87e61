"""Words within cases that lie sealed: an index that tells little to whoever has no key.

For each pair of neighbouring characters a case has a token: a digest with a secret of the store's own, which lies
sealed there, cut to 20 bits. What the tokens find is opened and looked through, so that only what has the words is
found. docs/protection.md says what the index gives away.
"""

import hmac
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from sqlalchemy import ColumnElement, ForeignKey, Integer, ScalarSelect, column, delete, exists, func, select, table
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.errors import Refusal
from bot.store import settings
from bot.store.database import Base, insert_for
from knowledge.normal import fold

SECRET: Final = "words"  # noqa: S105 - its name
BITS: Final = 20
PAIR: Final = 2

NOTHING: Final = 2**BITS
"""No word's token: of a case that has none, so that it is not looked through again."""

MOST_TOKENS: Final = 12
"""So many tokens of a query are looked for; opening does the rest."""

COUNTED: Final = 10_000
"""What has more than so many is not counted further."""

OPENED: Final = 50
"""Cases that are opened at a time."""

MOST_OPENED: Final = 1000
"""Cases that are opened for one query."""

_AFTER_ALL: Final = 2**31 - 1
"""No case has this id."""

TOO_SHORT: Final = "请至少输入两个连着的字，比如“欠薪”。"

Texts = Callable[[Sequence[int]], Mapping[int, Iterable[str | None]]]
"""Gives, for the ids of some cases, all texts of each, opened."""

_BETWEEN: Final = re.compile(r"[^\w]+|_+")
_CASE: Final = table("case", column("id", Integer()), column("unit_id", Integer()))
"""The cases, as far as the search knows them."""


class CaseWord(Base):
    """One token of one case."""

    __tablename__ = "case_word"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - the library's way

    token: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True, index=True, autoincrement=False)


_WORD: Final = table("case_word", column("token", Integer()), column("case_id", Integer()))


def index(session: Session, case_id: int, *texts: str | None) -> None:
    """Make the words of these texts findable in a case; what is known already stays. In a writing transaction."""
    found = tokens(settings.secret(session, SECRET), *texts) or [NOTHING]
    session.flush()
    insert = insert_for(session, CaseWord).on_conflict_do_nothing(index_elements=["token", "case_id"])
    session.execute(insert, [{"token": token, "case_id": case_id} for token in sorted(found)])


def forget(session: Session, case_id: int) -> None:
    """Drop all words of a case; before the case itself is dropped."""
    session.execute(
        delete(CaseWord).where(CaseWord.case_id == case_id), execution_options={"synchronize_session": False}
    )


def missing(session: Session, limit: int = 100) -> list[int]:
    """Cases without any word, newest first: those that were filed before there was an index."""
    bare = select(_CASE.c.id).where(~exists().where(CaseWord.case_id == _CASE.c.id))
    return list(session.scalars(bare.order_by(_CASE.c.id.desc()).limit(limit)))


def find(session: Session, query: str, unit_ids: Collection[int], limit: int, texts: Texts) -> list[int]:
    """The ids of the newest cases of these units that have all words of the query, however they are written.

    Refusal where no word has two characters. Of more than a thousand cases that could have them, the newest are opened.
    """
    words = _words(query)
    if not list(_pairs(words)):
        raise Refusal(TOO_SHORT)
    secret = settings.known(session, SECRET)
    wanted = tokens(secret, query)[:MOST_TOKENS] if secret else []
    found: list[int] = []
    for some in _candidates(session, wanted, unit_ids):
        opened = texts(some)
        found += [number for number in some if _has(opened.get(number, ()), words)]
        if len(found) >= limit:
            break
    return found[:limit]


def tokens(secret: str, *texts: str | None) -> list[int]:
    """The tokens of texts, each once."""
    key, pairs = secret.encode(), dict.fromkeys(_pairs(_words(*texts)))
    digests = (hmac.digest(key, pair.encode(), "sha256") for pair in pairs)
    return list(dict.fromkeys(int.from_bytes(digest[:4]) >> (32 - BITS) for digest in digests))


def _candidates(session: Session, wanted: Sequence[int], unit_ids: Collection[int]) -> Iterator[list[int]]:
    """Cases that have all tokens, newest first, some at a time."""
    ours = _CASE.c.unit_id.in_(sorted(unit_ids))
    counted = [_counted(_CASE.c.id, ours), *(_counted(_WORD.c.token, _WORD.c.token == token) for token in wanted)]
    cases, *counts = session.execute(select(*counted)).one()
    if not counts or not all(counts):
        return
    rarest, *others = [token for _, token in sorted(zip(counts, wanted, strict=True))]
    number = _CASE.c.id if cases <= min(counts) else _WORD.c.case_id
    if number is _CASE.c.id:
        matching = select(number).where(ours, _has_token(number, rarest))
    else:
        matching = select(number).where(_WORD.c.token == rarest)
    matching = matching.where(*(_has_token(number, token) for token in others))
    if number is not _CASE.c.id:
        matching = matching.where(exists().where(_CASE.c.id == number, ours))
    matching, before = matching.order_by(number.desc()).limit(OPENED), _AFTER_ALL
    for _ in range(MOST_OPENED // OPENED):
        some = list(session.scalars(matching.where(number < before)))
        if some:
            yield some
        if len(some) < OPENED:
            return
        before = some[-1]


def _counted(what: ColumnElement[int], where: ColumnElement[bool]) -> ScalarSelect[int]:
    """How many there are, as far as it matters."""
    some = select(what).where(where).limit(COUNTED).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


def _has_token(number: ColumnElement[int], token: int) -> ColumnElement[bool]:
    other = _WORD.alias()
    return exists().where(other.c.token == token, other.c.case_id == number)


def _has(texts: Iterable[str | None], words: Iterable[str]) -> bool:
    """Whether all words stand in the texts, each within one clause of them."""
    written = "\n".join(_words(*texts))
    return all(word in written for word in words)


def _words(*texts: str | None) -> list[str]:
    """The runs of letters and figures, in one written form."""
    return [word for text in texts if text for word in _BETWEEN.split(fold(text)) if word]


def _pairs(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        yield from (word[at : at + PAIR] for at in range(len(word) - PAIR + 1))
