"""The webhook under fire: thousands of updates that nobody should send, the same ones in every run.

Whatever comes, no exception leaves the webhook, no answer is a server's error, and nothing changes by what is not
Telegram's. What has the secret may say anything; it is kept only where it can be worked off.
"""

import asyncio
import json
import logging
from collections.abc import Iterator
from random import Random
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.reading import Kind, number_of, read
from bot.store.conversations import ConversationRow
from bot.store.inbox import InboxRow
from bot.store.intake import Intake
from knowledge import KnowledgeBase
from tests.channels.telegram_door import HEADER, door, fired
from tests.channels.telegram_house import SECRET, House, telegram, until
from tests.channels.telegram_memory import Memory
from tests.channels.telegram_mutations import NAMES, can_be_worked_off, spoilt
from tests.channels.telegram_talks import count, is_idle
from tests.channels.telegram_updates import NUMBER, US
from tests.conftest import Clock

FORGED, SPOILT, READ, REAL, GUESSED = 1000, 1500, 2500, 120, 100
"""How many of each."""


def test_what_is_not_telegrams_reaches_nobody() -> None:
    random, ledger = Random(1), Memory()
    wrong: list[dict[str, str]] = [{}, {HEADER: ""}, {HEADER: SECRET[:-1]}, {HEADER: SECRET + "0"}, {HEADER: "%" * 300}]
    letters = ((spoilt(random), random.choice(wrong)) for _ in range(FORGED))
    assert set(asyncio.run(fired(door(ledger), letters))) == {(403, b"")}
    assert not ledger.known


def test_what_is_spoilt_is_kept_where_it_can_be_worked_off_and_else_forgotten() -> None:
    random, ledger = Random(2), Memory()
    letters = ((spoilt(random, NUMBER + number), {HEADER: SECRET}) for number in range(SPOILT))
    answers = asyncio.run(fired(door(ledger), letters))
    assert {(200, b""), (400, b"")} <= set(answers) <= {(200, b""), (400, b""), (413, b"")}
    assert SPOILT / 10 < len(ledger.known) < SPOILT * 0.9
    for kept in ledger.kept.values():
        heard = read(kept.body, US)
        assert heard is not None
        assert (heard.number, heard.queue) == (kept.number, kept.queue)


def test_whatever_is_read_can_be_worked_off() -> None:
    random, kinds = Random(3), set[Kind]()
    for _ in range(READ):
        body = spoilt(random)
        heard, number = read(body, US), number_of(body)
        if heard is not None:
            assert can_be_worked_off(heard), body
            assert heard.number == number
            kinds.add(heard.kind)
    assert kinds == set(Kind)


WORDS = st.text(max_size=20)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=GUESSED, derandomize=True, database=None, deadline=None)
@given(JSON | st.dictionaries(st.sampled_from(NAMES), JSON, max_size=3).map(lambda one: {**one, "update_id": NUMBER}))
def test_whatever_is_said_is_read_or_not(said: Any) -> None:
    heard = read(json.dumps(said), US)
    assert heard is None or can_be_worked_off(heard)
    assert number_of(json.dumps(said).encode()) in (None, NUMBER)


@pytest.fixture
def house(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(sample_url, clock, knowledge) as one:
        yield one


def test_the_real_account_stands_it_too(house: House, caplog: pytest.LogCaptureFixture) -> None:
    random, url = Random(4), f"{house.processes[0].url}/telegram"
    caplog.set_level(logging.WARNING)
    with httpx.Client() as client:
        for number in range(REAL):
            assert client.post(url, content=spoilt(random, NUMBER + number)).status_code == 403
        assert [count(house, table) for table in (Intake, InboxRow, ConversationRow)] == [0, 0, 0]
        for number in range(REAL):
            body = spoilt(random, NUMBER + number)
            assert client.post(url, content=body, headers={HEADER: SECRET}).status_code in (200, 400, 413)
    until(lambda: is_idle(house), 60)
    assert REAL / 10 < count(house, Intake) < REAL
    assert count(house, InboxRow) > REAL / 20
    assert [one.getMessage() for one in caplog.records if "fault" in one.getMessage()] == []
