"""The staff's group at Telegram: cards with buttons, topics, mentions, and nothing of who must stay unknown."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.domain import cases, staff
from knowledge import KnowledgeBase
from scheduler import casework
from tests.channels.telegram_house import House, telegram, until
from tests.channels.telegram_talks import on_sqlite
from tests.conftest import Clock
from tests.desk.staffed import DANGER, PARK, TOP, Staffed, hired, known, linked, mentioned, staffed, texts_of
from tests.emulators.telegram import Person


@pytest.fixture
def desk(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Staffed]:
    """A group without topics."""
    with staffed(on_sqlite(sample_file, tmp_path), clock, knowledge) as one:
        yield one


@pytest.fixture
def forum(sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase) -> Iterator[Staffed]:
    """A group with topics."""
    with staffed(on_sqlite(sample_file, tmp_path), clock, knowledge, forum=True) as one:
        yield one


@pytest.fixture
def pair(sample_url: str, clock: Clock, knowledge: KnowledgeBase) -> Iterator[House]:
    """Two processes on one PostgreSQL."""
    with telegram(sample_url, clock, knowledge, processes=2) as one:
        yield one


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
def test_of_three_who_tap_at_once_over_two_processes_one_has_it_and_two_are_told_who(pair: House) -> None:
    desk = linked(pair)
    people = {"李主任": desk.li, **{name: hired(pair, name) for name in ("吴干事", "郑干事")}}
    card = desk.card(desk.files(known(pair)))
    pair.platform.duplicate(2, 3)
    barrier = threading.Barrier(3)

    def tap(who: Person) -> None:
        barrier.wait()
        who.taps(card, "接手")

    threads = [threading.Thread(target=tap, args=(who,)) for who in people.values()]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    until(lambda: all(who.answers for who in people.values()))
    desk.rests()
    (winner,) = [name for name, who in people.items() if "您接手了" in who.answers[0]]
    held = f"这件事{winner}已经接手了，有事请和{winner}商量。"
    assert {name: who.answers for name, who in people.items() if name != winner} == {
        name: [held] for name in people if name != winner
    }
    assert card.alerts == [held] * 2
    assert f"状态：{winner}在办" in card.text
    assert len(desk.trail("case.taken")) == 1


def test_what_is_handed_over_in_the_console_rings_once_at_the_new_owners(desk: Staffed) -> None:
    wang = hired(desk.house, "吴干事")
    number = desk.files(known(desk.house))
    desk.card(number)
    with desk.house.app.act() as act:
        one, by, to = (
            cases.numbered(act.session, number),
            staff.named(act.session, "李主任"),
            staff.named(act.session, "吴干事"),
        )
        assert one
        assert by
        assert to
        cases.hand_over(act.by(by.actor), one, by, to)
    assert mentioned(desk.message("🤝")) == [wang.id]
    desk.rests()
    assert len([one for one in desk.shown if "🤝" in one.text]) == 1


def test_a_clock_that_runs_out_rings_at_the_next_persons_in_the_group_above(desk: Staffed, clock: Clock) -> None:
    lower = linked(desk.house, unit=PARK, by="王干事")
    number = desk.files(known(desk.house), unit=PARK)
    card = lower.card(number)
    assert desk.cards(number) == []
    for _ in range(2):  # to the chair there, then upward
        clock.forward(days=10)
        casework.climb_cases(desk.house.app.act)
    alert = desk.message("⏰")
    assert alert.text == f"⏰ {number} 到时没有回复，已转到{TOP}。@李主任 请接手。"
    assert (mentioned(alert), alert.reply_to) == ([desk.li.id], desk.card(number).message_id)
    lower.until(lambda: f"已转到{TOP}" in card.text)
    assert card.buttons == []


def test_all_about_a_case_is_sent_in_private_alone(desk: Staffed) -> None:
    number = desk.files(known(desk.house), name="张伟明", phone="13812345678")
    card = desk.card(number)
    before = len(desk.li.received)
    assert desk.taps(desk.li, card, "详情") == "详情已私聊发给您。"
    assert "张伟明，13812345678" in desk.li.waits(before + 1)[-1].text
    desk.rests()
    assert not any("张伟明" in one.text or "13812345678" in one.text for one in desk.group.received)
    assert len(desk.trail("case.looked_up")) == 1


def test_of_an_anonymous_member_nothing_is_told_anywhere(forum: Staffed) -> None:
    house, who = forum.house, known(forum.house, "陈秘密")
    story = "我叫陈秘密，电话13900001111，工友触电了没有呼吸"
    for line in ("诉求投诉", story, *["跳过"] * 3, "宏达机械", "昨天", "跳过", "匿名", "提交"):
        house.says(who, line)
    number = who.received[-1].text.partition("编号 ")[2][:14]
    card = forum.card(number)
    forum.taps(forum.li, card, "详情")
    house.says(who, f"补充 {number}")
    house.says(who, "本人陈秘密，打13900001111找我")
    house.says(who, "跳过")
    forum.message("💬")
    forum.li.says("收到", in_=forum.group, reply_to=card)
    forum.message("✅")
    forum.rests()
    told = [one for one in house.platform.asked if one.params.get("chat_id") != who.id]
    everything = json.dumps([one.params for one in told], ensure_ascii=False)
    assert number in everything
    assert "陈秘密" not in everything
    assert "13900001111" not in everything
    assert str(who.id) not in everything
    assert f"🔴 {number}" in [topic.name for topic in forum.group.topics]
    assert any("匿名，请不要追问身份" in text for text in texts_of(forum.li))


def test_a_forum_opens_each_topic_once_and_again_where_it_was_deleted(forum: Staffed) -> None:
    lina = known(forum.house)
    first, urgent = forum.files(lina), forum.files(lina, DANGER)
    cards = [forum.card(number) for number in (first, urgent)]
    second = forum.card(forum.files(lina))
    names = {topic.id: topic.name for topic in forum.group.topics}
    assert [names[one.thread_id or 0] for one in (*cards, second)] == [TOP, f"🔴 {urgent}", TOP]
    assert len(names) == 2
    forum.group.deletes(next(topic for topic in forum.group.topics if topic.name == TOP))
    forum.tick = 0.5
    third = forum.card(forum.files(lina))
    assert third.thread_id not in names
    assert [topic.name for topic in forum.group.topics if not topic.deleted] == [f"🔴 {urgent}", TOP]
    forum.taps(forum.li, cards[1], "接手")
    forum.until(lambda: "李主任在办" in cards[1].text)


def test_where_no_topic_may_be_opened_all_goes_into_the_group(
    sample_file: Path, tmp_path: Path, clock: Clock, knowledge: KnowledgeBase
) -> None:
    with telegram(on_sqlite(sample_file, tmp_path), clock, knowledge) as house:
        desk = linked(house, forum=True, rights=False)
        desk.tick = 0.5
        lina = known(house)
        numbers = [desk.files(lina), desk.files(lina, DANGER)]
        assert [desk.card(number).thread_id for number in numbers] == [None, None]
        desk.rests()
        assert desk.group.topics == []
        assert {state for key, state in house.states().items() if key.startswith("posting:")} == {"sent"}
