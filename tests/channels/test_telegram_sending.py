"""What goes out by Telegram: its limits, what it says no to, and a network that fails."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from bot.channels.telegram.client import FREE, paces
from bot.config import Telegram as Settings
from bot.domain.members import Contact
from bot.limits import Limit
from bot.store.outbox import Outgoing
from knowledge import KnowledgeBase
from tests.channels.telegram_house import House, telegram, until
from tests.emulators.telegram import Person

MEMBERS = 60
SEND = "sendMessage"


def now() -> datetime:
    """The real clock: a platform knows no other."""
    return datetime.now(UTC)


@pytest.fixture
def house(sample_url: str, knowledge: KnowledgeBase) -> Iterator[House]:
    """A bot that nobody hurries."""
    with telegram(sample_url, now, knowledge) as one:
        yield one


@pytest.fixture
def lina(house: House) -> Person:
    """One who wrote to us."""
    person = house.platform.person()
    person.opens()
    person.waits(1)
    return person


def row(house: House, key: str) -> Outgoing:
    with house.app.database.read() as session:
        return session.scalars(select(Outgoing).where(Outgoing.key == key)).one()


def became(house: House, key: str, state: str) -> Outgoing:
    """The message, once it is in that state."""
    until(lambda: row(house, key).state == state)
    return row(house, key)


def mailed(house: House, people: list[Person]) -> None:
    """A notice to each of them."""
    for number, person in enumerate(people):
        house.put(person, f"notice:{number}", f"第 {number} 号通知", bulk=True)


def lost(house: House, person: Person) -> bool:
    """Whether we hold that this person cannot be reached."""
    with house.app.database.read() as session:
        return session.get_one(Contact, ("telegram", str(person.id))).lost_at is not None


def all_sent(house: House) -> bool:
    return {state for key, state in house.states().items() if key.startswith("notice:")} == {"sent"}


def acquainted(house: House, count: int) -> list[Person]:
    """People who wrote to the bot once."""
    people = [house.platform.person(f"会员{number}") for number in range(count)]
    for person in people:
        person.wrote = True
    return people


def test_many_notices_keep_within_the_platforms_limits_and_each_arrives_once(
    sample_url: str, knowledge: KnowledgeBase
) -> None:
    with telegram(sample_url, now, knowledge, limits=True, quick=False) as house:
        people = acquainted(house, MEMBERS)
        mailed(house, people)
        asker = people[-1]
        asker.says("辞职要提前多久说")
        until(lambda: all_sent(house), 30)
        notices = [[one.text for one in person.received if "号通知" in one.text] for person in people]
        assert notices == [[f"第 {number} 号通知"] for number in range(MEMBERS)]
        assert len(asker.waits(2)) == 2
        times = sorted(one.at for person in people for one in person.received)
        assert max(sum(1 for at in times if first <= at < first + 0.9) for first in times) <= 30


def test_an_answer_goes_before_notices_that_wait(sample_url: str, knowledge: KnowledgeBase) -> None:
    with telegram(sample_url, now, knowledge, limits=True, quick=False) as house:
        people = acquainted(house, MEMBERS)
        mailed(house, people)
        asker = people[-1]
        asker.says("辞职要提前多久说")
        asker.waits(1)
        assert "通知" in asker.received[0].text
        assert "号通知" not in asker.received[0].text
        assert not all_sent(house)


def test_a_chat_that_must_wait_does_not_keep_the_others_waiting(house: House, lina: Person) -> None:
    other = acquainted(house, 1)[0]
    house.platform.faults.order(SEND, 429, chat=lina.id, retry_after=3)
    house.put(lina, "slow", "给李娜")
    until(lambda: row(house, "slow").code == "429")
    house.put(other, "quick", "给别人")
    became(house, "quick", "sent")
    assert row(house, "slow").state == "queued"
    sent = became(house, "slow", "sent")
    assert (sent.tries, sent.code) == (1, "")
    assert [one.text for one in lina.received].count("给李娜") == 1


@pytest.mark.parametrize("behaviour", [500, 502])
def test_what_telegram_did_not_do_is_tried_again(house: House, lina: Person, behaviour: int) -> None:
    house.platform.faults.order(SEND, behaviour)
    house.put(lina, "a", "您好")
    until(lambda: row(house, "a").tries == 1 and row(house, "a").state == "queued")
    assert row(house, "a").code == "network"


@pytest.mark.parametrize("behaviour", ["lost", "reset", "html-502"])
def test_what_nobody_knows_is_shown_and_not_repeated(house: House, lina: Person, behaviour: str) -> None:
    house.platform.faults.order(SEND, behaviour)
    house.put(lina, "a", "您好")
    house.put(lina, "b", "再见")
    became(house, "a", "unknown")
    became(house, "b", "sent")
    assert len([one for one in lina.received if one.text == "您好"]) == (behaviour == "lost")
    assert row(house, "a").state == "unknown"


def test_one_who_blocked_the_bot_is_unreachable_until_they_come_back(house: House, lina: Person) -> None:
    lina.blocked = True
    house.put(lina, "a", "您好")
    assert became(house, "a", "failed").code == "403"
    assert lost(house, lina)
    lina.blocked = False
    lina.says("菜单")
    until(lambda: not lost(house, lina))


def test_a_token_that_is_refused_fails_no_message(house: House, lina: Person) -> None:
    house.platform.faults.order(SEND, 401)
    house.put(lina, "a", "您好")
    until(lambda: row(house, "a").code == "401")
    assert row(house, "a").state == "queued"


@pytest.mark.parametrize("per_second", [29, 1000])
def test_the_pace_is_the_settings_for_members_and_groups_together(per_second: int) -> None:
    private, group = paces(Settings(token="1:AA", per_second=per_second))
    assert private.name == group.name
    assert private.overall == group.overall == Limit(1 / per_second)
    assert private.each.every >= 1
    assert Settings().per_second < FREE
