"""For test_audit: what is done about calendars and lists of who comes, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import agendas, attendance, events, registrations
from bot.domain.acts import Act
from bot.domain.registrations import Team
from tests.domain.union import address, event, member, officer

SECRET = "机密"
Deed = Callable[[Act], object]


def signed_up(act: Act) -> events.Event:
    one = event(act, title=SECRET, place=SECRET, details=SECRET, team_least=2)
    team = Team(f"{SECRET}队", 5, 2, f"{SECRET}领队", "13900001111")
    registrations.join(act, one, member(act), address(), team=team)
    return one


def _linked(act: Act) -> Deed:
    lina = member(act)
    return lambda act: agendas.link(act, lina)


def _renewed(act: Act) -> Deed:
    lina = member(act)
    return lambda act: agendas.renew(act, lina)


def _sent(act: Act) -> Deed:
    signed_up(act)
    return lambda act: agendas.send(act, member(act), address())


def _event_sent(act: Act) -> Deed:
    one = signed_up(act)
    return lambda act: agendas.send_event(act, one, member(act), address())


def _taken(act: Act) -> Deed:
    one, li = signed_up(act), officer(act, SECRET)
    return lambda act: attendance.take(act, one, li)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "agendas.link": ("member.calendar_linked", _linked),
    "agendas.renew": ("member.calendar_renewed", _renewed),
    "agendas.send": ("member.calendar_sent", _sent),
    "agendas.send_event": ("member.calendar_sent", _event_sent),
    "attendance.take": ("event.roster_taken", _taken),
}
