"""For test_audit: talks with a person, and absences of staff, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import absences, cases, talks
from bot.domain.acts import Act
from tests.domain.union import address, case, member, officer

SECRET = "机密"
Deed = Callable[[Act], object]


def _begun(act: Act) -> Deed:
    lina = member(act)
    return lambda act: talks.begin(act, lina, address())


def _ended(act: Act) -> Deed:
    one = talks.begin(act, member(act), address())
    return lambda act: talks.end(act, one)


def _handed_back(act: Act) -> Deed:
    one, li = talks.begin(act, member(act), address()), officer(act, SECRET)
    return lambda act: talks.hand_back(act, one, li)


def _away(act: Act) -> Deed:
    li, wang = officer(act, SECRET), officer(act, f"{SECRET}2")
    return lambda act: absences.go(act, li, act.today, act.today, wang)


def _back(act: Act) -> Deed:
    li = officer(act, SECRET)
    absences.go(act, li, act.today, act.today, None)
    return lambda act: absences.come_back(act, li)


def _rerouted(act: Act) -> Deed:
    one, li, wang = case(act, facts=SECRET), officer(act, SECRET), officer(act, f"{SECRET}2")
    cases.take(act, one, li)
    absences.go(act, li, act.today, act.today, wang)
    return lambda act: absences.find_owner(act, one)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "talks.begin": ("case.talk_begun", _begun),
    "talks.end": ("case.talk_ended", _ended),
    "talks.hand_back": ("case.talk_ended", _handed_back),
    "absences.go": ("officer.away", _away),
    "absences.come_back": ("officer.back", _back),
    "absences.find_owner": ("case.rerouted", _rerouted),
}
