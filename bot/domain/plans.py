"""The year's plan: a TOML file that a union officer can read, and the announcement of a month made from it."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from bot.config import nearest
from bot.domain import audit, calendar, events, moves
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.errors import ConfigError

HEAD = "【{month}月活动预告】{union}"
NO_ACTIVITIES = "这个月没有安排活动。"

_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_SPAN = re.compile(rf"({_CLOCK})-({_CLOCK})")


def _month(text: str) -> str:
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        raise ValueError('must be a month such as "2027-06"') from None
    return text


def _hours(text: str) -> str:
    found = _SPAN.fullmatch(text)
    if not found:
        raise ValueError('must be a span such as "09:00-12:00"')
    if found[1] >= found[2]:
        raise ValueError("must end after it begins")
    return text


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TeamRule(_Part):
    """Teams sign up: at least so many people, so many women among them."""

    least: int = Field(ge=2)
    women: int = Field(0, ge=0)


class SignUp(_Part):
    """The window (both days included) and the limit."""

    opens: date | None = None
    closes: date | None = None
    limit: int | None = Field(None, ge=1)
    team: TeamRule | None = None


class Activity(_Part):
    """One activity: a month, or a date with hours."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{1,38}$")
    title: str = Field(min_length=2, max_length=60)
    month: Annotated[str, AfterValidator(_month)] | None = None
    date: dt.date | None = None
    hours: Annotated[str, AfterValidator(_hours)] | None = None
    place: str | None = Field(None, max_length=80)
    who: str | None = Field(None, max_length=80)
    details: str | None = Field(None, max_length=1000)
    signup: SignUp | None = None

    @model_validator(mode="after")
    def _whole(self) -> "Activity":
        if (self.month is None) == (self.date is None):
            raise ValueError("needs either month or date")
        if self.signup and self.date is None:
            raise ValueError("signup needs a date")
        opens, closes = (self.signup.opens, self.signup.closes) if self.signup else (None, None)
        if opens and closes and opens > closes:
            raise ValueError("signup closes before it opens")
        if self.date and any(day and day > self.date for day in (opens, closes)):
            raise ValueError("signup goes on after the activity")
        if self.hours and self.date is None:
            raise ValueError("hours need a date")
        return self


def _some(activities: tuple[Activity, ...]) -> tuple[Activity, ...]:
    if not activities:
        raise ValueError("is empty: a plan has at least one [[activity]]")
    return activities


class Plan(_Part):
    """A year's plan."""

    title: str = Field(min_length=2, max_length=60)
    activity: Annotated[tuple[Activity, ...], AfterValidator(_some)]


@dataclass(frozen=True)
class Imported:
    """What an import did: the titles of new, changed and unchanged activities."""

    new: list[str]
    changed: list[str]
    same: list[str]


def read(file: Path) -> Plan:
    """A plan from its file; ConfigError names the activity and the key of everything that is wrong."""
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"{file}: {error}") from None
    try:
        plan = Plan.model_validate(data)
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(problem, data) for problem in error.errors())) from None
    codes = [activity.id for activity in plan.activity]
    if twice := sorted({code for code in codes if codes.count(code) > 1}):
        raise ConfigError(f"activity id given twice: {', '.join(twice)}")
    return plan


def take_in(act: Act, plan: Plan) -> Imported:
    """Put the plan's activities among the events; known ids are brought up to date, registrations stay."""
    done = Imported([], [], [])
    for activity in plan.activity:
        before = events.coded(act.session, activity.id)
        trail = len(audit.trail(act.session, before)) if before else 0
        event = moves.publish(act, activity.id, plan.title, **_fields(activity, act))
        changed = len(audit.trail(act.session, event)) > trail
        (done.new if before is None else done.changed if changed else done.same).append(activity.title)
    return done


def announcement(act: Act, month: date) -> str:
    """What members read at the beginning of a month."""
    lines = [HEAD.format(month=month.month, union=act.config.union.name)]
    found = events.of_month(act.session, month)
    for number, event in enumerate(found, 1):
        lines.append(f"{number}. {line(event, act)}")
    if not found:
        lines.append(NO_ACTIVITIES)
    elif any(event.signup for event in found):
        lines.append("想参加的，回复“报名”。")
    lines.append("不想再收到预告，回复“退订”。")
    return "\n".join(lines)


def line(event: Event, act: Act) -> str:
    """One event in a line: title, day, place, who, sign-up."""
    zone = act.config.zone
    when = calendar.shown(event.starts_at, zone) if event.starts_at else f"{event.month.month}月，日期另行通知"
    parts = [f"{event.title}（{when}"]
    parts += [part for part in (event.place, event.audience) if part]
    text = "，".join(parts) + "）"
    if event.signup and event.last_signup:
        opens = f"{calendar.shown(event.signup_opens, zone)[:-6]}起，" if event.signup_opens else ""
        text += f"【需报名：{opens}{calendar.shown(event.last_signup, zone)}截止】"
    return text


def _fields(activity: Activity, act: Act) -> dict[str, Any]:
    zone, day, signup = act.config.zone, activity.date, activity.signup
    begin, _, end = (activity.hours or "").partition("-")
    team = signup.team if signup else None
    return {
        "title": activity.title,
        "month": day.replace(day=1) if day else date.fromisoformat(f"{activity.month}-01"),
        "starts_at": calendar.local(day, begin or "09:00", zone) if day else None,
        "ends_at": calendar.local(day, end, zone) if day and end else None,
        "place": activity.place,
        "audience": activity.who,
        "details": activity.details,
        "signup": signup is not None,
        "signup_opens": calendar.local(signup.opens, "00:00", zone) if signup and signup.opens else None,
        "signup_closes": _end_of(signup.closes, act) if signup and signup.closes else None,
        "seats": signup.limit if signup else None,
        "team_least": team.least if team else None,
        "team_women": team.women if team else None,
    }


def _end_of(day: date, act: Act) -> datetime:
    return calendar.local(day + timedelta(days=1), "00:00", act.config.zone) - timedelta(minutes=1)


def _explain(problem: ErrorDetails, data: dict[str, Any]) -> str:
    where = [str(part) for part in problem["loc"]]
    if where[:1] == ["activity"] and len(where) > 1:
        one = data["activity"][int(where[1])]
        named = one if isinstance(one, dict) else {}
        where[:2] = [f"activity {named.get('id') or named.get('title') or int(where[1]) + 1}"]
    kinds: dict[str, type[BaseModel]] = {"signup": SignUp, "team": TeamRule}
    words = "is written [[activity]]" if problem["type"] == "tuple_type" else problem["msg"]
    words = words.removeprefix("Value error, ")
    if problem["type"] == "extra_forbidden":
        parent = where[-2] if len(where) > 1 else ""
        model = Plan if not parent else kinds.get(parent, Activity)
        words = "is unknown" + nearest(where[-1], list(model.model_fields))
    return f"{': '.join(where)} {words}"
