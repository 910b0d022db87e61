"""Official texts of statutes, read from a folder: one file a statute, as docs/statutes.md describes it."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from knowledge.citations import Citation, ordinal

_FENCE: Final = "+++"
_ARTICLE: Final = re.compile(r"## 第(\d{1,4})(条|部分)(?:之(\d{1,2}))?")
_ASIDE: Final = frozenset(("INDEX.md", "README.md"))
_TOML_LINE: Final = re.compile(r"at line (\d+)")


class StatuteError(Exception):
    """A statute's file is wrong; the text names file, line and what to do, for the operator."""

    def __init__(self, file: str, line: int, words: str) -> None:
        super().__init__(f"{file}:{line}: {words}")
        self.file, self.line = file, line


@dataclass(frozen=True, slots=True)
class Article:
    """One article: `sub` is 1 for 第…条之一; paragraphs (款) are divided by a blank line, items (项) by a line end."""

    number: int
    sub: int
    chapter: str
    text: str


@dataclass(frozen=True, slots=True)
class Statute:
    """One version of a statute, with where its text comes from and how that was checked.

    `adopted` is the day of its first publication, `amended` this version's, `effective` the day that its text names,
    `version_effective` since when this version holds (None: not known). `unit` is 条 or 部分; `partial`: an excerpt.
    """

    short: str
    title: str
    kind: str
    issuer: str
    doc_no: str
    adopted: date
    amended: date
    effective: date
    version_effective: date | None
    status: str
    unit: str
    partial: bool
    source: str
    version_checked: str
    notes: str
    articles: tuple[Article, ...]

    @property
    def in_force_from(self) -> date:
        """Since when this version holds; where its own day is not known, since it was published at the earliest."""
        return self.version_effective or max(self.amended, self.effective)

    def article(self, number: int, sub: int = 0) -> Article | None:
        """The article of a number."""
        return next((one for one in self.articles if (one.number, one.sub) == (number, sub)), None)

    def cited(self, article: Article) -> Citation:
        """How an article of this statute is cited."""
        return Citation(self.short, article.number, article.sub)


def read_folder(folder: Path) -> tuple[Statute, ...]:
    """Every statute of the folder, by file name; raises StatuteError for the first thing that is wrong.

    INDEX.md, README.md and subfolders (what is no longer in force, what is incomplete) are left out.
    """
    files = [file for file in sorted(folder.glob("*.md")) if file.name not in _ASIDE]
    if not files:
        raise StatuteError(str(folder), 0, "the folder holds no statute (*.md)")
    statutes: dict[tuple[str, date], Statute] = {}
    for file in files:
        statute = read(file)
        if statutes.setdefault((statute.short, statute.amended), statute) is not statute:
            raise StatuteError(file.name, 1, f"{statute.short} of {statute.amended} stands in another file already")
    return tuple(statutes.values())


def read(file: Path) -> Statute:
    """A statute from its file; raises StatuteError with file and line."""
    try:
        lines = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError:
        raise StatuteError(file.name, 1, "is not UTF-8") from None
    if lines[0] != _FENCE or _FENCE not in lines[1:]:
        raise StatuteError(file.name, 1, "the keys stand between two lines of +++, the first one opens the file")
    end = lines.index(_FENCE, 1)
    keys = _Keys(file.name, lines[1:end])
    unit = keys.optional("unit", "条")
    articles = tuple(_articles(file.name, lines, end + 1, unit))
    return _whole(keys, unit, articles)


def _whole(keys: "_Keys", unit: str, articles: tuple[Article, ...]) -> Statute:
    partial = keys.truth("partial")
    if len(articles) != keys.count("articles"):
        raise keys.error("articles", f"says {keys.count('articles')}, but there are {len(articles)}")
    if not partial and (gap := _gap(articles)):
        raise keys.error("articles", f"{ordinal(gap, unit=unit)} is missing; an excerpt says partial = true")
    statute = Statute(
        short=keys.text("short"),
        title=keys.text("title"),
        kind=keys.text("kind"),
        issuer=keys.text("issuer"),
        doc_no=keys.optional("doc_no"),
        adopted=keys.day("adopted"),
        amended=keys.day("amended"),
        effective=keys.day("effective"),
        version_effective=keys.day("version_effective") if "version_effective" in keys.head else None,
        status=keys.text("status"),
        unit=unit,
        partial=partial,
        source=keys.text("source"),
        version_checked=keys.text("version_checked"),
        notes=keys.optional("notes"),
        articles=articles,
    )
    keys.all_known()
    return statute


def _gap(articles: tuple[Article, ...]) -> int | None:
    """The first number that is missing from 1 on."""
    numbers = {one.number for one in articles}
    return next((number for number in range(1, max(numbers, default=0) + 1) if number not in numbers), None)


def _articles(file: str, lines: list[str], start: int, unit: str) -> Iterator[Article]:
    """The articles below their headings; what stands before the first one and in annexes belongs to none."""
    chapter, open_at, last = "", 0, (0, 0)
    for place in range(start, len(lines) + 1):
        line = lines[place] if place < len(lines) else "# "
        if not line.startswith("#"):
            continue
        if open_at:
            yield _article(file, lines, (open_at, place), chapter)
            open_at = 0
        if found := _ARTICLE.fullmatch(line):
            key = int(found[1]), int(found[3] or 0)
            if key <= last or found[2] != unit:
                words = "comes twice or out of order" if key <= last else f"is no {unit}; the key unit says what it is"
                raise StatuteError(file, place + 1, f"{line[3:]} {words}")
            open_at, last = place, key
        elif line.startswith("# "):
            chapter = line[2:].strip()
        else:
            raise StatuteError(file, place + 1, f"“{line[:30]}” is no heading; there are “# 第一章 …” and “## 第1条”")


def _article(file: str, lines: list[str], place: tuple[int, int], chapter: str) -> Article:
    found = _ARTICLE.fullmatch(lines[place[0]])
    text = "\n".join(lines[place[0] + 1 : place[1]]).strip("\n")
    if not found or not text.strip():
        raise StatuteError(file, place[0] + 1, f"{lines[place[0]][3:]} has no text")
    return Article(int(found[1]), int(found[3] or 0), chapter, re.sub(r"\n{3,}", "\n\n", text))


class _Keys:
    """The keys of one file, taken out by name and type; whatever is wrong is named with file and line."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self.file, self.lines = file, lines
        self.taken: set[str] = set()
        try:
            self.head: Mapping[str, Any] = tomllib.loads("\n".join(lines))
        except tomllib.TOMLDecodeError as wrong:
            at = _TOML_LINE.search(str(wrong))
            raise StatuteError(file, int(at[1]) + 1 if at else 1, f"the keys are not TOML: {wrong}") from wrong

    def error(self, key: str, words: str) -> StatuteError:
        """Names the line where the key stands, or the first where it is missing."""
        where = (place for place, line in enumerate(self.lines, 2) if re.match(rf"{re.escape(key)}\s*=", line))
        return StatuteError(self.file, next(where, 1), f"{key} {words}")

    def text(self, key: str) -> str:
        value = self._take(key, str, "a text in quotes")
        if not value.strip():
            raise self.error(key, "is empty")
        return str(value)

    def optional(self, key: str, otherwise: str = "") -> str:
        self.taken.add(key)
        return str(self._take(key, str, "a text in quotes")) if key in self.head else otherwise

    def truth(self, key: str) -> bool:
        self.taken.add(key)
        return bool(self._take(key, bool, "true or false")) if key in self.head else False

    def count(self, key: str) -> int:
        return int(self._take(key, int, "a whole number"))

    def day(self, key: str) -> date:
        value = self._take(key, (str, date), 'a day such as "2012-12-28"')
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            raise self.error(key, 'must be a day such as "2012-12-28"') from None

    def all_known(self) -> None:
        """Refuses a key that nobody reads."""
        self.taken.add("version_effective")
        for key in self.head:
            if key not in self.taken:
                raise self.error(key, f"is no key of a statute; there are {', '.join(sorted(self.taken))}")

    def _take(self, key: str, kind: type | tuple[type, ...], words: str) -> Any:  # noqa: ANN401  TOML holds anything
        self.taken.add(key)
        if key not in self.head:
            raise self.error(key, f"is missing; it takes {words}")
        if not isinstance(self.head[key], kind):
            raise self.error(key, f"must be {words}")
        return self.head[key]
