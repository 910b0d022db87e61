"""For test_audit: what is done on the desk beside the cases themselves, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.config.kinds import of
from bot.domain import checks, preferences
from bot.domain.acts import Act
from tests.domain.case_deeds import SECRET, begun
from tests.domain.union import officer

Deed = Callable[[Act], object]


def _ticked(act: Act) -> Deed:
    one, li = begun(act)
    line = of(act.config.cases.kinds, one.kind).checklist[0]
    return lambda act: checks.tick(act, one, li, line, done=True)


def _shortcuts(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: preferences.set_shortcuts(act, li, on=False)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "checks.tick": ("case.ticked", _ticked),
    "preferences.set_shortcuts": ("officer.shortcuts_set", _shortcuts),
}
