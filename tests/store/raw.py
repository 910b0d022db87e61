"""A store as somebody sees it who copied it: every row by the driver alone, and each byte of an SQLite file."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import delete
from sqlalchemy.engine import make_url

from bot.store.database import Database
from bot.store.keys import StoreKey
from bot.store.settings import SettingRow


def unseal(url: str) -> str:
    """Make an empty store one that no key has sealed yet."""
    database = Database(url)
    with database.rebuilding() as connection:
        connection.execute(delete(StoreKey))
        connection.execute(delete(SettingRow))
    database.close()
    return url


def tables(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every table with its rows."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(url).database))) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}  # noqa: S608
    with psycopg.connect(url.replace("+psycopg", "")) as server:
        found = server.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: server.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in found}  # noqa: S608


def everything(url: str) -> bytes:
    """All of it in a row; what lies in an SQLite file beside its rows too, such as pages that are free again."""
    files = sorted(_files(url)) if url.startswith("sqlite") else []
    values = [_written(value) for rows in tables(url).values() for row in rows for value in row]
    return b"\n".join([*values, *(file.read_bytes() for file in files)])


def holds(found: bytes, words: str | bytes) -> bool:
    """Whether these words are in it, also as JSON writes them."""
    if isinstance(words, bytes):
        return words in found
    return words.encode() in found or json.dumps(words)[1:-1].encode() in found


def _files(url: str) -> Iterator[Path]:
    file = Path(str(make_url(url).database))
    return file.parent.glob(f"{file.name}*")


def _written(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return json.dumps(value, ensure_ascii=False).encode() if isinstance(value, dict | list) else str(value).encode()
