"""For test_audit: what is done about items of the year's plan, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import planitems
from bot.domain.acts import Act
from bot.domain.planbook import PlanItem
from bot.domain.planitems import Fields
from bot.domain.planlist import Item
from bot.domain.planparts import Parts
from bot.domain.plantimes import month
from bot.domain.staff import Officer
from tests.domain.union import officer

SECRET = "机密"
Deed = Callable[[Act], object]
ITEM = Item(SECRET, month(2026, 12), parts=Parts(SECRET, SECRET, department=SECRET), line=SECRET)
FIELDS: Fields = {
    "title": f"{SECRET}二", "when": month(2026, 12), "hours": "", "place": SECRET, "who": SECRET, "closes": None,
    "seats": None, "department": SECRET,
}  # fmt: skip


def drafted(act: Act, item: Item = ITEM) -> tuple[Officer, PlanItem]:
    boss = officer(act, f"{SECRET}主任")
    return boss, planitems.draft(act, boss, [item], 2026, SECRET)[0]


def _drafted(act: Act) -> Deed:
    boss = officer(act, f"{SECRET}主任")
    return lambda act: planitems.draft(act, boss, [ITEM], 2026, SECRET)


def _changed(act: Act) -> Deed:
    boss, item = drafted(act)
    return lambda act: planitems.change(act, boss, item, **FIELDS)


def _published(act: Act) -> Deed:
    boss, item = drafted(act)
    return lambda act: planitems.as_event(act, boss, item)


def _assigned(act: Act) -> Deed:
    boss, item = drafted(act)
    return lambda act: planitems.as_task(act, boss, item, boss, act.today)


def _dropped(act: Act) -> Deed:
    boss, item = drafted(act)
    return lambda act: planitems.drop(act, boss, item)


def _finished(act: Act) -> Deed:
    boss, item = drafted(act)
    planitems.as_task(act, boss, item, boss, act.today)
    return lambda act: planitems.finish(act, boss, item, SECRET)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "planitems.draft": ("plan.drafted", _drafted),
    "planitems.change": ("plan.changed", _changed),
    "planitems.as_event": ("plan.published", _published),
    "planitems.as_task": ("plan.assigned", _assigned),
    "planitems.drop": ("plan.dropped", _dropped),
    "planitems.finish": ("plan.finished", _finished),
}
