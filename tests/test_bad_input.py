"""What goes wrong on the way in: kind words and a next step for members, a clear line for the operator, no loss."""

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import psycopg
import pytest
from sqlalchemy import event, func, select

import handlers
from bot.app import App
from bot.config import Config, Store
from bot.conversation import Ask, Lean, Menu, form
from bot.domain.suggestions import Suggestion
from bot.errors import Unavailable
from bot.messages import Address, Incoming, Reply, Upload
from bot.store.conversations import ConversationRow
from bot.store.database import Database
from bot.store.files import FileRow
from bot.store.inbox import InboxRow
from knowledge import KnowledgeBase
from tests.conftest import Clock
from tests.servers import database as fresh_database
from tests.servers import postgres

LINA = Address("test", "lina")
TITLE = "请用一句话概括您的建议，比如“二车间装排风扇”。 (2/9)"
MIB = 2**20
SHORT = 0.2
"""Seconds to wait for a lock in these tests."""


@pytest.fixture
def app(config: Config, knowledge: KnowledgeBase, clock: Clock, database: Database) -> Iterator[App]:
    """The account on either database."""
    with App(config, clock=clock, knowledge=knowledge, database=database) as one:
        yield one


@pytest.fixture
def sqlite_file(migrated: Path, tmp_path: Path) -> Path:
    """An empty database in a folder of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    return Path(shutil.copy(migrated, folder / "gongyou.db"))


@pytest.fixture
def impatient(sqlite_file: Path, knowledge: KnowledgeBase, clock: Clock) -> Iterator[App]:
    """The account on SQLite, which does not wait long; a suggestion is begun in it."""
    config = Config(store=Store(url=f"sqlite:///{sqlite_file}", wait=SHORT))
    with App(config, clock=clock, knowledge=knowledge) as one:
        says(one, "提建议", "安全")
        yield one


def says(app: App, *texts: str, **more: Any) -> list[str]:
    """One message after the other; the texts of the replies to the last."""
    replies: tuple[Reply, ...] = ()
    for text in texts:
        number = rows(app)[InboxRow.__tablename__]
        replies = app.turn(Incoming(LINA, f"{number}", text, **more))
    return [reply.text for reply in replies]


def rows(app: App) -> dict[str, int]:
    """How many messages, conversations, files and suggestions there are."""
    with app.database.read() as session:
        tables = (InboxRow, ConversationRow, FileRow, Suggestion)
        return {table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


# --- what cannot be read, in a form and outside

ODD = [
    pytest.param("", {}, "没有收到文字。", id="empty"),
    pytest.param(" \n\t\u3000 ", {}, "没有收到文字。", id="blank"),
    pytest.param("\x00\x1b\u202e\u200b\ud83d", {}, "没有收到文字。", id="only control characters"),
    pytest.param("", {"unreadable": "表情"}, "我还看不懂表情，请打字告诉我，或者发图片、文件。", id="sticker"),
    pytest.param("长" * 20_000, {}, "这条有 20000 个字，一次最多 8000 个字。", id="20,000 characters"),
    pytest.param(
        "", {"uploads": (Upload("监控.mp4", "video/mp4", bytes(30 * MIB)),)}, "“监控.mp4”有 30 MB", id="30 MB file"
    ),
]


@pytest.mark.parametrize(("text", "more", "words"), [*ODD, pytest.param("😀🎉", {}, "请用文字写一下", id="emoji")])
def test_in_a_form_it_is_answered_kindly_and_the_form_stays(
    app: App, text: str, more: dict[str, Any], words: str
) -> None:
    says(app, "提建议", "安全")
    assert says(app, text, **more)[0].startswith(words)
    assert says(app, "四号冲床的护栏松了")[-1].startswith("现在是什么样？")
    summary = says(app, "跳过", "护栏的螺丝老松，建议换成防松螺母", "跳过", "匿名", "跳过")[-1]
    assert summary.startswith("请核对：\n1. 类别：安全生产")


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [*ODD, pytest.param("😀🎉", {}, "我还看不懂只有表情或符号的消息，请打字告诉我", id="emoji")],
)
def test_outside_a_form_it_is_answered_kindly(app: App, text: str, more: dict[str, Any], words: str) -> None:
    assert says(app, text, **more)[0].startswith(words)
    assert says(app, "提建议")[0].startswith("您的建议属于哪一类？")


def test_control_characters_within_words_are_left_out(app: App) -> None:
    says(app, "提建议", "安全", "四号\x00冲床\u202e的护\u200b栏\ud800松了\r\n")
    says(app, "跳过", "护栏的螺丝老松，\r\n建议换成防松螺母", "跳过", "匿名", "提交")
    with app.database.read() as session:
        filed = session.scalars(select(Suggestion)).one()
    assert (filed.title, filed.body) == ("四号冲床的护栏松了", "护栏的螺丝老松，\n建议换成防松螺母")


def test_an_unknown_command(app: App) -> None:
    assert says(app, "/nonsense") == ["没有这个命令。回复“菜单”看看能办什么，或者直接打字告诉我。"]
    says(app, "提建议", "安全")
    assert says(app, "/nonsense") == ["没有“/nonsense”这个命令。接着填就行；不想填了，回复“取消”。", TITLE]


def test_a_number_out_of_range(app: App) -> None:
    says(app, "你好")
    assert says(app, "99")[0].startswith("刚才只有 1 到 8 项可选")
    says(app, "提建议")
    assert says(app, "7")[0] == "请从按钮中选一项，或回复序号。"
    assert says(app, "0")[-1].startswith("您的建议属于哪一类？")
    assert says(app, "6") == [TITLE]


# --- dates on the wrong side


@dataclass(frozen=True)
class TripForm:
    """A day to come, and one that has been."""

    leave: Annotated[date, Ask("哪天出发？", lean=Lean.FUTURE)]
    joined: Annotated[date, Ask("哪天入会的？", lean=Lean.PAST)]


def test_a_date_on_the_wrong_side_is_asked_again(app: App) -> None:
    trip = form("trip", TripForm, title="疗休养", says=("疗休养",))(lambda answer, turn: Reply("好"))  # noqa: ARG005
    app.engine = replace(app.engine, menu=Menu((*handlers.MENU.entries, trip)))
    says(app, "疗休养")
    assert says(app, "昨天") == ["2026年11月22日已经过去了，请写今天或以后的日期。", "哪天出发？ (1/2)"]
    assert says(app, "2020-01-01")[0].startswith("2020年1月1日已经过去了")
    assert says(app, "2026-02-30")[0].startswith("没看懂这个日期。可以写“6月23日”")
    assert says(app, "今天") == ["哪天入会的？ (2/2)"]
    assert says(app, "明年3月1日") == ["2027年3月1日还没有到，请写今天或以前的日期。", "哪天入会的？ (2/2)"]
    assert "1. 哪天出发？：2026年11月23日\n2. 哪天入会的？：2026年3月1日" in says(app, "3月1日")[0]


# --- the store is locked, gone or full

TITLE_TEXT = "四号冲床的护栏松了"
MESSAGE = Incoming(LINA, "again", TITLE_TEXT)


def not_taken_in(app: App, message: Incoming, caplog: pytest.LogCaptureFixture) -> str:
    """The operator's line about a message that the store did not take."""
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable):
        app.turn(message)
    (record,) = [one for one in caplog.records if one.name == "bot.app"]  # other threads have a word of their own
    assert record.levelname == "WARNING"
    assert TITLE_TEXT not in caplog.text
    assert not record.exc_info
    return record.getMessage()


def test_sqlite_is_locked_by_somebody_else(impatient: App, sqlite_file: Path, caplog: pytest.LogCaptureFixture) -> None:
    before, other = rows(impatient), sqlite3.connect(sqlite_file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    line = not_taken_in(impatient, MESSAGE, caplog)
    assert line == "turn not taken in: OperationalError: database is locked"
    assert rows(impatient) == before
    other.execute("ROLLBACK")
    other.close()
    assert impatient.turn(MESSAGE)[0].text.startswith("现在是什么样？")


def test_a_postgresql_row_is_locked_by_somebody_else(
    server: str, knowledge: KnowledgeBase, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with fresh_database(server) as url:
        config = Config(store=Store(url=url, wait=SHORT))
        with App(config, clock=clock, knowledge=knowledge) as app:
            says(app, "提建议", "安全")
            before = rows(app)
            with psycopg.connect(url.replace("+psycopg", "")) as other:
                other.execute("SELECT * FROM conversation FOR UPDATE")
                line = not_taken_in(app, MESSAGE, caplog)
                assert line == "turn not taken in: LockNotAvailable: canceling statement due to lock timeout"
                assert rows(app) == before
            assert app.turn(MESSAGE)[0].text.startswith("现在是什么样？")


def test_the_postgresql_server_is_gone(
    knowledge: KnowledgeBase, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    with ExitStack() as running:
        url = running.enter_context(postgres()).replace("postgres@", "postgres:hush@")
        with App(Config(store=Store(url=url, wait=SHORT)), clock=clock, knowledge=knowledge) as app:
            says(app, "提建议", "安全")
            running.close()
            line = not_taken_in(app, MESSAGE, caplog)
            assert line.startswith("turn not taken in: OperationalError: ")
            assert "hush" not in line


def test_the_folder_of_the_sqlite_file_is_gone_and_comes_back(
    impatient: App, sqlite_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    impatient.close()
    away = sqlite_file.parent.rename(tmp_path / "away")
    line = not_taken_in(impatient, MESSAGE, caplog)
    assert line == "turn not taken in: OperationalError: unable to open database file"
    away.rename(sqlite_file.parent)
    assert impatient.turn(MESSAGE)[0].text.startswith("现在是什么样？")


def test_the_sqlite_file_is_overwritten_with_garbage_and_restored(
    impatient: App, sqlite_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    impatient.close()
    backup = shutil.copy(sqlite_file, tmp_path / "backup.db")
    sqlite_file.write_bytes(b"garbage" * 10_000)
    with caplog.at_level(logging.WARNING), pytest.raises(Unavailable):
        impatient.turn(MESSAGE)
    assert "DatabaseError" in caplog.text
    assert TITLE_TEXT not in caplog.text
    shutil.copy(backup, sqlite_file)
    assert impatient.turn(MESSAGE)[0].text.startswith("现在是什么样？")


def test_the_sqlite_file_is_moved_away_while_it_is_open_and_comes_back(
    impatient: App, sqlite_file: Path, tmp_path: Path
) -> None:
    assert impatient.turn(replace(MESSAGE, message_id="before"))
    away = sqlite_file.parent.rename(tmp_path / "away")
    with pytest.raises(Unavailable):
        impatient.turn(MESSAGE)
    away.rename(sqlite_file.parent)
    assert impatient.turn(MESSAGE)


def test_the_disk_is_full_and_then_there_is_room(impatient: App, caplog: pytest.LogCaptureFixture) -> None:
    most = 0

    @event.listens_for(impatient.database.engine, "connect")
    def _limit(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA max_page_count={most or 2**30}").close()

    with impatient.database.read() as session:
        most = session.connection().exec_driver_sql("PRAGMA page_count").scalar() or 0
    says(impatient, "四号冲床的护栏松了", "跳过", "护栏的螺丝老松，建议换成防松螺母")
    impatient.close()
    before = rows(impatient)
    photo = Incoming(LINA, "photo", "", (Upload("护栏.png", "image/png", bytes(MIB)),))
    assert not_taken_in(impatient, photo, caplog) == "turn not taken in: OperationalError: database or disk is full"
    assert rows(impatient) == before
    most = 0
    impatient.close()
    assert impatient.turn(photo) == impatient.turn(photo)
    assert rows(impatient)[FileRow.__tablename__] == 1
    assert "5. 图片或文件：1 个（护栏.png）" in says(impatient, "完成", "匿名", "跳过")[-1]
