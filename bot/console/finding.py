"""Finding a case by what an officer knows of it: a part of its number, or words that stand in it; and why it fits."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup, escape
from sqlalchemy import select

from bot.config.kinds import CaseKind
from bot.console import docket, filters
from bot.console.docket import Listed
from bot.console.visit import Visit
from bot.domain import readings, roles, searching
from bot.domain.readings import Text
from bot.domain.roles import Right
from bot.domain.units import Unit
from bot.domain.worklist import Wanted, Worklist
from bot.errors import Refusal
from knowledge.normal import fold

MOST: Final = 50
"""Cases that are shown."""

MOST_UNITS: Final = 5
REASONS: Final = 2
"""Texts of a case in which the words stand."""

AROUND: Final = 24
"""Characters before and after the words."""

_NUMBER: Final = re.compile(r"(WQ)?[\d\s—–-]{3,}", re.IGNORECASE)
_BETWEEN: Final = re.compile(r"[^\w]+|_+")


@dataclass(frozen=True)
class Why:
    """Where the words stand: in what, and the words around, with themselves marked."""

    label: str
    words: Markup


@dataclass(frozen=True)
class Found:
    """What was found: cases with the reasons; parts of the list that are called so, as addresses; why there is none."""

    cases: list[tuple[Listed, list[Why]]]
    parts: list[tuple[str, str]]
    told: str
    more: bool


def find(visit: Visit, wanted: str) -> Found:
    """The cases that the officer may see and that fit, those of a number first, then the newest."""
    work, told = Worklist(visit.session, visit.officer, visit.act.now), ""
    ids = work.numbered(wanted, MOST) if _NUMBER.fullmatch(wanted) else []
    try:
        ids += [one for one in _with_words(visit, wanted) if one not in ids]
    except Refusal as why:
        told = "" if ids else str(why)
    listed = docket.of(visit.session, work.cases(ids[:MOST]), visit.act.now)
    texts = readings.of(visit.session, ids[:MOST])
    cases = [(one, _why(one.case.number, texts[one.case.id], wanted)) for one in listed]
    return Found(cases, [*_kinds(visit, wanted), *_units(visit, work, wanted)], told, len(ids) > MOST)


def marked(text: str, words: Sequence[str]) -> Markup:
    """The first place in a text where one of the words stands, with what is around; empty where none does."""
    spans = sorted(span for word in words for span in _spans(text, word))
    if not spans:
        return Markup()
    start, end = max(0, spans[0][0] - AROUND), spans[0][1] + AROUND
    parts, at = [Markup("…") if start else Markup()], start
    for begin, over in spans:
        if at <= begin and over <= end:
            parts += [escape(text[at:begin]), Markup("<mark>"), escape(text[begin:over]), Markup("</mark>")]
            at = over
    parts += [escape(text[at:end]), Markup("…") if end < len(text) else Markup()]
    return Markup().join(parts)


def _with_words(visit: Visit, wanted: str) -> list[int]:
    units = roles.reach(visit.session, visit.officer, Right.SEE_CASES)

    def opened(ids: Sequence[int]) -> dict[int, list[str]]:
        return {case: [text.words for text in texts] for case, texts in readings.of(visit.session, ids).items()}

    return searching.find(visit.session, wanted, units, MOST + 1, opened)


def _why(number: str, texts: Sequence[Text], wanted: str) -> list[Why]:
    if _NUMBER.fullmatch(wanted) and (at := _digits(number).find(_digits(wanted))) >= 0:
        return [Why("编号", _number_marked(number, at, len(_digits(wanted))))]
    words = [word for word in _BETWEEN.split(fold(wanted)) if word]
    reasons = (Why(text.label, marked(text.words, words)) for text in texts)
    return [why for why in reasons if why.words][:REASONS]


def _number_marked(number: str, at: int, length: int) -> Markup:
    places = [place for place, letter in enumerate(number) if letter.isdigit()][at : at + length]
    begin, end = places[0], places[-1] + 1
    return Markup("{}<mark>{}</mark>{}").format(number[:begin], number[begin:end], number[end:])


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)


def _spans(text: str, word: str) -> Iterator[tuple[int, int]]:
    """Where a folded word stands in a text, however it is written there."""
    folded, places = "", list[int]()
    for place, letter in enumerate(text):
        same = fold(letter) or " "
        folded += same
        places += [place] * len(same)
    at = folded.find(word)
    while at >= 0:
        yield places[at], places[at + len(word) - 1] + 1
        at = folded.find(word, at + len(word))


def _kinds(visit: Visit, wanted: str) -> list[tuple[str, str]]:
    def fits(kind: CaseKind) -> bool:
        return wanted in kind.title or kind.title in wanted

    found = filter(fits, visit.act.config.cases.kinds)
    return [(f"类别“{kind.title}”", filters.address(Wanted(kind=kind.key))) for kind in found]


def _units(visit: Visit, work: Worklist, wanted: str) -> list[tuple[str, str]]:
    there = select(Unit.id, Unit.name).where(Unit.name.contains(wanted, autoescape=True)).limit(MOST_UNITS)
    if work.reach is not None:
        there = there.where(Unit.id.in_(work.reach))
    return [(name, filters.address(Wanted(unit=unit, below=True))) for unit, name in visit.session.execute(there)]
