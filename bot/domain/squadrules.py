"""The rules of squads, which are data of their event: how many, how many of a group, whether all of one unit."""

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from bot.config import Config
from bot.config.occasions import WOMEN, Group
from bot.domain import units
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.squadbook import SquadMember
from bot.errors import Refusal

SHORTEST_NAME: Final = 2
LONGEST_NAME: Final = 40
LONGEST_PERSON: Final = 40
LONGEST_PROFILE: Final = 500

SHORT: Final = "还差 {count} 人"
OVER: Final = "超了 {count} 人"
SHORT_OF_WOMEN: Final = "还差 {count} 名{label}"
SHORT_OF: Final = "{label}还差 {count} 名"
CLOSED: Final = "{why}队伍不能再改了，有事请告诉主办方{contact}。"
BAD_NAME: Final = f"队名写 {SHORTEST_NAME} 到 {LONGEST_NAME} 个字。"
BAD_PERSON: Final = f"姓名写 1 到 {LONGEST_PERSON} 个字。"
LONG_PROFILE: Final = f"写短一点，最多 {LONGEST_PROFILE} 个字。"


def needs(event: Event) -> dict[str, int]:
    """How many of each group a squad must have at least, its leader counted."""
    found = {key: count for key, count in (event.team_groups or {}).items() if count > 0}
    if women := event.team_women or 0:
        found[WOMEN] = max(women, found.get(WOMEN, 0))
    return found


def asked(event: Event, config: Config) -> list[str]:
    """The groups of which everybody of a squad says whether they are in them, in the union's order."""
    wanted = {*needs(event), *(event.groups or ())}
    return [key for key in config.events.occasions.groups if key in wanted]


def missing(event: Event, members: Sequence[SquadMember], groups: Mapping[str, Group]) -> list[str]:
    """What a squad lacks, in words; nothing where it is whole. `groups` are the union's."""
    size, found = len(members), list[str]()
    if size < (least := event.team_least or 1):
        found.append(SHORT.format(count=least - size))
    if event.team_most and size > event.team_most:
        found.append(OVER.format(count=size - event.team_most))
    for key, count in needs(event).items():
        lacking = count - sum(key in one.in_groups for one in members)
        if lacking > 0:
            words = SHORT_OF_WOMEN if key == WOMEN else SHORT_OF
            found.append(words.format(count=lacking, label=_label(groups, key)))
    return found


def branch(session: Session, event: Event, unit_id: int) -> int:
    """The branch or company to which a unit belongs: the one right below the unit that the event is for."""
    line = units.line(session, unit_id)
    place = line.index(event.unit_id) if event.unit_id in line else len(line) - 1
    return line[max(place - 1, 0)]


def require_open(act: Act, event: Event) -> None:
    """Refusal where its squads are nobody's to change but the organiser's: sign-up is over, or the event off."""
    if why := event.why_closed(act):
        raise Refusal(CLOSED.format(why=why, contact=f"（{event.contact}）" if event.contact else ""))


def team_name(typed: str) -> str:
    """What a squad is to be called, tidied; Refusal where it will not do."""
    name = tidy(typed)
    if not SHORTEST_NAME <= len(name) <= LONGEST_NAME:
        raise Refusal(BAD_NAME)
    return name


def person(typed: str) -> str:
    """A person's name, tidied; Refusal where it will not do."""
    name = tidy(typed)
    if not 0 < len(name) <= LONGEST_PERSON:
        raise Refusal(BAD_PERSON)
    return name


def profile(typed: str | None) -> str | None:
    """What a squad says of itself, or None; Refusal where it is too long."""
    text = (typed or "").strip()
    if len(text) > LONGEST_PROFILE:
        raise Refusal(LONG_PROFILE)
    return text or None


def tidy(typed: str) -> str:
    """One line, with single spaces."""
    return " ".join(unicodedata.normalize("NFKC", typed).split())


def _label(groups: Mapping[str, Group], key: str) -> str:
    """What a group is called; its key, where the union's file has it no more."""
    return groups[key].label if key in groups else key
