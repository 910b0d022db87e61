"""The parts of one item of a plan: what it is called, and where, for whom, until when one signs up, for how many."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from bot.domain import plantimes
from bot.domain.planhours import NUMBER
from bot.domain.plantimes import Reading, When
from bot.domain.planwords import is_people, is_place, stands_alone

NOT_UNDERSTOOD: Final = "“{words}”没看懂"
IN_BRACKETS: Final = "括号里的“{words}”没看懂，留在名称里了"
PERHAPS_SEVERAL: Final = "有顿号，看看是一项还是几项"
HOW_MANY: Final = "“{words}”是名额还是预计人数，请核对"
TWO_TIMES: Final = "写了两个时间，用了前一个"

_DAY = rf"(?:\d{{4}}年)?(?:{NUMBER}月)?{NUMBER}[日号]"
_SIGNUP = re.compile(
    rf"(?:报名(?:截止|截至|到|至)(?:时间|日期|到|至|于)?\s*[：:]?\s*(?P<until>{_DAY})(?:之?前)?|截止报名[：:]?(?P<till>{_DAY})"
    rf"|(?P<before>{_DAY})(?:之?前|截止)报名(?:截止)?)"
)
_SEATS = re.compile(r"(?:名额|限额|限报?|人数上限)\s*[：:]?\s*(?P<seats>\d{1,6})\s*(?:人|名|个|队)?(?![月日点时:])")
_COUNT = re.compile(r"(?P<seats>\d{1,6})\s*[人名]")
_LABELS: Final = {
    "place": re.compile(r"(?:地点|地址|场地|集合点|集合地点)\s*(?:[：:]|设?在)?\s*(?P<value>.{2,40})"),
    "who": re.compile(r"(?:对象|参加对象|参加人员|参加者|面向|范围)\s*[：:]?\s*(?P<value>.{2,40})"),
    "department": re.compile(
        r"(?:(?:责任部门|负责部门|责任人|负责人|牵头部门|牵头)\s*[：:]\s*(?P<value>.{2,40})|(?P<head>.{2,20})(?:负责|牵头))"
    ),
}
_AT = re.compile(r"在(?P<place>[^，。,\s]{2,18}?)(?=举办|举行|召开|开展|组织|进行|$)")
_BRACKETS = re.compile(r"[（(](?P<inner>[^（）()]*)[）)]")
_QUOTED = re.compile(r"[“\"《「][^”\"》」]*[”\"》」]|[（(][^（）()]*[）)]")
_ENDS: Final = " 　。；;，,：:、-—"


@dataclass(frozen=True)
class Parts:
    """Where, for whom, until when one signs up, for how many, and who sees to it; empty where it is not said."""

    place: str = ""
    who: str = ""
    closes: date | None = None
    seats: int | None = None
    department: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a line that is an item of its own, and what is doubtful about that."""

    text: str
    doubts: dict[str, str] = field(default_factory=dict)


@dataclass
class Found:
    """What was found in a text so far."""

    year: int
    around: When | None
    values: dict[str, str | int | date] = field(default_factory=dict)
    time: Reading = field(default_factory=Reading)
    doubts: dict[str, str] = field(default_factory=dict)
    title: str = ""

    @property
    def parts(self) -> Parts:
        """What it has of a place and the like."""
        return Parts(**self.values)  # type: ignore[arg-type]

    def takes(self, words: str) -> bool:
        """Whether words say something besides the title: then it is kept."""
        return self._labelled(words) or self._timed(words) or self._counted(words)

    def _labelled(self, words: str) -> bool:
        for name, pattern in _LABELS.items():
            if found := pattern.fullmatch(words):
                self.values.setdefault(name, (found["value"] or found["head"]).strip(_ENDS))
                return True
        return False

    def _timed(self, words: str) -> bool:
        time = plantimes.read(words, self.year, self.around)
        if time is None or words[time.end :].strip(_ENDS):
            return False
        self.add(time)
        return True

    def add(self, time: Reading) -> None:
        """Keep a time; of two that contradict each other the first stays, and it is said."""
        if time.whens and self.time.whens:
            self.doubts["when"] = TWO_TIMES
            return
        old = self.time
        self.time = Reading(old.whens or time.whens, old.hours or time.hours, {**old.doubts, **time.doubts})

    def _counted(self, words: str) -> bool:
        if not (found := _COUNT.fullmatch(words)):
            return False
        self.values["seats"] = int(found["seats"])
        self.doubts["seats"] = HOW_MANY.format(words=words)
        return True

    def keeps(self, words: str) -> bool:
        """Whether words look like a place, or like people, where none is known yet."""
        bare = words.removeprefix("在")
        for name, looks in (("place", is_place), ("who", is_people)):
            if name not in self.values and looks(bare):
                self.values[name] = bare
                return True
        return False


def signup_at(text: str) -> bool:
    """Whether a text begins with the day by which one signs up."""
    return bool(_SIGNUP.match(text))


def split(text: str) -> list[Part]:
    """The items of a line: between ； always, between 、 where each can stand alone."""
    found = list[Part]()
    for clause in _outside(text, "；;"):
        several = _outside(clause, "、")
        if len(several) > 1 and not stands_alone([one.strip(_ENDS) for one in several]):
            found.append(Part(clause, {"title": PERHAPS_SEVERAL}))
        else:
            found += [Part(one) for one in several]
    return [part for part in found if part.text.strip(_ENDS)]


def parts(text: str, year: int, around: When | None) -> Found:
    """The parts of one item; `around` is when it is by what stands before or above it."""
    found = Found(year, around)
    rest = _signups(found, text)
    rest = _BRACKETS.sub(lambda inner: _bracketed(found, inner), rest)
    if time := plantimes.read(rest, year, around):
        found.add(time)
        rest = rest[time.end :].strip(_ENDS)
    rest = re.sub(r"([：:])\s+", r"\1", rest)
    pieces = [piece for piece in re.split(r"([，,。\s]+)", rest) if piece]
    found.title = _titled(found, pieces).strip(_ENDS)
    return found


def _signups(found: Found, text: str) -> str:
    """The text without the day by which one signs up and the number of seats, which are kept."""
    if signup := _SIGNUP.search(text):
        words = signup["until"] or signup["till"] or signup["before"]
        time = plantimes.read(words, found.year, found.around)
        if time and time.whens and time.whens[0].exact:
            found.values["closes"] = time.whens[0].ends
        else:
            found.doubts["closes"] = NOT_UNDERSTOOD.format(words=words)
        text = f"{text[: signup.start()]} {text[signup.end() :]}"
    if seats := _SEATS.search(text):
        found.values["seats"] = int(seats["seats"])
        text = f"{text[: seats.start()]} {text[seats.end() :]}"
    return text.strip(_ENDS)


def _bracketed(found: Found, brackets: re.Match[str]) -> str:
    """What stays of brackets: a blank where all that is in them was understood, else what was not."""
    pieces = [piece for piece in re.split(r"[，,、；;\s]+", brackets["inner"]) if piece]
    whole = brackets["inner"].strip()
    if found.takes(whole) or found.keeps(whole):
        return " "
    left = [piece for piece in pieces if not found.takes(piece) and not found.keeps(piece)]
    if not left:
        return " "
    found.doubts["title"] = IN_BRACKETS.format(words="，".join(left)[:20])
    return f"（{'，'.join(left)}）"


def _titled(found: Found, pieces: list[str]) -> str:
    """The title: what nothing else was made of. Pieces stand between commas or blanks, which are pieces too."""
    words = [piece for piece in pieces[::2] if not found.takes(piece)]
    if len(words) > 1:
        first = next((one for one in words if not is_place(one) and not is_people(one)), words[0])
        words = [one for one in words if one is first or not found.keeps(one)]
    kept = [piece for piece in pieces if piece in words]
    comma = any("，" in piece or "," in piece for piece in pieces[1::2])
    title = ("，" if comma else " ").join(kept)
    if "place" not in found.values and (at := _AT.search(title)) and is_place(at["place"]):
        found.values["place"] = at["place"]
        title = f"{title[: at.start()]}{title[at.end() :]}"
    return title


def _outside(text: str, marks: str) -> list[str]:
    """The pieces of a text between marks that stand neither in quotes nor in brackets."""
    hidden = _QUOTED.sub(lambda quoted: "x" * len(quoted[0]), text)
    cuts = [at for at, letter in enumerate(hidden) if letter in marks]
    begins, ends = [0, *(at + 1 for at in cuts)], [*cuts, len(text)]
    return [text[begin:end] for begin, end in zip(begins, ends, strict=True)]
