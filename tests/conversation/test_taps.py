"""Buttons: one of the open step counts as typed, a late one never answers anything."""

import pytest

from bot.conversation import Option
from tests.conversation.desk import Desk, at_summary

LATE = "这个按钮是前面那一步的，没有记进去。"
TITLE = "标题？ (2/10)"


# --- of the open step


def test_a_button_of_the_open_step_is_as_good_as_typed() -> None:
    desk = Desk()
    desk.says("说事")
    assert desk.taps("技术革新") == TITLE
    assert desk.answers == {"topic": "technique"}
    assert "（原来填的：技术革新" in desk.taps("上一步")
    assert desk.taps("不变") == TITLE
    assert desk.taps("取消").startswith("好的，“事情”已经取消")


def test_a_label_is_taken_to_the_letter() -> None:
    desk = Desk(places=(Option("two", "2"), Option("one", "1"), Option("three", "十")))
    desk.says("选地点")
    desk.taps("1")
    assert desk.answers == {"place": "one"}


def test_a_label_that_is_gone_stands_for_no_other() -> None:
    desk = Desk(places=(Option("one", "1"), Option("east", "东门一号")))
    desk.says("选地点")
    desk.places = (Option("two", "2"), Option("north", "东门二号"))
    for label in ("1", "东门一号", "1"):
        assert desk.taps(label).startswith("您之前选的这一项现在没有了，请重新选。\n哪里？ (1/2) [2]")
    assert desk.answers == {}


def test_the_summary_is_handed_in_by_its_button() -> None:
    desk = at_summary()
    assert desk.taps("提交") == "收下了。"
    assert len(desk.filed) == 1


def test_nothing_is_handed_in_that_the_summary_did_not_show() -> None:
    desk = at_summary()
    before = desk.step
    desk.says("修改8", "匿名")
    assert desk.taps("提交", before).startswith(f"{LATE}\n请核对")
    assert desk.filed == []
    desk.says("菜单")
    assert desk.taps("提交") == "收下了。"


def test_a_rejected_submission_may_be_tried_again() -> None:
    desk = at_summary()
    desk.refusing = True
    assert desk.taps("提交", message="1").startswith("名额满了。")
    desk.refusing = False
    assert desk.taps("提交", message="2") == "收下了。"


# --- late


def test_a_button_of_an_earlier_question_changes_nothing() -> None:
    desk = Desk()
    desk.says("说事")
    first = desk.step
    desk.says("1")
    before = desk.unfinished
    assert desk.taps("技术革新", first) == f"{LATE}\n{TITLE}"
    assert desk.unfinished == before


@pytest.mark.parametrize(
    "label", ["上一步", "取消", "跳过", "提交", "不变", "这就是我的答案", "菜单", "说事", "重新填"]
)
def test_the_controls_of_an_earlier_step_are_late_too(label: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    first = desk.step
    desk.says("护栏松了")
    before = desk.unfinished
    assert desk.taps(label, first) == f"{LATE}\n经过？ (3/10)"
    assert desk.unfinished == before


def test_a_button_of_an_earlier_filling_is_late() -> None:
    desk = Desk()
    desk.says("说事")
    first = desk.step
    desk.says("取消", "说事")
    assert desk.taps("技术革新", first).startswith(f"{LATE}\n哪一类？ (1/10)")
    assert desk.answers == {}


def test_a_button_of_another_form_is_late() -> None:
    desk = Desk()
    desk.says("说事")
    story = desk.step
    desk.says("写便条")
    assert desk.taps("技术革新", story) == f"{LATE}\n写什么？"


def test_a_late_button_where_no_form_is_open() -> None:
    desk = at_summary()
    step = desk.step
    desk.taps("提交")
    assert desk.taps("上一步", step) == f"{LATE}回复“菜单”看看能办什么。"
    assert desk.replies[-1].controls == ("菜单",)
    assert len(desk.filed) == 1
    assert desk.taps("菜单", step) == "能办这些。 [说事] [选地点]"
    assert desk.taps("说事", step).startswith("慢慢说。\n哪一类？")


def test_a_button_of_a_question_that_waits_offers_to_go_on() -> None:
    desk = Desk()
    desk.says("说事")
    step = desk.step
    desk.later(hours=3)
    offer = "您的“事情”还没填完（0/10），前面填的都在。 [接着填] [重新填] [不填了]"
    assert desk.taps("技术革新", step) == f"{LATE}\n{offer}"
    assert desk.taps("安全生产", step) == f"{LATE}\n{offer}"
    desk.taps("接着填", desk.replies[-1].step)
    assert desk.taps("技术革新") == TITLE


def test_an_offer_that_is_over_throws_nothing_away() -> None:
    desk = Desk()
    desk.says("说事", "1")
    desk.later(hours=3)
    desk.says("菜单")
    offer = desk.step
    assert desk.taps("接着填") == TITLE
    desk.says("护栏松了")
    for label in ("重新填", "不填了", "接着填"):
        assert desk.taps(label, offer) == f"{LATE}\n经过？ (3/10)"
    assert desk.answers == {"topic": "safety", "title": "护栏松了"}


# --- of no step


def test_a_button_of_no_step_where_no_form_is_open_is_as_good_as_typed() -> None:
    desk = Desk()
    desk.says("菜单")
    assert desk.taps("说事").startswith("慢慢说。")
    desk.later(hours=3)
    desk.says("菜单")
    assert desk.taps("接着填", "").startswith("哪一类？")
    assert Desk().taps("取消", "").startswith("现在没有正在填的表。")
    assert Desk().taps("工资", "") == "没听懂：工资"


def test_a_button_of_no_step_stands_for_no_other_that_is_like_it() -> None:
    desk = Desk()
    desk.says("菜单")
    assert desk.taps("说事情", "") == "没听懂：说事情"
    assert desk.says("菜单", "说事情").startswith("慢慢说。")


@pytest.mark.parametrize(
    ("label", "reply"),
    [
        ("菜单", f"能办这些。 [说事] [选地点]\n{TITLE}"),
        ("工资怎么发", f"工资按月发。\n{TITLE}"),
        ("查看监控", f"没有找到“监控”。\n{TITLE}"),
        ("护栏松了", f"{LATE}\n{TITLE}"),
        ("跳过", f"{LATE}\n{TITLE}"),
        ("这就是我的答案", f"{LATE}\n{TITLE}"),
        ("接着填", TITLE),
        ("取消", "好的，“事情”已经取消，没有提交。"),
        ("写便条", "写什么？"),
        ("我要跳楼", f"先保重！（story）\n{LATE}\n{TITLE}"),
    ],
)
def test_a_button_of_no_step_in_the_middle_of_a_form_answers_nothing(label: str, reply: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.taps(label, "") == reply
    assert "title" not in desk.kept


def test_a_button_of_no_step_that_is_called_like_an_option_is_not_taken_for_it() -> None:
    desk = Desk(places=(Option("menu", "菜单"), Option("north", "北门")))
    desk.says("选地点")
    assert desk.taps("菜单", "").startswith("能办这些。")
    assert desk.taps("北门", "").startswith(LATE)
    assert desk.answers == {}
