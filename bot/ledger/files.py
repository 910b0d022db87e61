"""What the channels need to know of files that go out: their content, and which file a message to somebody is."""

from sqlalchemy import select

from bot.messages import Address, Attachment, Upload
from bot.store import files, outbox
from bot.store.database import Database
from bot.store.outbox import Outgoing


class Files:
    """The files of one database."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def content(self, key: str) -> Upload | None:
        """The file that is kept under a key."""
        with self.database.read() as session:
            row = files.fetch(session, key)
            return Upload(row.name, row.media_type, row.content) if row else None

    def of_message(self, to: Address, key: str) -> Attachment | None:
        """The file that the message of a key is, where it went to that very address and is still kept."""
        with self.database.read() as session:
            row = session.scalars(select(Outgoing).where(Outgoing.key == key, *outbox.to(to))).first()
            file = row.files[0] if row and row.files else None
            return file if file and files.fetch(session, file.key) else None
