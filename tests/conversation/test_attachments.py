"""Files within a form: at their turn, before it, after it, with words beside them; none is lost."""

import pytest

from tests.conversation.desk import Desk, at_summary, attachment


def test_files_one_by_one_and_no_more_than_nine() -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了", "四号冲床的护栏松了", "跳过", "明天", "3")
    assert desk.sends(*[f"{number}.png" for number in range(8)]) == "图片？ (7/10) [完成]"
    assert desk.sends("8.png", "9.png").startswith("最多收 9 个文件，前面发的都在。")
    assert desk.sends("8.png") == "图片？ (7/10) [完成]"
    assert "匿名吗？" in desk.says("完成")


@pytest.mark.parametrize("word", ["跳过", "没有", "没有了", "1"])
def test_no_more_files_is_not_no_files(word: str) -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了", "四号冲床的护栏松了", "跳过", "明天", "3")
    desk.sends("护栏.png")
    assert "匿名吗？" in desk.says(word)
    assert "护栏.png" in str(desk.answers["photos"])


def test_files_before_and_after_their_turn_are_kept_for_it() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.sends("早.png").startswith("收到 1 个文件，会附在这份“事情”里。\n标题？")
    desk.says("护栏松了", "四号冲床的护栏松了", "跳过", "明天", "3", "完成")
    assert desk.sends("晚.png").startswith("收到 1 个文件，会附在这份“事情”里。\n匿名吗？")
    assert "7. 图片：2 个（早.png、晚.png）" in desk.says("匿名")


def test_files_after_they_were_left_out_are_kept_too() -> None:
    desk = at_summary()
    assert "7. 图片：1 个（想起来了.png）" in desk.sends("想起来了.png")


def test_files_are_taken_away_by_a_correction() -> None:
    desk = at_summary()
    desk.sends("拍错了.png")
    assert "7. 图片：没有" in desk.says("修改7", "跳过")


def test_files_that_were_not_finished_are_handed_in_all_the_same() -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了", "四号冲床的护栏松了", "跳过", "明天", "3", "跳过", "匿名", "修改7")
    desk.sends("护栏.png")
    assert desk.says("提交") == "收下了。"
    assert [file.name for file in desk.filed[0].photos] == ["护栏.png"]


def test_a_form_that_takes_no_files_says_so() -> None:
    desk = Desk()
    desk.says("选地点")
    assert desk.sends("门.png").startswith("这张表收不了文件，请用文字写一下。\n哪里？")


def test_words_beside_a_file_are_not_swallowed() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says("护栏松了", files=[attachment("a.png")]).startswith("收到 1 个文件")
    assert desk.answers["title"] == "护栏松了"
    desk.says("四号冲床的护栏松了", "跳过", "明天", "3")
    assert desk.says("这是合同", files=[attachment("b.png")]).startswith("刚才那句没有记进表里。\n图片？")


def test_files_with_words_that_lead_elsewhere_are_taken_once() -> None:
    desk = Desk()
    desk.says("说事", "1")
    desk.says("没有", files=[attachment("a.png")])
    assert str(desk.answers["photos"]).count("a.png") == 2  # its key and its name
    desk.says("取消", "选地点")
    assert desk.says("菜单", files=[attachment("b.png")]).endswith("哪里？ (1/2) [北门] [南门]")
    assert [one["name"] for one in desk.state["files"]] == ["b.png"]
