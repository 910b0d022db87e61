"""Messages to many: each is sent once, whatever becomes of the answer, and what WeChat reports of it is kept."""

import asyncio

import pytest

from bot.accounts import Account
from bot.channels.wechat.client import Client
from bot.channels.wechat.ports import Job
from bot.channels.wechat.sending import Sending
from bot.errors import DeliveryFailed, Retry, Unknown
from tests.channels.api import MASS, MASS_ALL, PREVIEW, calling
from tests.channels.bulk import House, told

TEXT = "冬至联欢会十八日下午两点开始"
REPORT = "MASSSENDJOBFINISH"


def openids(count: int) -> list[str]:
    return [f"o{number:027}" for number in range(count)]


def test_a_mass_message_reaches_all_on_its_list_and_is_reported(either: House) -> None:
    ours, other = either.followers(3), either.followers(1)
    job = either.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    assert told(ours) == [[TEXT]] * 3
    assert told(other) == [[]]
    assert job.number.isdecimal()
    assert either.asks("report", "notice-1") == Job(job.number, "send success")
    assert either.jobs() == {"notice-1": ("send success", 3, 3, 3, 0)}


def test_who_refuses_messages_is_counted_as_left_out(mailing: House) -> None:
    ours = mailing.followers(3)
    ours[1].blocked = True
    mailing.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    assert mailing.jobs() == {"notice-1": ("send success", 3, 2, 2, 0)}


@pytest.mark.parametrize("count", [0, 1, 10_001])
def test_a_list_that_wechat_would_not_take_is_not_sent(mailing: House, count: int) -> None:
    with pytest.raises(ValueError, match=f"{count} open ids"):
        mailing.asks("mass", openids(count), TEXT, "notice-1")
    assert not mailing.platform.calls


def test_two_and_ten_thousand_are_taken(mailing: House) -> None:
    everybody = [mailing.platform.follower(openid) for openid in openids(10_000)]
    mailing.asks("mass", openids(2), TEXT, "notice-1")
    mailing.asks("mass", openids(10_000), "还有一事", "notice-2")
    assert told(everybody) == [[TEXT, "还有一事"]] * 2 + [["还有一事"]] * 9_998
    assert mailing.jobs() == {
        "notice-1": ("send success", 2, 2, 2, 0),
        "notice-2": ("send success", 10_000, 10_000, 10_000, 0),
    }


def test_the_same_key_again_is_the_same_message(mailing: House) -> None:
    ours = mailing.followers(2)
    first = mailing.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    again = mailing.asks("mass", [one.openid for one in ours], "另一段话", "notice-1")
    assert (again.number, again.status) == (first.number, "send success")
    assert told(ours) == [[TEXT]] * 2
    assert mailing.platform.calls[MASS] == 1


def test_a_message_whose_answer_was_lost_is_repeated_and_sent_once(either: House) -> None:
    ours = either.followers(2)
    either.platform.next(MASS, "lost")
    with pytest.raises(Unknown):
        either.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    assert either.asks("report", "notice-1") is None
    job = either.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    assert either.asks("report", "notice-1") == Job(job.number, "send success")
    assert told(ours) == [[TEXT]] * 2
    assert either.platform.calls[MASS] == 2


def test_two_at_once_with_the_same_key_send_once(either: House) -> None:
    ours = either.followers(2)

    async def twice(client: Client) -> tuple[Job, Job]:
        sending = Sending(Account.SERVICE_VERIFIED, client, either.ledger)
        who = [one.openid for one in ours]
        return await asyncio.gather(sending.mass(who, TEXT, "notice-1"), sending.mass(who, TEXT, "notice-1"))

    first, second = calling(either.platform, either.tokens, twice)
    either.platform.settle()
    assert first.number == second.number
    assert told(ours) == [[TEXT]] * 2


@pytest.mark.parametrize("fault", ["reset", "html"])
def test_a_message_that_was_never_taken_is_sent_by_the_repeat(mailing: House, fault: str) -> None:
    ours = mailing.followers(2)
    mailing.platform.next(MASS, fault)
    with pytest.raises(Unknown):
        mailing.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    mailing.asks("mass", [one.openid for one in ours], TEXT, "notice-1")
    assert told(ours) == [[TEXT]] * 2


def test_what_wechat_forbids_or_never_reports_is_kept_so(mailing: House) -> None:
    ours = [one.openid for one in mailing.followers(2)]
    mailing.platform.next(REPORT, "err(30003)")
    mailing.asks("mass", ours, TEXT, "forbidden")
    mailing.platform.next(REPORT, "lost")
    mailing.asks("mass", ours, TEXT, "silent")
    assert mailing.jobs() == {"forbidden": ("err(30003)", 0, 0, 0, 0), "silent": ("", 0, 0, 0, 0)}


def test_to_all_goes_to_everybody_who_follows(mailing: House) -> None:
    ours = mailing.followers(3)
    ours[0].following = False
    job = mailing.asks("mass_to_all", TEXT, "notice-1")
    assert mailing.asks("mass_to_all", TEXT, "notice-1").number == job.number
    assert told(ours) == [[], [TEXT], [TEXT]]
    assert mailing.platform.calls[MASS_ALL] == 1
    assert mailing.jobs() == {"notice-1": ("send success", 2, 2, 2, 0)}


def test_beyond_its_quota_it_waits(mailing: House) -> None:
    mailing.followers(2)
    mailing.asks("mass_to_all", TEXT, "notice-1")
    with pytest.raises(Retry, match="45028") as caught:
        mailing.asks("mass_to_all", TEXT, "notice-2")
    assert caught.value.after
    assert mailing.asks("report", "notice-2") is None


def test_a_preview_is_shown_to_one_and_is_no_message_to_many(mailing: House) -> None:
    one, other = mailing.followers(2)
    mailing.asks("preview", one.openid, f"{TEXT}]]>\0")
    assert told([one, other], "preview") == [[f"{TEXT}]]＞"], []]
    assert mailing.platform.calls[PREVIEW] == 1
    assert mailing.jobs() == {}


@pytest.mark.parametrize("key", ["", "k" * 65, "键" * 22])
def test_a_key_that_wechat_would_not_take_is_not_sent(mailing: House, key: str) -> None:
    with pytest.raises(ValueError, match="1 to 64 bytes"):
        mailing.asks("mass", [one.openid for one in mailing.followers(2)], TEXT, key)
    assert not mailing.platform.calls


def test_a_text_that_is_too_long_or_empty_is_refused(mailing: House) -> None:
    ours = [one.openid for one in mailing.followers(2)]
    for text, code in (("长" * 700, "45002"), ("\0", "44004")):
        with pytest.raises(DeliveryFailed, match=code):
            mailing.asks("mass", ours, text, f"notice-{code}")
    assert mailing.jobs() == {}
