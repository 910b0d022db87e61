"""Links: a code links one account or one group, once, within half an hour; no code is kept."""

import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from bot.domain import links, staff, units
from bot.domain.acts import Act
from bot.domain.audit import AuditRow
from bot.domain.links import LinkCode, Purpose, StaffAccount
from bot.domain.staff import Officer
from bot.errors import Refusal
from tests.domain.union import Union, at_once, later, officer


def linked(act: Act, li: Officer, account: str = "100") -> Officer:
    return links.link_account(act, links.offer_account(act, li), "test", account)


def test_a_code_links_an_account_once(act: Act) -> None:
    li = officer(act)
    code = links.offer_account(act, li)
    assert links.purpose_of(act.session, code, act.now) is Purpose.ACCOUNT
    assert links.link_account(act, code, "test", "100") is li
    assert links.officer_of(act.session, "test", "100") is li
    assert links.account_of(act.session, li.id, "test") == "100"
    assert links.purpose_of(act.session, code, act.now) is None
    with pytest.raises(Refusal, match="用过了"):
        links.link_account(act, code, "test", "200")
    assert links.officer_of(act.session, "test", "200") is None


def test_an_account_is_known_on_its_own_channel_only(act: Act) -> None:
    li = linked(act, officer(act))
    assert links.officer_of(act.session, "other", "100") is None
    assert links.account_of(act.session, li.id, "other") is None
    assert links.accounts(act.session, "other", [li.id]) == {}


def test_a_code_is_short_unambiguous_and_always_another_one(act: Act) -> None:
    codes = [links.offer_account(act, officer(act, f"干事{number}")) for number in range(30)]
    assert all(re.fullmatch(r"[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}", code) for code in codes)
    assert len(set(codes)) == 30


@pytest.mark.parametrize(
    "typed",
    [
        str.lower,
        lambda code: code.replace("-", ""),
        lambda code: f" {code.replace('-', ' ')}\n",
        lambda code: f"{code}。",
        lambda code: "".join(chr(ord(one) + 0xFEE0) for one in code),
    ],
    ids=["lower case", "no dash", "spaces", "a full stop", "full width"],
)
def test_a_code_may_be_typed_in_any_way(act: Act, typed: Callable[[str], str]) -> None:
    li = officer(act)
    code = typed(links.offer_account(act, li))
    assert links.purpose_of(act.session, code, act.now) is Purpose.ACCOUNT
    assert links.link_account(act, code, "test", "100") is li


@pytest.mark.parametrize(("minutes", "works"), [(29.9, True), (30, False), (600, False)])
def test_a_code_lasts_half_an_hour(act: Act, minutes: float, *, works: bool) -> None:
    code = links.offer_account(act, officer(act))
    then = later(act, minutes=minutes)
    assert (links.purpose_of(act.session, code, then.now) is Purpose.ACCOUNT) is works
    if works:
        assert links.link_account(then, code, "test", "100").id
        return
    with pytest.raises(Refusal, match="已过期"):
        links.link_account(then, code, "test", "100")


def test_a_new_code_ends_the_one_before_of_the_same_purpose(act: Act) -> None:
    li, top = officer(act), units.top(act)
    first, group, second = links.offer_account(act, li), links.offer_group(act, li, top), links.offer_account(act, li)
    others = links.offer_account(act, officer(act, "王干事"))
    purposes = [links.purpose_of(act.session, code, act.now) for code in (first, group, second, others)]
    assert purposes == [None, Purpose.GROUP, Purpose.ACCOUNT, Purpose.ACCOUNT]
    assert act.session.scalar(select(func.count()).select_from(LinkCode)) == 3


@pytest.mark.parametrize("nonsense", ["", "-", "AAAA-AAAA", "工会", "x" * 5000, "🦀"])
def test_what_is_no_code_is_refused(act: Act, nonsense: str) -> None:
    assert links.purpose_of(act.session, nonsense, act.now) is None
    with pytest.raises(Refusal, match="这个代码不对"):
        links.link_account(act, nonsense, "test", "100")


def test_a_code_for_a_group_links_no_account(act: Act) -> None:
    code = links.offer_group(act, officer(act), units.top(act))
    with pytest.raises(Refusal, match="工作群的代码"):
        links.link_account(act, code, "test", "100")
    assert links.purpose_of(act.session, code, act.now) is Purpose.GROUP


def test_a_group_is_offered_for_ones_own_unit_and_those_below(act: Act) -> None:
    top = units.top(act)
    street, trade = units.add(act, "街道", top), units.add(act, "行业", top)
    clerk = officer(act, unit=street)
    assert links.offer_group(act, clerk, units.add(act, "企业", street))
    assert links.offer_group(act, clerk, street)
    for other in (top, trade):
        with pytest.raises(Refusal, match="下级单位"):
            links.offer_group(act, clerk, other)


def test_another_account_takes_the_place_of_the_first(act: Act) -> None:
    li = officer(act)
    linked(act, li, "100")
    linked(act, li, "200")
    assert links.officer_of(act.session, "test", "100") is None
    assert links.account_of(act.session, li.id, "test") == "200"


def test_the_same_account_may_be_linked_again(act: Act) -> None:
    li = officer(act)
    linked(act, li)
    assert linked(act, li) is li


def test_an_account_is_one_officers(act: Act) -> None:
    li, wang = linked(act, officer(act)), officer(act, "王干事")
    with pytest.raises(Refusal, match="另一位工作人员"), act.session.begin_nested():
        linked(act, wang)
    assert links.officer_of(act.session, "test", "100") is li
    links.unlink_account(act, li, "test")
    assert linked(act, wang) is wang


def test_one_who_works_here_no_more_is_nobody_and_leaves_the_account_free(act: Act) -> None:
    li, wang = linked(act, officer(act)), officer(act, "王干事")
    li.active = False
    assert links.officer_of(act.session, "test", "100") is None
    assert linked(act, wang) is wang
    assert links.account_of(act.session, li.id, "test") is None


def test_the_code_of_one_who_works_here_no_more_is_none(act: Act) -> None:
    li = officer(act)
    code = links.offer_account(act, li)
    li.active = False
    with pytest.raises(Refusal):
        links.link_account(act, code, "test", "100")


def test_unlinking_what_is_not_linked_does_nothing(act: Act) -> None:
    li = officer(act)
    links.unlink_account(act, li, "test")
    assert "officer.account_unlinked" not in set(act.session.scalars(select(AuditRow.action)))


def test_the_accounts_of_several(act: Act) -> None:
    li, wang, zhao = (officer(act, name) for name in ("李主任", "王干事", "赵干事"))
    linked(act, li, "100")
    linked(act, wang, "200")
    assert links.accounts(act.session, "test", [li.id, wang.id, zhao.id]) == {li.id: "100", wang.id: "200"}
    assert links.accounts(act.session, "test", []) == {}


def test_no_code_is_kept_and_who_links_acts_as_the_officer(act: Act) -> None:
    li = officer(act)
    code = links.offer_account(act, li)
    assert code.replace("-", "") not in str(act.session.scalars(select(LinkCode.digest)).all())
    links.link_account(act, code, "test", "100")
    row = act.session.scalars(select(AuditRow).order_by(AuditRow.id.desc())).first()
    assert row
    assert (row.action, row.actor, row.actor_id, row.facts) == (
        "officer.account_linked", "staff", li.id, {"channel": "test"}
    )  # fmt: skip


def test_of_many_who_use_one_code_at_once_one_is_linked(union: Union) -> None:
    with union.act() as act:
        code = links.offer_account(act, officer(act))

    def link(number: int) -> str:
        with union.act() as act:
            links.link_account(act, code, "test", str(number))
            return str(number)

    got = [one for one in at_once(link, 8) if isinstance(one, str)]
    assert len(got) == 1
    with union.act() as act:
        assert list(act.session.scalars(select(StaffAccount.account))) == got


def test_of_several_officers_who_link_one_account_at_once_one_has_it(union: Union) -> None:
    with union.act() as act:
        codes = [links.offer_account(act, officer(act, f"干事{number}")) for number in range(8)]

    def link(number: int) -> int:
        with union.act() as act:
            return links.link_account(act, codes[number], "test", "100").id

    got = [one for one in at_once(link, 8) if isinstance(one, int)]
    with union.act() as act:
        found = links.officer_of(act.session, "test", "100")
        assert found
        assert got == [found.id]


def test_of_many_codes_made_at_once_the_last_one_is_left(union: Union) -> None:
    with union.act() as act:
        name = officer(act).name

    def offer(_: int) -> str:
        with union.act() as act:
            li = staff.named(act.session, name)
            assert li
            return links.offer_account(act, li)

    codes = at_once(offer, 8)
    with union.act() as act:
        assert [links.purpose_of(act.session, code, act.now) for code in codes].count(Purpose.ACCOUNT) == 1
