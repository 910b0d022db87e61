"""For test_audit: what is done with a notice on its way, each deed with the row that it leaves."""

from collections.abc import Callable
from datetime import timedelta

from bot.domain import corrections, dispatch, misses, noticekeeping, repeats, sendings
from bot.domain.acts import Act
from bot.domain.noticebook import Notice, State
from bot.errors import DeliveryFailed
from tests.domain.notice_union import claimed, comer, going, notice, settled
from tests.domain.staff_deeds import SECRET
from tests.domain.union import later

Deed = Callable[[Act], object]


def _waiting(act: Act, **fields: object) -> Notice:
    return notice(act, title=SECRET, text=SECRET, **fields)


def _out(act: Act, **fields: object) -> Notice:
    """Two members are to get it, neither has."""
    for who in ("lina", "wang"):
        comer(act, who, "wechat")
    return going(act, title=SECRET, text=SECRET, **fields)


def _begun(act: Act) -> Deed:
    one = _waiting(act)
    return lambda act: dispatch.begin(act, one)


def _missed(act: Act) -> Deed:
    one = _waiting(act)
    return lambda act: misses.miss(act, one)


def _held_back(act: Act) -> Deed:
    one = _waiting(act)
    return lambda act: misses.hold_back(act, one, 500)


def _listed(act: Act) -> Deed:
    one = _waiting(act)
    dispatch.begin(act, one)
    return lambda act: dispatch.list_on(act, one)


def _repeated(act: Act) -> Deed:
    one = _waiting(act, schedule={"monthly": 1, "at": "09:00"})
    return lambda act: dispatch.repeat(act, one)


def _repeated_so(act: Act) -> Deed:
    one = _waiting(act, schedule={"monthly": 1, "at": "09:00"})
    return lambda act: repeats.repeat(act, one, dispatch.new_key(), State.SCHEDULED)


def _paused(act: Act) -> Deed:
    one = _out(act)
    return lambda act: dispatch.pause(act, one)


def _resumed(act: Act) -> Deed:
    one = _out(act)
    dispatch.pause(act, one)
    return lambda act: dispatch.resume(act, one)


def _cancelled(act: Act) -> Deed:
    one = _out(act)
    return lambda act: dispatch.cancel(act, one)


def _retried(act: Act) -> Deed:
    one = _out(act)
    settled(act, claimed(act, one, "wechat"), DeliveryFailed("400", SECRET))
    return lambda act: dispatch.retry(act, one)


def _sent_since(act: Act) -> Deed:
    one = _out(act)
    return lambda act: dispatch.send_since(act, one)


def _sent_now(act: Act) -> Deed:
    one = _waiting(act, due_at=act.now + timedelta(days=1))
    return lambda act: dispatch.send_now(act, one)


def _done(act: Act) -> Deed:
    one = _out(act)
    settled(act, claimed(act, one, "wechat"))
    return lambda act: dispatch.tidy(act, one)


def _corrected(act: Act) -> Deed:
    one = _out(act)
    return lambda act: corrections.correct(act, one, SECRET, f"{SECRET}改")


def _recalled(act: Act) -> Deed:
    one = _out(act, mass=True)
    found = sendings.claim_list(act, one.id, "wechat", "m:1", 2, 9)
    assert found
    sendings.settle_list(act, found.key, "m:1", "1", None)
    return lambda act: corrections.recall(act, one)


def _dropped(act: Act) -> Deed:
    one = _out(act)
    one.state, one.ended_at = State.DONE.value, act.now
    return lambda act: noticekeeping.drop(later(act, days=401), one)


DEEDS: dict[str, tuple[str, Callable[[Act], Deed]]] = {
    "corrections.correct": ("notice.corrected", _corrected),
    "corrections.recall": ("notice.recalled", _recalled),
    "dispatch.begin": ("notice.begun", _begun),
    "dispatch.cancel": ("notice.cancelled", _cancelled),
    "dispatch.list_on": ("notice.started", _listed),
    "dispatch.pause": ("notice.paused", _paused),
    "dispatch.repeat": ("notice.repeated", _repeated),
    "dispatch.resume": ("notice.resumed", _resumed),
    "dispatch.retry": ("notice.retried", _retried),
    "dispatch.send_now": ("notice.sent_now", _sent_now),
    "dispatch.send_since": ("notice.sent_since", _sent_since),
    "dispatch.tidy": ("notice.done", _done),
    "misses.hold_back": ("notice.grown", _held_back),
    "misses.miss": ("notice.missed", _missed),
    "repeats.repeat": ("notice.repeated", _repeated_so),
    "noticekeeping.drop": ("notice.rows_dropped", _dropped),
}

READS = {
    "amendings.to_amend",
    "amendings.to_recall",
    "corrections.standing",
    "dispatch.due",
    "dispatch.to_tidy",
    "leftovers.left",
    "noticekeeping.due",
    "picking.goes",
    "picking.replies",
    "quotas.month",
    "quotas.warning",
    "reckonings.progress",
    *(f"repeats.{name}" for name in ("event_of", "moved", "undated")),
    "sendings.work",
}

LEDGER = {
    *(f"amendings.{name}" for name in ("claim_amends", "claim_recall", "settle_amends", "settle_recall")),
    *(f"claimings.{name}" for name in ("claim", "claim_list")),
    *(f"handovers.{name}" for name in ("follow", "hand_over", "put")),
    *(f"leftovers.{name}" for name in ("account", "give_back", "recover")),
    *(f"settlings.{name}" for name in ("settle", "settle_list")),
    *(f"stopping.{name}" for name in ("drop_late", "stop")),
    "picking.pick",
    "repeats.follow",
    "sendings.begin_round",
}
"""They write the ledger of a notice that was set going: a row for each recipient, which says what became of it.

`repeats.follow` gives a notice the times that its event has, of which the event's own trail tells.
"""
