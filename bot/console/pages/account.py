"""An officer's own account: the password, the codes of an app on the phone, and where they are signed in."""

import segno
from markupsafe import Markup
from starlette.responses import Response

from bot.console.pages import absence
from bot.console.visit import Visit, done
from bot.domain import authenticators, passwords, preferences, staff
from bot.domain.authenticators import SetUp
from bot.errors import Refusal

HERE = "/console/account"
NOT_ALIKE = "两次写的新密码不一样，没有改动。请再写一次。"
NONE_YET = "动态码和密码一起用。请先在上面设一个密码，再开通动态码。"


def show(visit: Visit) -> Response:
    """Password, app and sessions; while an app is set up and its first code was wrong, its QR code once more."""
    again = authenticators.waiting(visit.act, visit.officer) if visit.refused and "confirm" in visit.typed else None
    return _page(visit, again)


def set_password(visit: Visit) -> Response:
    """A first or a new password; all other sessions end."""
    _require_known(visit)
    new = visit.typed.get("new", "")
    if new != visit.typed.get("again", ""):
        raise Refusal(NOT_ALIKE)
    passwords.set_password(visit.act, visit.officer, new, but=visit.own.digest)
    return done(HERE, "password-set")


def begin(visit: Visit) -> Response:
    """Set an app up: its QR code and its secret stand on this answer alone."""
    if passwords.of(visit.session, visit.officer) is None:
        raise Refusal(NONE_YET)
    _require_known(visit)
    return _page(visit, authenticators.begin(visit.act, visit.officer))


def confirm(visit: Visit) -> Response:
    """The app's first code; the recovery codes stand on this answer alone."""
    return _page(visit, codes=authenticators.confirm(visit.act, visit.officer, visit.typed.get("confirm", "")))


def renew_codes(visit: Visit) -> Response:
    """New recovery codes, for this once."""
    _require_known(visit)
    return _page(visit, codes=authenticators.renew_codes(visit.act, visit.officer))


def remove(visit: Visit) -> Response:
    """No code any more."""
    _require_known(visit)
    authenticators.remove(visit.act, visit.officer, recovers=visit.own.by_link)
    return done(HERE, "authenticator-off")


def end(visit: Visit) -> Response:
    """End one session."""
    staff.end(visit.act, visit.officer, visit.typed.get("session", ""))
    return done(HERE, "session-ended")


def shortcuts(visit: Visit) -> Response:
    """Single keys on, or off."""
    on = visit.typed.get("on") == "1"
    preferences.set_shortcuts(visit.act, visit.officer, on=on)
    return done(HERE, f"shortcuts-{'on' if on else 'off'}", "#shortcuts")


STEPS = {
    **absence.STEPS,
    "password": set_password,
    "begin": begin,
    "confirm": confirm,
    "codes": renew_codes,
    "remove": remove,
    "end": end,
    "shortcuts": shortcuts,
}
"""What can be done with one's account, by the last part of its address."""


def _page(visit: Visit, set_up: SetUp | None = None, codes: list[str] | None = None) -> Response:
    session, officer = visit.session, visit.officer
    return visit.render(
        "account.html",
        password=passwords.of(session, officer),
        kept_on=not visit.own.by_link and authenticators.demanded(session, officer, visit.act.config),
        app=authenticators.in_use(session, officer),
        codes_left=authenticators.codes_left(session, officer),
        sessions=staff.sessions(session, officer, visit.act.now),
        own=visit.own,
        set_up=set_up,
        picture=_picture(set_up.address) if set_up else "",
        codes=codes,
        shortest=passwords.SHORTEST,
        deputies=absence.deputies(visit),
        today=visit.act.today,
    )


def _require_known(visit: Visit) -> None:
    """One who came by a link may have lost the password; everybody else gives it."""
    if not visit.own.by_link and passwords.of(visit.session, visit.officer):
        passwords.require(visit.session, visit.officer, visit.typed.get("password", ""))


def _picture(address: str) -> Markup:
    """A QR code as a part of the page; segno escapes what it writes."""
    return Markup(segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", omitsize=True))  # noqa: S704
