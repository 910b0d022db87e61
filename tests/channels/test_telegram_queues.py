"""How what was taken in is worked off, with a ledger in memory: order, albums, and where it is time to stop."""

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from bot.channels.telegram.ports import Kept
from bot.channels.telegram.queues import Queues
from bot.channels.telegram.reading import Heard
from tests.channels.telegram_memory import Memory
from tests.channels.telegram_updates import CHAT, NUMBER, PHOTO, US, message, update

QUEUE = str(CHAT["id"])
LONG = 60.0
"""Seconds that no test waits for: longer than it takes to stop."""


@dataclass
class Desk:
    """What was worked off, update by update or album by album."""

    ledger: Memory = field(default_factory=Memory)
    worked: list[list[int]] = field(default_factory=list)

    async def work(self, heard: Sequence[Heard]) -> None:
        self.worked.append([one.number - NUMBER for one in heard])
        self.ledger.done([one.number for one in heard])

    def comes(self, queues: Queues, number: int, *, album: str = "") -> None:
        """An update comes in."""
        fields = {"photo": PHOTO, "media_group_id": album} if album else {"text": "您好"}
        body = json.dumps(update("message", message(**fields), NUMBER + number))
        self.ledger.take_in([Kept(NUMBER + number, QUEUE, body)])
        queues.saw(NUMBER + number)
        queues.stir(QUEUE)

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not true():  # noqa: ASYNC110 - a test waits for what the queues do by themselves
                await asyncio.sleep(0.01)


def run(desk: Desk, play: Callable[[Queues], "asyncio.Future[None] | object"], **settings: float) -> list[list[int]]:
    """Play something on queues that are stopped at the end; what was worked off."""

    async def whole() -> None:
        queues = Queues(desk.ledger, desk.work, US, **{"album": 0.05, "gap": 0.05, **settings})  # type: ignore[arg-type]
        queues.saw(NUMBER - 1)
        played = play(queues)
        if asyncio.iscoroutine(played):
            await played
        await queues.stop(5)

    asyncio.run(whole())
    return desk.worked


def test_each_is_worked_off_by_itself_in_order() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        for number in range(5):
            desk.comes(queues, number)
        await desk.until(lambda: len(desk.worked) == 5)

    assert run(desk, play) == [[0], [1], [2], [3], [4]]


def test_one_that_overtook_another_waits_for_it() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        desk.comes(queues, 1)
        await asyncio.sleep(0)
        desk.comes(queues, 0)
        await desk.until(lambda: len(desk.worked) == 2)

    assert run(desk, play, gap=0.5) == [[0], [1]]


def test_one_whose_forerunner_never_comes_waits_for_a_moment_only() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        desk.comes(queues, 7)
        await desk.until(lambda: len(desk.worked) == 1)

    assert run(desk, play) == [[7]]


def test_where_none_can_overtake_nobody_waits() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        queues.ordered = True
        desk.comes(queues, 7)
        await desk.until(lambda: len(desk.worked) == 1)

    assert run(desk, play, gap=LONG) == [[7]]


def test_an_album_is_one_even_with_something_else_between() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        for number, album in enumerate(("135", "135", "", "136", "135")):
            desk.comes(queues, number, album=album)
        await desk.until(lambda: len(desk.worked) == 3)

    assert run(desk, play) == [[0, 1, 4], [2], [3]]


def test_an_album_that_is_not_whole_when_it_is_time_to_stop_waits_in_the_store() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        desk.comes(queues, 0, album="135")
        desk.comes(queues, 1, album="135")
        await asyncio.sleep(0.05)

    assert run(desk, play, album=LONG) == []
    assert len(desk.ledger.kept) == 2


def test_one_that_waits_for_its_forerunner_when_it_is_time_to_stop_waits_in_the_store() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        desk.comes(queues, 7)
        await asyncio.sleep(0.05)

    assert run(desk, play, gap=LONG) == []
    assert len(desk.ledger.kept) == 1


def test_what_a_process_left_behind_is_found() -> None:
    desk = Desk()
    looked = list[int]()

    async def also() -> None:
        looked.append(1)

    async def play(queues: Queues) -> None:
        body = json.dumps(update("message", message(text="您好"), NUMBER))
        desk.ledger.take_in([Kept(NUMBER, QUEUE, body)])
        running = asyncio.create_task(queues.run(also))
        await desk.until(lambda: len(desk.worked) == 1 and len(looked) >= 1)
        await queues.stop(5)
        await running

    assert run(desk, play) == [[0]]


def test_what_is_nothing_to_us_any_more_is_done_with() -> None:
    desk = Desk()

    async def play(queues: Queues) -> None:
        desk.ledger.take_in([Kept(NUMBER, QUEUE, "{}")])
        desk.comes(queues, 1)
        await desk.until(lambda: len(desk.worked) == 1)

    assert run(desk, play) == [[1]]
    assert not desk.ledger.kept


def test_while_the_store_is_away_nothing_is_lost() -> None:
    desk = Desk(Memory(away=1))

    async def play(queues: Queues) -> None:
        desk.comes(queues, 0)
        await desk.until(lambda: len(desk.worked) == 1)

    assert run(desk, play) == [[0]]
