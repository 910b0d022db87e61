"""For test_audit: what the cashier's desk does, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import awards, cashier
from bot.domain.acts import Act
from tests.domain.work_deeds import awarded

Deed = Callable[[Act], object]


def _paid(act: Act) -> Deed:
    _, li = awarded(act)[:2]
    shares = [one.share_id for one in awards.to_pay(act.session, li)]
    return lambda act: cashier.pay_all(act, li, shares, act.today)


def _taken_out(act: Act) -> Deed:
    _, li = awarded(act)[:2]
    return lambda act: cashier.take_out(act, li)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "cashier.pay_all": ("suggestion.paid", _paid),
    "cashier.take_out": ("unit.awards_exported", _taken_out),
}
