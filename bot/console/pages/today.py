"""The desk of the day: what must be done first, what waits, what comes."""

from datetime import timedelta
from itertools import islice

from starlette.responses import Response

from bot.console import announced, docket, idea_cards
from bot.console.filters import told
from bot.console.visit import Visit
from bot.domain import changes, events, noticebacklog, planbook, registrations
from bot.domain.casebook import State
from bot.domain.shelves import Shelves
from bot.domain.worklist import Wanted, Worklist

MOST = 8
FIRST = 15
SOON = timedelta(days=7)
"""So long before it is due, a task of the year's plan stands here."""


def show(visit: Visit) -> Response:
    """What cannot wait, what is mine and what nobody has, suggestions, trouble with deliveries, next events."""
    session, now = visit.session, visit.act.now
    work = Worklist(session, visit.officer, now)
    parts = work.day(FIRST, Wanted(mine=True), Wanted(state=State.NEW), most=MOST)
    listed = iter(docket.of(session, [case for part in parts for case in part], now))
    first, mine, new = ([*islice(listed, len(part))] for part in parts)
    return visit.render(
        "today.html",
        since=changes.newest(session),
        counts=work.counts(Wanted()),
        told=told,
        first=first,
        mine=mine,
        new=new,
        ideas=idea_cards.of(session, Shelves(session, visit.officer, now).first(MOST), now, visit.officer.id),
        events=[(event, registrations.taken(session, event)) for event in events.coming(visit.act, MOST)],
        approve=noticebacklog.to_approve(session, visit.officer),
        missed=noticebacklog.missed(session, visit.officer, now),
        tasks=planbook.due(session, visit.officer, visit.act.today + SOON),
        estimated=docket.why_estimated(visit.act, [case for part in parts for case in part]),
        announcement=announced.announcement(visit.act, visit.act.today),
    )
