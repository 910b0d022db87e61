"""The day's code is not found by one who makes up new addresses; who is expected is held up by nobody."""

from datetime import timedelta

from bot.domain import daycodes
from bot.domain.acts import Act
from bot.domain.daycodes import STRANGERS
from tests.domain.door_deeds import expected, tonight
from tests.domain.union import address, member, officer


def test_new_addresses_together_have_so_many_tries_and_who_is_expected_has_their_own(act: Act) -> None:
    one = tonight(act)
    expected(act, one)
    code = daycodes.make(act, officer(act), one)
    wrong = "0000" if code != "0000" else "1111"
    tries = [daycodes.arrive(act, member(act, f"x{at}"), address(f"x{at}"), wrong) for at in range(STRANGERS.free)]
    assert tries == [None] * STRANGERS.free
    assert daycodes.arrive(act, member(act, "new"), address("new"), code) == timedelta(hours=1)
    assert isinstance(daycodes.arrive(act, member(act), address(), code), tuple)
