"""How members read an event's results: everybody's with names covered, their own in full; and how they are told.

Team names are read in full, a single person's as 王* with their unit; only they themselves read their own name.
"""

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.domain import audit, calendar, certifying, daytime, participants, results
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.participants import Participant
from bot.domain.programme import known_as
from bot.domain.results import Result, Standing
from bot.domain.seats import Registration
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal
from bot.messages import Reply
from bot.store import outbox

KIND: Final = "event"
MOST_ASKED: Final = 100
"""Lines for who asks for the list."""

MOST_TOLD: Final = 20
"""Lines for who is told without asking."""

PUBLISHED: Final = "【活动结果】“{title}”的结果公布了。"
NOW: Final = "【结果更正】“{title}”的结果有更正。{name}现在是：{words}。"
GONE: Final = "【结果更正】“{title}”的结果有更正。{name}原来的名次、成绩取消了，有疑问请问主办单位。"
OWN: Final = "{name}：{words}。"
NO_OWN: Final = "{name}这次没有名次，谢谢参加！"
SINCE: Final = "“{title}”的结果（{when} 公布{corrected}）："
NOT_YET: Final = "“{title}”的结果还没公布，公布了会发给参加的人。"
NONE: Final = "“{title}”没有公布结果。"
MORE: Final = "……另有 {count} 个，回复“结果：{title}”看。"
REST: Final = "……另有 {count} 个，请问主办单位。"


def enter(act: Act, officer: Officer, event: Event, standings: Sequence[Standing]) -> int:
    """Keep results; where they are published already, those whose are different are told. Returns how many are."""
    changed = results.enter(act, officer, event, standings)
    if changed and event.results_at:
        act.session.flush()
        concerned = [one for one in participants.of_event(act.session, event) if one.place.id in changed]
        found = {one.registration_id: one for one in results.of_event(act.session, event)}
        names = participants.titles(act.session, [one.place for one in concerned])
        texts = [
            _corrected(event, called(one.place, names[one.place.id]), found.get(one.place.id)) for one in concerned
        ]
        _tell(act, event, f"corrected:{event.id}:{audit.last(act.session, event)}", concerned, texts)
    return len(changed)


def publish(act: Act, officer: Officer, event: Event, note: str) -> None:
    """Open the results to members, once, and send everybody who took part their own and the list."""
    results.publish(act, officer, event, note)
    act.session.flush()
    everybody = participants.of_event(act.session, event)
    found = {one.registration_id: one for one in results.of_event(act.session, event)}
    head, lines = PUBLISHED.format(title=event.title), listed(act.session, event, MOST_TOLD)
    names = participants.titles(act.session, [one.place for one in everybody])
    owns = [own_line(called(one.place, names[one.place.id]), found.get(one.place.id)) for one in everybody]
    texts = ["\n".join(filter(None, (head, own, event.results_note, *lines))) for own in owns]
    _tell(act, event, f"results:{event.id}", everybody, texts)


def told(act: Act, event: Event, own: Participant | None) -> Reply:
    """The list for who asks for it, with their own result if they have part in the event."""
    if event.results_at is None:
        raise Refusal((NOT_YET if results.of_event(act.session, event) else NONE).format(title=event.title))
    lines = [_since(act, event), event.results_note, *listed(act.session, event, MOST_ASKED, rest=REST)]
    if own:
        name = called(own.place, participants.titles(act.session, [own.place])[own.place.id])
        lines.append(own_line(name, results.of_place(act.session, own.place)))
    given = certifying.issued(act, event, [own]) if own else []
    return Reply("\n".join(filter(None, lines)), (f"证书：{known_as(act, event)}",) if given else ())


def listed(session: Session, event: Event, most: int, rest: str = MORE) -> list[str]:
    """The results as everybody reads them, a line each; names of single persons covered."""
    found = results.of_event(session, event)
    places = _places(session, [one.registration_id for one in found])
    titles = participants.titles(session, places.values())
    homes = _homes(session, places.values())
    lines = [_line(one, places[one.registration_id], titles, homes) for one in found[:most]]
    return [*lines, *([rest.format(count=len(found) - most, title=event.title)] if len(found) > most else [])]


def own_line(name: str, result: Result | None) -> str:
    """What one is told of their own result, by their own or their team's full name."""
    return OWN.format(name=name, words=result.standing.words) if result else NO_OWN.format(name=name)


def called(place: Registration, name: str) -> str:
    """What the place's own people read, by its full name: the team's name, the person's, or 您."""
    return "您" if name == participants.UNNAMED else f"“{name}”" if participants.is_team(place) else name


def _corrected(event: Event, name: str, result: Result | None) -> str:
    words = result.standing.words if result else ""
    return (NOW if result else GONE).format(title=event.title, name=name, words=words)


def _since(act: Act, event: Event) -> str:
    zone, row = act.config.zone, results.corrected(act.session, event)
    when = calendar.shown(event.results_at, zone) if event.results_at else ""
    corrected = f"，{calendar.shown(row.at, zone)} 更正过" if row else ""
    return SINCE.format(title=event.title, when=when, corrected=corrected)


def _line(one: Result, place: Registration, titles: dict[int, str], homes: dict[int, str]) -> str:
    name = titles[place.id]
    if not participants.is_team(place):
        home = homes.get(place.unit_id or 0, "")
        name = participants.covered(name) + (f"（{home}）" if home else "")
    rank = f"第{one.rank}名" if one.rank else ""
    return " ".join(filter(None, (rank, name, one.score, one.award)))


def _tell(act: Act, event: Event, key: str, to: Sequence[Participant], texts: Sequence[str]) -> None:
    """Queue a text for each, at night for the morning. Who has no address hears it from the organiser."""
    given = {id(one.to) for one in certifying.issued(act, event, to)}
    due, name = daytime.begins(act.now, act.config.zone), known_as(act, event)
    for one, text in zip(to, texts, strict=True):
        if one.to is None:
            continue
        buttons = (f"结果：{name}", *((f"证书：{name}",) if id(one) in given else ()))
        own = f"{key}:{one.place.id}:{one.mate.id if one.mate else 0}"
        row = outbox.put(act.session, one.to, Reply(text, buttons), key=own, kind=KIND, now=act.now, bulk=True)
        row.due_at = due


def _places(session: Session, numbers: Collection[int]) -> dict[int, Registration]:
    return {one.id: one for one in session.scalars(select(Registration).where(Registration.id.in_(numbers)))}


def _homes(session: Session, places: Collection[Registration]) -> dict[int, str]:
    wanted = {place.unit_id for place in places if place.unit_id}
    rows = session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(wanted)))
    return {number: name for number, name in rows}  # noqa: C416 - rows are no pairs for the type checker
