"""What an event asks of one who signs up, beside their name: whether they are in its groups, whom they bring, its own.

The fields of a form find these when they are asked: FIELD.KEY is the answer about a group. `event` has the code.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from bot.config.occasions import WOMEN, Group
from bot.conversation import Number, Sought, Values, YesNo
from bot.domain import survey
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.registrations import Extras
from bot.domain.seats import Party
from bot.domain.survey import Item
from bot.messages import Reply
from handlers import surveys
from handlers.event import known
from handlers.surveys import Stored
from handlers.turn import Turn

NEEDED, COUNTED, GUESTS, OWN = "needed", "counted", "guests", "own"
"""The fields of a form that find these questions."""

IN: Final = "您属于“{label}”吗？"
HOW_MANY: Final = "带几位家属、同伴？最多 {most} 位，不带就回复 0。"
BARRED: Final = "“{title}”这次只给{label}报名，您这回报不上，对不住。{ask}\n刚才选错了的话，回复“报名：{title}”重新来。"
ASK: Final = "想问问能不能通融，可以找{contact}。"
ASK_STAFF: Final = "想问问能不能通融，回复“人工”。"


def needed(answers: Stored, turn: Turn) -> list[Sought]:
    """Whether they are in each of the groups that the event is for; nothing more after the first no."""
    event = event_of(answers, turn)
    asked: list[Sought] = []
    for one in groups(turn.act, event.groups if event else ()):
        asked.append(one)
        if answers.get(f"{NEEDED}.{one.name}") == "no":
            break
    return asked


def counted(answers: Stored, turn: Turn) -> list[Sought]:
    """Whether they are in the groups that have a limit of their own, or that a team's rules count."""
    event = event_of(answers, turn)
    return groups(turn.act, counting(event)) if event else []


def guests(answers: Stored, turn: Turn) -> Sought | None:
    """How many they bring, where the event lets them."""
    event = event_of(answers, turn)
    if event is None or not event.guests:
        return None
    return Sought(HOW_MANY.format(most=event.guests), kind=Number(most=event.guests), label="同伴人数")


def own(answers: Stored, turn: Turn) -> list[Sought]:
    """The event's own questions, as far as they are to be asked."""
    event = event_of(answers, turn)
    return surveys.questions(items(event, turn), answers, OWN) if event else []


def groups(act: Act, keys: Iterable[str]) -> list[Sought]:
    """A question about each group, in the words of the union."""
    return [Sought(one.question, (), YesNo(), one.label, name=key) for key in keys for one in [group(act, key)]]


def counting(event: Event) -> list[str]:
    """The groups that count for an event, beside those that it is for."""
    team = [*([WOMEN] if event.team_women else []), *event.team_groups] if event.team_joins else []
    return [key for key in dict.fromkeys([*event.group_seats, *team]) if key not in event.groups]


def group(act: Act, key: str) -> Group:
    """What a group is called, and how one is asked; in plain words where the union's file has it no more."""
    return act.config.events.occasions.groups.get(key) or Group(label=key[:12], question=IN.format(label=key))


def barred(values: Values) -> bool:
    """Whether they said that they are not in a group that the event is for."""
    return any(name.startswith(f"{NEEDED}.") and value is False for name, value in values.items())


def admitted(values: Values) -> bool:
    """Whether there is anything more to ask."""
    return not barred(values)


def why_barred(event: Event, answered: Mapping[str, Any], turn: Turn) -> Reply | None:
    """Why they cannot come, and whom to ask; None where they are in all the groups that the event is for."""
    out = next((key for key, yes in answered.items() if yes is False), None)
    if out is None:
        return None
    ask = ASK.format(contact=event.contact) if event.contact else ASK_STAFF
    text = BARRED.format(title=event.title, label=f"“{group(turn.act, out).label}”", ask=ask)
    return Reply(text, ("活动", *(() if event.contact else ("人工",))))


def given(event: Event, turn: Turn, answer: Any) -> Extras:  # noqa: ANN401 - any form with these fields
    """What was given, as it is kept with the place."""
    values = vars(answer)
    said = {**values.get(NEEDED, {}), **values.get(COUNTED, {})}
    return Extras(
        guests=values.get(GUESTS, 0),
        groups=tuple(key for key, yes in said.items() if yes),
        answers=surveys.rows(items(event, turn), values[OWN]),
        files=surveys.files(values[OWN]),
    )


def former(event: Event, turn: Turn, place: Party) -> dict[str, str | None]:
    """What was given before, as the answers of a form."""
    before, inside = place.extras, place.in_groups
    found = {f"{COUNTED}.{key}": "yes" if key in inside else "no" for key in counting(event)}
    found |= {f"{NEEDED}.{key}": "yes" for key in event.groups if key in inside}
    found |= {GUESTS: str(before.guests)} if event.guests else {}
    return found | surveys.stored(items(event, turn), before.answers, before.files, OWN)


def asks(event: Event) -> bool:
    """Whether an event asks more than a name."""
    return bool(event.questions or event.guests or event.groups or counting(event))


def items(event: Event, turn: Turn) -> tuple[Item, ...]:
    """The event's own questions."""
    key = ("questions", event.code)
    if key not in turn.looked_up:
        turn.looked_up[key] = survey.items(event.questions)
    found: tuple[Item, ...] = turn.looked_up[key]
    return found


def event_of(answers: Stored, turn: Turn) -> Event | None:
    """The event that a form is about, as far as it is known."""
    return known(turn, answers.get("event") or "")
