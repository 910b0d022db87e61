"""A sample union to try everything with: three unions under a district's, two officers, a year's plan."""

from pathlib import Path

from bot.domain import plans, staff, units
from bot.domain.acts import Act
from bot.errors import ConfigError

NAME = "清河区总工会（示例）"
PLAN = Path(__file__).parent / "plan.toml"
UNITS = ("滨江医院工会", "东湖工业园工会联合会", "北山社区工会工作站")
OFFICERS = (("李主任", NAME), ("王干事", UNITS[1]))
NOT_EMPTY = "--demo is for an empty store; [store] url already holds a union of its own"


def load(act: Act) -> None:
    """Load the sample union into an empty store; once it is there, leave it as it is."""
    top = units.root(act.session)
    if top and top.name != NAME:
        raise ConfigError(NOT_EMPTY)
    if top:
        return
    top = units.add(act, NAME)
    known = {NAME: top} | {name: units.add(act, name, top) for name in UNITS}
    for name, unit in OFFICERS:
        staff.add(act, name, known[unit])
    plans.take_in(act, plans.read(PLAN))
