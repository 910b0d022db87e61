"""What is awarded for suggestions and not paid yet: the cashier's list, what was paid, and who took points instead."""

from datetime import date
from decimal import Decimal
from typing import Final

from starlette.responses import Response

from bot.config.rewards import cents
from bot.console import spreadsheets
from bot.console.pages.lists import file
from bot.console.visit import Visit, done
from bot.console.written import number
from bot.domain import awards, cashier, grades
from bot.errors import Refusal

HERE: Final = "/console/suggestions/awards"
PICK: Final = "pick-"
"""A ticked box is called so, with the share's id behind."""

SHOWN: Final = 200
"""Lines of the page; the file has all."""

HEADINGS: Final = ("编号", "领取人", "单位", "金额（元）", "领取日期", "签名")
NO_DAY: Final = "请选发放日期。"


def board(visit: Visit) -> Response:
    """What is to be paid, with a box to tick for each; then the points."""
    found = awards.to_pay(visit.session, visit.officer)
    return visit.render(
        "payouts.html",
        found=found[:SHOWN],
        count=len(found),
        total=grades.yuan(sum((one.sum for one in found), Decimal())),
        sums=[grades.yuan(one.sum) for one in found[:SHOWN]],
        today=visit.act.today.isoformat(),
        points=cashier.earned(visit.session, visit.officer),
    )


def pay(visit: Visit) -> Response:
    """The ticked ones were paid on the day that was chosen."""
    ticked = [name.removeprefix(PICK) for name in visit.typed if name.startswith(PICK)]
    shares = {number(one) for one in ticked} - {0}
    cashier.pay_all(visit.act, visit.officer, shares, _day(visit.typed.get("paid_on", "")))
    return done(HERE, "paid")


def export(visit: Visit) -> Response:
    """The list for the cashier as a spreadsheet: what is needed to pay, with room for a day and a signature."""
    found = cashier.take_out(visit.act, visit.officer)[: spreadsheets.MOST_WRITTEN]
    rows: list[tuple[object, ...]] = [(one.number, one.name, one.unit, cents(one.sum), "", "") for one in found]
    rows.append(("合计", f"{len(found)} 份", "", cents(sum((one.sum for one in found), Decimal())), "", ""))
    return file("建议奖励发放单", spreadsheets.write("发放单", HEADINGS, rows))


STEPS: Final = {"pay": pay, "export": export}


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Refusal(NO_DAY) from None
