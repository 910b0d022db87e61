"""For test_audit: what is done about officers and how they sign in, each deed with the row that it leaves."""

from collections.abc import Callable
from dataclasses import replace

import pyotp

from bot.domain import authenticators, passwords, roles, sign_ins, staff, staffing, units
from bot.domain.acts import Act
from bot.domain.passwords import Checked
from bot.domain.roles import Role
from bot.domain.sign_ins import Knock, Origin
from bot.domain.staff import Officer
from tests.domain.union import officer

SECRET = "机密"
PASSWORD = "correct-horse-9"
Deed = Callable[[Act], object]


def pair(act: Act) -> tuple[Officer, Officer, units.Unit]:
    """An administrator, an officer of a branch, and the branch."""
    boss = officer(act, f"{SECRET}主任")
    branch = units.add(act, SECRET, units.top(act))
    act.session.flush()
    return boss, officer(act, f"{SECRET}干事", branch), branch


def knocked(act: Act, name: str) -> Knock:
    found = sign_ins.knock(act.session, name, Origin("192.0.2.7"), act.now)
    assert isinstance(found, Knock)
    return found


def with_app(act: Act) -> Officer:
    one = officer(act, SECRET)
    authenticators.confirm(act, one, code_of(act, one))
    return one


def code_of(act: Act, one: Officer) -> str:
    """The code that the app shows now, after it was begun to set up."""
    return pyotp.TOTP(authenticators.begin(act, one).secret.replace(" ", "")).at(act.now)


def _added(act: Act) -> Deed:
    boss, _, branch = pair(act)
    return lambda act: staffing.add(act, boss, f"{SECRET}新", branch, [Role.HANDLER])


def _renamed(act: Act) -> Deed:
    boss, clerk, _ = pair(act)
    return lambda act: staffing.rename(act, boss, clerk, f"{SECRET}改")


def _moved(act: Act) -> Deed:
    boss, clerk, _ = pair(act)
    return lambda act: staffing.move(act, boss, clerk, units.top(act))


def _deactivated(act: Act) -> Deed:
    boss, clerk, _ = pair(act)
    return lambda act: staffing.deactivate(act, boss, clerk)


def _activated(act: Act) -> Deed:
    boss, clerk, _ = pair(act)
    staffing.deactivate(act, boss, clerk)
    return lambda act: staffing.activate(act, boss, clerk)


def _given(act: Act) -> Deed:
    boss, clerk, branch = pair(act)
    return lambda act: staffing.give(act, boss, clerk, Role.READER, branch)


def _taken(act: Act) -> Deed:
    boss, clerk, branch = pair(act)
    return lambda act: staffing.take(act, boss, clerk, Role.HANDLER, branch)


def _linked(act: Act) -> Deed:
    boss, clerk, _ = pair(act)
    return lambda act: staffing.link(act, boss, clerk)


def _role_given(act: Act) -> Deed:
    _, clerk, branch = pair(act)
    return lambda act: roles.give(act, clerk, Role.READER, branch)


def _role_taken(act: Act) -> Deed:
    _, clerk, branch = pair(act)
    return lambda act: roles.take(act, clerk, Role.CHAIR, branch)


def _session_ended(act: Act) -> Deed:
    li = officer(act, SECRET)
    staff.enter(act, staff.sign_in_link(act, li), SECRET)
    return lambda act: staff.end(act, li, staff.sessions(act.session, li, act.now)[0].mark)


def _admitted(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: staff.admit(act, li, SECRET)


def _password_set(act: Act) -> Deed:
    li = officer(act, "李主任")
    return lambda act: passwords.set_password(act, li, f"{PASSWORD}{SECRET}")


def _sign_in_failed(act: Act) -> Deed:
    passwords.set_password(act, officer(act, "李主任"), PASSWORD)
    knock = knocked(act, "李主任")
    return lambda act: sign_ins.settle(act, knock, Checked(fits=False), SECRET)


def _begun(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: authenticators.begin(act, li)


def _confirmed(act: Act) -> Deed:
    li = officer(act, SECRET)
    code = code_of(act, li)
    return lambda then: authenticators.confirm(replace(then, now=act.now), li, code)


def _renewed(act: Act) -> Deed:
    li = with_app(act)
    return lambda act: authenticators.renew_codes(act, li)


def _removed(act: Act) -> Deed:
    li = with_app(act)
    return lambda act: authenticators.remove(act, li)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "staffing.add": ("officer.added", _added),
    "staffing.rename": ("officer.renamed", _renamed),
    "staffing.move": ("officer.moved", _moved),
    "staffing.deactivate": ("officer.deactivated", _deactivated),
    "staffing.activate": ("officer.activated", _activated),
    "staffing.give": ("officer.role_given", _given),
    "staffing.take": ("officer.role_taken", _taken),
    "staffing.link": ("officer.link_made", _linked),
    "roles.give": ("officer.role_given", _role_given),
    "roles.take": ("officer.role_taken", _role_taken),
    "staff.end": ("officer.session_ended", _session_ended),
    "staff.admit": ("officer.signed_in", _admitted),
    "passwords.set_password": ("officer.password_set", _password_set),
    "sign_ins.settle": ("officer.sign_in_failed", _sign_in_failed),
    "authenticators.begin": ("officer.authenticator_begun", _begun),
    "authenticators.confirm": ("officer.authenticator_confirmed", _confirmed),
    "authenticators.renew_codes": ("officer.recovery_codes_renewed", _renewed),
    "authenticators.remove": ("officer.authenticator_removed", _removed),
}
