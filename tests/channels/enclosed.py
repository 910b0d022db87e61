"""An answer with files for the tests of every channel: a text, a picture and a paper, and what became of each."""

from sqlalchemy import delete, select

from bot.app import App
from bot.domain import deliveries
from bot.messages import Address, Reply, Upload
from bot.store import files, outbox
from bot.store.files import FileRow
from bot.store.outbox import Outgoing
from tests.photos import PNG

PDF = b"%PDF-1.7\n" + bytes(900)
PICTURE = Upload("盖章页.png", "image/png", PNG)
PAPER = Upload("调解书.pdf", "application/pdf", PDF)
WORDS = "调解书请签字后拍照发回来。"
KEY = "remark:1"
KEYS = (KEY, f"{KEY}:file:1", f"{KEY}:file:2")


def answer(app: App, to: Address, *uploads: Upload, words: str = WORDS, key: str = KEY) -> None:
    """Staff answer with these files, or with a picture and a paper."""
    with app.act() as act:
        kept = tuple(files.keep(act.session, one, act.now) for one in uploads or (PICTURE, PAPER))
        reply = Reply(words, ("补充 WQ-2026-0001-7",), files=kept)
        outbox.put(act.session, to, reply, key=key, kind="case", now=act.now)


def states(app: App, key: str = KEY) -> dict[str, str]:
    """What became of each part of an answer, by its key."""
    with app.database.read() as session:
        rows = session.scalars(select(Outgoing).order_by(Outgoing.id))
        return {row.key: row.state for row in rows if row.key == key or row.key.startswith(f"{key}:")}


def row(app: App, key: str) -> Outgoing:
    with app.database.read() as session:
        return session.scalars(select(Outgoing).where(Outgoing.key == key)).one()


def resend(app: App, key: str) -> None:
    """One tap of an officer's."""
    with app.act() as act:
        deliveries.resend(act, act.session.scalars(select(Outgoing).where(Outgoing.key == key)).one())


def forget(app: App) -> None:
    """No file is kept any more."""
    with app.act() as act:
        act.session.execute(delete(FileRow))
