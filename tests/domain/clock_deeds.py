"""For test_audit: what the clock writes of notices, each deed with the row that it leaves."""

from dataclasses import replace
from datetime import date, timedelta

from bot.domain import announcing, clockdrafts, digests, drives, outcomes, registrations, reminding
from bot.domain.acts import Act
from bot.domain.clockdrafts import Draft
from bot.domain.noticekinds import Kind
from tests.domain.deeds import Deed, Deeds
from tests.domain.staff_deeds import SECRET
from tests.domain.suggestion_deeds import drive
from tests.domain.union import PARTY, address, case, event, member, officer

DEEDS = Deeds()
DECEMBER = date(2026, 12, 1)
EVE = PARTY - timedelta(hours=20)

READS = {
    "announcing.due",
    "announcing.of_month",
    "announcing.outdated",
    "clockdrafts.in_service",
    "clockdrafts.is_time",
    "clockdrafts.wants",
    "digests.due",
    "digests.outdated",
    "monthly.fitting",
    "monthly.listed",
    "monthly.short",
    "monthly.shown",
    "reminding.due",
    "reminding.inviting",
    "reminding.reminded_at",
    "reminding.will_remind",
}
"""They are given the act for its day and its configuration."""


def _draft(body: str) -> Draft:
    return Draft("announcement:2026-12", Kind.ANNOUNCEMENT, "", DECEMBER, PARTY, PARTY, SECRET, body, ())


@DEEDS.leaves("notice.drafted", "announcing.draft")
def _(act: Act) -> Deed:
    event(act, title=SECRET)
    member(act)
    return lambda act: announcing.draft(act, DECEMBER)


@DEEDS.leaves("notice.drafted", "digests.draft")
def _(act: Act) -> Deed:
    outcomes.resolve(act, case(act, facts=SECRET), officer(act), SECRET)
    return lambda act: digests.draft(act, DECEMBER)


@DEEDS.leaves("notice.drafted", "clockdrafts.put")
def _(_act: Act) -> Deed:
    fields = {"key": "digest:1", "kind": "digest", "state": "waiting", "title": SECRET, "text": SECRET}
    return lambda act: clockdrafts.put(act, **fields)


@DEEDS.leaves("notice.renewed", "clockdrafts.write")
def _(act: Act) -> Deed:
    clockdrafts.write(act, _draft(SECRET))
    return lambda act: clockdrafts.write(act, _draft(f"{SECRET}2"))


@DEEDS.leaves("notice.drafted", "reminding.remind")
def _(act: Act) -> Deed:
    one = event(act, title=SECRET)
    registrations.join(act, one, member(act), address())
    return lambda act: reminding.remind(replace(act, now=EVE), one)


@DEEDS.leaves("notice.drafted", "reminding.invite")
def _(act: Act) -> Deed:
    one, boss = drive(act, title=SECRET, focus=SECRET)
    drives.open_(act, one, boss)
    return lambda act: reminding.invite(act, one)
