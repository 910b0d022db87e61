"""Codes of an app on the phone: good once, a step early or late; recovery codes; nothing readable is kept."""

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select

from bot.domain import authenticators
from bot.domain.acts import Act
from bot.domain.authenticators import Authenticator, RecoveryCode
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.staff_deeds import with_app
from tests.domain.union import Union, at_once, later, officer

PHONE = 30


def set_up(act: Act, name: str = "李主任") -> tuple[pyotp.TOTP, list[str]]:
    """An app that is in use, and its recovery codes."""
    li = officer(act, name)
    app = pyotp.TOTP(authenticators.begin(act, li).secret.replace(" ", ""))
    codes = authenticators.confirm(act, li, app.at(act.now))
    return app, codes


def accepts(act: Act, code: str) -> bool:
    li = act.session.scalars(select(Officer)).one()
    return authenticators.accept(act.session, li, code, act.now)


def test_it_is_asked_for_once_it_showed_the_right_code(act: Act) -> None:
    li = officer(act)
    app = pyotp.TOTP(authenticators.begin(act, li).secret.replace(" ", ""))
    assert authenticators.accept(act.session, li, "", act.now), "nothing is asked for yet"
    with pytest.raises(Refusal, match="动态码不对"):
        authenticators.confirm(act, li, "000000")
    codes = authenticators.confirm(act, li, f" {app.at(act.now)[:3]} {app.at(act.now)[3:]} ")
    assert len(set(codes)) == 8
    assert authenticators.in_use(act.session, li)
    assert not authenticators.accept(act.session, li, "", act.now)
    with pytest.raises(Refusal, match="已经开通"):
        authenticators.begin(act, li)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_phones_clock_may_be_a_step_off(act: Act, steps: int, *, fits: bool) -> None:
    app, _ = set_up(act)
    then = later(act, minutes=10)
    assert accepts(then, app.at(then.now + timedelta(seconds=steps * PHONE))) is fits


def test_a_code_works_once_and_no_older_one_after_it(act: Act) -> None:
    app, _ = set_up(act)
    assert not accepts(act, app.at(act.now)), "the one that confirmed it"
    then = later(act, minutes=5)
    newer, older = app.at(then.now), app.at(then.now - timedelta(seconds=PHONE))
    assert [accepts(then, code) for code in (newer, newer, older)] == [True, False, False]


def test_of_many_who_use_one_code_at_once_one_comes_in(union: Union) -> None:
    with union.act() as act:
        app, codes = set_up(act)
    union.clock.forward(minutes=5)

    def use(number: int) -> bool:
        with union.act() as act:
            return accepts(act, codes[0] if number % 2 else app.at(act.now))

    assert sum(at_once(use, 8)) == 2


def test_a_recovery_code_works_once_however_it_is_typed(act: Act) -> None:
    _, codes = set_up(act)
    assert [accepts(act, one) for one in (codes[0].lower(), codes[0], f" {codes[1].replace('-', ' ')}")] == [
        True,
        False,
        True,
    ]
    li = act.session.scalars(select(Officer)).one()
    assert authenticators.codes_left(act.session, li) == 6
    renewed = authenticators.renew_codes(act, li)
    assert [accepts(act, one) for one in (codes[2], renewed[2])] == [False, True]


def test_anothers_recovery_code_is_none_of_ones_own(act: Act) -> None:
    li = officer(act, "王干事")
    code = authenticators.begin(act, li).secret.replace(" ", "")
    authenticators.confirm(act, li, pyotp.TOTP(code).at(act.now))
    _, codes = set_up(act)
    assert not authenticators.accept(act.session, li, codes[0], act.now)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "六位数字", "x" * 4000, "000000", "\x00"])
def test_what_is_no_code_is_not_accepted(act: Act, code: str) -> None:
    set_up(act)
    assert not accepts(act, code)


def test_a_set_up_lasts_half_an_hour_and_a_new_one_ends_it(act: Act) -> None:
    li = officer(act)
    first = pyotp.TOTP(authenticators.begin(act, li).secret.replace(" ", ""))
    second = pyotp.TOTP(authenticators.begin(act, li).secret.replace(" ", ""))
    waiting = authenticators.waiting(act, li)
    assert waiting
    assert waiting.secret.replace(" ", "") == second.secret
    with pytest.raises(Refusal, match="不对"):
        authenticators.confirm(act, li, first.at(act.now))
    then = later(act, minutes=31)
    assert authenticators.waiting(then, li) is None
    with pytest.raises(Refusal, match="过期"):
        authenticators.confirm(then, li, second.at(then.now))


def test_without_it_nothing_is_asked_for(act: Act) -> None:
    li = with_app(act)
    authenticators.remove(act, li)
    assert authenticators.accept(act.session, li, "", act.now)
    assert authenticators.in_use(act.session, li) is None
    assert list(act.session.scalars(select(RecoveryCode))) == []
    with pytest.raises(Refusal, match="还没有开通"):
        authenticators.renew_codes(act, li)


def test_neither_secret_nor_recovery_code_can_be_read_in_the_tables(act: Act) -> None:
    app, codes = set_up(act)
    row = act.session.scalars(select(Authenticator)).one()
    assert app.secret not in row.sealed
    kept = {one.digest for one in act.session.scalars(select(RecoveryCode))}
    assert not kept & set(codes)
    assert replace(act).session.scalar(select(Authenticator.sealed)) == row.sealed
