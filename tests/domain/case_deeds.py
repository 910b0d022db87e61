"""For test_audit: what is done with a case on its way, each deed with the row that it leaves."""

from collections.abc import Callable
from datetime import timedelta

from bot.domain import cases, mediations, outcomes, referrals, verdicts
from bot.domain.acts import Act
from bot.domain.cases import Case
from bot.domain.mediations import Result
from bot.domain.staff import Officer
from tests.domain.union import case, officer

SECRET = "机密"
Deed = Callable[[Act], object]


def begun(act: Act) -> tuple[Case, Officer]:
    """A case that somebody has."""
    one, li = case(act, facts=SECRET, employer=SECRET), officer(act, SECRET)
    cases.take(act, one, li)
    return one, li


def resolved(act: Act) -> Case:
    one, li = begun(act)
    outcomes.resolve(act, one, li, SECRET)
    return one


def judged(act: Act) -> Case:
    one = resolved(act)
    verdicts.say(act, one, settled=True)
    return one


def _claimed(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.claim(act, one, li)


def _sorted(act: Act) -> Deed:
    one, li = begun(act)
    return lambda act: cases.sort(act, one, li, "injury")


def _reopened(act: Act) -> Deed:
    one = resolved(act)
    return lambda act: cases.reopen(act, one)


def _resolved(act: Act) -> Deed:
    one, li = begun(act)
    return lambda act: outcomes.resolve(act, one, li, SECRET)


def _woken(act: Act) -> Deed:
    one, li = begun(act)
    cases.reply(act, one, li, SECRET, waits=True)
    return lambda act: outcomes.wake(act, one)


def _closed(act: Act) -> Deed:
    one = resolved(act)
    return lambda act: outcomes.close(act, one)


def _arranged(act: Act) -> Deed:
    one, li = begun(act)
    return lambda act: mediations.arrange(act, one, li, act.now + timedelta(days=3), SECRET)


def _concluded(act: Act) -> Deed:
    one, li = begun(act)
    mediations.arrange(act, one, li, act.now + timedelta(days=3), SECRET)
    return lambda act: mediations.conclude(act, one, li, Result.AGREED, SECRET)


def _proposed(act: Act) -> Deed:
    one, li = begun(act)
    return lambda act: referrals.propose(act, one, li, SECRET, SECRET)


def _answered(act: Act) -> Deed:
    one, li = begun(act)
    referrals.propose(act, one, li, SECRET, SECRET)
    return lambda act: referrals.answer(act, one, agrees=True)


def _asked(act: Act) -> Deed:
    one = resolved(act)
    return lambda act: verdicts.ask(act, one)


def _said(act: Act) -> Deed:
    one = resolved(act)
    return lambda act: verdicts.say(act, one, settled=False)


def _rated(act: Act) -> Deed:
    one = judged(act)
    return lambda act: verdicts.rate(act, one, 5)


def _commented(act: Act) -> Deed:
    one = judged(act)
    return lambda act: verdicts.comment(act, one, SECRET)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "handling.claim": ("case.taken", _claimed),
    "handling.sort": ("case.sorted", _sorted),
    "cases.reopen": ("case.reopened", _reopened),
    "outcomes.resolve": ("case.resolved", _resolved),
    "outcomes.wake": ("case.woken", _woken),
    "outcomes.close": ("case.closed", _closed),
    "mediations.arrange": ("case.mediation_arranged", _arranged),
    "mediations.conclude": ("case.mediation_concluded", _concluded),
    "referrals.propose": ("case.referral_proposed", _proposed),
    "referrals.answer": ("case.referral_answered", _answered),
    "verdicts.ask": ("case.verdict_asked", _asked),
    "verdicts.say": ("case.judged", _said),
    "verdicts.rate": ("case.rated", _rated),
    "verdicts.comment": ("case.commented", _commented),
}
