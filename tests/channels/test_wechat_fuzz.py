"""The callback under fire: tens of thousands of letters that nobody should send, the same ones in every run.

Whatever comes, no exception leaves the callback, no answer is a server's error, and nothing changes by what is not
WeChat's. What WeChat has signed may say anything; it counts only where it names its sender and itself.
"""

import asyncio
from collections.abc import Iterator
from random import Random
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.accounts import Account
from bot.app import App
from bot.channels.wechat.gate import Gate, Letter, Shut
from bot.channels.wechat.reading import Heard, Kind, read
from bot.config import Config
from bot.domain.members import Contact
from bot.ledger.wechat import Ledger
from bot.messages import Incoming, Reply
from bot.store.conversations import ConversationRow
from bot.store.inbox import InboxRow
from knowledge import KnowledgeBase
from tests.channels.callback import (
    NOW,
    OLD_KEY,
    Envelope,
    Inside,
    Noted,
    channel,
    message,
    plain,
    safe,
    sealed,
)
from tests.channels.callback import settings as given_settings
from tests.channels.mutations import THOROUGH, scrambled, spoilt, strange
from tests.channels.official import AES_KEY, APP_ID, TOKEN
from tests.conftest import Clock
from tests.emulators.wechat import replies
from tests.emulators.wechat.sealing import Seal

FORGED, OPEN, SEALED, THROUGH, REAL, GUESSED = (THOROUGH * many for many in (15_000, 5_000, 3_500, 750, 100, 75))
"""How many of each, more than 25,000 in all: those that go through the application come in four tests."""

SAFE = Gate(APP_ID, TOKEN, (AES_KEY, OLD_KEY), lambda: float(NOW))
PLAIN = Gate(APP_ID, TOKEN, (), lambda: float(NOW))


def opened(gate: Gate, one: Envelope) -> Letter | None:
    """The letter; None where the gate is shut."""
    try:
        return gate.open(one.query, one.body)
    except Shut:
        return None


def forged(random: Random, genuine: Envelope) -> Envelope:
    """The genuine one with something changed that it should not survive; or nothing like it."""
    query, body = dict(genuine.query), genuine.body
    if random.random() < 0.6:
        name = random.choice(["msg_signature", "timestamp", "nonce", "encrypt_type", "signature", "openid"])
        query[name] = random.choice([strange(random), "0" * 40, query.get(name, "")[:-1]])
    if random.random() < 0.2:
        query.pop(random.choice(list(query)))
    if random.random() < 0.5:
        body = scrambled(random, body) if random.random() < 0.5 else spoilt(random)
    return Envelope(query, body)


def names_itself(xml: str) -> bool:
    """Whether another parser finds one sender, one account, and a number or an event's name and time."""
    try:
        root = ET.fromstring(xml)  # noqa: S314 - bombs are no part of this
    except ET.ParseError:
        return False
    one = {name: [len(found) for found in root.findall(name)] == [0] for name in NAMES}
    return root.tag == "xml" and one["FromUserName"] and one["ToUserName"] and (one["MsgId"] or one["Event"])


NAMES = ("FromUserName", "ToUserName", "MsgId", "Event")


def fits(heard: Heard) -> bool:
    """Whether what was read can be written down."""
    short = 0 < len(heard.openid) <= 64 and 0 < len(heard.id) <= 32
    return short and heard.openid.isprintable() and all(isinstance(one, str) for one in (heard.text, heard.id))


def judged(letter: Letter) -> bool:
    """Read a letter; whether it counts."""
    heard = read(letter.xml)
    assert heard is None or (names_itself(letter.xml) and fits(heard)), letter.xml
    return heard is not None and heard.kind is Kind.TALK


def test_no_forged_letter_comes_in() -> None:
    random, xml = Random(1), message()
    genuine = [safe(sealed(xml)), safe(sealed(xml, OLD_KEY))]
    let_in = 0
    for _ in range(FORGED):
        letter = opened(SAFE, forged(random, random.choice(genuine)))
        assert letter is None or letter.xml == xml
        let_in += letter is not None
    assert 0 < let_in < FORGED / 2, "what was changed must matter mostly, and the untouched must come in"


def test_open_letters_that_are_spoilt_mean_what_they_say_or_nothing() -> None:
    random = Random(2)
    letters = filter(None, (opened(PLAIN, plain(spoilt(random))) for _ in range(OPEN)))
    counted = sum(map(judged, letters))
    assert OPEN / 10 < counted < OPEN * 0.9


def test_sealed_letters_that_are_spoilt_mean_what_they_say_or_nothing() -> None:
    random = Random(3)
    counted = 0
    for _ in range(SEALED):
        content = spoilt(random)
        size = random.choice([None] * 20 + [0, 1, len(content) // 2, len(content) + 1, 2**31, 2**32 - 1])
        letter = opened(SAFE, safe(sealed(content, random.choice([AES_KEY, OLD_KEY]), size=size)))
        counted += letter is not None and judged(letter)
    assert SEALED / 10 < counted < SEALED * 0.9


WORDS = st.text(st.characters(codec="utf-8"), max_size=40)
QUERIES = st.dictionaries(st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type"]), WORDS)
XML = st.recursive(
    WORDS, lambda inner: st.lists(st.tuples(st.sampled_from(["xml", "a", *NAMES, "MsgType"]), inner), max_size=6)
)


def written(tree: str | list) -> str:
    if isinstance(tree, str):
        return tree
    return "".join(f"<{name}>{written(inner)}</{name}>" for name, inner in tree)


@settings(max_examples=GUESSED, derandomize=True, database=None, deadline=None)
@given(QUERIES, st.binary(max_size=200) | XML.map(lambda tree: f"<xml>{written(tree)}</xml>".encode()))
def test_whatever_is_not_signed_stays_outside(query: dict[str, str], body: bytes) -> None:
    assert opened(SAFE, Envelope(query, body)) is None
    assert opened(PLAIN, Envelope(query, body)) is None


@settings(max_examples=GUESSED, derandomize=True, database=None, deadline=None)
@given(st.binary(max_size=200) | XML.map(lambda tree: f"<xml>{written(tree)}</xml>".encode()))
def test_whatever_is_signed_means_what_it_says_or_nothing(body: bytes) -> None:
    for letter in (opened(SAFE, safe(sealed(body))), opened(PLAIN, plain(body))):
        if letter is not None:
            judged(letter)


def echoed(incoming: Incoming) -> tuple[Reply, ...]:
    return (Reply(f"{incoming.text}]]>\0{incoming.unreadable}"),)


async def fired(door: Inside, letters: Iterator[Envelope]) -> list[tuple[int, bytes]]:
    answers = [await door.posted(one) for one in letters]
    return [(one.status, one.body) for one in answers]


@pytest.mark.parametrize("aes_key", [AES_KEY, ""])
def test_forged_letters_reach_nobody_through_the_application(aes_key: str) -> None:
    taken: list[Incoming] = []
    ledger, random = Noted(), Random(4)

    def turn(incoming: Incoming) -> tuple[Reply, ...]:
        taken.append(incoming)
        return ()

    door = Inside(channel(turn, ledger, given_settings(aes_key=aes_key)))
    right = plain(message()).but(encrypt_type="aes", msg_signature="0" * 40, signature="0" * 40)
    letters = (Envelope(right.query | {"nonce": strange(random)}, spoilt(random)) for _ in range(THROUGH))
    assert set(asyncio.run(fired(door, letters))) == {(403, b"")}
    assert not taken
    assert not ledger.acts


@pytest.mark.parametrize(("aes_key", "account"), [(AES_KEY, Account.SERVICE_VERIFIED), ("", Account.SUBSCRIPTION)])
def test_spoilt_letters_are_answered_well_or_not_at_all_through_the_application(aes_key: str, account: Account) -> None:
    random = Random(5)
    door = Inside(channel(echoed, Noted(), given_settings(aes_key=aes_key, account=account)))
    letters = (spoilt(random) for _ in range(THROUGH))
    answers = asyncio.run(fired(door, ((safe(sealed(one)) if aes_key else plain(one)) for one in letters)))
    assert {status for status, _ in answers} <= {200, 403}
    seal = Seal(aes_key, APP_ID) if aes_key else None
    told = [replies.read(body, replies.Expected(TOKEN, seal, "", "", ())) for status, body in answers if status == 200]
    assert THROUGH / 10 < sum(one is not None for one in told) < THROUGH * 0.9


def rows(app: App) -> list[int]:
    with app.database.read() as session:
        tables = (InboxRow, Contact, ConversationRow)
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in tables]


def test_the_real_account_stands_it_too(config: Config, knowledge: KnowledgeBase, clock: Clock) -> None:
    random = Random(6)
    with App(config, clock=clock, knowledge=knowledge) as app:
        door = Inside(channel(app.turn, Ledger(app.database, clock, "wechat"), given_settings()))
        genuine = safe(sealed(message())).but(msg_signature="0" * 40)
        false = (forged(random, genuine).but(msg_signature=strange(random)) for _ in range(REAL))
        assert set(asyncio.run(fired(door, false))) == {(403, b"")}
        assert rows(app) == [0, 0, 0]
        answers = asyncio.run(fired(door, (safe(sealed(spoilt(random))) for _ in range(REAL))))
        assert {status for status, _ in answers} <= {200, 403}
        assert 0 < rows(app)[0] <= sum(body not in (b"", b"success") for _, body in answers)
