"""Whether the engine can run on this machine's SQLite."""

import sqlite3
import sys
from typing import Final

UNFIT: Final = (
    "notices cannot be sent from here and stay queued: with Python 3.12 or newer the engine (DBOS) needs SQLite 3.42, "
    "and this machine has %s. Install a newer SQLite (Debian 13 has one), or set [store] url to PostgreSQL"
)


def unfit(
    url: str, python: tuple[int, ...] = sys.version_info[:2], sqlite: tuple[int, ...] = sqlite3.sqlite_version_info
) -> bool:
    """Whether the engine cannot run on this store: its clock on SQLite needs a function of version 3.42."""
    return url.startswith("sqlite") and python >= (3, 12) and sqlite < (3, 42)
