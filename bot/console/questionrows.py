"""The questions of an event as rows of a form: each a few fields, those that are left empty are none."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.console.visit import Visit
from bot.domain import survey
from bot.errors import Refusal
from bot.messages import clean

SPARE: Final = 2
"""Empty rows below those that are filled; more come with each saving."""

LONGEST_OPTION: Final = 40
ANSWERS: Final = {"text": "文字", "choice": "选一项", "number": "数字", "yes_no": "是或否", "file": "照片、文件"}
FIELDS: Final = ("label", "prompt", "answer", "options", "optional", "private", "after", "is", "name")

NO_PROMPT: Final = "第 {number} 个问题没写怎么问。请补上问句，或者整行清空。"
NO_LABEL: Final = "第 {number} 个问题没写简称。请补上，比如“尺码”，会员核对和名单里用它。"
NO_ANSWER: Final = "第 {number} 个问题没选怎么答。"
LONG: Final = "第 {number} 个问题的{what}请写 {least} 到 {most} 个字，现在是 {size} 个字。"
OPTIONS: Final = "第 {number} 个问题是选择题，请写两个以上不同的选项，一行一个，每个最多 40 个字。"
NOT_ONE: Final = "第 {number} 个问题的条件：“{answer}”不是第 {after} 个问题的回答。可以写：{options}。"
AFTER: Final = "第 {number} 个问题的条件：请写前面某个问题的序号（1 到 {last}），和那个问题的回答。"


def read(visit: Visit, answers: Mapping[str, str] = ANSWERS) -> tuple[Mapping[str, Any], ...]:
    """The questions that were typed, as rows of a survey; Refusal names the one in which something is missing.

    `answers`: the ways to answer that are offered.
    """
    numbers = [number for number in range(1, survey.MOST + 1) if _is_filled(visit.typed, number)]
    for number in numbers:
        if visit.text(f"q{number}-answer") not in answers:
            raise Refusal(NO_ANSWER.format(number=number))
    taken = {visit.typed.get(f"q{number}-name", "") for number in numbers}
    found = dict[int, dict[str, Any]]()
    for number in numbers:
        found[number] = _row(visit, number, found, taken)
        taken.add(found[number]["name"])
    return tuple(found.values())


def shown(rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """What the fields show of the questions that there are."""
    order, fields = {row["name"]: number for number, row in enumerate(rows, 1)}, dict[str, str]()
    for number, row in enumerate(rows, 1):
        when = row.get("when") or {}
        plain = {name: str(row.get(name) or "") for name in ("label", "prompt", "answer", "name")}
        plain |= {"options": "\n".join(row.get("options") or ())}
        plain |= {"after": str(order.get(when.get("item"), "")), "is": when.get("answer", "")}
        fields |= {f"q{number}-{name}": value for name, value in plain.items()}
        fields |= {f"q{number}-{name}": "on" for name in ("optional", "private") if row.get(name)}
    return fields


def count(fields: Mapping[str, str]) -> int:
    """How many rows the form shows: those that are filled, and a few."""
    last = max((number for number in range(1, survey.MOST + 1) if _is_filled(fields, number)), default=0)
    return min(last + SPARE, survey.MOST)


def _row(visit: Visit, number: int, before: Mapping[int, Mapping[str, Any]], taken: set[str]) -> dict[str, Any]:
    label, prompt, answer = (visit.text(f"q{number}-{name}") for name in ("label", "prompt", "answer"))
    for value, missing in ((label, NO_LABEL), (prompt, NO_PROMPT)):
        if not value:
            raise Refusal(missing.format(number=number))
    for what, text, least, most in (("简称", label, 1, 12), ("问句", prompt, 2, 200)):
        if not least <= len(text) <= most:
            raise Refusal(LONG.format(number=number, what=what, least=least, most=most, size=len(text)))
    return {
        "name": visit.text(f"q{number}-name") or next(f"q{free}" for free in range(1, 99) if f"q{free}" not in taken),
        "label": label,
        "prompt": prompt,
        "answer": answer,
        "options": _options(visit, number) if answer == "choice" else [],
        "optional": f"q{number}-optional" in visit.typed,
        "private": f"q{number}-private" in visit.typed,
        "when": _when(visit, number, before),
    }


def _options(visit: Visit, number: int) -> list[str]:
    found = [one.strip() for one in visit.text(f"q{number}-options").splitlines() if one.strip()]
    if len(set(found)) < 2 or len(set(found)) < len(found) or max(map(len, found)) > LONGEST_OPTION:  # noqa: PLR2004 - a choice
        raise Refusal(OPTIONS.format(number=number))
    return found


def _when(visit: Visit, number: int, before: Mapping[int, Mapping[str, Any]]) -> dict[str, str] | None:
    after, answer = visit.text(f"q{number}-after"), visit.text(f"q{number}-is")
    if not after and not answer:
        return None
    earlier = before.get(int(after)) if after.isascii() and after.isdecimal() and len(after) < 3 else None  # noqa: PLR2004 - figures
    if earlier is None or not answer:
        raise Refusal(AFTER.format(number=number, last=max(number - 1, 1)))
    known = [survey.YES, survey.NO] if earlier["answer"] == "yes_no" else earlier["options"]
    if known and answer not in known:
        raise Refusal(NOT_ONE.format(number=number, answer=answer, after=after, options="、".join(known)))
    return {"item": earlier["name"], "answer": answer}


def _is_filled(fields: Mapping[str, str], number: int) -> bool:
    return any(clean(fields.get(f"q{number}-{name}", "")) for name in ("label", "prompt", "options"))
