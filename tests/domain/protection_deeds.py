"""For test_audit: what protects members, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import cases, identities, own_data, retention, retrievals, seals, verdicts
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.identities import IdentityRequest
from bot.domain.staff import Officer
from bot.messages import Attachment
from tests.domain.case_deeds import SECRET, judged
from tests.domain.union import address, case, member, officer

PHONE = "13900001111"
FILE = Attachment("k", f"{SECRET}.png", "image/png", 1)
Deed = Callable[[Act], object]


def sealed(act: Act) -> tuple[Case, Officer]:
    """A case whose handler has sealed who its member is."""
    one, li = case(act, facts=SECRET, name=SECRET, phone=PHONE, evidence=[FILE]), officer(act, SECRET)
    cases.take(act, one, li)
    identities.seal(act, one, li)
    return one, li


def wished(act: Act) -> tuple[Case, Officer, Officer, IdentityRequest]:
    """A colleague wants to see it."""
    one, li = sealed(act)
    wang = officer(act, f"{SECRET}王")
    wish = identities.ask(act, one, wang, SECRET)
    act.session.flush()
    return one, li, wang, wish


def closed(act: Act) -> Case:
    """A case that was said to be settled, and is filed away."""
    one = judged(act)
    verdicts.comment(act, one, SECRET)
    return one


def _issued(act: Act) -> Deed:
    one = case(act, facts=SECRET, anonymous=True)
    return lambda act: retrievals.issue(act, one)


def _used(act: Act) -> Deed:
    code = retrievals.read(retrievals.issue(act, case(act, facts=SECRET, anonymous=True)))
    assert code
    return lambda act: retrievals.use(act, address(SECRET), code)


def _sealed(act: Act) -> Deed:
    one = case(act, facts=SECRET, name=SECRET, phone=PHONE, evidence=[FILE])
    return lambda act: identities.seal(act, one)


def _lifted(act: Act) -> Deed:
    one, li = sealed(act)
    return lambda act: seals.lift(act, one, li, SECRET)


def _lifted_own(act: Act) -> Deed:
    one = case(act, facts=SECRET, name=SECRET, phone=PHONE, evidence=[FILE])
    identities.seal(act, one)
    return lambda act: seals.lift_own(act, one)


def _asked(act: Act) -> Deed:
    one, _ = sealed(act)
    wang = officer(act, f"{SECRET}王")
    return lambda act: identities.ask(act, one, wang, SECRET)


def _decided(act: Act) -> Deed:
    _, li, _, wish = wished(act)
    return lambda act: identities.decide(act, wish, li, approves=True)


def _looked(act: Act) -> Deed:
    one, li, wang, wish = wished(act)
    identities.decide(act, wish, li, approves=True)
    return lambda act: identities.look(act, one, wang)


def _warned(act: Act) -> Deed:
    one = closed(act)
    return lambda act: retention.warn(act, one)


def _erased(act: Act) -> Deed:
    one = closed(act)
    return lambda act: retention.erase(act, one)


def _forgotten(act: Act) -> Deed:
    one = closed(act)
    return lambda act: retention.forget_member(act, one)


def _held(act: Act) -> Deed:
    one, li = closed(act), officer(act, SECRET)
    return lambda act: retention.hold(act, one, li, SECRET)


def _let_go(act: Act) -> Deed:
    one, li = closed(act), officer(act, SECRET)
    retention.hold(act, one, li, SECRET)
    return lambda act: retention.let_go(act, one, li)


def _exported(act: Act) -> Deed:
    lina = member(act)
    case(act, facts=SECRET, name=SECRET, phone=PHONE)
    return lambda act: own_data.export(act, lina, address())


def _deleted(act: Act) -> Deed:
    lina = member(act)
    closed(act)
    return lambda act: own_data.erase(act, lina, address())


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "retrievals.issue": ("case.code_issued", _issued),
    "retrievals.use": ("case.retrieved", _used),
    "identities.seal": ("case.identity_sealed", _sealed),
    "seals.lift": ("case.identity_unsealed", _lifted),
    "seals.lift_own": ("case.identity_unsealed", _lifted_own),
    "identities.ask": ("case.identity_asked", _asked),
    "identities.decide": ("case.identity_approved", _decided),
    "identities.look": ("case.identity_opened", _looked),
    "retention.warn": ("case.erasure_warned", _warned),
    "retention.erase": ("case.erased", _erased),
    "retention.forget_member": ("case.forgotten", _forgotten),
    "retention.hold": ("case.held", _held),
    "retention.let_go": ("case.let_go", _let_go),
    "own_data.export": ("member.data_exported", _exported),
    "own_data.erase": ("member.data_erased", _deleted),
}
