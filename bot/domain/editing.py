"""Editing events: an organiser drafts one, changes it, lets members see it, takes it back, copies it.

What changes of a published event is told to those whom it concerns (`moves`), and free places are offered at once.
"""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.domain import (
    arrangements,
    audit,
    calendar,
    events,
    hosting,
    leaflets,
    moves,
    offers,
    planitems,
    roles,
    seats,
    squadrolls,
)
from bot.domain.acts import Act
from bot.domain.arrangements import Arrangement
from bot.domain.audit import AuditRow
from bot.domain.events import Event
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.domain.units import Unit, subtree
from bot.errors import Refusal
from bot.store.database import Base

PLAN: Final = "工作台录入"
"""Where an event comes from that was written in the console; `Event.plan` of others names their plan."""

_SIGNS: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_LENGTH: Final = 5

NOT_THERE: Final = "您不管“{unit}”的活动，不能以它的名义办。请选自己单位，或请管理员给您加上角色。"
NOT_BELOW: Final = "对象单位要选“{host}”或它的下级，或者选“全体会员”。"
CALLED_OFF: Final = "“{title}”已经取消，不能再改。要重新办，请复制一份。"
PUT_AWAY: Final = "“{title}”已经归档，不能再改。要再办一次，请复制一份。"
PAST: Final = "开始时间（{when}）已经过了。请写以后的时间。"
PAST_MONTH: Final = "{month}月已经过了。请改成这个月或以后。"
WINDOW_OVER: Final = "报名截止（{when}）已经过了，发布了也没人报得上。请改晚一点，或者空着。"
IS_OUT: Final = "“{title}”已经发布了。"
IS_DRAFT: Final = "“{title}”本来就是草稿。"
THEY_COME: Final = "“{title}”已经有人报名、排队或组队，不能收回成草稿。不办了，请用“取消活动”，大家会收到通知。"
KEPT: Final = "“{title}”名下已经有报名、签到一类的记录，不能删除。不办了，请发布后取消。"
OF_PLAN: Final = "“{title}”在年度计划里，不能在这里删。请到年度计划那一项处理。"
ONLY_DRAFT: Final = "“{title}”已经发布，不能删除。不办了，请用“取消活动”。"
SWITCHED: Final = "已经有人报名、排队或组队，不能再改“{what}”。要改，请另建一个活动，或者等他们退出。"
HARDER: Final = "已经有队报名，组队要求不能再提高（{what}）。放宽可以。"


def draft(act: Act, officer: Officer, unit: Unit, given: Arrangement) -> Event:
    """A new event that the officer's unit organises; members see nothing of it yet."""
    if not officer.active or unit.id not in roles.reach(act.session, officer, Right.EVENTS):
        raise Refusal(NOT_THERE.format(unit=unit.name))
    _check(act, unit, given)
    return _draft(act, unit.id, given)


def change(act: Act, officer: Officer, event: Event, given: Arrangement) -> Event:
    """Say anew all that an event is; of a published one, whom it concerns is told, and what is free is offered.

    Who signed up keeps their place, whatever the limits are now. Refusal of what would not be fair to them.
    """
    hold(act.session, officer, event)
    host = act.session.get(Unit, hosting.host_of(act.session, event))
    before = Arrangement.of(event)
    if given == before:
        return event
    _check(act, host, given)
    if not event.draft:
        arrangements.require_whole(given)
        if given.starts_at != before.starts_at or given.month != before.month:
            _require_ahead(act, given)
        _require_fair(act.session, event, before, given)
    moves.publish(act, event.code, event.plan, **given.columns())
    planitems.follow(act, event)
    return event


def publish(act: Act, officer: Officer, event: Event) -> None:
    """From now on members see it, and can sign up within its window."""
    hold(act.session, officer, event)
    if not event.draft:
        raise Refusal(IS_OUT.format(title=event.title))
    given = Arrangement.of(event)
    arrangements.require_whole(given)
    _require_ahead(act, given)
    if event.signup and event.last_signup and event.last_signup <= act.now:
        raise Refusal(WINDOW_OVER.format(when=calendar.shown(event.last_signup, act.config.zone)))
    event.draft = False
    audit.log(act, "event.published", event, code=event.code)


def withdraw(act: Act, officer: Officer, event: Event) -> None:
    """A draft again, as long as nobody has signed up or waits."""
    hold(act.session, officer, event)
    if event.draft:
        raise Refusal(IS_DRAFT.format(title=event.title))
    if has_people(act.session, event):
        raise Refusal(THEY_COME.format(title=event.title))
    event.draft = True
    audit.log(act, "event.withdrawn", event, code=event.code)


def remove(act: Act, officer: Officer, event: Event) -> None:
    """A draft is no more, with its files."""
    hosting.require(act.session, officer, event)
    act.session.refresh(event, with_for_update=True)
    if not event.draft:
        raise Refusal(ONLY_DRAFT.format(title=event.title))
    if planitems.of_event(act.session, event):
        raise Refusal(OF_PLAN.format(title=event.title))
    leaflets.forget(act.session, event)
    if _is_named(act.session, event):
        raise Refusal(KEPT.format(title=event.title))
    audit.log(act, "event.removed", event, code=event.code)
    act.session.delete(event)
    act.session.flush()


def copy(act: Act, officer: Officer, event: Event, given: Arrangement | None = None) -> Event:
    """A new draft of the same host's, after an event, with its files; without its day, unless `given` says one."""
    hosting.require(act.session, officer, event)
    month = max(event.month, act.today.replace(day=1))
    bare = replace(Arrangement.of(event), month=month, starts_at=None, ends_at=None)
    one = _draft(act, event.host_id, given or replace(bare, signup_opens=None, signup_closes=None))
    one.certificate, one.inquiry = event.certificate, list(event.inquiry)
    leaflets.copy(act.session, event, one, act.now)
    return one


def hold(session: Session, officer: Officer, event: Event) -> None:
    """The officer organises the event, and holds its row to change it. Refusal where it cannot be changed any more."""
    hosting.require(session, officer, event)
    session.refresh(event, with_for_update=True)
    if event.cancelled or event.archived_at:
        raise Refusal((CALLED_OFF if event.cancelled else PUT_AWAY).format(title=event.title))


def has_people(session: Session, event: Event) -> bool:
    """Whether anybody has a place, waits for one, or is of a team that may still get one."""
    if seats.taken(session, event) > 0 or offers.live(session, event, limit=1):
        return True
    return bool(squadrolls.of_event(session, event))


def _draft(act: Act, host_id: int | None, given: Arrangement) -> Event:
    event = Event(code=_code(act), plan=PLAN, draft=True, host_id=host_id, **given.columns())
    act.session.add(event)
    act.session.flush()
    if audit.last(act.session, event):  # SQLite gives the number of the last one away again where that was removed
        mine = select(func.max(AuditRow.subject_id)).where(AuditRow.subject == Event.__tablename__)
        event.id = act.session.scalars(mine).one() + 1
    audit.log(act, "event.drafted", event, code=event.code)
    return event


def _code(act: Act) -> str:
    """A short code that no event has; the year tells staff how old it is."""
    while True:
        code = f"e{act.today:%y}-{''.join(secrets.choice(_SIGNS) for _ in range(_LENGTH))}"
        if events.coded(act.session, code) is None:
            return code


def _check(act: Act, host: Unit | None, given: Arrangement) -> None:
    arrangements.check(act, given)
    if given.unit_id is not None and (host is None or given.unit_id not in subtree(act.session, host.id)):
        raise Refusal(NOT_BELOW.format(host=host.name if host else ""))


def _require_ahead(act: Act, given: Arrangement) -> None:
    if given.starts_at and given.starts_at <= act.now:
        raise Refusal(PAST.format(when=calendar.shown(given.starts_at, act.config.zone)))
    if given.month < act.today.replace(day=1):
        raise Refusal(PAST_MONTH.format(month=given.month.month))


def _require_fair(session: Session, event: Event, before: Arrangement, given: Arrangement) -> None:
    """Refusal of what those who signed up or wait could not have known: no sign-up any more, other kinds of teams."""
    if not has_people(session, event):
        return
    switches = {
        "要不要报名": (before.signup, given.signup),
        "个人还是组队": (before.team_least is None, given.team_least is None),
        "队员怎么加入": (before.team_joins, given.team_joins),
    }
    for what, (was, now) in switches.items():
        if was != now:
            raise Refusal(SWITCHED.format(what=what))
    if before.team_least and (what := _harder(before, given)):
        raise Refusal(HARDER.format(what=what))


def _harder(before: Arrangement, given: Arrangement) -> str:
    """Which rule for teams asks for more than before; empty where none does."""
    most = arrangements.LARGEST_TEAM
    more = {
        "每队最少人数": (given.team_least or 0) > (before.team_least or 0),
        "每队最多人数": (given.team_most or most) < (before.team_most or most),
        "女职工": (given.team_women or 0) > (before.team_women or 0),
        "各群体": _asks_more(before.team_groups, given.team_groups),
        "同一单位": given.team_one_unit and not before.team_one_unit,
    }
    return "、".join(what for what, asked in more.items() if asked)


def _asks_more(before: Mapping[str, int], given: Mapping[str, int]) -> bool:
    return any(few > before.get(key, 0) for key, few in given.items())


def _is_named(session: Session, event: Event) -> bool:
    """Whether any row still belongs to it, whoever's table that is."""
    session.flush()
    columns: list[Any] = [
        column
        for table in Base.metadata.tables.values()
        for column in table.columns
        if any(key.column is Event.__table__.c.id for key in column.foreign_keys)
    ]
    return any(session.scalars(select(column).where(column == event.id).limit(1)).first() for column in columns)
