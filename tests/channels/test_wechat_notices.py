"""Messages to one that need no open window: template messages, and notices for each of which a member gave leave."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.accounts import Account
from bot.config import Config
from bot.domain import members
from bot.domain.acts import OPERATOR, Act
from bot.domain.members import Contact
from bot.errors import DeliveryFailed, Unknown, Unreachable
from bot.messages import Address
from tests.channels.api import NOTICE, STORY, TEMPLATE_SEND
from tests.channels.bulk import House, told
from tests.conftest import Clock
from tests.emulators.wechat import Follower

DATA = {"thing1": "您有新的回复", "thing2": "请在公众号里看"}
REPORT = "TEMPLATESENDJOBFINISH"


def known(mailing: House, config: Config, clock: Clock) -> Follower:
    """A follower who wrote to us at some time."""
    follower = mailing.platform.follower()
    with mailing.database.write() as session:
        members.meet(Act(session, clock(), OPERATOR, config), Address("wechat", follower.openid))
    return follower


def is_lost(mailing: House) -> bool:
    with mailing.database.read() as session:
        return session.scalars(select(Contact.lost_at)).one() is not None


def refused(mailing: House, *given: Any, **more: Any) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        mailing.asks(*given, **more)
    return caught.value


def test_a_template_message_arrives_at_any_time(mailing: House, clock: Clock) -> None:
    follower = mailing.platform.follower()
    clock.forward(days=90)
    mailing.asks("template", follower.openid, "T1", DATA, key="k", url="https://example.com")
    assert told([follower], "template") == [["thing1：您有新的回复\nthing2：请在公众号里看"]]
    assert follower.received[0].data["url"] == "https://example.com"


def test_the_same_key_arrives_once_and_another_one_again(mailing: House) -> None:
    follower = mailing.platform.follower()
    mailing.platform.next(TEMPLATE_SEND, "lost")
    assert isinstance(refused(mailing, "template", follower.openid, "T1", DATA, key="k"), Unknown)
    mailing.asks("template", follower.openid, "T1", DATA, key="k")
    assert len(follower.received) == 1
    long = "case-remark:2026-11-23:WQ-2026-0001-7:"
    for number in range(3):
        mailing.asks("template", follower.openid, "T1", DATA, key=f"{long}{number}")
        mailing.asks("template", follower.openid, "T1", DATA, key=f"{long}{number}")
    assert len(follower.received) == 4


def test_who_refuses_our_messages_is_lost(either: House, config: Config, clock: Clock) -> None:
    follower = known(either, config, clock)
    either.asks("template", follower.openid, "T1", DATA, key="k1")
    assert not is_lost(either)
    follower.blocked = True
    either.asks("template", follower.openid, "T1", DATA, key="k2")
    assert is_lost(either)
    follower.says("我回来了")


@pytest.mark.parametrize("status", ["failed: system failed", "failed:wrong", "", "lost"])
def test_who_got_nothing_for_other_reasons_is_not_lost(
    mailing: House, config: Config, clock: Clock, status: str
) -> None:
    follower = known(mailing, config, clock)
    mailing.platform.next(REPORT, status)
    mailing.asks("template", follower.openid, "T1", DATA, key="k")
    assert not is_lost(mailing)


def test_who_left_is_unreachable_and_what_is_wrong_stays_wrong(mailing: House) -> None:
    follower, gone = mailing.followers(2)
    gone.following = False
    assert isinstance(refused(mailing, "template", gone.openid, "T1", DATA, key="k"), Unreachable)
    assert refused(mailing, "template", follower.openid, "T9", DATA, key="k").code == "40037"
    assert refused(mailing, "template", follower.openid, "T1", {"thing1": STORY * 9}, key="k").code == "47003"
    assert not follower.received


def test_half_a_character_does_not_keep_a_message_back(mailing: House) -> None:
    follower = mailing.platform.follower()
    mailing.asks("template", follower.openid, "T2", {"thing1": "您好\ud83d\x00"}, key="k")
    follower.allows("T2")
    mailing.asks("subscription", follower.openid, "T2", {"thing1": "您好\ud83d\x00"})
    assert [one.text for one in follower.received] == ["thing1：您好"] * 2


def left(mailing: House, follower: Follower, template: str = "T1") -> int:
    """How many notices we think we may send."""
    return mailing.ledger.permitted(Address("wechat", follower.openid), template)


def test_each_leave_is_good_for_one_notice(either: House) -> None:
    follower, other = either.followers(2)
    for _ in range(2):
        follower.allows("T1")
    assert (left(either, follower), left(either, follower, "T2"), left(either, other)) == (2, 0, 0)
    for number in (1, 0):
        either.asks("subscription", follower.openid, "T1", DATA, page="https://example.com")
        assert left(either, follower) == number
    assert refused(either, "subscription", follower.openid, "T1", DATA).code == "43101"
    assert refused(either, "subscription", other.openid, "T1", DATA).code == "43101"
    assert either.platform.calls[NOTICE] == 2
    assert len(told([follower], "subscription")[0]) == 2


@pytest.mark.parametrize("act", ["refuses", "stops"])
def test_leave_that_is_taken_back_is_gone(mailing: House, act: str) -> None:
    follower = mailing.platform.follower()
    follower.allows("T1")
    getattr(follower, act)("T1")
    assert left(mailing, follower) == 0
    assert refused(mailing, "subscription", follower.openid, "T1", DATA).code == "43101"
    assert mailing.platform.calls[NOTICE] == 0


def test_wechats_count_is_believed_rather_than_ours(mailing: House) -> None:
    follower = mailing.platform.follower()
    for _ in range(3):
        follower.allows("T1")
    follower.permissions.clear()
    assert refused(mailing, "subscription", follower.openid, "T1", DATA).code == "43101"
    assert left(mailing, follower) == 0


@pytest.mark.parametrize(("code", "count"), [(43101, 0), (0, 1), (1003, 1)])
def test_a_report_of_no_leave_ends_all_leave(mailing: House, code: int, count: int) -> None:
    follower = mailing.platform.follower()
    follower.allows("T1")
    item = {"TemplateId": "T1", "MsgID": 1, "ErrorCode": code, "ErrorStatus": "x"}
    mailing.platform.event(follower.openid, "subscribe_msg_sent_event", SubscribeMsgSentEvent={"List": [item]})
    assert left(mailing, follower) == count


def test_a_notice_whose_answer_was_lost_is_not_counted_twice(mailing: House) -> None:
    follower = mailing.platform.follower()
    follower.allows("T1")
    mailing.platform.next(NOTICE, "lost")
    assert isinstance(refused(mailing, "subscription", follower.openid, "T1", DATA), Unknown)
    assert refused(mailing, "subscription", follower.openid, "T1", DATA).code == "43101"
    assert (len(follower.received), left(mailing, follower)) == (1, 0)


SERVICE, TALKS = "只有已认证的服务号才有", "要先做微信认证"
PLAIN, SUBSCRIPTION, VERIFIED = Account.SERVICE, Account.SUBSCRIPTION, Account.SUBSCRIPTION_VERIFIED
CALLS: dict[str, tuple[tuple[Any, ...], dict[str, Any], dict[Account, str]]] = {
    "mass": ((["o1", "o2"], "x", "k"), {}, {PLAIN: TALKS, SUBSCRIPTION: SERVICE, VERIFIED: SERVICE}),
    "mass_to_all": (("x", "k"), {}, {PLAIN: TALKS, SUBSCRIPTION: TALKS}),
    "preview": (("o1", "x"), {}, {PLAIN: TALKS, SUBSCRIPTION: TALKS}),
    "template": (("o1", "T1", DATA), {"key": "k"}, {PLAIN: TALKS, SUBSCRIPTION: SERVICE, VERIFIED: SERVICE}),
    "subscription": (("o1", "T1", DATA), {}, {PLAIN: TALKS, SUBSCRIPTION: SERVICE, VERIFIED: SERVICE}),
}


def test_what_an_account_may_not_do_is_refused_in_words_and_not_asked(mailing: House) -> None:
    for call, (given, more, words) in CALLS.items():
        for account, why in words.items():
            failed = refused(mailing, call, *given, account=account, **more)
            assert (type(failed), failed.code, failed.words) == (DeliveryFailed, "no-permission", why), (call, account)
    assert not mailing.platform.calls


def test_what_an_account_may_do_is_asked(mailing: House) -> None:
    mailing.platform.next("*", -1, times=99)
    for call, (given, more, words) in CALLS.items():
        for account in set(Account) - set(words):
            assert refused(mailing, call, *given, account=account, **more).code != "no-permission", (call, account)
