"""The year's plan, item by item: drafts of what somebody wrote down, then an event or a task of an officer's.

Nothing of a draft is seen by members. An officer of the top union confirms each, drops it, or says that it is done.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypedDict, Unpack

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, calendar, events, moves, roles
from bot.domain.acts import Act, ActorKind
from bot.domain.events import Event
from bot.domain.planbook import Kind, PlanItem, State, of_year
from bot.domain.planlist import LONGEST_TITLE, MOST, Item
from bot.domain.plantimes import When, month
from bot.domain.roles import Right
from bot.domain.staff import Officer
from bot.errors import Refusal

LONGEST_WORD: Final = 500
LONGEST_PLACE: Final = 80
LONGEST_DEPARTMENT: Final = 60
MOST_SEATS: Final = 100_000

NOT_YOURS: Final = "年度计划由最上级工会管活动的人来改。您可以看；自己的任务办完了，可以登记。"
TOO_MANY: Final = "一次最多录入 {most} 项，这里有 {count} 项。请分成几次。"
NO_TITLE: Final = "请写上活动名称，2 到 60 个字。"
LONG: Final = "地点、对象最多 80 个字，部门最多 60 个字。"
BAD_SEATS: Final = "名额请写 1 到 100000 的整数，不限就空着。"
NO_TIME: Final = "“{title}”还没写是哪个月、哪一天。请先补上，再确认。"
ONE_MONTH: Final = "“{title}”跨了好几个月，不能直接列为活动。请先定下一个月份或日期；长期做的，确认为任务。"
NO_HOURS: Final = "“{title}”写了日期，没写几点开始。请先补上钟点，再列为活动。"
NO_DAY: Final = "“{title}”要报名，先得定下日期和钟点。请补上，或者把报名截止、名额空着。"
LATE_CLOSE: Final = "“{title}”的报名截止比活动还晚。请改过来。"
DOUBTFUL: Final = "“{title}”里还有要核对的：{why}。请打开这一项，看过、保存，再确认。"
CONFIRMED: Final = "“{title}”已经确认过了。"
ENDED: Final = "“{title}”已经{state}，不能再改。"
DUE_PASSED: Final = "完成期限已经过了。请写今天或以后的日子。"
NOT_HERE: Final = "这位同事不在岗，或者看不到活动计划，不能交给他。请换一位，或请管理员加上角色。"
CALL_OFF: Final = "“{title}”已经列为活动。要取消，请到活动页取消，报了名的人会收到通知。"
CALLED_OFF: Final = "“{title}”的活动已经取消，不能再改。"
PUT_AWAY: Final = "“{title}”的活动已经归档，不能再改。"
NOT_CONFIRMED: Final = "“{title}”还没确认，先确认为活动或任务。"
NO_WORD: Final = "请写一句办得怎么样，最多 500 个字。"


class Fields(TypedDict):
    """What an officer may say of an item."""

    title: str
    when: When | None
    hours: str
    place: str
    who: str
    closes: date | None
    seats: int | None
    department: str


def draft(act: Act, officer: Officer | None, items: Sequence[Item], year: int, plan: str) -> list[PlanItem]:
    """Keep what was read as drafts; what the year has already is left as it is. `officer` None: the command line."""
    if officer is not None or act.actor.kind is not ActorKind.OPERATOR:
        _require(act.session, officer)
    if len(items) > MOST:
        raise Refusal(TOO_MANY.format(most=MOST, count=len(items)))
    known = {(one.title, one.when, one.hours or "") for one in of_year(act.session, year)}
    added = list[PlanItem]()
    for item in items:
        if (item.title, item.when, item.hours) in known:
            continue
        known.add((item.title, item.when, item.hours))
        one = PlanItem(
            year=year, plan=plan[:LONGEST_TITLE], state=State.DRAFT.value, doubts=item.doubts, line=item.line
        )
        parts = item.parts
        _set(one, title=item.title, when=item.when, hours=item.hours, place=parts.place[:LONGEST_PLACE],
             who=parts.who[:LONGEST_PLACE], closes=parts.closes, seats=parts.seats or None,
             department=parts.department[:LONGEST_DEPARTMENT])  # fmt: skip
        act.session.add(one)
        audit.log(act, "plan.drafted", one, year=year)
        added.append(one)
    return added


def change(act: Act, officer: Officer, item: PlanItem, **fields: Unpack[Fields]) -> None:
    """An officer has looked at an item, and says how it is to be; its event is brought up to date."""
    _hold(act.session, officer, item)
    if not 2 <= len(fields["title"]) <= LONGEST_TITLE:  # noqa: PLR2004 - as an event's
        raise Refusal(NO_TITLE)
    if max(len(fields["place"]), len(fields["who"])) > LONGEST_PLACE or len(fields["department"]) > LONGEST_DEPARTMENT:
        raise Refusal(LONG)
    if fields["seats"] is not None and not 0 < fields["seats"] <= MOST_SEATS:
        raise Refusal(BAD_SEATS)
    _set(item, **fields)
    item.doubts = {}
    audit.log(act, "plan.changed", item)
    if item.event_id:
        _publish(act, item)


def as_event(act: Act, officer: Officer, item: PlanItem) -> Event:
    """Confirm an item as an event, which members see; with a last day for sign-up, or seats, one signs up for it."""
    _hold_draft(act.session, officer, item)
    event = _publish(act, item)
    item.kind, item.state, item.event_id = Kind.EVENT.value, State.CONFIRMED.value, event.id
    audit.log(act, "plan.published", item, event=event.id)
    return event


def as_task(act: Act, officer: Officer, item: PlanItem, owner: Officer, due_on: date) -> None:
    """Confirm an item as a task of an officer's, to be done by a day."""
    _hold_draft(act.session, officer, item)
    if not owner.active or Right.SEE_EVENTS not in roles.rights(act.session, owner):
        raise Refusal(NOT_HERE)
    if due_on < act.today:
        raise Refusal(DUE_PASSED)
    item.kind, item.state, item.officer_id, item.due_on = Kind.TASK.value, State.CONFIRMED.value, owner.id, due_on
    audit.log(act, "plan.assigned", item, to=owner.id, due=due_on.isoformat())


def follow(act: Act, event: Event) -> None:
    """An event was changed on its own page: its item, if it has one, says the same, so that the two never disagree."""
    item = of_event(act.session, event)
    if item is None:
        return
    zone = act.config.zone
    starts, ends = (at.astimezone(zone) if at else None for at in (event.starts_at, event.ends_at))
    when = When(starts.date(), (ends or starts).date(), exact=True) if starts else month(event.month.year,
                event.month.month)  # fmt: skip
    hours = "-".join(f"{at:%H:%M}" for at in (starts, ends) if at)
    closes = event.signup_closes.astimezone(zone).date() if event.signup_closes else None
    _set(item, title=event.title, when=when, hours=hours, place=event.place or "", who=event.audience or "",
         closes=closes, seats=event.seats, department=item.department or "")  # fmt: skip
    audit.log(act, "plan.changed", item)


def of_event(session: Session, event: Event) -> PlanItem | None:
    """The item of the plan that an event comes from."""
    return session.scalars(select(PlanItem).where(PlanItem.event_id == event.id)).first()


def drop(act: Act, officer: Officer, item: PlanItem) -> None:
    """An item is not to be. An event is called off on its own page, for those who signed up are told."""
    _hold(act.session, officer, item)
    event = act.session.get(Event, item.event_id) if item.event_id else None
    if event and not event.cancelled:
        raise Refusal(CALL_OFF.format(title=item.title))
    item.state = State.DROPPED.value
    audit.log(act, "plan.dropped", item)


def finish(act: Act, officer: Officer, item: PlanItem, word: str) -> None:
    """A confirmed item is done, and how it went: said by its owner, or an officer of the top union."""
    act.session.refresh(item, with_for_update=True)
    if item.officer_id != officer.id or not officer.active:
        _require(act.session, officer)
    _require_open(item)
    if item.state != State.CONFIRMED:
        raise Refusal(NOT_CONFIRMED.format(title=item.title))
    if not 0 < len(word) <= LONGEST_WORD:
        raise Refusal(NO_WORD)
    item.state, item.word, item.done_at = State.DONE.value, word, act.now
    audit.log(act, "plan.finished", item)


def _publish(act: Act, item: PlanItem) -> Event:
    """The item's event, new or brought up to date. Refusal of what an event cannot be."""
    known, when = events.coded(act.session, item.code), item.when
    if known and (known.cancelled or known.archived_at):
        raise Refusal((CALLED_OFF if known.cancelled else PUT_AWAY).format(title=item.title))
    if when is None:
        raise Refusal(NO_TIME.format(title=item.title))
    first = when.begins.replace(day=1) if when.exact and when.begins else when.month
    if first is None:
        raise Refusal(ONE_MONTH.format(title=item.title))
    starts, ends = _moments(act, item)
    signup = bool(item.closes or item.seats or (known and known.signup))
    if signup and starts is None:
        raise Refusal(NO_DAY.format(title=item.title))
    if item.closes and item.begins and item.closes > item.begins:
        raise Refusal(LATE_CLOSE.format(title=item.title))
    closes = _closes(act, item, known)
    event = moves.publish(
        act, item.code, item.plan, title=item.title, month=first, starts_at=starts, ends_at=ends, place=item.place,
        audience=item.who, signup=signup, signup_closes=closes, seats=item.seats,
    )  # fmt: skip
    act.session.flush()
    return event


def _closes(act: Act, item: PlanItem, known: Event | None) -> datetime | None:
    """Until when one signs up: the end of the day, or the hour of that day that was set on the event's own page."""
    if item.closes is None:
        return None
    before, zone = known.signup_closes if known else None, act.config.zone
    if before and before.astimezone(zone).date() == item.closes:
        return before
    return calendar.local(item.closes + timedelta(days=1), "00:00", zone) - timedelta(minutes=1)


def _moments(act: Act, item: PlanItem) -> tuple[datetime | None, datetime | None]:
    """When its event starts and ends, where the day is fixed."""
    if not item.exact or item.begins is None or item.ends is None:
        return None, None
    begin, _, end = (item.hours or "").partition("-")
    if not begin:
        raise Refusal(NO_HOURS.format(title=item.title))
    zone = act.config.zone
    if not end and item.ends > item.begins:
        return calendar.local(item.begins, begin, zone), calendar.local(item.ends, "23:59", zone)
    return calendar.local(item.begins, begin, zone), calendar.local(item.ends, end, zone) if end else None


def _set(item: PlanItem, **fields: Unpack[Fields]) -> None:
    when = fields["when"]
    item.title, item.hours = fields["title"], fields["hours"] or None
    item.begins, item.ends, item.exact = (when.begins, when.ends, when.exact) if when else (None, None, False)
    item.place, item.who, item.department = fields["place"] or None, fields["who"] or None, fields["department"] or None
    item.closes, item.seats = fields["closes"], fields["seats"]


def _hold_draft(session: Session, officer: Officer, item: PlanItem) -> None:
    _hold(session, officer, item)
    if item.state != State.DRAFT:
        raise Refusal(CONFIRMED.format(title=item.title))
    if item.doubts:
        raise Refusal(DOUBTFUL.format(title=item.title, why="；".join(item.doubts.values())))


def _hold(session: Session, officer: Officer, item: PlanItem) -> None:
    """The officer may change it, and holds its row; before it that of its event, as whoever changes the event does."""
    _require(session, officer)
    if item.event_id:
        events.hold(session, [item.event_id])
    session.refresh(item, with_for_update=True)
    _require_open(item)


def _require_open(item: PlanItem) -> None:
    if item.state in {State.DONE, State.DROPPED}:
        raise Refusal(ENDED.format(title=item.title, state=State(item.state).label))


def _require(session: Session, officer: Officer | None) -> None:
    if officer is None or not officer.active or not roles.at_the_top(session, officer, Right.EVENTS):
        raise Refusal(NOT_YOURS)
