"""An entry as a form has it: what stands in which field, what was typed, what differs between two texts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import ndiff
from typing import Any

from bot.domain.proofs import KEYS
from bot.messages import clean
from knowledge import KnowledgeBase, NextStep, joined, letters, parts

LINES = ("asks", "statutes")
SHOWN = ("title", "group", "asks", "statutes", "related", "next", "varies")
STEPS = {NextStep.GRIEVANCE: "诉求投诉", NextStep.LEGAL_AID: "法律援助", NextStep.UNION: "找工会的人"}


@dataclass(frozen=True)
class Difference:
    """What changed in one field: its lines, each with "+" (new), "-" (gone) or " " (the same)."""

    label: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """The keys of an entry's file, and its answer; right or not."""

    keys: Mapping[str, Any]
    answer: str

    def fields(self, base: KnowledgeBase) -> dict[str, str]:
        """What stands in the form's fields: lists line by line, related entries by their titles."""
        shown = {name: "\n".join(self.keys.get(name, ())) for name in LINES}
        related = [found.title if (found := base.entry(name)) else name for name in self.keys.get("related", ())]
        own = {name: str(self.keys.get(name, "")) for name in ("title", "group", "next")}
        varies = "yes" if self.keys.get("varies") else ""
        return {**own, **shown, "related": "\n".join(related), "varies": varies, "answer": self.answer}

    def text(self) -> str:
        """The text of the entry's file."""
        return joined(self.keys, self.answer)

    def filled(self, typed: Mapping[str, str], base: KnowledgeBase, today: date) -> "Sheet":
        """The same with what was typed; who changes answer or statutes has read the one against the other today."""
        lists = {name: _lines(typed.get(name, "")) for name in LINES}
        own = {name: clean(typed.get(name, "")) for name in ("title", "group", "next")}
        related = [_named(line, base) for line in _lines(typed.get("related", ""))]
        answer = clean(typed.get("answer", ""))
        keys = {**self.keys, **own, **lists, "related": related, "varies": bool(typed.get("varies"))}
        if answer != self.answer or lists["statutes"] != list(self.keys.get("statutes", ())):
            keys["reviewed"] = today
        return Sheet(keys, answer)

    def asking(self, asks: Iterable[str]) -> "Sheet":
        """The same with more ways of asking, those that it does not have."""
        known = {letters(ask) for ask in (self.keys.get("title", ""), *self.keys.get("asks", ()))}
        new = {letters(ask): ask for ask in reversed(list(asks)) if letters(ask) not in known | {""}}
        return Sheet({**self.keys, "asks": [*self.keys.get("asks", ()), *reversed(new.values())]}, self.answer)


def sheet(text: str) -> Sheet:
    """The sheet of an entry's file."""
    return Sheet(*parts("entry", text)) if text else Sheet({}, "")


def differences(old: Sheet, new: Sheet) -> list[Difference]:
    """What changed, field by field."""
    pairs = [(KEYS.get(name, "各地不同"), _rows(old.keys.get(name)), _rows(new.keys.get(name))) for name in SHOWN]
    pairs.append((KEYS["answer"], old.answer.splitlines(), new.answer.splitlines()))
    return [Difference(label, tuple(_compared(was, now))) for label, was, now in pairs if was != now]


def _compared(was: list[str], now: list[str]) -> Iterable[tuple[str, str]]:
    """Long lists show only what changed."""
    for line in ndiff(was, now):
        if line[0] in "+-":
            yield line[0], line[2:]


def _rows(value: object) -> list[str]:
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["各地规定不同"] if value else []
    words = {step.value: shown for step, shown in STEPS.items()}
    return [words.get(str(value), str(value))] if value else []


def _lines(typed: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in clean(typed).splitlines() if line.strip()))


def _named(line: str, base: KnowledgeBase) -> str:
    """The id of the entry of this title; what is no title stays, and the proof says so."""
    found = base.titled(line)
    return found.id if found else line
