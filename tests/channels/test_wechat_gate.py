"""The callback's gate: who is not WeChat gets no word out of us, and what means nothing to us changes nothing."""

import asyncio
import logging
from dataclasses import dataclass

import pytest

from bot.messages import Incoming, Reply
from tests.channels.astray import FORGED, MEANINGLESS
from tests.channels.callback import (
    NOW,
    OLD_KEY,
    STORY,
    Envelope,
    Inside,
    Noted,
    channel,
    is_silent,
    message,
    plain,
    safe,
    said,
    sealed,
    settings,
    signed,
)
from tests.channels.official import AES_KEY
from tests.emulators.wechat import replies


@dataclass
class House:
    """The account with nothing behind its door but a notepad."""

    door: Inside
    taken: list[Incoming]
    ledger: Noted

    @property
    def untouched(self) -> bool:
        """Whether nothing was asked of what is behind the door."""
        return not self.taken and not self.ledger.acts


def opened(aes_key: str = AES_KEY, previous: str = "") -> House:
    taken: list[Incoming] = []

    def turn(incoming: Incoming) -> tuple[Reply, ...]:
        taken.append(incoming)
        return (Reply("收到"),)

    ledger = Noted()
    return House(Inside(channel(turn, ledger, settings(aes_key=aes_key, previous=previous))), taken, ledger)


@pytest.fixture
def house() -> House:
    return opened()


@pytest.mark.parametrize("envelope", FORGED.values(), ids=FORGED)
def test_what_is_not_genuine_is_shut_out_without_a_word(
    house: House, envelope: Envelope, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (answer,) = house.door.post(envelope)
    assert (answer.status, answer.body) == (403, b"")
    assert house.untouched
    assert is_silent(caplog)


@pytest.mark.parametrize("xml", MEANINGLESS.values(), ids=MEANINGLESS)
def test_what_means_nothing_to_us_is_acknowledged(
    house: House, xml: str | bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    (answer,) = house.door.post(safe(sealed(xml)))
    assert (answer.status, answer.body) == (200, b"success")
    assert house.untouched
    assert is_silent(caplog)


@pytest.mark.parametrize("xml", MEANINGLESS.values(), ids=MEANINGLESS)
def test_in_the_plain_mode_too(xml: str | bytes) -> None:
    house = opened(aes_key="")
    (answer,) = house.door.post(plain(xml))
    assert (answer.status, answer.body) == (200, b"success")
    assert house.untouched


@pytest.mark.parametrize("at", [NOW - 300, NOW - 1, NOW, NOW + 300])
@pytest.mark.parametrize("key", [AES_KEY, ""])
def test_five_minutes_either_way_are_well(at: int, key: str) -> None:
    house = opened(aes_key=key)
    (answer,) = house.door.post(safe(sealed(message()), at=at) if key else plain(message(), at=at))
    assert said(answer.body, key) == "收到"
    assert len(house.taken) == 1


@pytest.mark.parametrize("at", [NOW - 301, NOW + 301, "", "9" * 20, f"-{NOW}"])
def test_plain_letters_are_checked_too(at: object) -> None:
    house = opened(aes_key="")
    wrong = plain(message()).but(signature="0" * 40)
    forged = plain(message(), token="gongyouToken2")
    answers = house.door.post(plain(message(), at=at), wrong, forged, wrong.but(without="signature"))
    assert [(one.status, one.body) for one in answers] == [(403, b"")] * 4
    assert house.untouched


@pytest.mark.parametrize(("key", "other"), [(AES_KEY, OLD_KEY), (OLD_KEY, AES_KEY)])
def test_the_answer_is_sealed_with_the_key_that_opened_the_letter(key: str, other: str) -> None:
    house = opened(AES_KEY, previous=OLD_KEY)
    (answer,) = house.door.post(safe(sealed(message(), key=key)))
    assert said(answer.body, key) == "收到"
    with pytest.raises(replies.Malformed):
        said(answer.body, other)


def test_an_envelope_may_have_fields_besides_as_while_the_mode_is_changed(house: House) -> None:
    both = message().replace("</xml>", f"<Encrypt>{sealed(message())}</Encrypt></xml>")
    encrypted = both.partition("<Encrypt>")[2].partition("</Encrypt>")[0]
    (answer,) = house.door.post(safe(encrypted, both))
    assert said(answer.body, AES_KEY) == "收到"


def test_a_key_that_is_neither_the_current_nor_the_previous_is_shut_out() -> None:
    house = opened(AES_KEY, previous=OLD_KEY)
    (answer,) = house.door.post(safe(sealed(message(), key="Z" * 43)))
    assert (answer.status, house.untouched) == (403, True)


def test_the_address_is_checked_by_an_echo(house: House) -> None:
    right = signed() | {"echostr": "5837397520665436492"}
    assert house.door.get(right).text == "5837397520665436492"
    assert house.door.get(signed()).text == ""
    for wrong in ({}, right | {"signature": "0" * 40}, signed(at=NOW - 301) | {"echostr": "x"}, {"echostr": "x"}):
        answer = house.door.get(wrong)
        assert (answer.status, answer.body) == (403, b"")
    assert house.untouched


def test_no_more_of_a_body_is_read_than_any_letter_has(house: House) -> None:
    left = [b"x" * 2**16] * 160
    answer = asyncio.run(house.door.asked("POST", "signature=x", left))
    assert (answer.status, answer.body) == (413, b"")
    assert len(left) > 150
    (answer,) = house.door.post(plain(b"x" * 10 * 2**20), chunk=10 * 2**20)
    assert answer.status == 413
    assert house.untouched


def test_a_body_that_ends_in_the_middle_is_shut_out(house: House) -> None:
    letter = safe(sealed(message()))
    query = "&".join(f"{name}={value}" for name, value in letter.query.items())
    answer = asyncio.run(house.door.asked("POST", query, [letter.body[:50]], broken=True))
    assert (answer.status, house.untouched) == (403, True)


@pytest.mark.parametrize("msgtype", ["text", "hologram", "sticker", "interactive"])
def test_a_message_that_we_cannot_read_is_a_turn_like_any_other(house: House, msgtype: str) -> None:
    (answer,) = house.door.post(safe(sealed(message(msgtype, Content=STORY))))
    assert said(answer.body, AES_KEY) == "收到"
    assert house.taken[0].unreadable == ("" if msgtype == "text" else "这种消息")
    assert STORY in house.taken[0].text or msgtype != "text"
