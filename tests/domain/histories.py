"""What the histories share: random deeds of members, staff and the clock, all in one transaction."""

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import RuleBasedStateMachine

from bot.config import Config
from bot.domain.acts import CLOCK, Act, Actor
from tests.conftest import opened


class Open:
    """The one transaction of the history, as the jobs open theirs."""

    def __init__(self, act: Act) -> None:
        self.act = replace(act, actor=CLOCK)

    def __enter__(self) -> Act:
        return self.act

    def __exit__(self, *_error: object) -> None:
        self.act.session.flush()


class OneTransaction(RuleBasedStateMachine):
    """A history on a database of its own, a copy of an empty one, which is undone at the end."""

    def __init__(self, empty: Path, actor: Actor, start: datetime) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.database = opened(f"sqlite:///{shutil.copy(empty, self.folder.name)}")
        self.database.migrate()
        self.writing = self.database.write()
        self.act = Act(self.writing.__enter__(), start, actor, Config())

    def teardown(self) -> None:
        self.act.session.rollback()
        self.writing.__exit__(None, None, None)
        self.database.close()
        self.folder.cleanup()


OFTEN: Final = settings(deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
"""However long a step takes; nothing is shrunk or kept."""
