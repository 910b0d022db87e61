"""The ledger while a notice is sent: who claims what, what became of it, and that nothing is lost or done twice."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot.domain import dispatch, members, sendings
from bot.domain.acts import Act
from bot.domain.members import Contact, Member
from bot.domain.noticebook import Notice, Recipient
from bot.domain.sendings import Outcome
from bot.errors import DeliveryFailed, Parked, Retry, Unknown, Unreachable
from bot.messages import Address
from bot.store import pacing
from bot.store.database import Database
from bot.store.outbox import BACK_OFF
from tests.domain.notice_union import claimed, comer, fates, going, rows, settled, sums_up
from tests.domain.union import Union, later

NIGHT = {"hours": 12}
"""From Monday 10:00 to 22:00."""

ENDS = [
    (None, "sent"),
    (DeliveryFailed("403", "gone"), "failed"),
    (Unknown("timeout"), "unknown"),
    (Retry("429", after=7), "queued"),
    (Retry("network"), "queued"),
    (Parked("45047", "window"), "parked"),
    (Unreachable("43004"), "skipped/unreachable"),
]


@pytest.mark.parametrize(("failure", "fate"), ENDS)
def test_a_copy_comes_to_the_end_that_the_far_side_says(act: Act, failure: DeliveryFailed | None, fate: str) -> None:
    comer(act, "lina", "telegram")
    one = going(act)
    (copy,) = claimed(act, one)
    assert (copy.to, copy.key) == (Address("telegram", "lina"), f"{one.key}:{rows(act, one)[0].member_id}")
    assert fates(act, one) == ["sending"]
    assert claimed(act, one, claim="other:1") == []
    settled(act, [copy], failure)
    assert fates(act, one) == [fate]
    assert sums_up(act, one)


def test_being_put_off_is_no_try_for_a_day_and_other_tries_end_at_last(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = going(act)
    settled(act, claimed(act, one), Retry("429", after=7))
    (row,) = rows(act, one)
    assert (row.tries, row.due_at) == (0, act.now + timedelta(seconds=7))
    assert claimed(act, one) == []
    for pause in BACK_OFF:
        act = replace(act, now=rows(act, one)[0].due_at or act.now)
        settled(act, claimed(act, one), Retry("network"))
        assert rows(act, one)[0].due_at == act.now + timedelta(seconds=pause)
    act = replace(act, now=rows(act, one)[0].due_at or act.now)
    one.urgent = True
    act.session.flush()
    settled(act, claimed(act, one), Retry("network", "no answer"))
    assert [(row.state, row.code, row.words) for row in rows(act, one)] == [("failed", "network", "no answer")]


def test_only_who_has_it_in_hand_settles_it_but_that_it_arrived_is_always_known(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = going(act)
    copies = claimed(act, one)
    settled(act, copies, claim="somebody-else")
    assert fates(act, one) == ["sending"]
    assert sendings.recover(later(act, minutes=9)) == 0
    assert sendings.recover(later(act, minutes=11)) == 1
    settled(act, copies, Retry("network"))
    assert fates(act, one) == ["unknown"]
    settled(act, copies)
    assert fates(act, one) == ["sent"]


def test_it_is_looked_at_once_more_who_gets_it_and_where(act: Act) -> None:
    gone, moved, stays = (comer(act, who, "telegram", "wechat") for who in ("gone", "moved", "stays"))
    for member in (gone, moved, stays):
        member.prefers = "telegram"
    one = going(act)
    members.unsubscribe(act, gone)
    moved.prefers = "wechat"
    act.session.flush()
    assert [copy.to.id for copy in claimed(act, one)] == ["stays"]
    assert fates(act, one) == ["skipped/opted-out", "queued", "sending"]
    assert [work.channel for work in sendings.work(act, ["telegram", "wechat"])] == ["wechat"]
    assert [copy.to for copy in claimed(act, one, "wechat")] == [Address("wechat", "moved")]


def test_those_who_opted_out_keep_nobody_waiting(act: Act) -> None:
    for number in range(8):
        who = comer(act, f"member-{number}", "telegram")
        who.prefers = "gone" if number < 5 else ""
    one = going(act)
    for who in act.session.scalars(select(Member).where(Member.prefers == "gone")):
        members.unsubscribe(act, who)
    assert [copy.to.id for copy in claimed(act, one, most=2)] == ["member-5"]
    assert sums_up(act, one)


def test_who_blocked_us_gets_it_elsewhere(act: Act) -> None:
    member = comer(act, "lina", "telegram", "wechat")
    member.prefers = "telegram"
    one = going(act)
    settled(act, claimed(act, one), Unreachable("403"))
    assert act.session.get_one(Contact, ("telegram", "lina")).lost_at == act.now
    assert [copy.to for copy in claimed(act, one, "wechat")] == [Address("wechat", "lina")]


def test_at_night_only_what_is_urgent_goes(act: Act) -> None:
    comer(act, "lina", "telegram")
    one, urgent = going(act), going(act, urgent=True)
    night = later(act, **NIGHT)
    assert [work.notice_id for work in sendings.work(act, ["telegram"])] == [urgent.id, one.id]
    assert [work.notice_id for work in sendings.work(night, ["telegram"])] == [urgent.id]
    assert claimed(night, one) == []
    assert len(claimed(night, urgent)) == 1


def test_who_had_their_share_just_now_waits(act: Act) -> None:
    for who in ("lina", "wang"):
        comer(act, who, "telegram")
    one = going(act)
    act.session.add(pacing.PaceRow(name="telegram", address="lina", tat=101.0, free_at=101.0))
    act.session.flush()
    assert [copy.to.id for copy in sendings.claim(act, one.id, "telegram", "w:1", 9, wall=100.0)] == ["wang"]


def test_one_round_is_one_workers(act: Act) -> None:
    comer(act, "lina", "telegram")
    one = going(act)
    (work,) = sendings.work(act, ["telegram"])
    assert (work.what, work.round) == ("send", 0)
    assert sendings.begin_round(act, one.id, work.round)
    assert not sendings.begin_round(act, one.id, work.round)


def test_mass_lists_are_counted_repeated_under_their_key_and_leave_out_who_had_four(act: Act) -> None:
    for who in ("lina", "wang", "zhao"):
        comer(act, who, "wechat")
    for number in range(4):
        before = going(act, mass=True, key=f"before-{number}")
        act.session.execute(
            update(Recipient).where(Recipient.notice_id == before.id).values(state="sent", way="mass", ended_at=act.now)
        )
        zhao = rows(act, before)[2].id
        act.session.execute(update(Recipient).where(Recipient.id == zhao).values(way="direct"))
    one = going(act, mass=True)
    assert sendings.claim_list(act, one.id, "wechat", "flow:1", 2, 10) is None
    comer(act, "qian", "wechat")
    dispatch.send_since(act, _fresh(act, one))
    dispatch.list_on(act, one)
    first = sendings.claim_list(act, one.id, "wechat", "flow:1", 2, 10)
    assert first
    assert first.key == f"gy-{one.id}-1"
    assert [address for _, address in first.recipients] == ["zhao", "qian"]
    assert sendings.left(act, one.id, "wechat", "flow:", "flow:2") == []
    assert sendings.claim_list(act, one.id, "wechat", "flow:2", 2, 10) == first
    sendings.settle_list(act, first.key, "flow:2", "", Unknown("timeout"))
    assert sendings.claim_list(act, one.id, "wechat", "flow:3", 2, 10) is None
    assert sendings.claim_list(later(act, seconds=16), one.id, "wechat", "flow:3", 2, 10) == first
    sendings.settle_list(act, first.key, "flow:3", "30001", None)
    assert [copy.to.id for copy in claimed(act, one, "wechat")] == ["lina", "wang"]
    assert fates(act, one) == ["sending", "sending", "sent", "sent"]


def _fresh(act: Act, one: Notice) -> Notice:
    act.session.refresh(one)
    return one


@pytest.mark.parametrize(
    ("failure", "fate"), [(Parked("48001"), "queued"), (Retry("busy"), "queued"), (DeliveryFailed("1"), "failed")]
)
def test_a_mass_list_that_was_not_taken(act: Act, failure: DeliveryFailed, fate: str) -> None:
    for who in ("lina", "wang"):
        comer(act, who, "wechat")
    one = going(act, mass=True)
    first = sendings.claim_list(act, one.id, "wechat", "flow:1", 2, 10)
    assert first
    sendings.settle_list(act, first.key, "flow:1", "", failure)
    assert fates(act, one) == [fate, fate]
    again = sendings.claim_list(later(act, minutes=1), one.id, "wechat", "flow:2", 2, 10)
    assert (again is not None) == isinstance(failure, Retry)
    assert again is None or again.key == f"gy-{one.id}-2"


def test_two_processes_claim_no_row_twice(union: Union, database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("its writers exclude each other")
    with union.act() as act:
        for number in range(120):
            comer(act, f"member-{number}", "telegram")
        one = going(act).id
    taken: list[list[int]] = [[] for _ in range(4)]
    ready = threading.Barrier(4)

    def work(mine: int) -> None:
        ready.wait()
        while True:
            with union.act() as act:
                copies = sendings.claim(act, one, "telegram", f"w{mine}:1", 10)
            if not copies:
                return
            taken[mine] += [copy.recipient for copy in copies]
            with union.act() as act:
                sendings.settle(act, f"w{mine}:1", {copy.recipient: Outcome("m") for copy in copies})

    threads = [threading.Thread(target=work, args=(mine,)) for mine in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = [number for mine in taken for number in mine]
    assert len(every) == len(set(every)) == 120
    assert sum(bool(mine) for mine in taken) > 1
    with union.act() as act:
        assert set(fates(act, act.session.get_one(Notice, one))) == {"sent"}
