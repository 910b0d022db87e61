"""For test_audit: what becomes of teams whose members join, each deed with the row that it leaves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.domain import (
    squadcards,
    squadcodes,
    squadlead,
    squadpapers,
    squadplaces,
    squadrulings,
    squads,
    squadwatch,
    waitlist,
)
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.squadbook import Squad
from bot.domain.squadlead import Change
from tests.domain.squad_union import CLOSES, contest, join, row, team
from tests.domain.staff_deeds import SECRET
from tests.domain.union import address, member, officer

Deed = Callable[[Act], object]
PHONE = "13900001111"


def _team(act: Act, **fields: object) -> tuple[Event, Squad]:
    """Of two, with words of theirs; not whole."""
    one = contest(act, title=SECRET, **fields)
    given = {"company": SECRET, "profile": SECRET, "leader_name": SECRET, "phone": PHONE}
    return one, team(act, one, "lina", f"{SECRET}王", name=f"{SECRET}队", **given)


def _of(deed: Callable[[Act, Event, Squad], object]) -> Callable[[Act], Deed]:
    def prepare(act: Act) -> Deed:
        one, squad = _team(act)
        return lambda act: deed(act, one, squad)

    return prepare


def _create(act: Act) -> Deed:
    one, lina = contest(act, title=SECRET), member(act)
    return lambda act: squads.create(
        act, one, lina, address(), name=f"{SECRET}队", company=SECRET, leader_name=SECRET, phone=PHONE
    )


def _remove(act: Act, one: Event, _squad: Squad) -> object:
    return squadlead.remove(act, one, member(act), row(act, one, f"{SECRET}王"))


def _again(act: Act) -> Deed:
    one, squad = _team(act, seats=1)
    waiting = team(act, one, "sun", name="永盛队")
    squadplaces.dissolve(act, one, squad)
    waitlist.refuse(act, one, member(act, "sun"))
    assert squadplaces.of(act.session, waiting) is None
    return lambda act: squadlead.again(act, one, member(act, "sun"), PHONE)


def _enter(act: Act) -> Deed:
    one, squad = _team(act)
    place = squadplaces.of(act.session, squad)
    assert place
    place.left_at = act.now  # type: ignore[union-attr] # it is a registration
    return lambda act: squadplaces.enter(act, one, squad, PHONE)


def _refuse(act: Act) -> Deed:
    one, squad = _team(act)
    li = officer(act)
    return lambda _act: squadrulings.refuse(replace(act, now=CLOSES + timedelta(hours=1)), li, one, squad, SECRET)


def _warn(act: Act) -> Deed:
    _, squad = _team(act)
    return lambda _act: squadwatch.warn(replace(act, now=CLOSES - timedelta(hours=3)), squad)


def _card(act: Act) -> Deed:
    _, squad = _team(act)
    web = act.config.web.model_copy(update={"public_url": "https://gh.example.cn"})
    config = act.config.model_copy(update={"web": web})
    return lambda act: squadcards.send(replace(act, config=config), squad, address())


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "squads.create": ("squad.made", _create),
    "squads.join": ("squad.joined", _of(lambda act, _one, squad: join(act, squad, SECRET))),
    "squads.leave": ("squad.left", _of(lambda act, one, _squad: squads.leave(act, one, member(act, f"{SECRET}王")))),
    "squadlead.remove": ("squad.member_removed", _of(_remove)),
    "squadlead.hand_on": (
        "squad.handed_on",
        _of(lambda act, one, _squad: squadlead.hand_on(act, one, member(act), row(act, one, f"{SECRET}王"))),
    ),
    "squadlead.change": (
        "squad.changed",
        _of(lambda act, one, _squad: squadlead.change(act, one, member(act), Change(profile=f"{SECRET}二"))),
    ),
    "squadlead.disband": ("squad.disbanded", _of(lambda act, one, _squad: squadlead.disband(act, one, member(act)))),
    "squadlead.renew": ("squad.code_renewed", _of(lambda act, one, _squad: squadlead.renew(act, one, member(act)))),
    "squadlead.again": ("registration.joined", _again),
    "squadlead.forsake": (
        "squad.left",
        _of(lambda act, one, squad: squadlead.forsake(act, one, squad, row(act, one, "lina"))),
    ),
    "squadcodes.renew": ("squad.code_renewed", _of(lambda act, _one, squad: squadcodes.renew(act, squad))),
    "squadcards.send": ("squad.card_sent", _card),
    "squadpapers.erase": ("squad.left", _of(lambda act, _one, _squad: squadpapers.erase(act, member(act)))),
    "squadplaces.enter": ("registration.joined", _enter),
    "squadplaces.hand": (
        "squad.handed_on",
        _of(lambda act, one, squad: squadplaces.hand(act, one, squad, row(act, one, f"{SECRET}王"))),
    ),
    "squadplaces.dissolve": ("squad.disbanded", _of(squadplaces.dissolve)),
    "squadrulings.admit": (
        "squad.admitted",
        _of(lambda act, one, squad: squadrulings.admit(act, officer(act), one, squad)),
    ),
    "squadrulings.refuse": ("squad.refused", _refuse),
    "squadrulings.disband": (
        "squad.disbanded",
        _of(lambda act, one, squad: squadrulings.disband(act, officer(act), one, squad, SECRET)),
    ),
    "squadrulings.remove": (
        "squad.left",
        _of(lambda act, one, squad: squadrulings.remove(act, officer(act), one, squad, row(act, one, "lina"), SECRET)),
    ),
    "squadwatch.warn": ("squad.warned", _warn),
}
