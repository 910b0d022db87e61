"""For test_audit: a notice tried out, and its ledger taken away as a list, each deed with the row that it leaves."""

from collections.abc import Callable

from bot.domain import noticerows, noticetrials
from bot.domain.acts import Act
from bot.domain.links import StaffAccount
from bot.domain.reckonings import Filters
from tests.domain.notice_member_deeds import SECRET, notice, sent
from tests.domain.union import member, officer

Deed = Callable[[Act], object]


def _tried(act: Act) -> Deed:
    one, writer = notice(act), officer(act, SECRET)
    account = StaffAccount(channel="telegram", account="100200", officer_id=writer.id, linked_at=act.now)
    act.session.add(account)
    act.session.flush()
    return lambda act: noticetrials.send(act, writer, one)


def _taken(act: Act) -> Deed:
    one = notice(act)
    sent(act, one, member(act))
    return lambda act: noticerows.take(act, one, Filters(), 10)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "noticetrials.send": ("notice.tried", _tried),
    "noticerows.take": ("notice.taken", _taken),
}
