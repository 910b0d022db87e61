"""The clock looks after squads that are not whole: their leaders are told in time what is missing, and how to invite.

Two days before sign-up closes, in its last twelve hours, and once it is over: then the organiser decides.
"""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select

from bot.domain import audit, calendar, squadcodes, squadplaces, squadrolls, squads
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.seats import Registration
from bot.domain.squadbook import Squad
from bot.domain.squadrolls import MINE
from bot.messages import Reply

BEFORE: Final = (timedelta(days=2), timedelta(hours=12), timedelta())
"""So long before sign-up closes they are told."""

LATE: Final = timedelta(days=7)
"""Later than this after sign-up closed nobody is told any more."""

WARNING: Final = (
    "【组队提醒】“{team}”（{title}）{what}，报名到 {until} 截止。\n"
    "请队友在这里回复“入队 {code}”，自己点同意就入队。到时不齐的，由主办方决定能不能参加。"
)
OVER: Final = (
    "“{title}”的报名截止了，“{team}”{what}。能不能参加由主办方决定，定了马上告诉您；有难处请联系主办方{contact}。"
)


def due(act: Act) -> list[int]:
    """The ids of the squads whose leaders are to be told now that something is missing."""
    those = select(Event).where(
        Event.team_joins, Event.signup, Event.cancelled.is_(False), Event.draft.is_(False), Event.archived_at.is_(None)
    )
    found = list[int]()
    for event in act.session.scalars(those.order_by(Event.id)):
        if point := _point(event, act.now):
            found += [one.id for one in squadrolls.of_event(act.session, event) if _is_due(act, event, one, point)]
    return found


def warn(act: Act, squad: Squad) -> None:
    """Tell the leader of a squad what is missing; nothing where nothing is any more, or it was done meanwhile."""
    event = act.session.get_one(Event, squad.event_id, with_for_update=True, populate_existing=True)
    act.session.refresh(squad)
    point = _point(event, act.now)
    if point is None or squad.disbanded_at or not _is_due(act, event, squad, point):
        return
    squad.warned_at = act.now
    audit.log(act, "squad.warned", squad, event=event.id)
    rows = squadrolls.members(act.session, squad)
    what = "，".join(squads.missing(event, squad, rows, act.config))
    words = {"team": squad.name, "title": event.title, "what": what}
    closes = event.last_signup
    if closes is None or act.now >= closes:
        contact = f"（{event.contact}）" if event.contact else ""
        squadrolls.tell(act, squad, rows[:1], Reply(OVER.format(contact=contact, **words), (MINE,)))
        return
    until, code = calendar.shown(closes, act.config.zone), squadcodes.of(act.session, squad)
    text = WARNING.format(until=until, code=code, **words)
    squadrolls.tell(act, squad, rows[:1], Reply(text, (MINE,)), latest=closes)


def _point(event: Event, now: datetime) -> datetime | None:
    """The last moment that has come at which leaders are to be told; None before the first, and when it is too late."""
    last = event.last_signup
    if last is None or now >= last + LATE or (event.starts_at and now >= event.starts_at):
        return None
    return max((last - span for span in BEFORE if last - span <= now), default=None)


def _is_due(act: Act, event: Event, squad: Squad, point: datetime) -> bool:
    """Whether its leader was not told since that moment, and something is missing that is for nobody to decide."""
    if max(squad.warned_at or squad.created_at, squad.created_at) >= point or squad.verdict:
        return False
    place = squadplaces.of(act.session, squad)
    over = event.last_signup is not None and act.now >= event.last_signup
    if place is None or (over and not isinstance(place, Registration)):
        return False
    return bool(squads.missing(event, squad, squadrolls.members(act.session, squad), act.config))
