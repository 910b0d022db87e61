"""What the histories share: random deeds of members, staff and the clock, all in one transaction."""

from dataclasses import replace
from typing import Final

from hypothesis import HealthCheck, Phase, settings

from bot.domain.acts import CLOCK, Act


class Open:
    """The one transaction of the history, as the jobs open theirs."""

    def __init__(self, act: Act) -> None:
        self.act = replace(act, actor=CLOCK)

    def __enter__(self) -> Act:
        return self.act

    def __exit__(self, *_error: object) -> None:
        self.act.session.flush()


OFTEN: Final = settings(deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
"""However long a step takes; nothing is shrunk or kept."""
