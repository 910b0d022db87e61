"""Changing keys: nothing is lost, however often it is stopped, and the older key can be taken out at the end."""

import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from bot.cli import commands
from bot.config import Protection
from bot.errors import ConfigError
from bot.messages import Address, Upload
from bot.store import conversations, files, rotation, waiting
from bot.store.conversations import ConversationRow
from bot.store.database import Database
from bot.store.files import FileRow
from bot.store.sealing import fresh_key, name_of
from bot.store.waiting import Waiting
from tests.config.written import bare
from tests.conftest import START
from tests.store.raw import tables, unseal
from tests.store.test_sealing_keys import ROOT

OLD, NEW = fresh_key(), fresh_key()
TOLD = 250
URL = "sqlite:///gongyou.db"


def with_keys(url: str, *keys: str) -> Database:
    database = Database(url, protection=Protection(keys=keys))
    try:
        database.migrate()
    except ConfigError:
        database.close()
        raise
    return database


def told(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Waiting.body).order_by(Waiting.key)))


def counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        return dict(rotation.counts(session))


@pytest.fixture
def url(store_url: str) -> str:
    """A store that the old key has sealed, with more than a batch of messages, and files."""
    database = with_keys(unseal(store_url), OLD)
    with database.write() as session:
        for number in range(TOLD):
            waiting.put(session, "wechat", f"{number:04}", f"话 {number}", START)
        for number in range(6):
            files.keep(session, Upload(f"{number}.png", "image/png", bytes([number]) * 5000), START)
        conversations.lock(session, Address("test", "lina"), START).state = {"facts": "工资", "nothing": None}
    database.close()
    return store_url


def test_after_it_the_old_key_can_be_taken_out(url: str) -> None:
    both = with_keys(url, NEW, OLD)
    done = list(rotation.rotate(both))
    assert max(rows for _table, rows in done) == rotation.BATCH
    assert sum(rows for table, rows in done if table == "waiting") == TOLD
    assert set(counts(both)) == {name_of(NEW)}
    assert list(rotation.rotate(both)) == []
    both.close()
    alone = with_keys(url, NEW)
    assert told(alone) == [f"话 {number}" for number in range(TOLD)]
    with alone.read() as session:
        kept = {row.name: row.content for row in session.scalars(select(FileRow))}
        assert kept == {f"{number}.png": bytes([number]) * 5000 for number in range(6)}
        assert session.scalars(select(ConversationRow.state)).one() == {"facts": "工资", "nothing": None}
    alone.close()
    with pytest.raises(ConfigError, match=name_of(NEW)):
        with_keys(url, OLD)


def test_stopped_between_batches_both_keys_are_needed_until_it_has_gone_on(url: str) -> None:
    both = with_keys(url, NEW, OLD)
    going = rotation.rotate(both)
    first = next(going)
    going.close()
    assert set(counts(both)) == {name_of(NEW), name_of(OLD)}
    assert told(both) == [f"话 {number}" for number in range(TOLD)]
    for alone in (NEW, OLD):
        with pytest.raises(ConfigError, match=r"put it back"):
            with_keys(url, alone)
    rest = list(rotation.rotate(both))
    everything = sum(len(rows) for name, rows in tables(url).items() if name in {"waiting", "file", "conversation"})
    assert sum(rows for _table, rows in [first, *rest]) == everything
    both.close()
    with_keys(url, NEW).close()


def test_a_row_that_somebody_works_on_is_not_waited_for_and_what_they_write_stays(url: str) -> None:
    both, service = with_keys(url, NEW, OLD), with_keys(url, NEW, OLD)
    seen, go_on = threading.Event(), threading.Event()

    def works() -> None:
        with service.write() as session:
            session.execute(update(Waiting).where(Waiting.key == "0007").values(body="刚写的"))
            seen.set()
            assert go_on.wait(10)

    member = threading.Thread(target=works)
    member.start()
    assert seen.wait(10)
    if service.is_sqlite:  # only one writes at all
        go_on.set()
    for _table, _rows in rotation.rotate(both):
        go_on.set()
    member.join()
    assert told(both)[7] == "刚写的"
    assert set(counts(both)) == {name_of(NEW)}
    both.close()
    service.close()


def test_what_cannot_be_opened_stays_and_keeps_its_key_needed(url: str) -> None:
    both = with_keys(url, NEW, OLD)
    with both.write() as session:
        session.connection().exec_driver_sql("UPDATE waiting SET body = substr(body, 1, 60) WHERE key = '0003'")
    list(rotation.rotate(both))
    assert counts(both)[name_of(OLD)] == 1
    both.close()
    with pytest.raises(ConfigError, match=name_of(OLD)):
        with_keys(url, NEW)


# --- the commands


@pytest.fixture
def folder(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the program was started once, with messages that wait."""
    bare(monkeypatch)
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated, tmp_path / "gongyou.db")
    unseal(URL)
    database = Database(URL, protection=Protection())
    database.migrate()
    with database.write() as session:
        for number in range(TOLD):
            waiting.put(session, "wechat", f"{number:04}", f"话 {number}", START)
    database.close()
    return tmp_path


def keys(*arguments: str) -> Result:
    return CliRunner().invoke(commands, ["keys", *arguments])


def test_the_commands_lead_from_a_fresh_key_to_the_old_one_taken_out(folder: Path) -> None:
    file = folder / "gongyou.keys"
    old, new = file.read_text().strip(), keys("new").stdout.strip()
    assert keys("check").stdout == f"keys from {file}\n{name_of(old)}        {TOLD} values  (newest)\n"
    file.write_text(f"{new}\n{old}\n")

    _rotate_and_kill(folder)
    halfway = keys("check")
    assert halfway.exit_code == 0
    assert f"\n{name_of(old)} " in halfway.stdout
    assert " 0 values" not in halfway.stdout

    done = keys("rotate")
    assert done.stdout.endswith(f"{TOLD} values are sealed with key {name_of(new)}\nthe older keys can be taken out\n")
    assert f"waiting: {TOLD - rotation.BATCH} rows" in done.stderr
    file.write_text(f"{old}\n")
    assert f"[protection] keys_file: key {name_of(new)}, " in str(keys("check").exception)
    file.write_text(f"{new}\n")
    assert keys("check").exit_code == 0
    database = Database(URL, protection=Protection())
    database.migrate()
    assert told(database) == [f"话 {number}" for number in range(TOLD)]
    database.close()


def _rotate_and_kill(folder: Path) -> None:
    """Between the first batch and the next."""
    command, environment = [sys.executable, "-m", "bot", "keys", "rotate"], {"PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE, bufsize=0) as killed:
        assert killed.stderr
        while b" rows" not in killed.stderr.read(100):
            assert killed.poll() is None
        killed.send_signal(signal.SIGKILL)


@pytest.mark.usefixtures("folder")
def test_the_check_tells_of_what_no_key_opens() -> None:
    database = Database(URL, protection=Protection(keys=(fresh_key(),)))
    with database.write() as session:
        session.execute(update(Waiting).where(Waiting.key < "0003").values(body="用别的钥匙"))
    database.close()
    found = keys("check")
    assert found.exit_code == 1
    assert found.stderr.startswith("3 values are sealed with key ")
    assert keys("rotate").exit_code == 1
