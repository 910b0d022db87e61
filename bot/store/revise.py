"""For developers: write the migration from the tables as they were to the tables as they are now.

`python -m bot.store.revise "what changed"`, then read the file and mend what Alembic could not know.
"""

import sys
import tempfile

from alembic import command
from alembic.config import Config as Alembic

from bot.store.base import every_table
from bot.store.database import MIGRATIONS, Database


def main(message: str) -> None:
    """Migrate an empty SQLite file with what there is, and write down what is missing."""
    every_table()
    number = f"{len(list((MIGRATIONS / 'versions').glob('[0-9]*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        database.migrate()
        alembic = Alembic()
        alembic.set_main_option("script_location", str(MIGRATIONS))
        with database.engine.connect() as connection:
            alembic.attributes["connection"] = connection
            command.revision(alembic, message, autogenerate=True, rev_id=number)


if __name__ == "__main__":
    main(sys.argv[1])
