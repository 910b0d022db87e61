"""For test_audit: what is done after an event, each deed with the row that it leaves."""

from bot.domain import archiving, certifying, inquiries, opinions, registrations, resultnews, results
from bot.domain.acts import Act
from bot.domain.events import Event
from bot.domain.results import Standing
from bot.domain.seats import Registration
from bot.domain.staff import Officer
from tests.domain.deeds import Deed, Deeds
from tests.domain.staff_deeds import SECRET
from tests.domain.union import PARTY, address, event, member, officer

DEEDS = Deeds()


def held(act: Act) -> tuple[Event, Officer, Registration]:
    """A party somebody came to, that is over, and the officer of the top union."""
    boss = officer(act, f"{SECRET}主任")
    one = event(act, title=SECRET)
    place = registrations.join(act, one, member(act), address(), name=SECRET)
    one.starts_at = act.now.replace(day=act.now.day - 1)
    act.session.flush()
    return one, boss, place


def _standing(place: Registration) -> list[Standing]:
    return [Standing(place.id, 1, SECRET, SECRET)]


def _asked(act: Act) -> Event:
    one, _, _ = held(act)
    one.inquiry_at = act.now
    return one


@DEEDS.leaves("event.results_entered", "results.enter")
def _entered(act: Act) -> Deed:
    one, boss, place = held(act)
    return lambda act: results.enter(act, boss, one, _standing(place))


@DEEDS.leaves("event.results_corrected", "resultnews.enter")
def _corrected(act: Act) -> Deed:
    one, boss, place = held(act)
    resultnews.enter(act, boss, one, [Standing(place.id, 2)])
    resultnews.publish(act, boss, one, SECRET)
    return lambda act: resultnews.enter(act, boss, one, _standing(place))


@DEEDS.leaves("event.results_published", "results.publish")
def _published(act: Act) -> Deed:
    one, boss, place = held(act)
    results.enter(act, boss, one, _standing(place))
    return lambda act: results.publish(act, boss, one, SECRET)


@DEEDS.leaves("event.results_published", "resultnews.publish")
def _told(act: Act) -> Deed:
    one, boss, place = held(act)
    results.enter(act, boss, one, _standing(place))
    return lambda act: resultnews.publish(act, boss, one, SECRET)


@DEEDS.leaves("event.certificate_set", "certifying.save")
def _certificate(act: Act) -> Deed:
    one, boss, _ = held(act)
    return lambda act: certifying.save(act, boss, one, certifying.STANDARD | {"title": SECRET})


@DEEDS.leaves("event.certificate_sent", "certifying.send")
def _sent(act: Act) -> Deed:
    one, boss, _ = held(act)
    certifying.save(act, boss, one, certifying.STANDARD)
    return lambda act: certifying.send(act, one, member(act), address())


@DEEDS.leaves("event.certificates_taken", "certifying.take_all")
def _taken(act: Act) -> Deed:
    one, boss, _ = held(act)
    certifying.save(act, boss, one, certifying.STANDARD)
    return lambda act: certifying.take_all(act, boss, one)


@DEEDS.leaves("event.inquiry_set", "inquiries.set_up")
def _set_up(act: Act) -> Deed:
    boss, one = officer(act), event(act, starts_at=PARTY)
    return lambda act: inquiries.set_up(act, boss, one, f"打分 | {SECRET} | {SECRET}？", on=True)


@DEEDS.leaves("event.inquiry_sent", "inquiries.ask")
def _ask(act: Act) -> Deed:
    one, _, _ = held(act)
    return lambda act: inquiries.ask(act, one)


@DEEDS.leaves("event.opinion_given", "opinions.give")
def _opinion(act: Act) -> Deed:
    one = _asked(act)
    return lambda act: opinions.give(act, one, member(act), {"words": SECRET})


@DEEDS.leaves("event.archived", "archiving.put_away")
def _put_away(act: Act) -> Deed:
    one, boss, _ = held(act)
    return lambda act: archiving.put_away(act, boss, one)


@DEEDS.leaves("event.archived", "archiving.archive")
def _archived(act: Act) -> Deed:
    one, _, _ = held(act)
    return lambda act: archiving.archive(act, one)
