"""An officer sends a notice from the command line: writes it, hands it in, approves it, sets it going now."""

from dataclasses import dataclass, replace
from typing import Final, Self

import click

from bot.domain import approving, audiences, dispatch, drafting, quiethours, units
from bot.domain.acts import Act
from bot.domain.audiences import Audience
from bot.domain.drafting import Draft
from bot.domain.noticebook import Notice, State
from bot.domain.noticekinds import Kind
from bot.domain.staff import Officer

GONE: Final = {
    State.COUNTING: "is going out already; notice show {key} --follow",
    State.SENDING: "is going out already; notice show {key} --follow",
    State.PAUSED: "is paused; notice resume {key}",
    State.DONE: "went out already; the console sends again what failed",
    State.CANCELLED: "was cancelled, which is for good; copy it in the console",
    State.MISSED: "was missed: it is too late for it; copy it in the console",
}
"""Why one in such a state cannot be sent, and what to do."""

WAITS: Final = (
    "{key}  waiting  {count} recipients, more than {most}: a second officer approves it, in the console or by\n"
    "    python -m bot notice send {key} --as OFFICER\n"
    "where nobody else may, you do so yourself: --alone COUNT"
)
GOES: Final = (
    "{key}  {state}  {count} recipients\n"
    "a running service takes it up within 15 seconds; while it stays scheduled (notice show {key}), none runs"
)
AT_NIGHT: Final = "quiet hours: nothing goes out before {until}"


@dataclass(frozen=True)
class Words:
    """A new notice, as it was typed."""

    title: str = ""
    text: str = ""
    unit: str = ""
    urgent: bool = False

    def reading(self, text: str) -> Self:
        """The same with another text."""
        return replace(self, text=text.strip())


def written(act: Act, officer: Officer, words: Words) -> Notice:
    """A draft of an officer's for a unit and all below it, or for the whole union."""
    unit = units.named(act.session, words.unit) if words.unit else units.top(act)
    if unit is None:
        raise click.BadParameter(f"there is no unit {words.unit}", param_hint="--unit")
    kind = Kind.URGENT if words.urgent else Kind.NOTICE
    draft = Draft(kind=kind, title=words.title, text=words.text, audience=Audience(unit.id), urgent=words.urgent)
    return drafting.write(act, officer, unit, draft)


def go(act: Act, one: Notice, officer: Officer, alone: int | None) -> str:
    """Bring a notice as far as the officer may, at best into its sending; says in a line how far."""
    if one.status in GONE:
        raise click.ClickException(f"{one.key} {GONE[one.status].format(key=one.key)}")
    drafting.require(act.session, officer, one.unit_id)
    if one.status is State.DRAFT:
        approving.submit(act, one, officer, alone_count=alone)
    elif one.status is State.WAITING:
        approving.approve(act, one, officer, alone_count=alone)
    if one.status is State.SCHEDULED:
        dispatch.send_now(act, one)
    act.session.flush()
    return _told(act, one)


def _told(act: Act, one: Notice) -> str:
    count, rules = audiences.count(act.session, one), act.config.notices
    if one.status is State.WAITING:
        return WAITS.format(key=one.key, count=count, most=rules.approve_above)
    quiet = not one.urgent and quiethours.falls(act.config, act.now)
    told = GOES.format(key=one.key, state=one.state, count=count)
    return f"{told}\n{AT_NIGHT.format(until=rules.quiet_until)}" if quiet else told
