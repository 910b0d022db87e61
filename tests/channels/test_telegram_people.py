"""Who can be reached, who cannot any more and can again; and that nothing of what they say is in the log."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain.members import ANNOUNCEMENT
from bot.messages import Address, Reply
from bot.store import outbox
from knowledge import KnowledgeBase
from tests.channels.telegram_house import SECRET, House, telegram, until
from tests.channels.telegram_talks import (
    JPEG,
    STORY,
    is_reachable,
    member,
    on_sqlite,
    settles,
    talk,
    to_the_phone,
    to_the_photos,
)
from tests.channels.telegram_updates import US
from tests.conftest import Clock
from tests.emulators.telegram import Person


@pytest.fixture
def house(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def lina(house: House) -> Person:
    return member(house)


def announce(house: House, person: Person, key: str, hours: int = 0) -> None:
    """Something for many, in so many hours."""
    with house.app.act() as act:
        to = Address("telegram", str(person.id))
        row = outbox.put(act.session, to, Reply("本月活动"), key=key, kind=ANNOUNCEMENT, now=act.now, bulk=True)
        row.due_at = act.now.replace(hour=act.now.hour + hours)


def test_one_who_blocks_us_is_lost_and_what_goes_to_many_is_taken_back(house: House, lina: Person) -> None:
    announce(house, lina, "announcement", hours=1)
    lina.blocks()
    until(lambda: not is_reachable(house, lina))
    assert house.states()["announcement"] == "withdrawn"
    settles(house)
    assert len(lina.received) == 1


def test_one_who_comes_back_is_reachable_again(house: House, lina: Person) -> None:
    lina.blocks()
    until(lambda: not is_reachable(house, lina))
    lina.unblocks()
    until(lambda: is_reachable(house, lina))
    lina.blocks()
    until(lambda: not is_reachable(house, lina))
    assert "自助服务" in open_again(lina)
    assert is_reachable(house, lina)


def open_again(person: Person) -> str:
    before = len(person.received)
    person.opens()
    return person.waits(before + 1)[-1].text


def test_one_who_blocked_us_unheard_is_known_by_the_first_message_that_fails(house: House, lina: Person) -> None:
    lina.blocked = True
    announce(house, lina, "later", hours=1)
    announce(house, lina, "now")
    until(lambda: not is_reachable(house, lina))
    until(lambda: house.states()["now"] == "failed")
    assert house.states()["later"] == "withdrawn"


def test_one_whose_account_is_gone_is_lost(house: House, lina: Person) -> None:
    lina.deactivated = True
    house.put(lina, "reply", "您的诉求有答复了")
    until(lambda: house.states()["reply"] == "failed")
    until(lambda: not is_reachable(house, lina))


def test_who_writes_again_is_reachable_again(house: House, lina: Person) -> None:
    lina.deactivated = True
    house.put(lina, "reply", "您的诉求有答复了")
    until(lambda: not is_reachable(house, lina))
    lina.deactivated = False
    assert "转人工" in house.says(lina, "人工")
    assert is_reachable(house, lina)


def test_a_stranger_who_blocks_us_is_nobody(house: House) -> None:
    stranger = house.platform.person("路人")
    stranger.blocks()
    settles(house)
    stranger.opens()
    assert "自助服务" in stranger.waits(1)[0].text


def test_two_members_do_not_see_each_others_talk(house: House, lina: Person) -> None:
    wang = member(house, "王芳")
    talk(house, lina, "提建议", "安全生产")
    talk(house, wang, "诉求投诉")
    assert "(3/9)" in house.says(lina, "四号冲床的护栏松了")
    assert "(2/9)" in house.says(wang, STORY)


def test_neither_words_nor_names_nor_secrets_are_in_the_log(
    house: House, lina: Person, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    faults = house.platform.faults
    for method, behaviour in (
        ("sendMessage", "html-502"),
        ("getFile", 403),
        ("sendMessage", "reset"),
        ("file", "reset"),
    ):
        faults.order(method, behaviour)
    lina.says(STORY)
    settles(house)
    faults.heals("sendMessage")
    to_the_phone(house, lina)
    before = len(lina.received)
    lina.shares_contact("8613800138000")
    lina.waits(before + 1)
    to_the_photos(house, lina)
    lina.sends_photo(JPEG, caption=STORY)
    lina.blocks()
    house.put(lina, "reply", STORY)
    settles(house)
    ours = [one for one in caplog.records if one.name != "uvicorn.access"]  # that is the platform's
    assert ours
    for secret in (STORY, "李娜", "13800138000", str(lina.id), SECRET, house.platform.token.removeprefix(f"{US}:")):
        assert not any(secret in one.getMessage() for one in ours)
