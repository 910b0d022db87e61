"""Numbers: one wrong digit or two swapped ones are always noticed, and no number is given twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import numbers
from bot.domain.acts import Act
from bot.errors import Refusal
from tests.domain.union import Union, at_once

NUMBER = st.builds(numbers.written, st.sampled_from(["JY", "WQ"]), st.integers(2020, 2099), st.integers(1, 9_999_999))
DIGIT = st.integers(0, 200)


def refused(text: str) -> bool:
    try:
        numbers.read(text)
    except Refusal:
        return True
    return False


def places(number: str) -> list[int]:
    """Where its digits stand."""
    return [place for place, char in enumerate(number) if char.isdecimal()]


@given(NUMBER, DIGIT, st.integers(1, 9))
def test_every_single_wrong_digit_is_noticed(number: str, which: int, off: int) -> None:
    place = places(number)[which % len(places(number))]
    wrong = str((int(number[place]) + off) % 10)
    assert refused(number[:place] + wrong + number[place + 1 :])


@given(NUMBER, DIGIT)
def test_every_swap_of_two_neighbours_is_noticed(number: str, which: int) -> None:
    digits = places(number)
    first = which % (len(digits) - 1)
    one, two = digits[first], digits[first + 1]
    swapped = list(number)
    swapped[one], swapped[two] = swapped[two], swapped[one]
    assert refused("".join(swapped)) == (number[one] != number[two])


@given(NUMBER)
def test_the_wrong_letters_are_noticed(number: str) -> None:
    other = {"JY": "WQ", "WQ": "JY"}[number[:2]]
    assert refused(other + number[2:])


@given(NUMBER)
def test_it_is_read_as_people_write_it(number: str) -> None:
    for written in (number, number.lower(), number.replace("-", ""), number.replace("-", " — "), f" {number}\n"):
        assert numbers.read(written) == number


@pytest.mark.parametrize("text", ["", "JY", "JY-2026-1-1", "XX-2026-0001-1", "JY-2026-0001-", "JY-2026-00000001-1"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert refused(text)


def test_each_series_and_year_counts_on_its_own(act: Act) -> None:
    given_out = [
        numbers.issue(act.session, series, year)[:-2]
        for series, year in [("JY", 2026), ("JY", 2026), ("WQ", 2026), ("JY", 2027), ("JY", 2026)]
    ]
    assert given_out == ["JY-2026-0001", "JY-2026-0002", "WQ-2026-0001", "JY-2027-0001", "JY-2026-0003"]


def test_many_at_once_get_no_double_and_leave_no_gap(union: Union) -> None:
    def issue(_: int) -> str:
        with union.act() as act:
            return numbers.issue(act.session, "JY", 2026)

    assert sorted(at_once(issue, 24)) == [numbers.written("JY", 2026, count) for count in range(1, 25)]


def test_a_number_that_was_not_used_is_given_again(union: Union) -> None:
    def fail() -> None:
        with union.act() as act:
            numbers.issue(act.session, "JY", 2026)
            raise Refusal("not this time")

    with pytest.raises(Refusal):
        fail()
    with union.act() as act:
        assert numbers.issue(act.session, "JY", 2026) == numbers.written("JY", 2026, 1)
