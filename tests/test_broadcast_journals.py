"""What a process noted before it was killed is read by another on the same machine, and never believed too much."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from bot.broadcast import journals
from bot.broadcast.journals import Journals
from bot.domain.sendings import Seen
from bot.errors import Unavailable

KILLED = """
import os, signal, sys
from bot.broadcast.journals import Journals
with Journals(sys.argv[1]).of("claim:1") as journal:
    journal.goes(1)
    journal.came(1, "4711")
    journal.goes(2)
    journal.goes(3)
    journal.back(3)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path}/gongyou.db"


@pytest.fixture
def left(url: str, tmp_path: Path) -> Path:
    """The journal of a process that was killed."""
    subprocess.run([sys.executable, "-c", KILLED, url], check=False)
    return tmp_path / "gongyou.db.sending" / "claim:1"


def test_what_a_killed_process_noted_is_there(url: str, left: Path) -> None:
    there = Journals(url)
    assert there.left("claim:1") == Seen(frozenset({1, 2}), {1: "4711"})
    there.drop("claim:1")
    assert not left.exists()
    assert there.left("claim:1") is None
    there.drop("claim:1")


def test_of_a_living_one_nothing_is_said(url: str) -> None:
    there = Journals(url)
    with there.of("claim:1") as journal:
        journal.goes(1)
        assert there.left("claim:1") is None
    assert there.left("claim:1") is None


def test_what_could_not_be_accounted_for_stays(url: str) -> None:
    there = Journals(url)
    with suppress(Unavailable), there.of("claim:1") as journal:
        journal.goes(1)
        raise Unavailable
    assert there.left("claim:1") == Seen(frozenset({1}), {})


def test_a_line_that_is_not_whole_and_another_start_of_the_machine_count_for_nothing(url: str, left: Path) -> None:
    with left.open("a") as file:
        file.write("goes 4")
    assert Journals(url).left("claim:1") == Seen(frozenset({1, 2}), {1: "4711"})
    left.write_text("another\ngoes 1\n")
    assert Journals(url).left("claim:1") is None
    left.write_text("")
    assert Journals(url).left("claim:1") is None


def test_where_the_disk_takes_nothing_sending_goes_on_without(url: str, tmp_path: Path) -> None:
    there = Journals(url)
    with there.of("claim:1"), there.of("claim:1") as second:
        second.goes(1)
    with there.of("claim:2") as journal:
        os.close(journal._file)
        journal._file = os.open("/dev/full", os.O_WRONLY)
        journal.goes(1)
        assert not (tmp_path / "gongyou.db.sending" / "claim:2").exists()
        journal.came(1, "4711")


def test_there_is_none_where_others_could_write_or_the_machine_does_not_say_when_it_began(
    url: str, left: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left.parent.chmod(0o777)
    assert Journals(url).left("claim:1") is None
    left.parent.chmod(0o700)
    assert Journals(url).left("claim:1")
    monkeypatch.setattr(journals, "BOOT", Path("/nowhere"))
    with Journals(url).of("claim:2") as journal:
        journal.goes(1)
    assert Journals(url).left("claim:1") is None
    assert [one.name for one in left.parent.iterdir()] == ["claim:1"]


def test_old_ones_are_swept(url: str, left: Path) -> None:
    Journals(url).sweep()
    assert left.exists()
    os.utime(left, (0, 0))
    Journals(url).sweep()
    assert not left.exists()


def test_beside_a_server_they_are_where_the_machine_keeps_what_may_be_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journals.tempfile, "gettempdir", lambda: str(tmp_path))  # type: ignore[attr-defined] # the module's
    there = Journals("postgresql+psycopg://host/gongyou")
    with there.of("claim:1"):
        assert (tmp_path / f"gongyou-{os.getuid()}" / "claim:1").stat().st_mode & 0o777 == 0o600
