"""The year's plan: what a file of it says becomes events, and the announcement of a month is made from them."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from bot.config import nearest
from bot.domain import audit, calendar, events, monthly, moves, posters, programme, units
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.events import Event
from bot.domain.planfile import Activity, Plan, SignUp, TeamRule, read
from bot.errors import ConfigError

__all__ = ["Activity", "Imported", "Plan", "SignUp", "TeamRule", "announcement", "line", "read", "take_in"]

HEAD = "【{month}月活动预告】{union}"
NO_ACTIVITIES = "这个月没有安排活动。"
SIGN_UP = "想参加的，回复“报名”。"


@dataclass(frozen=True)
class Imported:
    """What an import did: the titles of new, changed and unchanged activities."""

    new: list[str]
    changed: list[str]
    same: list[str]


def take_in(act: Act, plan: Plan) -> Imported:
    """Put the plan's activities among the events; known ids are brought up to date, registrations stay.

    What was put away stays as it is. ConfigError names the units and the groups that there are not; then nothing is
    taken in.
    """
    if unknown := _unknown(act, plan):
        raise ConfigError("\n".join(unknown))
    done = Imported([], [], [])
    codes = [activity.id for activity in plan.activity]
    events.hold(act.session, act.session.scalars(select(Event.id).where(Event.code.in_(codes))).all())
    for activity in plan.activity:
        before = events.coded(act.session, activity.id)
        if before and before.archived_at:
            done.same.append(activity.title)
            continue
        trail = len(audit.trail(act.session, before)) if before else 0
        event = moves.publish(act, activity.id, plan.title, **_arrangement(activity, act).columns())
        changed = len(audit.trail(act.session, event)) > trail
        (done.new if before is None else done.changed if changed else done.same).append(activity.title)
    return done


def announcement(act: Act, month: date) -> str:
    """The activities of a month, week by week, as members read them."""
    head, found = HEAD.format(month=month.month, union=act.config.union.name), monthly.shown(act, month)
    lines = [head, monthly.listed(act, month, found, lambda event: line(event, act)) or NO_ACTIVITIES]
    lines += [SIGN_UP] if any(event.signup for event in found) else []
    return "\n".join([*lines, "不想再收到预告，回复“退订”。"])


def line(event: Event, act: Act) -> str:
    """One event in a line: title, day, place, who, whether it is again, sign-up."""
    zone = act.config.zone
    when = calendar.shown(event.starts_at, zone) if event.starts_at else f"{event.month.month}月，日期另行通知"
    when = when.removeprefix(event.title.rpartition("（")[2].rstrip("）")).strip()  # a session's title has its day
    parts = [when, event.place, posters.audience(act, event), programme.again(act, event)]
    text = f"{event.title}（{'，'.join(part for part in parts if part)}）"
    if event.signup and event.last_signup:
        opens = f"{calendar.shown(event.signup_opens, zone)[:-6]}起，" if event.signup_opens else ""
        text += f"【需报名：{opens}{calendar.shown(event.last_signup, zone)}截止】"
    return text


def _arrangement(activity: Activity, act: Act) -> Arrangement:
    """What the file says of an activity: all that an event can be, so that nothing stays of what was said before."""
    zone, day, signup = act.config.zone, activity.date, activity.signup or SignUp()
    begin, _, end = (activity.hours or "").partition("-")
    team, unit = signup.team, units.named(act.session, activity.unit) if activity.unit else None
    given = Arrangement(
        title=activity.title,
        month=day.replace(day=1) if day else date.fromisoformat(f"{activity.month}-01"),
        starts_at=calendar.local(day, begin or "09:00", zone) if day else None,
        ends_at=calendar.local(day, end, zone) if day and end else None,
        place=activity.place, audience=activity.who, details=activity.details, fee=activity.fee,
        contact=activity.contact, unit_id=unit.id if unit else None, groups=activity.groups,
        signup=activity.signup is not None,
        signup_opens=calendar.local(signup.opens, "00:00", zone) if signup.opens else None,
        signup_closes=_end_of(signup.closes, act) if signup.closes else None,
        seats=signup.limit, unit_seats=signup.per_unit, group_seats=signup.per_group, guests=signup.guests,
        questions=tuple(item.model_dump(mode="json") for item in signup.questions),
    )  # fmt: skip
    return given if team is None else _with_team(given, team)


def _with_team(given: Arrangement, team: TeamRule) -> Arrangement:
    return replace(
        given, team_least=team.least, team_most=team.most, team_women=team.women, team_groups=team.groups,
        team_one_unit=team.one_unit, team_joins=team.joins,
    )  # fmt: skip


def _unknown(act: Act, plan: Plan) -> list[str]:
    """What a plan names that there is not: units, groups."""
    groups = act.config.events.occasions.groups
    told = [
        f"activity {one.id}: unit: there is no unit {one.unit!r}; add it in the console first"
        for one in plan.activity
        if one.unit and units.named(act.session, one.unit) is None
    ]
    strange = [(one.id, key) for one in plan.activity for key in sorted(one.every_group - set(groups))]
    return [*told, *(f"activity {code}: group {key} is unknown{nearest(key, list(groups))}" for code, key in strange)]


def _end_of(day: date, act: Act) -> datetime:
    return calendar.local(day + timedelta(days=1), "00:00", act.config.zone) - timedelta(minutes=1)
