"""Notices go out: in turns, the urgent first, as fast as the platform lets them; paused, resumed, handed over."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import select

from bot.app import App
from bot.broadcast import Broadcast
from bot.config import Config, Store, Union
from bot.domain import dispatch
from bot.domain.acts import OPERATOR
from bot.domain.noticebook import Notice, Recipient
from bot.errors import Retry, Unknown
from bot.limits import Limit, Pace
from bot.store import holds
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.broadcast import Far, Lists, fates, going, people
from tests.conftest import Clock

QUICK = 0.1
"""Seconds between two looks."""


@pytest.fixture
def app(own_store: str, clock: Clock, knowledge: KnowledgeBase) -> App:
    """An account on a file of the test's own."""
    return App(Config(store=Store(url=own_store), union=Union(name="清河区总工会")), clock=clock, knowledge=knowledge)


@asynccontextmanager
async def sending(app: App, *tellers: Far, idle: float = 60) -> AsyncIterator[Broadcast]:
    """A process that sends, for as long as the test needs it."""
    there = {one.name: one for one in tellers}
    one = Broadcast(app.database, app.config, app.clock, there, ["web"], look=QUICK, idle=idle)
    running = asyncio.create_task(one.run())
    try:
        yield one
    finally:
        one.stop()
        await running


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - of rows in a store there is no event
            await asyncio.sleep(0.02)


def states(app: App, notice: int | None = None) -> Counter[str]:
    with app.database.read() as session:
        return fates(session, notice)


def prepared(app: App, *titles: str, count: int = 100, web: int = 0) -> list[int]:
    """A notice of each title to so many on Telegram (and on the web page)."""
    with app.act(OPERATOR) as act:
        people(act, [("telegram", f"t{n}") for n in range(count)] + [("web", f"w{n}") for n in range(web)])
        return [going(act, title).id for title in titles]


def test_each_recipient_has_it_once_and_the_page_waits_for_them(app: App) -> None:
    [notice] = prepared(app, "十二月活动", count=260, web=40)
    far = Far(slow=0.005)

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: states(app) == {"sent": 260, "parked": 40})

    asyncio.run(run())
    assert Counter(address for address, _ in far.got) == {f"t{n}": 1 for n in range(260)}
    assert far.most <= 40
    with app.database.read() as session:
        rows = session.scalars(select(Outgoing)).all()
        assert {row.address for row in rows} == {f"w{n}" for n in range(40)}
        assert session.get_one(Notice, notice).round == 1


def test_paused_it_stops_at_once_and_resumed_it_goes_on(app: App) -> None:
    [notice] = prepared(app, "十二月活动", count=900)
    far = Far(slow=0.03)

    def turn(deed: Callable[..., None]) -> None:
        with app.act(OPERATOR) as act:
            deed(act, act.session.get_one(Notice, notice))

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: len(far.got) > 20)
            turn(dispatch.pause)
            await until(lambda: "sending" not in states(app))
            stopped = len(far.got)
            await asyncio.sleep(0.5)
            assert len(far.got) == stopped < 900
            turn(dispatch.resume)
            await until(lambda: states(app) == {"sent": 900})

    asyncio.run(run())
    assert len({address for address, _ in far.got}) == len(far.got) == 900


def test_two_notices_take_turns_and_an_urgent_one_goes_first(app: App) -> None:
    prepared(app, "大的一", "大的二", count=400)
    far = Far(pace=Pace("telegram", Limit(1 / 300), Limit(0)))

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: len(far.got) > 300)
            before = len(far.got)
            with app.act(OPERATOR) as act:
                going(act, "停电", urgent=True)
            await until(lambda: far.titles().count("停电") == 400)
            titles = far.titles()
            first = titles.index("停电")
            assert first - before < 300
            urgent = titles[first : first + 400]
            assert urgent.count("停电") > 320
            await until(lambda: states(app) == {"sent": 1200})
            halfway = Counter(titles[:before])
            assert min(halfway["大的一"], halfway["大的二"]) > before / 5

    asyncio.run(run())


def test_the_platforms_wish_to_be_left_alone_holds_the_whole_channel(app: App) -> None:
    prepared(app, "十二月活动", count=200)
    far = Far(slow=0.01, refused={f"t{n}": Retry("429", after=600) for n in range(20, 200)})

    async def run() -> int:
        async with sending(app, far):
            await until(lambda: states(app)["queued"] == 180 and not states(app)["sending"])
            with app.database.read() as session:
                put_off = session.scalars(select(Outgoing)).all()
            assert not put_off
            await asyncio.sleep(0.5)
        with app.database.read() as session:
            return session.get_one(Notice, 1).round

    assert asyncio.run(run()) == 1
    assert len(far.got) == 20


def test_what_is_in_hand_when_the_channel_is_held_goes_later(app: App) -> None:
    prepared(app, "十二月活动", count=200)
    far = Far(slow=0.3)

    def hold(until: float) -> None:
        with app.database.write() as session:
            holds.hold(session, "telegram", until)

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: far.most > 0)
            hold(time.time() + 600)
            await until(lambda: states(app)["queued"] > 0 and not states(app)["sending"])

    asyncio.run(run())
    assert states(app)["sent"] == len(far.got) < 120


def test_an_account_whose_quota_is_spent_is_not_asked_again(app: App) -> None:
    with app.act(OPERATOR) as act:
        people(act, [("wechat", f"o{n}") for n in range(300)])
        going(act, "十二月活动")
    far = Far("wechat", refused={f"o{n}": Retry("45009", after=3 * 3600) for n in range(300)}, slow=0.02)
    asked: list[int] = []

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: not states(app)["sending"] and _tried(app) > 0)
            asked.append(_tried(app))
            await asyncio.sleep(0.6)
            asked.append(_tried(app))

    asyncio.run(run())
    assert asked[0] == asked[1] <= 40
    assert states(app) == {"queued": 300}


def _tried(app: App) -> int:
    with app.database.read() as session:
        return len(session.scalars(select(Recipient.id).where(Recipient.code == "45009")).all())


def test_lists_go_first_and_one_alone_goes_alone(app: App) -> None:
    with app.act(OPERATOR) as act:
        people(act, [("wechat", f"o{n}") for n in range(81)])
        going(act, "十二月活动", mass=True)
    lists = Lists()
    far = Far("wechat", many=lists)

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: states(app) == {"sent": 81})

    asyncio.run(run())
    assert [len(some) for some in lists.got.values()] == [40, 40]
    assert len(far.got) == 1


def test_what_does_not_fit_into_a_mass_message_goes_to_each(app: App) -> None:
    with app.act(OPERATOR) as act:
        people(act, [("wechat", f"o{n}") for n in range(5)])
        going(act, "十二月活动", mass=True).text = "很长的话。" * 150
    lists = Lists()
    far = Far("wechat", many=lists)

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: states(app) == {"sent": 5})

    asyncio.run(run())
    assert (len(far.got), lists.got) == (5, {})


def test_what_was_corrected_is_changed_where_it_went_out(app: App) -> None:
    [notice] = prepared(app, "十二月活动", count=30)
    far = Far()

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: states(app) == {"sent": 30})
            with app.act(OPERATOR) as act:
                row = act.session.get_one(Notice, notice)
                row.title, row.revision, row.changed_at = "改到十三日", 1, act.now
            await until(lambda: len(far.changed) == 30)

    asyncio.run(run())
    assert {text.split("】")[0] for _, text in far.changed} == {"【改到十三日"}
    assert len(far.got) == 30


def test_told_to_stop_nothing_is_left_unknown_and_the_next_start_goes_on(app: App) -> None:
    prepared(app, "十二月活动", count=150)
    far = Far(slow=0.05, refused={"t3": Unknown("network")})

    async def run() -> None:
        async with sending(app, far):
            await until(lambda: len(far.got) > 30)
        assert states(app)["sending"] == 0
        assert states(app)["sent"] == len(far.got) < 149
        async with sending(app, far):
            await until(lambda: states(app) == {"sent": 149, "unknown": 1})

    asyncio.run(run())
    assert len(far.got) == 149


def test_with_nothing_to_do_the_engine_is_let_go_of_and_another_may_have_it(app: App) -> None:
    prepared(app, "十二月活动", count=3)
    far = Far()

    async def run() -> None:
        async with sending(app, far, idle=0.3) as one:
            await until(lambda: one.engine is not None)
            async with sending(app, far) as other:
                await until(lambda: states(app) == {"sent": 3})
                await until(lambda: one.engine is None)
                with app.act(OPERATOR) as act:
                    going(act, "还有一条")
                await until(lambda: states(app) == {"sent": 6})
                assert not (one.engine and other.engine)

    asyncio.run(run())
