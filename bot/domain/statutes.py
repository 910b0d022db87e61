"""Statutes: official texts that the operator imports, version by version, so that members can read the articles."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.domain import audit
from bot.domain.acts import Act
from bot.store.database import Base
from knowledge import Citation
from knowledge import Statute as Official


class Statute(Base):
    """One version of one statute; the days mean what knowledge.statutes says. Older versions stay."""

    __tablename__ = "statute"
    __table_args__ = (UniqueConstraint("short", "amended"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    short: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    issuer: Mapped[str] = mapped_column(String(120))
    doc_no: Mapped[str] = mapped_column(String(60))
    adopted: Mapped[date]
    amended: Mapped[date]
    effective: Mapped[date]
    version_effective: Mapped[date | None]
    in_force_from: Mapped[date]
    status: Mapped[str] = mapped_column(String(60))
    unit: Mapped[str] = mapped_column(String(4))
    partial: Mapped[bool]
    source: Mapped[str] = mapped_column(Text)
    version_checked: Mapped[str] = mapped_column(Text)
    notes: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))


class Article(Base):
    """One article of one version."""

    __tablename__ = "article"
    __table_args__ = (UniqueConstraint("statute_id", "number", "sub"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    statute_id: Mapped[int] = mapped_column(ForeignKey("statute.id"))
    number: Mapped[int]
    sub: Mapped[int]
    chapter: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(Text)


@dataclass(frozen=True)
class Imported:
    """What an import did, by short name and version: new statutes, other versions, mended copies, the same."""

    new: list[str]
    further: list[str]
    corrected: list[str]
    same: list[str]


_COLUMNS = [one.name for one in fields(Official) if one.name != "articles"] + ["in_force_from"]


def take_in(act: Act, texts: Iterable[Official]) -> Imported:
    """Put official texts into the store. A version that is there with the same words stays untouched.

    Another version is added beside the others. The same version in other words is a mended copy: it takes the old
    copy's place.
    """
    done = Imported([], [], [], [])
    for text in texts:
        digest, label = _digest(text), f"{text.short} {text.amended}"
        versions = {one.amended: one for one in _versions(act.session, text.short)}
        if (known := versions.get(text.amended)) is None:
            _add(act, text, digest)
            (done.further if versions else done.new).append(label)
        elif known.digest == digest:
            done.same.append(label)
        else:
            _correct(act, known, text, digest)
            done.corrected.append(label)
    return done


def current(session: Session, short: str, day: date) -> Statute | None:
    """The version that holds on a day: the newest of those in force; before all of them, the one that comes first."""
    versions = _versions(session, short)
    return next((one for one in versions if one.in_force_from <= day), versions[-1] if versions else None)


def article(session: Session, citation: Citation, day: date) -> tuple[Statute, Article] | None:
    """An article as it reads on a day, with its statute; None where text or article is not there."""
    statute = current(session, citation.statute, day)
    if statute is None:
        return None
    mine = select(Article).where(
        Article.statute_id == statute.id, Article.number == citation.article, Article.sub == citation.sub
    )
    found = session.scalars(mine).first()
    return (statute, found) if found else None


def following(session: Session, one: Article) -> Article | None:
    """The next article of the same version."""
    later = (Article.number > one.number) | ((Article.number == one.number) & (Article.sub > one.sub))
    rows = select(Article).where(Article.statute_id == one.statute_id, later)
    return session.scalars(rows.order_by(Article.number, Article.sub).limit(1)).first()


def last(session: Session, statute: Statute) -> Article:
    """The last article of a version."""
    mine = select(Article).where(Article.statute_id == statute.id)
    return session.scalars(mine.order_by(Article.number.desc(), Article.sub.desc()).limit(1)).one()


def _versions(session: Session, short: str) -> list[Statute]:
    """Newest first."""
    rows = select(Statute).where(Statute.short == short)
    return list(session.scalars(rows.order_by(Statute.in_force_from.desc(), Statute.amended.desc())))


def _add(act: Act, text: Official, digest: str) -> None:
    row = Statute(**_values(text), digest=digest)
    act.session.add(row)
    audit.log(act, "statute.imported", row, short=text.short, amended=text.amended.isoformat())
    _add_articles(act.session, row, text)


def _correct(act: Act, row: Statute, text: Official, digest: str) -> None:
    for name, value in {**_values(text), "digest": digest}.items():
        setattr(row, name, value)
    act.session.execute(delete(Article).where(Article.statute_id == row.id))
    _add_articles(act.session, row, text)
    audit.log(act, "statute.corrected", row, short=text.short, amended=text.amended.isoformat())


def _add_articles(session: Session, row: Statute, text: Official) -> None:
    session.add_all(
        Article(statute_id=row.id, number=one.number, sub=one.sub, chapter=one.chapter, text=one.text)
        for one in text.articles
    )
    session.flush()


def _values(text: Official) -> dict[str, object]:
    return {name: getattr(text, name) for name in _COLUMNS}


def _digest(text: Official) -> str:
    """Stands for every word of a version."""
    return hashlib.sha256(repr(text).encode()).hexdigest()
