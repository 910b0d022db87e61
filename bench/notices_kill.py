"""`python -m bench.notices_kill [--recipients N] [--kills N] [--store NAME]`: notices, from processes that are killed.

What tests/test_broadcast_kill.py does in small: two processes on one store send over Telegram and WeChat (our
emulators, which lose answers and refuse meanwhile), one of them is killed by SIGKILL again and again, and in the end
the ledger is held against what people have on their phones.
"""

import argparse
import logging
import os
import tempfile
from contextlib import ExitStack
from pathlib import Path

from bot.store.sealing import fresh_key
from tests.broadcast_kills import Contest
from tests.servers import database, postgres

EVERY = 0.7
"""Seconds between two kills, as a mean."""


def main(recipients: int = 12_000, kills: int = 100, store: str = "sqlite") -> None:
    """Do it, and print the figures."""
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    os.environ.setdefault("GONGYOU_PROTECTION_KEYS", f'["{fresh_key()}"]')
    with ExitStack() as open_:
        folder = Path(open_.enter_context(tempfile.TemporaryDirectory()))
        url = f"sqlite:///{folder}/gongyou.db"
        if store == "postgresql":
            url = open_.enter_context(database(open_.enter_context(postgres())))
        contest = open_.enter_context(Contest(url, folder, recipients * 2 // 3, seed=20261126))
        tally = contest.run(kills, every=EVERY, trouble=True)
    print(f"{store}: {recipients} copies; {tally.line()}")
    if tally.missed or tally.twice or tally.wrong or tally.of_lists:
        raise SystemExit(1)


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--recipients", type=int, default=12_000)
    options.add_argument("--kills", type=int, default=100)
    options.add_argument("--store", choices=("sqlite", "postgresql"), default="sqlite")
    main(**vars(options.parse_args()))
