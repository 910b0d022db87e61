"""The section [cases]: the clocks of cases, the office's hours and days, and which kinds of cases there are."""

from typing import Self

from pydantic import Field, PrivateAttr, model_validator

from bot.config import days, hours, kinds
from bot.config.days import NO_DAYS, DaysFile, OwnDays
from bot.config.hours import Frame, OfficeHours
from bot.config.kinds import Kinds, KindsFile
from bot.config.sections import Section


class Cases(Section):
    """The clocks of cases."""

    reply_hours: int = Field(16, ge=1, le=400, description="working hours within which a case gets its first reply")
    urgent_hours: int = Field(2, ge=1, le=48, description="hours, nights included, within which an urgent case does")
    next_hours: int = Field(48, ge=1, le=1200, description="working hours after an answer until the next step")
    resolve_days: int = Field(30, ge=1, le=366, description="working days within which a case is resolved")
    wait_days: int = Field(10, ge=1, le=90, description="days that a case waits for its member's answer")
    reopen_days: int = Field(30, ge=7, le=366, description="days in which a member may open a resolved case again")
    office_hours: OfficeHours = Field(
        ("09:00-12:00", "13:00-18:00"), description="when the office works on a working day, in the union's time zone"
    )
    days_file: DaysFile = Field(
        "", description="TOML file with the union's own days off and make-up workdays; empty: none"
    )
    kinds_file: KindsFile = Field("", description="TOML file with the kinds of cases; empty: the shipped ones")
    _own_days: OwnDays = PrivateAttr(default=NO_DAYS)

    @property
    def frames(self) -> tuple[Frame, ...]:
        """When the office works on a working day."""
        return hours.frames(self.office_hours)

    @property
    def own_days(self) -> OwnDays:
        """The union's own days, as its file had them at the start."""
        return self._own_days

    @property
    def kinds(self) -> Kinds:
        """The kinds of cases, in the order in which members see them."""
        return kinds.read(self.kinds_file)

    @model_validator(mode="after")
    def _with_days(self) -> Self:
        self._own_days = days.read(self.days_file)
        return self
