"""What an officer does in a transcript: a line `= 李主任 VERB NUMBER …`, as tests/talk.py plays it."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

from bot.domain import (
    awards,
    cases,
    daycodes,
    drives,
    effects,
    events,
    mediations,
    outcomes,
    pairing,
    plans,
    referrals,
    reviews,
    squadrolls,
    squadrulings,
    suggestions,
    talks,
    works,
)
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.mediations import Result
from bot.domain.staff import Officer
from bot.domain.suggestions import State, Suggestion
from bot.domain.units import Unit
from tests import aftermath, occasions

DRIVE = "征集"
MOVE = "改期"
HOLD, REARRANGE = "办活动", "改活动"
DAY_CODE = "签到口令"
TEAM_DEEDS = ("同意队", "不同意队")
PLAN = Path(__file__).parent / "plan.toml"


def do(act: Act, officer: Officer, verb: str, number: str, text: str) -> None:
    """One deed of an officer's; for a drive, `number` is its title."""
    if verb == DRIVE:
        _open_drive(act, officer, number, text)
    elif verb == MOVE:
        _move(act, number, text)
    elif verb in EVENT_DEEDS:
        EVENT_DEEDS[verb](act, officer, number, text)
    elif number.startswith("JY"):
        suggestion = suggestions.numbered(act.session, number)
        assert suggestion
        IDEA_DEEDS[verb](act, suggestion, officer, text)
    else:
        case = cases.numbered(act.session, number)
        assert case
        DEEDS[verb](act, case, officer, text)


def _day_code(act: Act, officer: Officer, code: str, figures: str) -> None:
    """A code of the day; its figures are those of the line, for drawn ones are others each time."""
    one = events.coded(act.session, code)
    assert one
    daycodes.make(act, officer, one)
    one.day_code = figures


def _arrange(act: Act, case: Case, officer: Officer, text: str) -> None:
    when, place = text.split(maxsplit=1)
    at = datetime.fromisoformat(when).replace(tzinfo=act.config.zone)
    mediations.arrange(act, case, officer, at, place)


def _refer(act: Act, case: Case, officer: Officer, text: str) -> None:
    to, reason = text.split(maxsplit=1)
    referrals.propose(act, case, officer, to, reason)


DEEDS: dict[str, Callable[[Act, Case, Officer, str], object]] = {
    "受理": lambda act, case, officer, _text: cases.take(act, case, officer),
    "回复": cases.reply,
    "问": partial(cases.reply, waits=True),
    "调解": _arrange,
    "谈成": lambda act, case, officer, text: mediations.conclude(act, case, officer, Result.AGREED, text),
    "转介": _refer,
    "交还": lambda act, case, officer, _text: talks.hand_back(act, case, officer),
    "办结": outcomes.resolve,
}


def _answer(verdict: State) -> Callable[[Act, Suggestion, Officer, str], object]:
    return lambda act, one, officer, text: suggestions.answer(act, one, officer, verdict, text)


def _vote(act: Act, one: Suggestion, officer: Officer, text: str) -> None:
    yes, no, abstained = map(int, text.split())
    reviews.vote(act, one, officer, held_on=act.today, yes=yes, no=no, abstained=abstained)


def _assign(act: Act, one: Suggestion, officer: Officer, text: str) -> None:
    department, person, due = text.split()
    works.assign(act, one, officer, department=department, person=person, due_on=date.fromisoformat(due))


def _report(act: Act, one: Suggestion, officer: Officer, text: str) -> None:
    percent, body = text.split(maxsplit=1)
    works.report(act, one, officer, percent=int(percent.rstrip("%")), body=body)


def _verify(act: Act, one: Suggestion, officer: Officer, text: str) -> None:
    office, benefit, story = text.split(maxsplit=2)
    assert one.adopted_at
    since = one.adopted_at.astimezone(act.config.zone).date()
    worth = None if benefit == "-" else Decimal(benefit)
    effects.verify(act, one, officer, benefit=worth, since=since, until=act.today, verified_by=office, story=story)


def _pay(act: Act, one: Suggestion, officer: Officer, _text: str) -> None:
    for share in awards.shares(act.session, *awards.of(act.session, one)):
        if not share.settled:
            awards.pay(act, share, officer, act.today)


def _publish(act: Act, one: Suggestion, officer: Officer, text: str) -> None:
    title, words = text.split(maxsplit=1)
    suggestions.publish(act, one, officer, title, words)


def _merge(act: Act, one: Suggestion, officer: Officer, into: str) -> None:
    main = suggestions.numbered(act.session, into)
    assert main
    pairing.merge(act, one, officer, main)


IDEA_DEEDS: dict[str, Callable[[Act, Suggestion, Officer, str], object]] = {
    "采纳": _answer(State.ADOPTED),
    "暂存": _answer(State.RESERVED),
    "不采纳": _answer(State.DECLINED),
    "受理": lambda act, one, officer, _text: suggestions.acknowledge(act, one, officer),
    "回复": suggestions.reply,
    "评审": lambda act, one, officer, _text: reviews.ask(act, one, officer, officer),
    "表决": _vote,
    "交办": _assign,
    "进展": _report,
    "落实": lambda act, one, officer, text: works.carry_out(act, one, officer, body=text),
    "核实": _verify,
    "评奖": lambda act, one, officer, _text: awards.award(act, one, officer),
    "发奖": _pay,
    "归档": lambda act, one, officer, _text: suggestions.archive(act, one, officer),
    "公开": _publish,
    "并入": _merge,
}


def _decide(verb: str, act: Act, officer: Officer, code: str, text: str) -> None:
    event = events.coded(act.session, code)
    assert event
    name, _, reason = text.partition(" ")
    squad = next(one for one in squadrolls.of_event(act.session, event) if one.name == name)
    if verb == TEAM_DEEDS[0]:
        squadrulings.admit(act, officer, event, squad)
    else:
        squadrulings.refuse(act, officer, event, squad, reason)


def _open_drive(act: Act, officer: Officer, title: str, text: str) -> None:
    ends, topics, focus = text.split(maxsplit=2)
    unit = act.session.get_one(Unit, officer.unit_id)
    plan = drives.Plan(
        title=title, focus=focus, topics=topics.split("、"), begins=act.today, ends=date.fromisoformat(ends)
    )
    drives.open_(act, drives.draft(act, officer, unit, **plan), officer)


def _move(act: Act, code: str, text: str) -> None:
    """Import the plan with other hours of an activity, and another place if one is given."""
    when, _, place = text.partition(" ")
    day, hours = when.split("T")
    plan = plans.read(PLAN)
    known = next(one for one in plan.activity if one.id == code)
    there = {"date": date.fromisoformat(day), "hours": hours, "place": place or known.place}
    moved = tuple(one.model_copy(update=there) if one is known else one for one in plan.activity)
    plans.take_in(act, plan.model_copy(update={"activity": moved}))


EVENT_DEEDS: dict[str, Callable[[Act, Officer, str, str], object]] = {
    HOLD: lambda act, officer, code, _text: occasions.publish(act, officer, code),
    REARRANGE: occasions.change,
    DAY_CODE: _day_code,
    **{verb: partial(_decide, verb) for verb in TEAM_DEEDS},
    **{verb: partial(aftermath.do, verb) for verb in aftermath.DEEDS},
}
