"""Much at once, and what goes wrong on the way: 20 messages a minute, a restart, a message that nobody knows of."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain import deliveries, staff
from bot.limits import Limit, Pace
from bot.messages import Address
from knowledge import KnowledgeBase
from scheduler import casework
from tests.channels.telegram_house import House, opened, telegram, until
from tests.channels.telegram_talks import is_idle, on_sqlite
from tests.conftest import Clock
from tests.desk.staffed import DANGER, Staffed, known, linked
from tests.emulators.telegram import Rate, Received

CASES = 25
SEND = "sendMessage"


@pytest.fixture
def desk(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Staffed]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as house:
        yield linked(house)


def limited(house: House, group: Rate) -> None:
    """The group may be told so much; we keep to it."""
    house.platform.limits.group = group
    served = house.processes[0].server.telegram
    assert served
    every = group.seconds / group.most
    served.group.pace = Pace("telegram", Limit(1 / 1000), Limit(every * 1.25, burst=group.most // 4))


def numbers_in(shown: list[Received], numbers: list[str]) -> Counter[str]:
    return Counter(number for one in shown for number in numbers if number in one.text)


@pytest.mark.parametrize("paced", [True, False], ids=["within the limit", "refused now and then"])
def test_many_cases_at_once_are_joined_and_all_are_shown_once(desk: Staffed, *, paced: bool) -> None:
    house = desk.house
    limited(house, Rate(20, 4.0))
    if not paced:
        desk.tick = 0.4
        house.platform.limits.group = Rate(2, 0.5)
    stories = [DANGER if at == 12 else f"第{at}件事：三个月没发工资" for at in range(CASES)]
    numbers = desk.files_from(Address("telegram", str(known(house).id)), stories)
    desk.until(lambda: set(numbers_in(desk.shown, numbers)) == set(numbers), 40)
    desk.rests()
    assert numbers_in(desk.shown, numbers) == Counter(numbers)
    assert len(desk.shown) <= 6
    assert desk.shown[0].text.startswith(f"🔴 紧急 {numbers[12]}")
    refused = [one for one in house.platform.calls(SEND) if one.answer and one.answer.get("error_code") == 429]
    assert bool(refused) is not paced
    assert set(house.states().values()) == {"sent"}
    several = next(one for one in desk.shown if numbers[3] in one.text)
    place = next(label for label in several.buttons if label.endswith("接手"))
    number = next(line for line in several.text.splitlines() if line.startswith(f"{place[0]}. "))[3:17]
    desk.taps(desk.li, several, place)
    card = desk.card(number)
    assert (card.reply_to, "李主任在办" in card.text) == (several.message_id, True)
    desk.until(lambda: place not in several.buttons)


def test_a_restart_shows_nothing_twice_and_loses_nothing(desk: Staffed, clock: Clock, knowledge: KnowledgeBase) -> None:
    house, who, first = desk.house, known(desk.house), desk.house.processes[0]
    numbers = [desk.files(who) for _ in range(2)]
    card = desk.card(numbers[0])
    desk.taps(desk.li, card, "接手")
    desk.li.says("您好", in_=desk.group, reply_to=card)
    house.platform.settle()
    numbers += [desk.files(who) for _ in range(2)]
    first.stop()
    second = opened(first.app.config, clock, knowledge, load=False, quick=True)
    house.processes.append(second)
    second.start()
    try:
        house.platform.callbacks = [f"{second.url}/telegram"]
        desk.until(lambda: set(numbers_in(desk.shown, numbers)) == set(numbers))
        desk.until(lambda: any("✅" in one.text for one in desk.shown))
        until(lambda: is_idle(house))
        assert [len(desk.cards(number)) for number in numbers] == [1] * 4
        assert len([one for one in who.received if "您好" in one.text]) == 1
        assert "李主任在办" in card.text
    finally:
        second.stop()


@pytest.mark.parametrize("fault", ["lost", "reset"])
def test_what_may_not_have_arrived_is_not_repeated_and_shown_in_the_console(desk: Staffed, fault: str) -> None:
    desk.house.platform.faults.order(SEND, fault, chat=desk.group)
    number = desk.files(known(desk.house))
    desk.until(lambda: "unknown" in desk.house.states().values())
    desk.rests()
    assert len(desk.cards(number)) == (fault == "lost")
    with desk.house.app.database.read() as session:
        li, wang = staff.named(session, "李主任"), staff.named(session, "王干事")
        assert li
        assert wang
        now = desk.house.clock()
        assert [row.state for row in deliveries.trouble(session, li, now)] == ["unknown"]
        assert deliveries.trouble(session, wang, now) == []
    if fault == "lost":
        card = desk.card(number)
        assert "您接手了" in desk.taps(desk.li, card, "接手")
        desk.until(lambda: "李主任在办" in card.text)
        desk.li.says("您好", in_=desk.group, reply_to=card)
        desk.message(f"{number} ✅")


def test_a_change_that_may_not_have_arrived_is_made_again(desk: Staffed) -> None:
    card = desk.card(desk.files(known(desk.house)))
    desk.house.platform.faults.order("editMessageText", "reset", chat=desk.group)
    desk.taps(desk.li, card, "接手")
    desk.tick = 1.0
    desk.until(lambda: "李主任在办" in card.text)
    desk.rests()
    assert set(desk.house.states().values()) == {"sent"}


def test_a_card_that_was_deleted_by_hand_is_posted_anew_at_its_next_change(desk: Staffed) -> None:
    number = desk.files(known(desk.house))
    first = desk.card(number)
    desk.li.deletes(first)
    desk.rests()
    assert desk.cards(number) == []
    desk.taps(desk.li, first, "接手")
    card = desk.card(number)
    assert card is not first
    assert "李主任在办" in card.text
    desk.rests()
    assert desk.cards(number) == [card]
    assert set(desk.house.states().values()) == {"sent"}


def test_a_bot_that_may_not_write_in_the_group_is_shown_and_tries_no_more(desk: Staffed) -> None:
    words = "Bad Request: not enough rights to send text messages to the chat"
    desk.house.platform.faults.order(SEND, 400, chat=desk.group, description=words)
    desk.files(known(desk.house))
    desk.until(lambda: "failed" in desk.house.states().values())
    desk.rests()
    assert desk.shown == []
    casework.tell_staff(desk.house.app.act)
    assert list(desk.house.states().values()) == ["failed"]
