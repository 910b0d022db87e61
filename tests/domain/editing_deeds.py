"""For test_audit: what an organiser does with an event, its files and its series, each deed with the row it leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain import editing, leaflets, planitems, recurring, units
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event
from bot.domain.leaflets import Role
from bot.domain.recurring import Pattern
from bot.domain.staff import Officer
from bot.messages import Upload
from tests.domain.plan_deeds import drafted as planned
from tests.domain.staff_deeds import SECRET
from tests.domain.union import PARTY, officer

Deed = Callable[[Act], object]
PDF = Upload(f"{SECRET}.pdf", "application/pdf", b"%PDF-1.4 of ours")


def given(**fields: object) -> Arrangement:
    """An event with sign-up, four weeks ahead."""
    plain = Arrangement(
        title=f"{SECRET}联欢会", month=PARTY.date().replace(day=1), starts_at=PARTY, place=SECRET, contact=SECRET,
        details=SECRET, signup=True, seats=5,
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def drafted(act: Act) -> tuple[Officer, Event]:
    """A draft of the top unit's, and the officer who wrote it."""
    boss = officer(act, f"{SECRET}主任")
    return boss, editing.draft(act, boss, units.top(act), given())


def published(act: Act) -> tuple[Officer, Event]:
    """The same, seen by members."""
    boss, event = drafted(act)
    editing.publish(act, boss, event)
    return boss, event


def _draft(act: Act) -> Deed:
    boss = officer(act, f"{SECRET}主任")
    return lambda act: editing.draft(act, boss, units.top(act), given())


def _change(act: Act) -> Deed:
    boss, event = published(act)
    return lambda act: editing.change(act, boss, event, given(place=f"{SECRET}楼"))


def _publish(act: Act) -> Deed:
    boss, event = drafted(act)
    return lambda act: editing.publish(act, boss, event)


def _withdraw(act: Act) -> Deed:
    boss, event = published(act)
    return lambda act: editing.withdraw(act, boss, event)


def _remove(act: Act) -> Deed:
    boss, event = drafted(act)
    return lambda act: editing.remove(act, boss, event)


def _copy(act: Act) -> Deed:
    boss, event = published(act)
    return lambda act: editing.copy(act, boss, event)


def _add_file(act: Act) -> Deed:
    boss, event = drafted(act)
    return lambda act: leaflets.add(act, boss, event, Role.ATTACHMENT, [PDF])


def _remove_file(act: Act) -> Deed:
    boss, event = drafted(act)
    one = leaflets.add(act, boss, event, Role.ATTACHMENT, [PDF])[0]
    return lambda act: leaflets.remove(act, boss, event, one)


def _follow(act: Act) -> Deed:
    boss, item = planned(act)
    event = planitems.as_event(act, boss, item)
    return lambda act: planitems.follow(act, event)


def _session(act: Act) -> Deed:
    boss, event = published(act)
    return lambda act: recurring.add_session(act, boss, event, PARTY + timedelta(hours=3), once=True)


def _repeat(act: Act) -> Deed:
    boss, event = published(act)
    return lambda act: recurring.repeat(act, boss, event, Pattern(weekdays=(4,), count=3), skip_holidays=False)


def _publish_all(act: Act) -> Deed:
    boss, event = published(act)
    recurring.add_session(act, boss, event, PARTY + timedelta(hours=3), once=True)
    return lambda act: recurring.publish_all(act, boss, event)


def _change_series(act: Act) -> Deed:
    boss, event = published(act)
    recurring.add_session(act, boss, event, PARTY + timedelta(hours=3), once=True)
    return lambda act: recurring.change(act, boss, event, given(place=f"{SECRET}楼"), onward=True)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "editing.draft": ("event.drafted", _draft),
    "editing.change": ("event.changed", _change),
    "editing.publish": ("event.published", _publish),
    "editing.withdraw": ("event.withdrawn", _withdraw),
    "editing.remove": ("event.removed", _remove),
    "editing.copy": ("event.drafted", _copy),
    "leaflets.add": ("event.attachment_added", _add_file),
    "leaflets.remove": ("event.attachment_removed", _remove_file),
    "planitems.follow": ("plan.changed", _follow),
    "recurring.add_session": ("series.begun", _session),
    "recurring.repeat": ("series.begun", _repeat),
    "recurring.publish_all": ("event.published", _publish_all),
    "recurring.change": ("event.changed", _change_series),
}
