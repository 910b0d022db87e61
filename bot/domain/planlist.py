"""The year's plan as somebody wrote it down, line by line: what is to be, when, where, for whom; and what is doubtful.

What is not said stays empty, and what is doubtful is said to be so: an officer looks at each item before anything
comes of it. A line that is no item is handed back as it is.
"""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from bot.domain import planparts, plantimes
from bot.domain.planparts import Parts
from bot.domain.plantimes import When
from bot.labels import Labelled
from bot.messages import clean

LONGEST: Final = 20_000
"""Characters of a list."""

MOST: Final = 300
LONGEST_TITLE: Final = 60
LONGEST_LINE: Final = 500
FIELDS: Final = {
    "title": "活动", "when": "时间", "hours": "钟点", "place": "地点", "who": "对象", "closes": "报名截止",
    "seats": "名额", "department": "部门",
}  # fmt: skip

ABOVE: Final = "没写月份，跟着上一行算的"
NO_MONTH: Final = "没写是几月"
IN_TITLE: Final = "名称里有“{words}”，是不是时间？"
TOO_LONG: Final = "名称太长，只留了前 60 个字"

_NUMBERED = re.compile(
    r"(?:(?P<figure>\d{1,2})(?:[、)）。]|[.．，,](?!\d))|[(（](?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）][、.]?"
    r"|(?P<chinese>[一二三四五六七八九十]{1,3})、(?![一二三四五六七八九十]{1,2}月)|第[一二三四五六七八九十]+[，、,]"
    r"|[①-⑳]|[-*•·●■◆▪►#]+(?=\s|[一-龥\d“]))\s*"
)
_HEADING = re.compile(r"[\s：:】\]]*(?:的?(?:主要|重点)?(?:工作|活动)(?:安排|计划)?)?[\s：:】\]]*")
_TITLE = re.compile(r"[^，。：:]{0,40}(?:计划|安排|要点|方案|日程)表?")
_LEAD = re.compile(r"(?:(?:拟|拟定|定|计划|预计|暂定)(?:于|在)?|于)(?=[\d一二三四五六七八九十年上下全第每])")
_COLON = re.compile(r"\s*(?:[：:]|——|--)\s*")
_GAP = re.compile(r"[\s，,。、：:\-—–]+")
_MONTH = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})月(?![一二三四五六七八九\d])")


class Sure(Labelled):
    """How sure a field of an item is."""

    SAID = "said", "写明了"
    ABOVE = "above", "按上面的标题"
    DOUBTFUL = "doubtful", "请核对"
    OPEN = "open", "没写"


@dataclass(frozen=True)
class Item:
    """One thing that is planned. `doubts` says, for a field by its name, what is to be looked at."""

    title: str
    when: When | None = None
    hours: str = ""
    parts: Parts = field(default_factory=Parts)
    doubts: dict[str, str] = field(default_factory=dict)
    line: str = ""
    number: int = 0
    above: bool = False

    @property
    def clear(self) -> bool:
        """Whether it can be taken as it is: it has a title and a time, and nothing is doubtful."""
        return bool(self.title and self.when and not self.doubts)

    def sure(self, name: str) -> Sure:
        """How sure a field is."""
        if name in self.doubts:
            return Sure.DOUBTFUL
        value = getattr(self, name) if hasattr(self, name) else getattr(self.parts, name)
        if not value:
            return Sure.OPEN
        return Sure.ABOVE if name == "when" and self.above else Sure.SAID


@dataclass(frozen=True)
class Read:
    """What became of a list: its title, its items, and the lines that are none, with their numbers."""

    title: str = ""
    items: tuple[Item, ...] = ()
    passed: tuple[tuple[int, str], ...] = ()


@dataclass
class _Reader:
    """Reads line by line: what heading stands above, and whether it is one that says nothing but the time."""

    year: int
    around: When | None = None
    firm: bool = False
    count: int = 0
    title: str = ""
    items: list[Item] = field(default_factory=list)
    passed: list[tuple[int, str]] = field(default_factory=list)

    def take(self, number: int, line: str, follower: str) -> None:
        """One line; `follower` is the next one."""
        mark, text = self._numbered(line)
        bare = text.strip("【】[] 　")
        time = plantimes.read(bare, self.year, self.around)
        if time and time.whens and _HEADING.fullmatch(bare, time.end):
            self.around, self.firm, self.count = time.whens[0], len(time.whens) == 1, 0
            return
        if not time and self._is_heading(mark, text, follower):
            self.passed.append((number, line))
            self.around = None
            return
        found = self._items(text)
        if not found or all(one.when is None and one.doubts.get("title") == TOO_LONG for one in found):
            self.passed.append((number, line))
            return
        self.items += [replace(one, line=line[:LONGEST_LINE], number=number) for one in found]

    def _numbered(self, line: str) -> tuple[str, str]:
        """A line without its number, and the number; 3、4月 are two months where no third item is due."""
        found = _NUMBERED.match(line)
        if found is None:
            return "", line
        if found["figure"]:
            months = re.match(r"\d{1,2}、\d{1,2}月", line)
            if months and int(found["figure"]) != self.count + 1:
                return "", line
            self.count = int(found["figure"])
        return found[0].strip(), line[found.end() :]

    def _is_heading(self, mark: str, text: str, follower: str) -> bool:
        if _TITLE.fullmatch(text.strip("《》# ")) and not mark and not self.items:
            self.title = self.title or text.strip("《》# ")[:LONGEST_TITLE]
            return True
        if not mark or not follower or "（" in text or mark[0] not in "一二三四五六七八九十第#(（":
            return False
        below = _NUMBERED.match(follower)
        return below is None or _shape(below[0]) != _shape(mark)

    def _items(self, text: str) -> list[Item]:
        lead = _LEAD.match(text)
        rest = text[lead.end() :] if lead else text
        signup = planparts.signup_at(rest)
        time = None if signup else plantimes.read(rest, self.year, self.around)
        if time is None:
            return [one for part in planparts.split(text) for one in self._clauses(part)]
        rest = rest[time.end :]
        colon = _COLON.match(rest)
        rest = rest[(colon or _GAP.match(rest) or re.match("", rest)).end() :]  # type: ignore[union-attr]
        found = [one for part in planparts.split(rest) for one in self._clauses(part, time)]
        if colon and len(time.whens) == 1 and not time.whens[0].exact and time.whens[0].begins:
            self.around, self.firm = time.whens[0], False
        return found

    def _clauses(self, part: planparts.Part, above: plantimes.Reading | None = None) -> list[Item]:
        """The items of one part of a line: one, or one for each month that was said."""
        mark = _NUMBERED.match(part.text)
        text = part.text[mark.end() :] if mark and not plantimes.read(part.text, self.year) else part.text
        around = above.whens[0] if above and above.whens else self.around
        found = planparts.parts(text, self.year, around)
        if not found.title:
            return []
        own = found.time
        whens = own.whens or (above.whens if above else ())
        doubts = {**(above.doubts if above and not own.whens else {}), **own.doubts, **found.doubts, **part.doubts}
        inherited = not whens and not doubts.get("when") and self.around is not None
        if inherited and self.around:
            whens = (self.around,)
            if not self.firm:
                doubts["when"] = ABOVE
        hours = own.hours or (above.hours if above else "")
        one = _looked_at(Item(found.title, None, hours, found.parts, doubts, above=inherited), known=bool(whens))
        return [replace(one, when=when) for when in whens] or [one]


def read(text: str, year: int) -> Read:
    """The items of a list for a year, whose lines may be numbered, under months, or several in one."""
    lines = [(number, clean(line)) for number, line in enumerate(text.splitlines(), 1) if clean(line)]
    reader = _Reader(year)
    for at, (number, line) in enumerate(lines):
        reader.take(number, line, lines[at + 1][1] if at + 1 < len(lines) else "")
    return Read(reader.title, tuple(reader.items), tuple(reader.passed))


def cell(written: str, year: int) -> plantimes.Reading:
    """What a cell for a month or a date says: also a bare 3; what it does not say is doubtful."""
    text = clean(written)
    text = f"{text}月" if re.fullmatch(r"(?:0?[1-9]|1[0-2])", text) else text
    found = plantimes.read(text, year)
    rest = text[found.end :].strip() if found else text
    if rest:
        doubts = {**(found.doubts if found else {}), "when": planparts.NOT_UNDERSTOOD.format(words=rest[:20])}
        return replace(found or plantimes.Reading(), doubts=doubts)
    return found or plantimes.Reading()


def _shape(mark: str) -> str:
    """How a line is numbered: items that are numbered alike stand side by side."""
    return re.sub(r"\d+", "1", re.sub(r"[一二三四五六七八九十]+", "一", mark.strip()))


def _looked_at(item: Item, *, known: bool) -> Item:
    doubts = dict(item.doubts)
    if len(item.title) > LONGEST_TITLE:
        doubts["title"] = TOO_LONG
    if not known and "when" not in doubts:
        found = _MONTH.search(item.title)
        doubts["when"] = IN_TITLE.format(words=found[0]) if found else NO_MONTH
    return replace(item, title=item.title[:LONGEST_TITLE], doubts=doubts)
