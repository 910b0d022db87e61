"""What happens by itself with notices: it writes its own, what is due begins, is listed, is accounted for.

The sending itself is no job: every process sends (`bot.broadcast`). Listing goes on in pieces, a transaction each.
"""

import time
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from bot.domain import announcing, digests, dispatch, noticekeeping, reminding, sendings
from bot.domain.acts import Act
from bot.domain.drives import Drive
from bot.domain.events import Event
from bot.domain.noticebook import Notice, Recipient
from bot.store import pacing, planner
from bot.store.pacing import PaceRow
from scheduler.work import Transact, apart, one_by_one, while_more


def send_notices(transact: Transact) -> None:
    """Make what is to be made, begin what is due, list its audience, end what is done; each notice by itself."""
    make(transact)
    with transact() as act:
        due = dispatch.due(act)
    for number in due:
        with apart(f"notice {number}"):
            _begin(transact, number)
    settle(transact)


def make(transact: Transact) -> None:
    """Write the announcement, the digest, reminders and invitations whose time has come."""
    _by_month(transact, "announcement", announcing.due, announcing.draft)
    _by_month(transact, "digest", digests.due, digests.draft)
    one_by_one(transact, "reminder", Event, reminding.due, reminding.remind)
    one_by_one(transact, "invitation", Drive, reminding.inviting, reminding.invite)


def settle(transact: Transact) -> None:
    """Bring the ledger up to date with what became of each copy; end what is done, drop limits that limit nothing."""
    with transact() as act:
        pacing.forget(act.session, time.time())
        planner.inform(act.session, Recipient, PaceRow)
        sendings.recover(act)
    while_more(transact, lambda act: sendings.follow(act) >= sendings.FOLLOWED)
    with transact() as act:
        going = dispatch.to_tidy(act)
    for number in going:
        with apart(f"notice {number}"):
            while_more(transact, partial(_tidy, number))


def forget_recipients(transact: Transact) -> None:
    """Keep the figures of notices that ended long ago, and no longer each recipient."""
    with transact() as act:
        old = [notice.id for notice in noticekeeping.due(act)]
    for number in old:
        with apart(f"notice {number}"):
            while_more(transact, partial(_forget, number))


def _begin(transact: Transact, number: int) -> None:
    with transact() as act:
        dispatch.begin(act, act.session.get_one(Notice, number))
    while_more(transact, lambda act: dispatch.list_on(act, act.session.get_one(Notice, number)))


def _tidy(number: int, act: Act) -> bool:
    return dispatch.tidy(act, act.session.get_one(Notice, number))


def _forget(number: int, act: Act) -> bool:
    return noticekeeping.drop(act, act.session.get_one(Notice, number))


def _by_month(
    transact: Transact, what: str, due: Callable[[Act], Iterable[date]], draft: Callable[[Act, date], object]
) -> None:
    with transact() as act:
        months = list(due(act))
    for month in months:
        with apart(f"{what} {month:%Y-%m}"), transact() as act:
            draft(act, month)
