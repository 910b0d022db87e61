"""kill -9 while notices go out: nobody is missed, nobody gets one twice, unknown is only what nobody can know.

Two processes on one store, the real channels, our emulators of Telegram and WeChat over HTTP, which lose answers,
refuse, and want to be left alone meanwhile. `python -m bench.notices_kill` is the same with ten thousand.
"""

import logging
import signal
from pathlib import Path

import pytest

from bot.broadcast.flight import UNDER_WAY
from tests.broadcast_kills import Contest

log = logging.getLogger(__name__)

FEWEST = 3
"""So often one is killed on the fastest machine, and on the busiest."""

pytestmark = pytest.mark.timeout(400)


def test_killed_at_any_moment_everybody_gets_it_once(store_url: str, tmp_path: Path) -> None:
    with Contest(store_url, tmp_path, 300, seed=20261126) as contest:
        tally = contest.run(kills=12, every=0.4, trouble=True)
    log.info(tally.line())
    assert tally.kills >= FEWEST
    assert (tally.missed, tally.twice, tally.wrong) == ([], [], [])
    assert sum(tally.states.values()) == 450
    assert tally.states.keys() <= {"sent", "unknown", "parked"}
    assert tally.of_lists == 0
    assert tally.unknown <= tally.kills * UNDER_WAY + tally.lost
    assert tally.states["parked"] <= 20


def test_told_to_end_nothing_is_unknown(store_url: str, tmp_path: Path) -> None:
    with Contest(store_url, tmp_path, 160, seed=20261127) as contest:
        tally = contest.run(kills=3, sign=signal.SIGTERM, every=0.8, trouble=False)
    log.info(tally.line())
    assert tally.states == {"sent": 240}
    assert (tally.missed, tally.twice, tally.wrong) == ([], [], [])
    assert set(tally.ended) == {0}


def test_without_the_ledgers_word_the_same_tally_shows_it(own_store: str, tmp_path: Path) -> None:
    with Contest(own_store, tmp_path, 200, seed=20261128) as contest:
        tally = contest.run(kills=8, every=0.8, trouble=False, careless=True)
    log.info(tally.line())
    assert tally.twice
