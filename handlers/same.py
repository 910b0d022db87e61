"""What a member is about to file may be what they filed before: they are asked, and may add it to that case instead.

It is asked as soon as story and employer are known; never where the story tells of danger.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.config.kinds import OTHER, TALK, CaseKind
from bot.conversation import Option, Sought, Values
from bot.domain import calendar, cases, crowds, danger
from bot.domain.cases import ADD, Case, Story
from bot.messages import Reply
from handlers.turn import Turn
from knowledge.employers import same
from knowledge.likeness import alike

ANEW: Final = "anew"
RECENT: Final = timedelta(days=60)
MOST: Final = 3
"""So many earlier cases are offered."""

BEFORE = "您之前登记过 {cases}。是同一件事吗？"
ONE = "{number}（{kind}，{state}）"
ADD_TO, FILE_ANEW = "补充到 {number}", "另外登记一件"
ADDED = "已补充到 {number}，没有另外登记。经办人会看到，{clock}前回复您。"

Stored = Mapping[str, str | None]
Known = Callable[[Values], CaseKind | None]


def looking(known: Known) -> Callable[[Stored, Turn], Sought | None]:
    """What the question looks for: the member's open cases that may be the same matter; `known` tells its kind."""

    def look(answers: Stored, turn: Turn) -> Sought | None:
        story, employer = answers.get("facts"), answers.get("employer")
        if not story or danger.find(f"{story} {employer or ''}"):
            return None
        kind = known(answers)
        key = ("the same matter", story, employer, kind.key if kind else "")
        if key not in turn.looked_up:
            alike_ones = [one for one in _open(turn) if _may_be(one, kind, story, employer, turn)][:MOST]
            turn.looked_up[key] = _question(alike_ones) if alike_ones else None
        found: Sought | None = turn.looked_up[key]
        return found

    return look


def chosen(number: str | None, turn: Turn) -> Case | None:
    """The case to which the member wants it added, if it is still open and theirs."""
    return next((one for one in _open(turn) if one.number == number), None)


def add(case: Case, story: Story, turn: Turn) -> Reply:
    """Add all that was told to the earlier case."""
    lines = [story.facts, *(f"{row['label']}：{row['shown']}" for row in story.details)]
    lines += [f"单位：{story.employer}"] if story.employer and story.employer != case.employer else []
    cases.add(turn.unnamed if case.anonymous else turn.act, case, "\n".join(lines), story.evidence)
    clock = calendar.shown(case.due_at, turn.act.config.zone) if case.due_at else ""
    return Reply(ADDED.format(number=case.number, clock=clock), (ADD.format(number=case.number),))


def _open(turn: Turn) -> Sequence[Case]:
    """The member's own cases of late that are at work, newest first."""
    if "open cases" not in turn.looked_up:
        mine = [one for one in cases.of_address(turn.session, turn.address) if not one.done and one.kind != TALK]
        turn.looked_up["open cases"] = [one for one in mine if one.opened_at >= turn.now - RECENT]
    found: Sequence[Case] = turn.looked_up["open cases"]
    return found


def _may_be(case: Case, kind: CaseKind | None, story: str, employer: str | None, turn: Turn) -> bool:
    """Of the same kind, about the same employer, or with a story that is like it."""
    if kind and kind.key == case.kind != OTHER:
        return True
    near = crowds.places(turn.session) if employer else []
    by_employer = bool(employer and case.employer and same(employer, case.employer, near))
    return by_employer or alike(story, case.facts)


def _question(found: Sequence[Case]) -> Sought:
    told = "、".join(ONE.format(number=one.number, kind=one.kind_label, state=one.state_label) for one in found)
    options = [Option(one.number, ADD_TO.format(number=one.number)) for one in found]
    return Sought(BEFORE.format(cases=told), (*options, Option(ANEW, FILE_ANEW)))
