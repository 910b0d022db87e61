"""Signing in: who comes in, who is slowed down, and that nobody can slow down others."""

from datetime import timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.domain import authenticators, passwords, sign_ins, staff
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.passwords import Checked
from bot.domain.sign_ins import Origin
from bot.domain.staff import Officer
from bot.store.throttles import Throttle
from tests.domain.union import Union, later, officer

GOOD, WRONG = "correct-horse-9", "wrong-horse-99"
HOME, ELSEWHERE = Origin("192.0.2.7"), Origin("198.51.100.9")


@pytest.fixture
def li(act: Act) -> Officer:
    """李主任, who has a password."""
    one = officer(act)
    passwords.set_password(act, one, GOOD)
    return one


def tries(act: Act, password: str, name: str = "李主任", origin: Origin = HOME, code: str = "") -> str:
    """in, out, or wait. To see that the wrong one is wrong takes no time here."""
    knocked = sign_ins.knock(act.session, name, origin, act.now)
    if isinstance(knocked, timedelta):
        return "wait"
    checked = Checked(fits=False) if password == WRONG else passwords.check(knocked.kept, password)
    return "in" if sign_ins.settle(act, knocked, checked, code) else "out"


def until_slowed(act: Act, origin: Origin, name: str = "李主任") -> int:
    """How many tries were heard."""
    return next(number for number in range(100) if tries(act, WRONG, name, origin) == "wait")


def test_who_knows_the_password_comes_in(act: Act, li: Officer) -> None:
    knocked = sign_ins.knock(act.session, "  李主任 ", HOME, act.now)
    assert not isinstance(knocked, timedelta)
    came = sign_ins.settle(act, knocked, passwords.check(knocked.kept, GOOD), "", "Chrome · Windows")
    assert came
    assert came[0] is li
    assert staff.of_session(act.session, came[1], act.now) is li
    assert [row.browser for row in staff.sessions(act.session, li, act.now)] == ["Chrome · Windows"]


@pytest.mark.parametrize(("name", "password"), [("李主任", f"{GOOD}x"), ("李主任", ""), ("没这个人", GOOD), ("", "")])
def test_who_does_not_does_not(act: Act, li: Officer, name: str, password: str) -> None:
    assert tries(act, password, name) == "out"
    assert staff.sessions(act.session, li, act.now) == []


def test_one_without_a_password_or_no_more_here_does_not_come_in(act: Act, li: Officer) -> None:
    officer(act, "王干事")
    assert tries(act, "", "王干事") == "out"
    li.active = False
    act.session.flush()
    assert tries(act, GOOD) == "out"


def test_with_an_app_its_code_is_needed_too_and_works_once(act: Act, li: Officer) -> None:
    app = pyotp.TOTP(authenticators.begin(act, li).secret.replace(" ", ""))
    codes = authenticators.confirm(act, li, app.at(act.now))
    then = later(act, minutes=2)
    code = app.at(then.now)
    assert [tries(then, *one) for one in ((GOOD,), (GOOD, "李主任", HOME, "000000"))] == ["out", "out"]
    assert [tries(then, password, code=code) for password in (WRONG, GOOD, GOOD)] == ["out", "in", "out"]
    assert [tries(then, GOOD, code=one) for one in (codes[0], codes[0])] == ["in", "out"]


def test_a_wrong_password_does_not_use_a_code_up(act: Act, li: Officer) -> None:
    app = pyotp.TOTP(authenticators.begin(act, li).secret.replace(" ", ""))
    codes = authenticators.confirm(act, li, app.at(act.now))
    tries(act, WRONG, code=codes[0])
    assert authenticators.codes_left(act.session, li) == len(codes)


@pytest.mark.usefixtures("li")
def test_who_keeps_failing_waits_longer_and_longer(act: Act) -> None:
    assert until_slowed(act, HOME) == 5
    assert tries(act, GOOD) == "wait"
    assert tries(later(act, seconds=1), WRONG) == "out"
    assert tries(later(act, seconds=2), GOOD) == "wait"
    assert tries(later(act, seconds=3), GOOD) == "in"
    assert until_slowed(later(act, seconds=3), HOME) == 5, "who came in begins anew"


@pytest.mark.usefixtures("li")
def test_nobody_is_slowed_by_one_who_tries_from_elsewhere(act: Act) -> None:
    until_slowed(act, ELSEWHERE)
    assert tries(act, GOOD, origin=HOME) == "in"


def test_a_browser_that_signed_in_before_is_not_slowed_by_one_in_the_same_network(act: Act, li: Officer) -> None:
    known = Origin(HOME.address, "device-1", frozenset({li.id}))
    assert until_slowed(act, HOME) == 5
    for number in range(40):
        tries(act, WRONG, f"别人{number}", HOME)
    assert tries(act, GOOD, origin=Origin(HOME.address)) == "wait"
    assert tries(act, GOOD, origin=known) == "in"
    assert until_slowed(act, known) == 10, "its own budget ends too"
    assert tries(act, GOOD, origin=Origin(HOME.address, "device-2", frozenset({li.id}))) == "in"


def test_a_browser_of_another_officer_is_none_of_ones_own(act: Act, li: Officer) -> None:
    other = Origin(HOME.address, "device-1", frozenset({li.id + 1}))
    until_slowed(act, HOME)
    assert tries(act, GOOD, origin=other) == "wait"


@pytest.mark.usefixtures("li")
def test_an_address_is_slowed_that_tries_many_names_known_or_not(act: Act) -> None:
    heard = [tries(act, WRONG, f"干事{number}", ELSEWHERE) for number in range(40)]
    assert heard.count("out") == 30
    assert tries(act, GOOD, origin=ELSEWHERE) == "wait"


@pytest.mark.usefixtures("li")
def test_to_come_in_oneself_does_not_make_an_address_free_again(act: Act) -> None:
    passwords.set_password(act, officer(act, "王干事"), GOOD)
    heard = list[str]()
    for number in range(40):
        heard.append(tries(act, WRONG, f"干事{number}", ELSEWHERE))
        heard += [tries(act, GOOD, "王干事", ELSEWHERE)] if number % 10 == 0 else []
    assert heard.count("out") == 30
    assert heard.count("in") == 3


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::3", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::3", "2001:db8:1:3::3", False),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("testclient", "testclient", True),
        ("", "192.0.2.7", False),
    ],
)
def test_an_address_is_a_network_of_its_own(one: str, other: str, *, same: bool) -> None:
    assert (sign_ins._network(one) == sign_ins._network(other)) is same


@pytest.mark.usefixtures("li")
def test_an_unknown_name_is_treated_like_a_known_one(act: Act) -> None:
    assert until_slowed(act, HOME, "李主任") == until_slowed(act, ELSEWHERE, "没这个人")


def test_a_password_that_was_changed_meanwhile_lets_nobody_in(act: Act, li: Officer) -> None:
    knocked = sign_ins.knock(act.session, "李主任", HOME, act.now)
    assert not isinstance(knocked, timedelta)
    checked = passwords.check(knocked.kept, GOOD)
    passwords.set_password(act, li, f"{GOOD}-new")
    assert sign_ins.settle(act, knocked, checked, "") is None


def test_one_kept_with_weaker_parameters_is_renewed(act: Act, li: Officer) -> None:
    row = passwords.of(act.session, li)
    assert row
    row.kept = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    act.session.flush()
    assert tries(act, GOOD) == "in"
    assert "m=47104,t=1,p=1" in row.kept
    assert tries(act, GOOD) == "in"


@pytest.mark.usefixtures("li")
def test_what_fails_is_in_the_trail_and_no_word_that_was_typed(act: Act) -> None:
    for name in ("李主任", "没这个人"):
        tries(act, WRONG, name, code="123456")
    act.session.flush()
    failed = list(act.session.scalars(select(AuditRow).where(AuditRow.action == "officer.sign_in_failed")))
    assert [(row.subject, row.facts) for row in failed] == [("officer", {}), ("throttle", {})]
    assert {len(row.key) for row in act.session.scalars(select(Throttle))} == {64}


def test_several_processes_share_the_budget(union: Union) -> None:
    with union.act() as act:
        passwords.set_password(act, officer(act), GOOD)
    heard = list[str]()
    for _ in range(8):
        with union.act() as act:
            heard.append(tries(act, WRONG))
    assert heard == ["out"] * 5 + ["wait"] * 3
