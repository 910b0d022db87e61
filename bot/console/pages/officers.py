"""The staff page of administrators: who works where, as what; and what is done with one of them."""

from starlette.responses import Response

from bot.console import names, trail
from bot.console.visit import Forbidden, Visit, done, missing
from bot.domain import authenticators, passwords, roles, staffing
from bot.domain.roles import OfficerRole, Role
from bot.domain.staff import Officer
from bot.domain.units import Unit
from bot.errors import Refusal

BOARD = "/console/staff"
NO_UNIT = "请先选一个单位。"
NO_ROLE = "请先选一个角色。"
LONGEST_NUMBER = 9


def board(visit: Visit) -> Response:
    """The officers of the administrator's units, and the form for another one."""
    found, units = staffing.seen_by(visit.session, visit.officer), names.units(visit.session)
    held = roles.of_all(visit.session, found)
    return visit.render(
        "staff.html",
        found=found,
        held={one.id: _words(one, held[one.id], units) for one in found},
        units=units,
        choices=staffing.own_units(visit.session, visit.officer),
        roles=list(Role),
    )


def show(visit: Visit) -> Response:
    """One officer."""
    return _page(visit, _officer(visit))


def add(visit: Visit) -> Response:
    """Take one on; then to their page, for a link."""
    chosen = [role for role in Role if visit.typed.get(f"role-{role.value}")]
    new = staffing.add(visit.act, visit.officer, visit.typed.get("name", ""), _unit(visit), chosen)
    return done(_path(new), "officer-added")


def rename(visit: Visit) -> Response:
    """Another name."""
    officer = _managed(visit)
    staffing.rename(visit.act, visit.officer, officer, visit.typed.get("name", ""))
    return done(_path(officer), "officer-renamed")


def move(visit: Visit) -> Response:
    """Another unit."""
    officer = _managed(visit)
    staffing.move(visit.act, visit.officer, officer, _unit(visit))
    return done(_path(officer), "officer-moved")


def deactivate(visit: Visit) -> Response:
    """Out of the service."""
    officer = _managed(visit)
    staffing.deactivate(visit.act, visit.officer, officer)
    return done(_path(officer), "officer-deactivated")


def activate(visit: Visit) -> Response:
    """Back again."""
    officer = _managed(visit)
    staffing.activate(visit.act, visit.officer, officer)
    return done(_path(officer), "officer-activated")


def give(visit: Visit) -> Response:
    """One more role."""
    officer = _managed(visit)
    staffing.give(visit.act, visit.officer, officer, _role(visit), _unit(visit))
    return done(_path(officer), "role-given")


def take(visit: Visit) -> Response:
    """One role less."""
    officer = _managed(visit)
    staffing.take(visit.act, visit.officer, officer, _role(visit), _unit(visit))
    return done(_path(officer), "role-taken")


def link(visit: Visit) -> Response:
    """A sign-in link; it stands on this answer alone, in no address."""
    officer = _managed(visit)
    token = staffing.link(visit.act, visit.officer, officer)
    return _page(visit, officer, f"{visit.act.config.web.public_url}/console/enter?token={token}")


STEPS = {
    "rename": rename,
    "move": move,
    "deactivate": deactivate,
    "activate": activate,
    "give": give,
    "take": take,
    "link": link,
}
"""What can be done with an officer, by the last part of its address."""


def _page(visit: Visit, officer: Officer, address: str = "") -> Response:
    session = visit.session
    return visit.render(
        "officer.html",
        one=officer,
        units=names.units(session),
        held=[(Role(row.role), row.unit_id) for row in roles.held(session, officer)],
        choices=staffing.own_units(session, visit.officer),
        roles=list(Role),
        means={role: "、".join(right.label for right in roles.Right if right in roles.MAY[role]) for role in Role},
        managed=staffing.manages(session, visit.officer, officer),
        password=passwords.of(session, officer),
        app=authenticators.in_use(session, officer),
        cases=len(staffing.open_cases(session, officer)),
        link=address,
        trail=trail.lines(session, officer)[-20:],
    )


def _officer(visit: Visit) -> Officer:
    """The officer whom the address names, of the administrator's units."""
    number = visit.path["officer"]
    known = number.isdecimal() and number.isascii() and len(number) <= LONGEST_NUMBER
    found = visit.session.get(Officer, int(number)) if known else None
    if found is None or found.unit_id not in visit.units:
        raise missing()
    return found


def _managed(visit: Visit) -> Officer:
    """The same, where the administrator sees to all that they may do."""
    officer = _officer(visit)
    if not staffing.manages(visit.session, visit.officer, officer):
        raise Forbidden
    return officer


def _unit(visit: Visit) -> Unit:
    mine = staffing.own_units(visit.session, visit.officer)
    found = next((one for one in mine if str(one.id) == visit.typed.get("unit")), None)
    if found is None:
        raise Refusal(NO_UNIT)
    return found


def _role(visit: Visit) -> Role:
    found = next((one for one in Role if one.value == visit.typed.get("role")), None)
    if found is None:
        raise Refusal(NO_ROLE)
    return found


def _words(officer: Officer, held: list[OfficerRole], units: dict[int, str]) -> list[str]:
    """The officer's roles; with the unit, where it is another than where they work."""
    return [
        Role(row.role).label + (f"（{units[row.unit_id]}）" if row.unit_id != officer.unit_id else "") for row in held
    ]


def _path(officer: Officer) -> str:
    return f"{BOARD}/{officer.id}"
