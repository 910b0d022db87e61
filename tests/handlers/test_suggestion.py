"""What the form for suggestions looks up and reads: drives, what is like it, trouble; the board."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app import App
from bot.config import Config
from bot.conversation import Command, Conversation, Sought, Start
from bot.domain import drives, suggestions, units, voices
from bot.domain.acts import OPERATOR, Act
from bot.domain.alike import Box
from bot.domain.bulletin import PAGE
from bot.domain.suggestions import Suggestion, Topic
from bot.errors import Refusal
from bot.messages import Incoming, Reply, Upload
from bot.store import conversations
from bot.store.database import Database
from handlers import bulletin, idea, occasion, similar, status, suggestion, trouble
from handlers.turn import Turn
from knowledge import KnowledgeBase
from tests.conftest import UNION, Clock
from tests.domain.union import address, member, officer

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

TITLE = "三号冲床加护栏"
BODY = "两边装上防护栏，开机时锁住"


@pytest.fixture
def act(database: Database, config: Config, clock: Clock) -> Iterator[Act]:
    """One transaction."""
    with database.write() as session:
        act = Act(session, clock(), OPERATOR, config)
        units.add(act, UNION)
        yield act


@pytest.fixture
def turn(act: Act, knowledge: KnowledgeBase) -> Turn:
    return Turn(act, member(act), address(), knowledge, box=Box())


def filed(act: Act, who: str = "wang", title: str = TITLE, *, shown: bool = True, **more: Any) -> Suggestion:
    fields: dict[str, Any] = {"topic": Topic.SAFETY.value, "title": title, "body": BODY, **more}
    one = suggestions.file(act, member(act, who), address(who), **fields)
    if shown:
        suggestions.publish(act, one, officer(act), title, BODY)
    return one


def asked(turn: Turn, title: str = "给3号冲压设备装防护栏") -> Sought | None:
    return similar.look({"title": title}, replace(turn, looked_up={}))


def told(entry: Command, turn: Turn, **groups: str) -> Reply:
    reply = entry.run(turn, **groups)
    assert isinstance(reply, Reply)
    return reply


def without_board(act: Act) -> Act:
    settings = act.config.suggestions.model_copy(update={"board": False})
    return replace(act, config=act.config.model_copy(update={"suggestions": settings}))


# --- what is like it


def test_what_is_shown_is_offered_and_what_is_not_is_nobodys_business(act: Act, turn: Turn) -> None:
    filed(act, shown=False)
    assert asked(turn) is None
    one = filed(act, "zhao")
    found = asked(turn)
    assert found
    assert [option.label for option in found.options] == [f"附议 {one.number}", "另外提"]
    assert f"{one.number}“{TITLE}”（已登记，等待答复）" in found.prompt
    assert asked(turn, "食堂多几个素菜") is None
    assert asked(replace(turn, act=without_board(act))) is None


def test_of_ones_own_one_is_asked_to_add_to_it_and_what_was_said_is_added(act: Act, turn: Turn) -> None:
    one = filed(act, "lina", shown=False)
    found = asked(turn)
    assert found
    assert found.options[0].label == f"补充到 {one.number}"
    assert "没有另外登记" in similar.join(one, "四号也要", turn).text
    assert voices.supporters(act.session, one) == 0
    suggestions.withdraw(act, one)
    assert asked(turn) is None


def test_what_a_member_supports_is_not_offered_again(act: Act, turn: Turn) -> None:
    one = filed(act)
    assert "现在有 1 人附议" in similar.join(one, TITLE, turn).text
    assert asked(turn) is None


# --- drives


def test_topics_are_those_of_the_drive_as_long_as_it_runs(act: Act, turn: Turn) -> None:
    assert occasion.look({}, turn) is None
    lead, top = officer(act), units.root(act.session)
    assert top
    days = {"begins": act.today, "ends": act.today + timedelta(days=9)}
    for title, topics in (("金点子", ["设备", "用电"]), ("省一度电", [])):
        drives.open_(act, drives.draft(act, lead, top, title=title, focus="找隐患", topics=topics, **days), lead)
    now = replace(turn, looked_up={})
    found = occasion.look({}, now)
    assert found
    assert [option.label for option in found.options] == ["参加“金点子”征集", "参加“省一度电”征集", "另外提"]
    keys = [option.key for option in found.options]
    shown = [[one.label for one in occasion.topics({"drive": key}, now).options] for key in keys]
    assert shown[0] == ["设备", "用电"]
    assert shown[1] == shown[2] == [topic.label for topic in Topic]
    running = occasion.chosen(keys[0], now)
    assert running
    drives.end(act, running, lead)
    assert occasion.chosen(keys[0], replace(turn, looked_up={})) is None


# --- trouble


@pytest.mark.parametrize(
    ("title", "body", "offered"),
    [
        ("车间太热", "中午四十度，没人管", True),
        ("老板拖欠工资", "两个月没发了，帮我要回来", True),
        ("车间太热", "装两台排风扇", False),
        ("车间太热，装排风扇", "中午四十度，没人管", False),
        ("夜里空转费电", "没人的时候关机", False),
        ("食堂的事情", "同上", False),
    ],
)
def test_who_only_tells_of_trouble_is_offered_a_grievance(turn: Turn, title: str, body: str, *, offered: bool) -> None:
    found = trouble.look({"title": title, "body": body}, turn)
    assert (found is not None) == offered
    assert trouble.look({"title": title, "body": None}, turn) is None


def test_words_and_pictures_go_with_the_member_to_the_grievance(
    config: Config, database: Database, knowledge: KnowledgeBase, clock: Clock
) -> None:
    with App(config, clock=clock, knowledge=knowledge, database=database) as app:
        for number, text in enumerate(("提建议", "其他", "车间太热", "中午最热")):
            app.turn(Incoming(address(), f"{number}", text))
        app.turn(Incoming(address(), "photo", "", (Upload("温度计.png", "image/png", b"\x89PNG"),)))
        app.turn(Incoming(address(), "body", "四十度，没人管，有人中暑了"))
        replies = app.turn(Incoming(address(), "choice", "登记为诉求"))
        with app.act() as act:
            kept = Conversation.load(conversations.lock(act.session, address(), act.now).state)
            assert act.session.query(Suggestion).count() == 0
    assert trouble.OPENING in replies[0].text
    (draft,) = kept.drafts
    assert draft.form == "grievance"
    assert draft.answers["facts"] == "车间太热\n中午最热\n四十度，没人管，有人中暑了"
    assert [one["name"] for one in json.loads(draft.answers["evidence"] or "")["files"]] == ["温度计.png"]


# --- the board, and what is one's own


def test_nobody_signs_in_public_where_there_is_no_board(act: Act, turn: Turn) -> None:
    assert len(suggestion._signings(turn)) == 3
    assert [one.label for one in suggestion._signings(replace(turn, act=without_board(act)))] == ["匿名", "实名"]


def test_the_board_is_read_page_by_page_and_each_fits_into_one_message(act: Act, turn: Turn) -> None:
    for number in range(PAGE + 1):
        filed(act, title=f"第{number}条：{'很长的标题' * 9}")
    pages = [told(bulletin.newest, turn), told(bulletin.more, turn), told(bulletin.more, turn)]
    assert [page.text.partition("\n")[0] for page in pages] == [
        f"公开栏·最新（第 {part} 条，共 11 条）" for part in ("1–5", "6–10", "11–11")
    ]
    assert ["更多" in page.buttons for page in pages] == [True, True, False]
    assert len({button for page in pages for button in page.buttons if button.startswith("JY")}) == PAGE + 1
    assert all(len(page.text) <= 600 for page in pages)
    with pytest.raises(Refusal, match="没有更多"):
        told(bulletin.more, turn)


@pytest.mark.parametrize("entry", [bulletin.newest, bulletin.stories], ids=["board", "stories"])
def test_without_a_board_there_are_kind_words(act: Act, turn: Turn, entry: Any) -> None:
    filed(act)
    with pytest.raises(Refusal, match="公开栏现在没有开"):
        entry.run(replace(turn, act=without_board(act)))


def test_a_number_shows_its_proposer_all_and_others_the_public_side(act: Act, turn: Turn) -> None:
    one = filed(act, contact="王强 13800000000")
    assert told(status.by_number, turn, number=one.number).buttons == (f"附议 {one.number}", "公开栏")
    similar.join(one, TITLE, turn)
    assert told(status.by_number, turn, number=one.number).buttons[0] == f"撤回附议 {one.number}"
    assert "1 人附议" in told(status.by_number, turn, number=one.number).text
    suggestions.unpublish(act, one, officer(act))
    assert "有结果会告诉您" in told(status.by_number, turn, number=one.number).text
    for who in ("zhao", "wang"):
        there = replace(turn, member=member(act, who), address=address(who))
        if who == "wang":
            assert "您提交" in told(status.by_number, there, number=one.number).text
        else:
            with pytest.raises(Refusal, match="没有找到您名下"):
                told(status.by_number, there, number=one.number)


def test_only_who_filed_it_withdraws_and_appeals_but_who_signed_it_may_speak(act: Act, turn: Turn) -> None:
    one = filed(act, shown=False, others=(voices.Named("李娜"),))
    ((_, code),) = voices.codes(act, one)
    voices.join(act, code, turn.member, turn.address)
    assert idea.begin_response.run(turn, number=one.number) == Start("respond", {"idea": one.number})
    for entry in (idea.ask_withdrawal, idea.withdraw, idea.begin_appeal):
        with pytest.raises(Refusal, match="由提交的那位来"):
            entry.run(turn, number=one.number)
    assert f"您一起提的：\n· {one.number}" in told(idea.mine, turn).text
