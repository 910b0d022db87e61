"""Unfinished forms: they wait for each other and for their member, and go when they are too old."""

import pytest

from bot.conversation import Option
from tests.conversation.desk import Desk, at_summary

WAITING = "您的“事情”还没填完（2/10），前面填的都在。 [接着填] [重新填] [不填了]"


def two_answers() -> Desk:
    desk = Desk()
    desk.says("说事", "1", "护栏松了")
    return desk


# --- one in the middle of another


def test_a_form_in_the_middle_of_another_and_back() -> None:
    desk = two_answers()
    assert desk.says("写便条") == "写什么？"
    assert desk.drafts == ["story", "note"]
    assert desk.says("买螺丝", "提交") == f"收下了。\n{WAITING}"
    assert desk.says("接着填") == "经过？ (3/10)"


def test_cancelling_the_second_offers_the_first() -> None:
    desk = two_answers()
    assert desk.says("写便条", "取消") == f"好的，“便条”已经取消，没有提交。\n{WAITING}"
    assert desk.says("不填了") == "好的，“事情”已经取消，没有提交。"


def test_the_same_form_again_is_offered_not_begun_anew() -> None:
    desk = two_answers()
    assert desk.says("说事") == WAITING
    assert desk.says("1") == "经过？ (3/10)"
    assert desk.says("重新填") == "慢慢说。\n哪一类？ (1/10) [安全生产] [技术革新] [生活福利]"
    assert desk.drafts == ["story"]


def test_at_most_three_wait_and_the_one_that_goes_is_named() -> None:
    desk = two_answers()
    desk.says("写便条", "写卡片")
    assert desk.drafts == ["story", "note", "card"]
    assert desk.says("选地点").startswith("没填完的表最多同时留 3 份，最早的“事情”已经清除，没有提交。")
    assert desk.drafts == ["note", "card", "place"]


def test_a_wish_with_answers_goes_on_with_the_same_wish_and_leaves_another_alone() -> None:
    desk = Desk()
    assert desk.says("去north") == "去那里。\n多少？ (2/2)"
    assert desk.says("去south") == "去那里。\n多少？ (2/2)"
    assert desk.drafts == ["place", "place"]
    assert desk.says("去north") == "去那里。\n多少？ (2/2)"
    assert desk.drafts == ["place", "place"]
    assert desk.answers == {"place": "north"}
    assert "您的“地点”还没填完（1/2）" in desk.says("7")


def test_what_a_parked_form_holds_in_case_is_offered_with_it() -> None:
    desk = Desk()
    desk.says("说事", "1", "去north")
    assert desk.says("取消").endswith("（1/10），前面填的都在。 [接着填] [重新填] [不填了]")
    assert "[这就是我的答案]" in desk.says("接着填")
    assert desk.says("这就是我的答案") == "经过？ (3/10)"


# --- time


@pytest.mark.parametrize(("minutes", "waits"), [(119, False), (120, True)])
def test_it_waits_after_two_hours_and_is_offered_again(minutes: int, *, waits: bool) -> None:
    desk = two_answers()
    desk.later(minutes=minutes)
    reply = desk.says("菜单")
    assert (WAITING in reply) is waits
    assert ("经过？" in reply) is not waits


def test_it_is_offered_once_a_pause() -> None:
    desk = two_answers()
    desk.later(hours=3)
    assert WAITING in desk.says("菜单")
    assert WAITING not in desk.says("菜单")


def test_one_who_comes_back_with_the_answer_itself_need_not_say_it_again() -> None:
    desk = two_answers()
    desk.later(hours=3)
    assert desk.says("四号冲床的护栏松了") == f"没听懂：四号冲床的护栏松了\n{WAITING}"
    assert "[这就是我的答案]" in desk.says("接着填")
    assert desk.says("这就是我的答案").startswith("从哪天开始？")
    assert desk.answers["story"] == "四号冲床的护栏松了"


def test_it_goes_after_seven_days() -> None:
    desk = two_answers()
    desk.later(days=7, seconds=-1)
    assert WAITING in desk.says("菜单")
    desk.later(seconds=1)
    assert desk.says("菜单").startswith("您上次没填完的“事情”已经过了 7 天，没有提交，现在已清除。")
    assert desk.drafts == []


def test_going_on_gives_it_seven_more_days() -> None:
    desk = two_answers()
    desk.later(days=6)
    desk.says("接着填")
    desk.later(days=6)
    assert desk.says("接着填") == "经过？ (3/10)"


def test_only_what_is_too_old_goes() -> None:
    desk = two_answers()
    desk.later(days=6)
    desk.says("写便条")
    desk.later(days=2)
    assert "“便条”还没填完（0/1）" in desk.says("菜单")
    assert desk.drafts == ["note"]


# --- a look-up with nothing to offer any more


def test_a_form_whose_choices_are_gone_waits_and_nobody_is_locked_out() -> None:
    desk = Desk()
    desk.says("选地点")
    desk.places = ()
    assert desk.says("北门").startswith("现在没有可选的地点。\n您的“地点”还没填完（0/2）")
    assert desk.says("菜单") == "能办这些。 [说事] [选地点]"
    desk.later(hours=3)
    assert "您的“地点”还没填完" in desk.says("菜单")
    assert desk.says("接着填").startswith("现在没有可选的地点。")
    desk.places = (Option("west", "西门"),)
    assert desk.says("接着填") == "哪里？ (1/2) [西门]"
    desk.places = ()
    assert desk.says("取消").startswith("好的，“地点”已经取消")


def test_a_choice_that_is_gone_since_is_asked_again() -> None:
    desk = Desk()
    desk.says("选地点", "北门")
    desk.places = (Option("south", "南门"), Option("west", "西门"))
    assert desk.says("5").startswith("请从按钮中选一项，或回复序号。\n哪里？ (1/2) [南门] [西门]")


def test_a_form_that_cannot_be_opened_leaves_the_open_one() -> None:
    desk = two_answers()
    desk.places = ()
    assert desk.says("选地点") == "现在没有可选的地点。\n经过？ (3/10)"


# --- files that came before any form


def test_files_wait_for_a_form_that_takes_them() -> None:
    desk = Desk()
    assert desk.sends("工资条.png").startswith("文件收到了。它是哪件事的？")
    assert desk.says("写便条") == "写什么？"
    desk.says("买螺丝", "提交")
    desk.later(days=1)
    assert desk.says("说事").startswith("收到 1 个文件，会附在这份“事情”里。\n慢慢说。\n哪一类？")
    assert "工资条.png" in str(desk.answers["photos"])
    assert desk.state["files"] == []


def test_files_go_to_the_form_that_is_gone_on_with() -> None:
    desk = two_answers()
    desk.later(hours=3)
    desk.sends("工资条.png")
    assert desk.says("接着填").startswith("收到 1 个文件，会附在这份“事情”里。\n经过？")


def test_more_than_nine_files_are_said_to_be_too_many() -> None:
    desk = Desk()
    reply = desk.sends(*[f"{number}.png" for number in range(11)])
    assert reply.startswith("最多先收 9 个文件，后面 2 个没有收下。")
    assert [one["name"] for one in desk.state["files"]] == [f"{number}.png" for number in range(9)]


def test_files_that_belong_to_nothing_go_after_seven_days() -> None:
    desk = Desk()
    desk.sends("工资条.png")
    desk.later(days=7)
    assert desk.says("菜单").startswith("您发来的 1 个文件一直没说是哪件事的，已经过了 7 天，现在已清除。")


def test_files_that_find_no_room_in_the_form_go_on_waiting() -> None:
    desk = at_summary()
    desk.sends(*[f"{number}.png" for number in range(9)])
    desk.later(hours=3)
    desk.sends("10.png")
    assert desk.says("接着填").startswith("最多收 9 个文件")
    assert [one["name"] for one in desk.state["files"]] == ["10.png"]


# --- nothing open


@pytest.mark.parametrize("word", ["取消", "上一步", "提交", "接着填", "取消。"])
def test_a_word_that_steers_where_nothing_is_open(word: str) -> None:
    assert Desk().says(word) == "现在没有正在填的表。回复“菜单”看看能办什么。"
