"""Talks with the bot that several tests begin alike, and what the store has of them."""

import shutil
from pathlib import Path

from sqlalchemy import func, select

from bot.domain.members import Contact
from bot.store.database import Base
from bot.store.files import FileRow
from bot.store.intake import Intake
from bot.store.outbox import Outgoing
from tests.channels.telegram_house import House, until
from tests.emulators.telegram import Person, Received

JPEG = b"\xff\xd8\xff\xe0" + b"x" * 2000
OGG = b"OggS" + b"x" * 500
TITLE, BODY = "四号冲床的护栏松了", "护栏的螺丝老松，建议换成防松螺母，一个月检查一次"
STORY = "车间主任扣了我三个月工资，一直说没钱"


def on_sqlite(migrated: Path, folder: Path) -> str:
    """The address of a copy of that empty SQLite file, in a folder of its own."""
    (folder / "store").mkdir()
    return f"sqlite:///{shutil.copy(migrated, folder / 'store' / 'one.db')}"


def member(house: House, name: str = "李娜") -> Person:
    """Somebody who has pressed Start and was welcomed."""
    person = house.platform.person(name)
    person.opens()
    person.waits(1)
    return person


def talk(house: House, person: Person, *words: str) -> Received:
    """What a person says, line by line; the last answer."""
    for line in words:
        house.says(person, line)
    return person.received[-1]


def to_the_photos(house: House, person: Person) -> Received:
    """A suggestion as far as the question for pictures."""
    return talk(house, person, "提建议", "安全生产", TITLE, "跳过", BODY)


def to_the_phone(house: House, person: Person) -> Received:
    """A grievance as far as the question for a phone number."""
    return talk(house, person, "诉求投诉", STORY, "跳过", "跳过", "宏达机械", "两个月前", "跳过", "实名", "跳过")


def count(house: House, table: type[Base]) -> int:
    with house.app.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def files(house: House) -> list[tuple[str, str, int]]:
    """Name, type and size of what is kept."""
    with house.app.database.read() as session:
        rows = session.execute(select(FileRow.name, FileRow.media_type, FileRow.size).order_by(FileRow.name))
        return [(name, kind, size) for name, kind, size in rows]


def is_reachable(house: House, person: Person) -> bool:
    with house.app.database.read() as session:
        return session.get_one(Contact, ("telegram", str(person.id))).lost_at is None


def is_idle(house: House) -> bool:
    """Whether everything that came is worked off, and everything that was said has gone out."""
    with house.app.database.read() as session:
        waits = session.scalar(select(func.count()).where(Intake.done.is_(False)))
        goes = session.scalar(select(func.count()).where(Outgoing.state.in_(["queued", "sending"])))
    return not waits and not goes


def settles(house: House) -> None:
    """Wait until nothing is on its way any more."""
    house.platform.settle()
    until(lambda: is_idle(house))
