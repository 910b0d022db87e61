"""For the console's tests: suggestions that went the whole way, up to an award that is to be paid."""

from decimal import Decimal

from bot.domain import awards, effects, staff, suggestions, works
from bot.domain.acts import Act
from bot.domain.box import State, Suggestion
from bot.domain.staff import Officer
from tests.console.branch import Branch

BENEFIT = Decimal(68000)
"""Yuan; pays 1,360.00 by the shipped table."""


def carried_out(act: Act, one: Suggestion, officer: Officer) -> None:
    """Adopted, assigned and carried out on one day."""
    suggestions.answer(act, one, officer, State.ADOPTED, "好主意，这就办。")
    works.assign(act, one, officer, department="后勤科", person="周科长", due_on=act.today)
    works.carry_out(act, one, officer, body="窗口开了。")


def rewarded(branch: Branch, title: str = "食堂延长开放", officer: str = "王干事", **fields: object) -> str:
    """The number of a suggestion for which an award is to be paid."""
    number = branch.suggestion(title, **fields)
    with branch.desk.act() as act:
        one, wang = suggestions.numbered(act.session, number), staff.named(act.session, officer)
        assert one
        assert wang
        mine = act.by(wang.actor)
        carried_out(mine, one, wang)
        effects.verify(mine, one, wang, benefit=BENEFIT, since=act.today, until=act.today, verified_by="财务科")
        awards.award(mine, one, wang)
    return number
