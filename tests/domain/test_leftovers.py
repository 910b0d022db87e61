"""What a dead process had in hand: what arrived is sent, what did not go waits again, the rest is unknown."""

from bot.domain import sendings
from bot.domain.acts import Act
from bot.domain.noticebook import Notice
from bot.domain.sendings import Copy, Seen
from bot.errors import Retry
from tests.domain.notice_union import claimed, comer, fates, going, rows, settled, sums_up
from tests.domain.union import later


def abandoned(act: Act) -> tuple[Notice, list[Copy]]:
    """A notice of which a dead step has three copies in hand, and a live one of another workflow a fourth."""
    for who in ("lina", "wang", "zhao", "qian"):
        comer(act, who, "telegram")
    one = going(act)
    copies = claimed(act, one, claim="flow:1", most=3)
    assert claimed(act, one, claim="other:1", most=1)
    assert sendings.left(act, one.id, "telegram", "flow:", "flow:2") == ["flow:1"]
    return one, copies


def test_nothing_is_known_of_it(act: Act) -> None:
    one, _ = abandoned(act)
    assert sendings.account(act, one.id, "telegram", "flow:1", None) == 3
    assert fates(act, one) == ["unknown", "unknown", "unknown", "sending"]
    assert sums_up(act, one)
    assert sendings.left(act, one.id, "telegram", "flow:", "flow:2") == []


def test_it_is_known_what_went_and_what_arrived(act: Act) -> None:
    one, (came, went, stayed) = abandoned(act)
    seen = Seen(frozenset({came.recipient, went.recipient}), {came.recipient: "4711"})
    assert sendings.account(act, one.id, "telegram", "flow:1", seen) == 1
    assert fates(act, one) == ["sent", "unknown", "queued", "sending"]
    first, _, third, _ = rows(act, one)
    assert (first.message, third.tries, third.claim, third.way) == ("4711", 0, "", "")
    assert [copy.recipient for copy in claimed(act, one, claim="flow:2")] == [stayed.recipient]
    assert sums_up(act, one)


def test_what_was_settled_before_stays_as_it_is(act: Act) -> None:
    one, (first, second, _) = abandoned(act)
    settled(act, [first], Retry("429", after=60), claim="flow:1")
    settled(act, [second], claim="flow:1")
    seen = Seen(frozenset({second.recipient}), {second.recipient: "4711"})
    assert sendings.account(act, one.id, "telegram", "flow:1", seen) == 0
    assert fates(act, one) == ["queued", "sent", "queued", "sending"]
    assert rows(act, one)[0].due_at is not None
    assert rows(act, one)[1].message == f"m{second.recipient}"


def test_what_did_not_go_is_given_back_by_its_own_process_only(act: Act) -> None:
    one, copies = abandoned(act)
    numbers = [copy.recipient for copy in copies]
    sendings.give_back(act, "other:1", numbers)
    assert fates(act, one) == ["sending"] * 4
    sendings.give_back(act, "flow:1", numbers[1:])
    assert fates(act, one) == ["sending", "queued", "queued", "sending"]
    assert sendings.recover(later(act, minutes=11)) == 2
    assert sums_up(act, one)
