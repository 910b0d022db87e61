"""For developers: write the migration from the tables as they were to the tables as they are now.

`python -m bot.store.revise "what changed"`, then read the file and mend what Alembic could not know.
"""

import importlib
import pkgutil
import sys
import tempfile

from alembic import command
from alembic.config import Config as Alembic

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


def every_table() -> None:
    """Make every table known, also those of parts that are switched off."""
    for name in ("bot.domain", "bot.store"):
        for module in pkgutil.iter_modules(importlib.import_module(name).__path__):
            importlib.import_module(f"{name}.{module.name}")


if __name__ == "__main__":
    main(sys.argv[1])
