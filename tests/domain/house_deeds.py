"""For test_audit: units, members, events, suggestions, groups, each deed with the row that it leaves."""

from bot.domain import (
    cases,
    clocks,
    events,
    groups,
    links,
    members,
    plans,
    questions,
    registrations,
    staff,
    units,
)
from bot.domain.acts import Act
from bot.domain.plans import Activity, Plan
from bot.domain.registrations import Team
from bot.messages import Attachment
from tests.domain.deeds import Deed, Deeds
from tests.domain.staff_deeds import SECRET
from tests.domain.union import address, case, event, later, member, officer

PHONE = "13900001111"
FILE = Attachment("k", f"{SECRET}.png", "image/png", 1)
TEAM = Team(f"{SECRET}队", 5, 2, f"{SECRET}领队", PHONE)
DEEDS = Deeds()


def signed_up(act: Act) -> events.Event:
    one = event(act, title=SECRET)
    registrations.join(act, one, member(act), address(), name=SECRET)
    return one


@DEEDS.leaves("unit.added", "units.add")
def _(_act: Act) -> Deed:
    return lambda act: units.add(act, SECRET)


@DEEDS.leaves("unit.added", "units.top")
def _(_act: Act) -> Deed:
    return units.top


@DEEDS.leaves("member.met", "members.meet")
def _(_act: Act) -> Deed:
    return lambda act: member(act, SECRET)


@DEEDS.leaves("member.subscribed", "members.subscribe")
def _(act: Act) -> Deed:
    lina = member(act)
    return lambda act: members.subscribe(act, lina)


@DEEDS.leaves("member.unsubscribed", "members.unsubscribe")
def _(act: Act) -> Deed:
    lina = member(act)
    return lambda act: members.unsubscribe(act, lina)


@DEEDS.leaves("member.moved", "members.move")
def _(act: Act) -> Deed:
    lina, branch = member(act), units.add(act, SECRET, units.top(act))
    return lambda act: members.move(act, lina, branch)


@DEEDS.leaves("officer.added", "staff.add")
def _(act: Act) -> Deed:
    top = units.top(act)
    return lambda act: staff.add(act, SECRET, top)


@DEEDS.leaves("officer.link_made", "staff.sign_in_link")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: staff.sign_in_link(act, li)


@DEEDS.leaves("officer.entered", "staff.enter")
def _(act: Act) -> Deed:
    token = staff.sign_in_link(act, officer(act, SECRET))
    return lambda act: staff.enter(act, token)


@DEEDS.leaves("officer.left", "staff.leave")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: staff.leave(act, li)


@DEEDS.leaves("officer.account_offered", "links.offer_account")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: links.offer_account(act, li)


@DEEDS.leaves("officer.group_offered", "links.offer_group")
def _(act: Act) -> Deed:
    li = officer(act, SECRET)
    return lambda act: links.offer_group(act, li, units.top(act))


@DEEDS.leaves("officer.account_linked", "links.link_account")
def _(act: Act) -> Deed:
    code = links.offer_account(act, officer(act, SECRET))
    return lambda act: links.link_account(act, code, "test", SECRET)


@DEEDS.leaves("officer.account_unlinked", "links.unlink_account")
def _(act: Act) -> Deed:
    li = links.link_account(act, links.offer_account(act, officer(act, SECRET)), "test", SECRET)
    return lambda act: links.unlink_account(act, li, "test")


def secret_group(act: Act) -> groups.StaffGroup:
    return groups.link(act, links.offer_group(act, officer(act, SECRET), units.top(act)), "test", SECRET, SECRET)


@DEEDS.leaves("group.linked", "groups.link")
def _(_act: Act) -> Deed:
    return secret_group


@DEEDS.leaves("group.unlinked", "groups.unlink")
def _(act: Act) -> Deed:
    group = secret_group(act)
    return lambda act: groups.unlink(act, group)


@DEEDS.leaves("group.moved", "groups.moved")
def _(act: Act) -> Deed:
    group = secret_group(act)
    return lambda act: groups.moved(act, group, f"{SECRET}2")


@DEEDS.leaves("group.renamed", "groups.renamed")
def _(act: Act) -> Deed:
    group = secret_group(act)
    return lambda act: groups.renamed(act, group, f"{SECRET}2", forum=True)


@DEEDS.leaves("case.filed", "cases.file")
def _(_act: Act) -> Deed:
    return lambda act: case(act, facts=f"{SECRET}跳楼", employer=SECRET, evidence=[FILE], name=SECRET, phone=PHONE)


@DEEDS.leaves("case.taken", "handling.take")
def _(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.take(act, one, li)


@DEEDS.leaves("case.replied", "cases.reply")
def _(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.reply(act, one, li, SECRET)


@DEEDS.leaves("case.added_to", "cases.add")
def _(act: Act) -> Deed:
    one = case(act)
    return lambda act: cases.add(act, one, SECRET, [FILE])


@DEEDS.leaves("case.handed_over", "handling.hand_over")
def _(act: Act) -> Deed:
    one, li, wang = case(act), officer(act, SECRET), officer(act, f"{SECRET}2")
    return lambda act: cases.hand_over(act, one, li, wang)


@DEEDS.leaves("case.noted", "cases.note")
def _(act: Act) -> Deed:
    one, li = case(act), officer(act, SECRET)
    return lambda act: cases.note(act, one, li, SECRET)


@DEEDS.leaves("case.released", "handling.release")
def _(act: Act) -> Deed:
    one, li = case(act, facts=SECRET), officer(act, SECRET)
    cases.take(act, one, li)
    return lambda act: cases.release(act, one)


@DEEDS.leaves("case.climbed", "handling.climb")
def _(act: Act) -> Deed:
    one = case(act, facts=SECRET)
    return lambda act: cases.climb(act, one)


@DEEDS.leaves("case.warned", "clocks.warn")
def _(act: Act) -> Deed:
    one = case(act, facts=SECRET, employer=SECRET, name=SECRET, phone=PHONE)
    return lambda act: clocks.warn(act, one)


@DEEDS.leaves("event.published", "events.publish")
def _(_act: Act) -> Deed:
    return lambda act: event(act, title=SECRET, details=SECRET)


@DEEDS.leaves("event.cancelled", "events.cancel")
def _(act: Act) -> Deed:
    one = event(act, title=SECRET)
    return lambda act: events.cancel(act, one)


@DEEDS.leaves("registration.joined", "registrations.join")
def _(act: Act) -> Deed:
    one, lina = event(act, team_least=2), member(act)
    return lambda act: registrations.join(act, one, lina, address(), team=TEAM)


@DEEDS.leaves("registration.left", "registrations.leave")
def _(act: Act) -> Deed:
    one = signed_up(act)
    return lambda act: registrations.leave(act, one, member(act))


@DEEDS.leaves("event.cancelled", "registrations.call_off")
def _(act: Act) -> Deed:
    one = signed_up(act)
    return lambda act: registrations.call_off(act, one)


@DEEDS.leaves("case.looked_up", "cases.looked_up")
def _(act: Act) -> Deed:
    one = case(act, facts=SECRET, name=SECRET, phone=PHONE)
    return lambda act: cases.looked_up(act, one)


@DEEDS.leaves("group.turned_away", "groups.turned_away")
def _(act: Act) -> Deed:
    one = secret_group(act)
    return lambda act: groups.turned_away(act, one, tap=True)


@DEEDS.leaves("officer.code_ended", "links.end")
def _(act: Act) -> Deed:
    code = links.offer_account(act, officer(act, SECRET))
    return lambda act: links.end(act, code)


@DEEDS.leaves("event.published", "plans.take_in")
def _(_act: Act) -> Deed:
    activity = Activity.model_validate({"id": "one", "title": SECRET, "month": "2027-01"})
    return lambda act: plans.take_in(act, Plan(title=SECRET, activity=(activity,)))


@DEEDS.leaves("question.asked", "questions.record")
def _(_act: Act) -> Deed:
    return lambda act: questions.record(act, SECRET, "none", None)


@DEEDS.leaves("question.put_aside", "questions.put_aside")
def _(act: Act) -> Deed:
    questions.record(act, SECRET, "none", None)
    return lambda act: questions.put_aside(act, [SECRET])


@DEEDS.leaves("question.forgotten", "questions.forget")
def _(act: Act) -> Deed:
    questions.record(act, SECRET, "none", None)
    return lambda act: questions.forget(later(act, days=400))
