"""By a code who filed anonymously goes on elsewhere; who only guesses waits longer and longer."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.domain import cases, retrievals
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.retrievals import RetrievalCode
from bot.errors import Refusal
from tests.domain.union import address, case, officer, outgoing

NEW = address("a new phone")


def issued(act: Act, one: Case) -> str:
    code = retrievals.read(retrievals.issue(act, one))
    assert code
    act.session.flush()
    return code


def test_a_code_is_sixteen_digits_and_lies_in_no_table(act: Act) -> None:
    code = issued(act, case(act, anonymous=True))
    row = act.session.scalars(select(RetrievalCode)).one()
    assert (len(code), code.isdecimal()) == (16, True)
    assert code not in str(vars(row))
    assert len(row.digest) == 64


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("1234 5678 9012 3456", True),
        ("1234-5678—9012 3456", True),
        ("１２３４５６７８９０１２３４５６", True),
        ("123456789012345", False),
        ("12345678901234567", False),
        ("1234567890123四56", False),
    ],
)
def test_how_a_code_is_typed(typed: str, read: bool) -> None:  # noqa: FBT001 - a case's answer
    assert (retrievals.read(typed) is not None) == read


def test_the_talk_and_what_waits_go_along_and_the_former_chat_is_told_nothing_of_it(act: Act) -> None:
    one, li = case(act, anonymous=True), officer(act)
    code = issued(act, one)
    cases.reply(act, one, li, "钱下周到账")
    assert retrievals.use(act, NEW, code) is one
    assert one.is_from(NEW)
    assert cases.of_address(act.session, address()) == []
    rows = outgoing(act)
    there = [row.text for row in rows if row.address == NEW.id and row.state == "queued"]
    here = [row.text for row in rows if row.address == address().id and row.state == "queued"]
    assert len(there) == 1
    assert there[0].endswith("钱下周到账")
    assert [("换到别的聊天" in words, "钱" in words) for words in here] == [(True, False)]
    cases.reply(act, one, li, "到了吗")
    assert outgoing(act)[-1].address == NEW.id


def test_who_lost_a_case_gets_it_back_and_a_new_code_ends_the_old_one(act: Act) -> None:
    one = case(act, anonymous=True)
    old = issued(act, one)
    retrievals.use(act, NEW, old)
    assert retrievals.use(act, address(), old) is one
    new = issued(act, one)
    assert retrievals.use(act, NEW, old) is None
    assert one.is_from(address())
    assert retrievals.use(act, NEW, new) is one


def test_a_named_case_has_none(act: Act) -> None:
    with pytest.raises(Refusal, match="实名"):
        retrievals.issue(act, case(act))


def test_who_guesses_waits_and_others_do_not(act: Act) -> None:
    one = case(act, anonymous=True)
    code = issued(act, one)
    wrong = str((int(code) + 1) % 10**16).zfill(16)
    tries = [retrievals.use(act, NEW, wrong) for _ in range(retrievals.TRIES.free + 1)]
    assert tries[:-1] == [None] * retrievals.TRIES.free
    assert isinstance(tries[-1], timedelta)
    assert isinstance(retrievals.use(act, NEW, code), timedelta)
    assert retrievals.use(act, address("another phone"), code) is one
