"""Passwords: which are fit, how they are kept, what a new one ends."""

import pytest
from argon2 import PasswordHasher

from bot.domain import passwords, staff
from bot.domain.acts import Act
from bot.errors import Refusal
from tests.domain.union import officer

GOOD = "correct-horse-9"


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "至少要 10 个"),
        ("short-9-x", "至少要 10 个"),
        ("x" * 201, "最多 200 个"),
        ("1234567890", "太常见"),
        ("PassWord123", "太常见"),
        ("１２３４５６７８９０", "太常见"),
        ("aaaabbbbaaaabbbb", "太常见"),
        ("我是李主任呀一二三四", "您的名字"),
        ("LiZhuRen@2026", "拼音"),
    ],
)
def test_what_is_easy_to_guess_is_refused(act: Act, password: str, why: str) -> None:
    li = officer(act, "李主任")
    with pytest.raises(Refusal, match=why):
        passwords.set_password(act, li, password)
    assert passwords.of(act.session, li) is None


@pytest.mark.parametrize("password", [GOOD, "四个 不相干 的词 连着", "a" * 150 + "bcd", "li-river-boat-9"])
def test_a_good_one_is_kept_as_argon2id_and_fits(act: Act, password: str) -> None:
    li = officer(act, "李")
    passwords.set_password(act, li, password)
    row = passwords.of(act.session, li)
    assert row
    assert row.kept.startswith("$argon2id$")
    assert password not in row.kept
    assert passwords.check(row.kept, password).fits
    assert not passwords.check(row.kept, f"{password}x").fits


def test_a_new_one_ends_links_and_all_sessions_but_ones_own(act: Act) -> None:
    li, wang = officer(act), officer(act, "王干事")
    own, other = (staff.enter(act, staff.sign_in_link(act, li))[1] for _ in range(2))
    _, hers = staff.enter(act, staff.sign_in_link(act, wang))
    link = staff.sign_in_link(act, li)
    mine = staff.present(act.session, own, act.now)
    assert mine
    passwords.set_password(act, li, GOOD, but=mine[1].digest)
    act.session.expire_all()
    assert [bool(staff.of_session(act.session, one, act.now)) for one in (own, other, hers)] == [True, False, True]
    with pytest.raises(Refusal):
        staff.enter(act, link)


def test_a_password_is_changed(act: Act) -> None:
    li = officer(act)
    passwords.set_password(act, li, GOOD)
    passwords.set_password(act, li, f"{GOOD}-new")
    passwords.require(act.session, li, f"{GOOD}-new")
    with pytest.raises(Refusal, match="现在的密码不对"):
        passwords.require(act.session, li, GOOD)


def test_of_two_of_one_name_one_has_a_password(act: Act) -> None:
    one, other = officer(act), officer(act)
    passwords.set_password(act, other, GOOD)
    assert passwords.of_name(act.session, "李主任") is other
    with pytest.raises(Refusal, match="分不清"):
        passwords.set_password(act, one, GOOD)


def test_one_kept_with_weaker_parameters_is_kept_anew() -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(GOOD)
    checked = passwords.check(weak, GOOD)
    assert checked.fits
    assert passwords.check(checked.anew, GOOD) == passwords.Checked(fits=True)
    assert passwords.check(weak, "wrong-horse-9").anew == ""


@pytest.mark.parametrize("kept", ["", "nonsense", "$argon2id$v=19$m=8"])
def test_where_none_is_kept_none_fits(kept: str) -> None:
    assert not passwords.check(kept, "").fits
    assert not passwords.check(kept, GOOD).fits
    assert not passwords.check(kept, "x" * 5000).fits


def test_it_takes_as_long_where_none_is_kept() -> None:
    """What is checked then is made with the same parameters."""
    assert passwords.nobodys().split("$")[:4] == passwords.hashed(GOOD).split("$")[:4]
    assert not passwords.HASHER.check_needs_rehash(passwords.nobodys())
