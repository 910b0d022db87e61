"""Notices by WeChat: in the window as messages, outside it as forms, else parked; and one text to many."""

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import httpx
import pytest

from bot.accounts import Account
from bot.channels.base import Card
from bot.channels.wechat import WeChat
from bot.channels.wechat.cards import EMPTY, filled
from bot.channels.wechat.client import Client
from bot.channels.wechat.unasked import PARTLY
from bot.errors import DeliveryFailed, Parked, Retry, Unknown, Unreachable
from bot.messages import Address, Allowance, Attachment, Reply, Upload
from bot.store import windows
from tests.channels.api import MASS, NOTICE, SEND, TEMPLATE_SEND
from tests.channels.bulk import House, listening, told
from tests.channels.callback import settings
from tests.channels.official import APP_ID, SECRET
from tests.emulators.loopback import NO_TLS
from tests.emulators.wechat import Follower
from tests.photos import PNG

UPLOAD, DELETE = "/cgi-bin/media/upload", "/cgi-bin/message/mass/delete"
TEXT = "【冬至联欢会】\n十二月十八日下午两点，职工之家二楼。"
POSTER = Attachment("poster", "海报.png", "image/png", len(PNG))
CARD = Card("冬至联欢会", "12月18日（周五）14:00–16:00", "职工之家二楼", "带上工会卡")
FORM = "thing1：冬至联欢会\ntime2：2026年12月18日 14:00~16:00\nthing3：职工之家二楼"
FORMS = {"notice_template": "N1", "notice_subscription": "N2"}


@dataclass
class Teller:
    """The channel before the platform; each call is waited for. `reads`: how often a file was asked for."""

    house: House
    fields: dict[str, Any] = field(default_factory=dict)
    reads: int = 0
    runner: asyncio.Runner = field(default_factory=asyncio.Runner)

    def __post_init__(self) -> None:
        platform = self.house.platform
        platform.templates.fields |= dict.fromkeys(("N1", "N2"), ("thing1", "time2", "thing3"))
        self.web = httpx.AsyncClient(timeout=10, trust_env=False, verify=NO_TLS)
        client = Client(APP_ID, SECRET, platform.api_base, self.house.tokens, self.web)
        given = settings(**{"reply_template": "T1", **self.fields})
        self.channel = WeChat(
            given, listening, client, self.house.ledger, self._file, lambda file, _to: f"https://u/{file.key}",
            platform.clock,
        )  # fmt: skip

    def _file(self, key: str) -> Upload | None:
        self.reads += 1
        return Upload("海报.png", "image/png", PNG) if key == POSTER.key else None

    def __call__(self, call: Coroutine[Any, Any, Any]) -> Any:
        try:
            return self.runner.run(call)
        finally:
            self.house.platform.settle()

    def tells(self, follower: Follower, *files: Attachment, card: Card | None = None, text: str = TEXT) -> None:
        """One notice, of which it is said that it goes before anything arrives."""
        before, went, reply = len(follower.received), list[int](), Reply(text, ("我要报名",), files=files)
        going = lambda: went.append(len(follower.received))  # noqa: E731 - said once
        try:
            self(self.channel.tell(follower.openid, reply, "n:1", card, going))
        finally:
            assert went[:1] == [before] or len(follower.received) == before

    def mass(self, followers: list[Follower], key: str = "gy-1-1", text: str = TEXT) -> str:
        """One text to all of these; WeChat's number of it."""
        assert self.channel.many
        number: str = self(self.channel.many.send([one.openid for one in followers], Reply(text), key))
        return number

    def writer(self) -> Follower:
        """Somebody who has just written."""
        follower, now = self.house.platform.follower(), self.house.ledger.clock()
        follower.windows.wrote(self.house.platform.clock())
        with self.house.database.write() as session:
            windows.opened(session, Address("wechat", follower.openid), Allowance(5, 48 * 3600), now)
        return follower

    def close(self) -> None:
        self.runner.run(self.channel.close())
        self.runner.close()


@pytest.fixture
def teller(mailing: House) -> Iterator[Teller]:
    """An account with both kinds of forms."""
    one = Teller(mailing, FORMS)
    yield one
    one.close()


@pytest.fixture
def bare(mailing: House) -> Iterator[Teller]:
    """An account with none."""
    one = Teller(mailing)
    yield one
    one.close()


def refused(call: Callable[[], Any]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        call()
    return caught.value


def test_in_the_window_it_is_a_message_with_its_picture_uploaded_once(teller: Teller) -> None:
    readers = [teller.writer() for _ in range(3)]
    for one in readers:
        teller.tells(one, POSTER, card=CARD)
    for text, picture in told(readers, "customer-service"):
        assert text.startswith(TEXT)
        assert "“我要报名”" in text
        media_id = picture.removeprefix("[image ").removesuffix("]")
        assert teller.house.platform.media.items[media_id].content == PNG
    assert teller.reads == teller.house.platform.calls[UPLOAD] == 1
    assert teller.house.platform.calls[TEMPLATE_SEND] == 0


def test_a_picture_that_wechat_lost_is_given_again_and_one_it_refuses_is_a_link(teller: Teller) -> None:
    first, second = teller.writer(), teller.writer()
    teller.tells(first, POSTER)
    teller.house.platform.media.items.clear()
    teller.tells(second, POSTER)
    assert [len(one) for one in told([first, second], "customer-service")] == [2, 2]
    teller.channel.telling._given.clear()
    teller.house.platform.next(UPLOAD, 40006)
    third = teller.writer()
    teller.tells(third, POSTER)
    ((words,),) = told([third], "customer-service")
    assert "https://u/poster" in words


def test_a_picture_that_fails_after_its_text_is_never_sent_again(teller: Teller) -> None:
    first, second = teller.writer(), teller.writer()
    teller.tells(first, POSTER)
    second.windows.message.left = 1
    failure = refused(lambda: teller.tells(second, POSTER, card=CARD))
    assert (type(failure), failure.code, failure.words) == (Unknown, "45047", PARTLY)
    assert len(second.received) == 1


def test_outside_the_window_a_reminder_is_a_form_and_arrives_once(teller: Teller) -> None:
    follower = teller.house.platform.follower()
    teller.tells(follower, card=CARD)
    teller.tells(follower, card=CARD)
    assert [(one.kind, one.text) for one in follower.received] == [("template", FORM)]
    assert teller.house.platform.calls[SEND] == 0


@pytest.mark.parametrize("code", [45015, 45047])
def test_where_wechat_says_that_the_window_is_closed_the_form_goes(teller: Teller, code: int) -> None:
    first, second = teller.writer(), teller.writer()
    teller.house.platform.next(SEND, code, times=2)
    teller.tells(first, card=CARD)
    assert told([first], "template") == [[FORM]]
    assert isinstance(refused(lambda: teller.tells(second)), Parked)
    assert isinstance(refused(lambda: teller.tells(second)), Parked)
    assert teller.house.platform.calls[SEND] == 2  # believed rather than our own count
    assert not second.received


def test_without_a_form_it_waits_and_nobody_is_told_that_it_does(bare: Teller) -> None:
    follower = bare.house.platform.follower()
    for card in (None, CARD):
        assert isinstance(refused(lambda card=card: bare.tells(follower, card=card)), Parked)  # type: ignore[misc]
    assert not follower.received
    assert bare.house.platform.calls[TEMPLATE_SEND] == 0


def test_a_general_notice_and_one_whose_time_cannot_be_read_are_no_forms(teller: Teller) -> None:
    follower = teller.house.platform.follower()
    assert isinstance(refused(lambda: teller.tells(follower)), Parked)
    assert isinstance(refused(lambda: teller.tells(follower, card=Card("联欢会", "改天"))), Parked)
    assert not follower.received


@pytest.mark.parametrize("code", [40037, 47003, 48001])
def test_what_no_template_takes_goes_as_subscription_message_where_allowed(teller: Teller, code: int) -> None:
    allowed, other = teller.house.followers(2)
    allowed.allows("N2")
    teller.house.platform.next(TEMPLATE_SEND, code, times=2)
    teller.tells(allowed, card=CARD)
    assert isinstance(refused(lambda: teller.tells(other, card=CARD)), Parked)
    assert told([allowed, other], "subscription") == [[FORM], []]
    assert teller.house.platform.calls[NOTICE] == 1


@pytest.mark.parametrize(("behaviour", "kind"), [(-1, Retry), (45009, Retry), ("lost", Unknown), (43004, Unreachable)])
def test_what_may_come_right_or_never_is_told(teller: Teller, behaviour: Any, kind: type[DeliveryFailed]) -> None:
    follower = teller.house.platform.follower()
    teller.house.platform.next(TEMPLATE_SEND, behaviour)
    assert type(refused(lambda: teller.tells(follower, card=CARD))) is kind


def test_what_was_sent_cannot_be_changed(teller: Teller) -> None:
    assert not teller.channel.amends
    failure = refused(lambda: teller(teller.channel.amend("o1", "", Reply(TEXT))))
    assert "另发一条更正" in failure.words


def test_one_text_to_many_goes_once_under_its_key_and_can_be_deleted(teller: Teller) -> None:
    ours = teller.house.followers(3)
    number = teller.mass(ours)
    assert teller.mass(ours) == number
    assert told(ours) == [[TEXT]] * 3
    assert teller.channel.many
    teller(teller.channel.many.recall(number))
    assert teller.house.platform.mass.jobs[int(number)].status == "DELETE"
    assert refused(lambda: teller(teller.channel.many.recall("1"))).code == "40059"  # type: ignore[union-attr]


def test_a_list_whose_answer_was_lost_is_repeated_under_its_key(teller: Teller) -> None:
    ours = teller.house.followers(2)
    for behaviour in ("lost", "reset", 45066, -1):
        teller.house.platform.next(MASS, behaviour)
        assert isinstance(refused(lambda: teller.mass(ours)), Unknown)
    teller.mass(ours)
    assert told(ours) == [[TEXT]] * 2


@pytest.mark.parametrize(
    ("code", "kind"),
    [(45009, Retry), (45011, Retry), (45028, Retry), (40003, DeliveryFailed), (45015, DeliveryFailed)],
)
def test_what_a_refused_list_means_is_not_about_one_member(
    teller: Teller, code: int, kind: type[DeliveryFailed]
) -> None:
    teller.house.platform.next(MASS, code)
    assert type(refused(lambda: teller.mass(teller.house.followers(2)))) is kind


def test_a_text_too_long_for_one_message_is_not_sent_to_many(teller: Teller) -> None:
    assert teller.channel.many
    assert refused(lambda: teller.mass(teller.house.followers(2), text="长" * 601)).code == "too-long"
    assert not teller.house.platform.calls[MASS]


@pytest.mark.parametrize("account", [one for one in Account if one is not Account.SERVICE_VERIFIED])
def test_other_accounts_write_to_one_after_the_other(mailing: House, account: Account) -> None:
    one = Teller(mailing, {"account": account, **FORMS})
    assert one.channel.many is None
    assert isinstance(refused(lambda: one.tells(mailing.platform.follower(), card=CARD)), Parked)
    one.close()


TODAY = date(2026, 12, 1)
VALUES = {
    "2026年12月18日 14:00": "2026年12月18日 14:00",
    "12月18日（周五）14:00–16:00": "2026年12月18日 14:00~16:00",
    "1月5日 9：30": "2027年1月5日 09:30",
    "11月25日 20:00 到 21:30": "2026年11月25日 20:00~21:30",
    "2026-12-18 14:00": "2026年12月18日 14:00",
    "14:00": "14:00",
}


@pytest.mark.parametrize("words", VALUES)
def test_times_as_wechat_takes_them(words: str) -> None:
    assert filled(["time2=time"], Card("联欢会", words), TODAY) == {"time2": VALUES[words]}


@pytest.mark.parametrize("words", ["", "改天", "12月18日", "25:00"])
def test_a_time_that_names_no_hour_fills_no_field(words: str) -> None:
    assert filled(["thing1=title", "time2=time"], Card("联欢会", words), TODAY) is None


def test_values_are_cut_to_what_their_fields_take() -> None:
    card = Card("很长的活动名称" * 4, "12月18日 14:00", "", "带上\n工会卡")
    fields = ["thing1=title", "thing2=place", "thing3=words", "phrase4=title", "date5=time", "time6=time"]
    assert filled(fields, card, TODAY) == {
        "thing1": f"{'很长的活动名称' * 2}很长的活动…",
        "thing2": EMPTY,
        "thing3": "带上 工会卡",
        "phrase4": "很长的活…",
        "date5": "2026年12月18日",
        "time6": "2026年12月18日 14:00",
    }
    assert filled(["date1=time"], Card("联欢会", "2月30日"), TODAY) is None
