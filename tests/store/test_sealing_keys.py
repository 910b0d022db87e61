"""Where the keys come from: a file made once, never a second one over a store that the first has sealed."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.app import App
from bot.config import Config, Protection, Store
from bot.domain import units
from bot.domain.acts import OPERATOR
from bot.errors import ConfigError
from bot.store import settings
from bot.store.database import Database
from bot.store.keys import CHECK
from bot.store.sealing import fresh_key, keyring, name_of
from knowledge import KnowledgeBase
from tests.config.written import bare, wrong
from tests.domain.union import at_once
from tests.store.raw import everything, tables, unseal

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    bare(monkeypatch)


def started(url: str, protection: Protection) -> str:
    """A start of the program; the name of the key that seals."""
    database = Database(url, protection=protection)
    try:
        database.migrate()
        with database.write() as session:
            assert settings.secret(session, "visitors")
        return keyring(database.engine.dialect).newest
    finally:
        database.close()


def in_file(folder: Path) -> Protection:
    return Protection(keys_file=str(folder / "own.keys"))


@pytest.fixture
def either(store_url: str) -> str:
    """A store that no key has sealed yet, on either database."""
    return unseal(store_url)


@pytest.fixture
def url(tmp_path: Path, migrated: Path) -> str:
    """The same on SQLite, where the database is not what a test is about."""
    return unseal(f"sqlite:///{shutil.copy(migrated, tmp_path / 'a.db')}")


def test_the_first_start_makes_a_file_that_only_we_may_read_and_the_next_one_reads_it(
    either: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    url = either
    name, file = started(url, in_file(tmp_path)), tmp_path / "own.keys"
    assert file.stat().st_mode & 0o777 == 0o600
    assert [name_of(line) for line in file.read_text().split()] == [name]
    assert [one.message for one in caplog.records if one.levelno >= logging.WARNING] == [
        f"a new key was made: {file}. Keep a copy apart from the store's backups: without it nobody reads the store"
    ]
    assert started(url, in_file(tmp_path)) == name
    assert file.read_text().strip().encode() not in everything(url)
    assert CHECK.encode() not in b"".join(str(row).encode() for row in tables(url)["store_key"])


def test_without_the_file_a_sealed_store_is_left_alone(url: str, tmp_path: Path) -> None:
    name, file = started(url, in_file(tmp_path)), tmp_path / "own.keys"
    kept = file.rename(tmp_path / "elsewhere")
    with pytest.raises(
        ConfigError, match=rf"^\[protection\] keys_file: {file} is not there.*{name}.*put the file back"
    ):
        started(url, in_file(tmp_path))
    assert not file.exists()
    assert started(url, Protection(keys=tuple(kept.read_text().split()))) == name


@pytest.mark.parametrize("newer", [False, True])
def test_with_other_keys_a_sealed_store_is_left_alone(url: str, tmp_path: Path, *, newer: bool) -> None:
    first, second = fresh_key(), fresh_key()
    started(url, Protection(keys=(first,)))
    if newer:  # both have sealed something since
        started(url, Protection(keys=(second, first)))
    before = tables(url)
    with pytest.raises(ConfigError, match=rf"^\[protection\] keys: key {name_of(first)}, .*put it back"):
        started(url, Protection(keys=(second,)))
    (tmp_path / "own.keys").write_text(f"{second}\n")
    with pytest.raises(ConfigError, match=rf"^\[protection\] keys_file: key {name_of(first)}"):
        started(url, in_file(tmp_path))
    assert tables(url) == before
    assert started(url, Protection(keys=(second, first))) == name_of(second)


def test_processes_that_start_at_once_agree_on_one_key(either: str, tmp_path: Path) -> None:
    names = at_once(lambda _number: started(either, in_file(tmp_path)), 4)
    assert len(set(names)) == 1
    assert len(tables(either)["store_key"]) == 1


def test_two_programs_that_start_at_once_in_an_empty_folder_agree_on_one_key(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bot", "staff", "add"]
    environment = {"PYTHONPATH": str(ROOT), "GONGYOU_STORE_WAIT": "60"}
    both = [
        subprocess.Popen([*command, name], cwd=tmp_path, env=environment, stderr=subprocess.PIPE)
        for name in ("李主任", "王主任")
    ]
    said = [one.communicate()[1].decode() for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert len((tmp_path / "gongyou.keys").read_text().split()) == 1
    assert sum("a new key was made" in one for one in said) == 1


def test_a_running_service_hears_of_a_new_key_in_its_file(url: str, tmp_path: Path) -> None:
    file = tmp_path / "own.keys"
    database = Database(url, protection=in_file(tmp_path))
    database.migrate()
    old, new = file.read_text().strip(), fresh_key()
    ring = keyring(database.engine.dialect)
    kept = ring.seal_text("工资")
    file.write_text("half a key, while an editor writes")
    assert ring.open_text(ring.seal_text("加班")) == "加班"
    file.write_text(f"# the newest first\n{new}\n\n{old}\n")
    assert ring.seal_text("加班").startswith(name_of(new))
    assert ring.open_text(kept) == "工资"
    database.close()


def test_several_accounts_with_keys_of_their_own_live_in_one_process(
    tmp_path: Path, url: str, knowledge: KnowledgeBase
) -> None:
    shutil.copy(tmp_path / "a.db", tmp_path / "b.db")
    stores = (Store(url=url), Store(url=f"sqlite:///{tmp_path}/b.db"))
    keys = (Protection(keys=(fresh_key(),)) for _ in stores)
    one, other = (
        App(Config(store=store, protection=given), knowledge=knowledge)
        for store, given in zip(stores, keys, strict=True)
    )
    with one, other:
        assert one.secret("visitors") != other.secret("visitors")
        assert one.secret("visitors") == one.secret("visitors")


def test_a_store_in_memory_needs_no_file(
    tmp_path: Path, knowledge: KnowledgeBase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with App(Config(store=Store(url="sqlite:///:memory:")), knowledge=knowledge) as app, app.act(OPERATOR) as act:
        units.add(act, "工会")
        assert settings.secret(act.session, "visitors")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "holds no key; put the store's key there, or for a new store make one with: python -m bot keys new"),
        ("# only a remark\n", "holds no key"),
        ("AAAA\n", "line 1 of .*own.keys is no key; make one with"),
        ("KEY\n\nlong-ago\n", "line 3 of .*own.keys is no key"),
    ],
    ids=["empty", "remark", "short", "second"],
)
def test_a_file_that_holds_something_else_is_named(url: str, tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "own.keys").write_text(text.replace("KEY", fresh_key()))
    with pytest.raises(ConfigError, match=rf"^\[protection\] keys_file: .*{complaint}"):
        started(url, in_file(tmp_path))


def test_a_file_that_cannot_be_written_or_is_open_to_others_is_named(
    url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(ConfigError, match=r"keys_file: .*/nowhere/own.keys cannot be written"):
        started(url, in_file(tmp_path / "nowhere"))
    (tmp_path / "own.keys").write_text(f"{fresh_key()}\n")
    (tmp_path / "own.keys").chmod(0o644)
    started(url, in_file(tmp_path))
    assert "can be read by others; chmod 600" in caplog.text


@pytest.mark.parametrize(
    ("keys", "complaint"),
    [
        ('["change-me"]', "keys.0: is no key; make one with: python -m bot keys new"),
        ('["AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="]', "keys.0: is an example, not a random key"),
        ('["cGFzc3dvcmRwYXNzd29yZHBhc3N3b3JkcGFzc3dvcmQ="]', "keys.0: is an example, not a random key"),
        ('["MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="]', "keys.0: is an example, not a random key"),
        ('"not a list"', 'keys: must be a list such as ["KEY"]'),
    ],
)
def test_an_example_is_no_key(tmp_path: Path, keys: str, complaint: str) -> None:
    (line,) = wrong(tmp_path, f"[protection]\nkeys = {keys}")
    assert complaint in line
    assert "given" not in line


def test_a_key_is_in_no_repr_and_in_no_complaint(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = fresh_key()
    assert key not in repr(Config(protection=Protection(keys=(key,))))
    (line,) = wrong(tmp_path, f"[protection]\nkeys = ['{key}', '{key}']")
    assert line == "[protection] keys: holds a key twice"
    monkeypatch.setenv("GONGYOU_PROTECTION_KEYS", f'["{key}"]')
    assert Config.load().protection.keys == (key,)
