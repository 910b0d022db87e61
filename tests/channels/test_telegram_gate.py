"""The webhook's gate: who is not Telegram gets no word out of us, and what is no update changes nothing."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette

from bot.channels.telegram.channel import LARGEST_UPDATE
from tests.channels.telegram_door import HEADER, door, fired
from tests.channels.telegram_house import SECRET
from tests.channels.telegram_memory import Memory
from tests.channels.telegram_updates import NUMBER, private

BODY = json.dumps(private(text="您好")).encode()


LETTERS: dict[str, tuple[bytes, dict[str, str], int]] = {
    "no secret": (BODY, {}, 403),
    "an empty secret": (BODY, {HEADER: ""}, 403),
    "another secret": (BODY, {HEADER: "webhook_0123456788"}, 403),
    "the secret in capitals": (BODY, {HEADER: SECRET.upper()}, 403),
    "the secret twice": (BODY, {HEADER: f"{SECRET} {SECRET}"}, 403),
    "a secret of other letters": (BODY, {HEADER: "\xe9" * 9}, 403),
    "no secret and too much": (b"x" * (LARGEST_UPDATE + 1), {}, 403),
    "no body": (b"", {HEADER: SECRET}, 400),
    "no number": (b"{}", {HEADER: SECRET}, 400),
    "no text": (b"\xff", {HEADER: SECRET}, 400),
    "a negative number": (BODY.replace(b"7000", b"-7000"), {HEADER: SECRET}, 400),
    "a truth for a number": (b'{"update_id": true}', {HEADER: SECRET}, 400),
    "a number beyond measure": (b'{"update_id": 9223372036854775808}', {HEADER: SECRET}, 400),
    "half an update": (BODY[:-5], {HEADER: SECRET}, 400),
    "a deep one": (b"[" * 500_000, {HEADER: SECRET}, 400),
    "a large one": (b"[" * (LARGEST_UPDATE + 1), {HEADER: SECRET}, 413),
    "one that says nothing": (b'{"update_id": 5, "message": "hello"}', {HEADER: SECRET}, 200),
}


@pytest.mark.parametrize(("body", "headers", "status"), LETTERS.values(), ids=LETTERS)
def test_what_is_not_telegrams_or_no_update_changes_nothing(body: bytes, headers: dict[str, str], status: int) -> None:
    ledger = Memory()
    assert asyncio.run(fired(door(ledger), [(body, headers)])) == [(status, b"")]
    assert not ledger.known


def test_only_posts_are_taken() -> None:
    assert asyncio.run(fired(door(Memory()), [(b"", {HEADER: SECRET})], "GET"))[0][0] == 405


def test_what_is_telegrams_is_taken_in_before_it_is_answered() -> None:
    ledger = Memory()
    assert asyncio.run(fired(door(ledger), [(BODY, {HEADER: SECRET})])) == [(200, b"")]
    assert ledger.known == {NUMBER}


def test_a_body_of_unknown_length_is_read_no_further_than_an_update_can_be() -> None:
    read = list[int]()

    async def endless() -> AsyncIterator[bytes]:
        for number in range(1000):
            read.append(number)
            yield b" " * 2**16

    async def posted() -> int:
        served = door(Memory())
        transport = httpx.ASGITransport(Starlette(routes=served.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            answer = await client.post("/telegram", content=endless(), headers={HEADER: SECRET})
        await served.close()
        return answer.status_code

    assert asyncio.run(posted()) == 413
    assert len(read) < 30


def test_without_a_secret_there_is_no_webhook() -> None:
    served = door(Memory())
    served.settings = served.settings.model_copy(update={"webhook_secret": ""})
    assert served.routes() == []
    asyncio.run(served.close())
