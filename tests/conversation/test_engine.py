"""A form while it is filled: forward, back, corrected, interrupted, handed in, refused."""

import pytest

from tests.conversation.desk import Desk, at_summary

MEANT = "（如果刚才那句就是这一项的答案，请回复“这就是我的答案”）"


# --- forward and back


def test_it_opens_with_its_own_words_and_asks_one_after_the_other() -> None:
    desk = Desk()
    assert desk.says("说事") == "慢慢说。\n哪一类？ (1/10) [安全生产] [技术革新] [生活福利]"
    assert desk.says("1") == "标题？ (2/10)"
    assert desk.replies[-1].controls == ("上一步", "取消")


def test_back_again_and_again_keeps_every_answer() -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了")
    assert desk.says("上一步") == "标题？ (2/10)\n（原来填的：护栏松了；不改就回复“不变”） [不变]"
    assert "（原来填的：安全生产；不改就回复“不变”）" in desk.says("上一步。")
    assert desk.says("上一步").startswith("已经是第一项了。")
    assert desk.says("不变") == "经过？ (3/10)"
    assert desk.answers == {"topic": "safety", "title": "护栏松了"}


@pytest.mark.parametrize("word", ["跳过", "没有", "无", "跳过。", "/skip", "/Skip"])
def test_skip_where_it_may_be_left_out(word: str) -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了", "四号冲床的护栏松了")
    assert "哪天前要办好？" in desk.says(word)
    assert desk.answers["since"] is None


@pytest.mark.parametrize("word", ["跳过", "/skip"])
def test_no_skip_where_it_must_be_answered(word: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says(word) == "这一项要填，不能跳过。\n标题？ (2/10)"


@pytest.mark.parametrize("word", ["取消", "取消！", "算了", "退出", "/cancel", "/Cancel"])
def test_cancel(word: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says(word) == "好的，“事情”已经取消，没有提交。"
    assert (desk.drafts, desk.filed) == ([], [])


@pytest.mark.parametrize("word", ["提交", "确认", "/submit", "提交。"])
def test_submit_before_its_time_is_no_answer(word: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says(word) == "还没到提交的时候，先把这一项填好。\n标题？ (2/10)"
    assert desk.answers == {"topic": "safety"}


@pytest.mark.parametrize("word", ["不变", "这就是我的答案", "/nonsense"])
def test_a_word_that_steers_nothing_here_is_no_answer(word: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says(word).endswith("标题？ (2/10)")
    assert desk.answers == {"topic": "safety"}


# --- the summary and corrections


def test_the_summary_and_what_is_handed_in() -> None:
    desk = at_summary()
    summary = desk.says("好的吗")
    assert "9. 姓名：（已填，只给经办人看）\n10. 电话：138****8000" in summary
    assert "李娜" not in summary
    assert desk.says("提交") == "收下了。"
    (filed,) = desk.filed
    assert (filed.title, filed.name, filed.phone, filed.people) == ("护栏松了", "李娜", "+8613800138000", 3)
    assert desk.drafts == []


@pytest.mark.parametrize("words", ["修改2", "修改第2项", "改二", "更正 2 项。", "修改第二条"])
def test_an_item_is_corrected(words: str) -> None:
    desk = at_summary()
    assert desk.says(words).startswith("标题？ (2/10)\n（原来填的：护栏松了")
    assert "2. 标题：护栏换了" in desk.says("护栏换了")


@pytest.mark.parametrize("words", ["修改0", "修改11", "修改99"])
def test_there_is_no_such_item(words: str) -> None:
    assert at_summary().says(words).startswith("只有 1 到 10 项，请回复比如“修改1”。\n请核对")


def test_nothing_can_be_corrected_yet() -> None:
    assert Desk().says("说事", "修改1").startswith("还没有填好的项可以改")


def test_a_correction_that_does_not_fit_leaves_the_answer() -> None:
    desk = at_summary()
    desk.says("修改6")
    assert desk.says("五十一").startswith("这个数太大了，不能大于 50。\n几个人？ (6/10)")
    assert "6. 人数：3" in desk.says("不变")


def test_one_who_chooses_to_stay_anonymous_after_all_gives_neither_name_nor_phone() -> None:
    desk = at_summary()
    summary = desk.says("修改8", "匿名")
    assert "姓名" not in summary
    assert "电话" not in summary
    desk.says("提交")
    (filed,) = desk.filed
    assert (filed.anonymous, filed.name, filed.phone) == (True, None, None)
    assert "李娜" not in desk.kept
    assert "13800138000" not in desk.kept


def test_one_who_gives_a_name_after_all_is_asked_for_it() -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了", "四号冲床的护栏松了", "跳过", "明天", "3", "跳过")
    assert "8. 署名：匿名" in desk.says("匿名")
    assert "姓名？ (9/10)" in desk.says("修改8", "实名")


def test_what_is_optional_may_stay_open_at_the_end() -> None:
    desk = Desk()
    desk.says("选地点", "北门")
    assert desk.says("5") == "收下了。"
    assert str(desk.filed) == "[PlaceForm(place='north', share=Decimal('5'))]"


# --- refused


def test_a_refusal_keeps_everything_and_undoes_the_attempt() -> None:
    desk = at_summary()
    desk.refusing = True
    assert desk.says("提交").startswith("名额满了。\n请核对")
    assert desk.filed == []
    desk.refusing = False
    assert desk.says("提交") == "收下了。"
    assert len(desk.filed) == 1


def test_a_refused_command_is_undone_and_the_form_goes_on() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says("拒绝我") == "这个办不了。\n标题？ (2/10)"
    assert desk.filed == []


# --- something in between


def test_a_question_in_the_middle_is_answered_and_may_have_been_the_answer() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says("工资怎么算？") == f"工资按月发。\n标题？ (2/10)\n{MEANT} [这就是我的答案]"
    assert desk.says("这就是我的答案") == "经过？ (3/10)"
    assert desk.answers["title"] == "工资怎么算？"


def test_a_held_answer_that_does_not_fit_is_said_why() -> None:
    desk = Desk()
    desk.says("说事", "1", "我想问一下上上个月的工资到底应该怎么算才对？")
    assert desk.says("这就是我的答案").startswith("这一项最多 20 个字")


def test_a_held_answer_belongs_to_its_question_only() -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了", "工资怎么算？")
    assert MEANT not in desk.says("上一步")
    assert "标题？" in desk.says("这就是我的答案")
    assert desk.answers["title"] == "护栏松了"


def test_a_question_where_no_words_are_asked_for_is_answered_too() -> None:
    desk = Desk()
    desk.says("说事")
    assert desk.says("工资怎么算？") == "工资按月发。\n哪一类？ (1/10) [安全生产] [技术革新] [生活福利]"


def test_a_long_story_is_a_story_even_if_it_ends_in_a_question() -> None:
    desk = Desk()
    desk.says("说事", "1", "护栏松了")
    story = "我们班组十二个人，老板从三月份就没有发过工资，每次去找他都说下个月，现在人也找不到了，工资还要得回来吗？"
    assert desk.says(story).startswith("从哪天开始？")
    assert desk.answers["story"] == story


def test_a_command_in_the_middle_is_followed_and_the_form_goes_on() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says("菜单") == "能办这些。 [说事] [选地点]\n标题？ (2/10)"


def test_an_answer_that_looks_like_a_command_is_not_lost() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says("查看监控太麻烦") == f"没有找到“监控太麻烦”。\n标题？ (2/10)\n{MEANT} [这就是我的答案]"
    assert desk.says("这就是我的答案") == "经过？ (3/10)"
    assert desk.answers["title"] == "查看监控太麻烦"


def test_options_win_over_commands_and_steering_words() -> None:
    from bot.conversation import Option

    desk = Desk(places=(Option("menu", "菜单"), Option("none", "没有"), Option("cancel", "取消")))
    desk.says("选地点")
    assert desk.says("菜单") == "多少？ (2/2)"
    assert desk.answers == {"place": "menu"}
    assert desk.says("上一步", "取消") == "多少？ (2/2)"
    assert desk.answers == {"place": "cancel"}


def test_a_number_stands_for_what_was_offered() -> None:
    desk = at_summary()
    assert desk.says("修改1").endswith("[安全生产] [技术革新] [生活福利] [不变]")
    assert "1. 类别：安全生产" in desk.says("4")
    assert desk.says("修改6").endswith("[不变]")
    assert "6. 人数：1" in desk.says("1")


def test_danger_is_heard_before_all_else() -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says("我要跳楼") == "先保重！（story）\n经过？ (3/10)"


# --- nothing to read


@pytest.mark.parametrize(
    ("text", "unreadable", "reply"),
    [
        ("", "", "没有收到文字。请打字告诉我，或回复“菜单”。\n标题？ (2/10)"),
        ("", "表情", "我还看不懂表情，请打字告诉我，或者发图片、文件。\n标题？ (2/10)"),
        ("护栏松了", "语音", "我还看不懂语音，请打字告诉我，或者发图片、文件。\n经过？ (3/10)"),
    ],
)
def test_what_cannot_be_read(text: str, unreadable: str, reply: str) -> None:
    desk = Desk()
    desk.says("说事", "1")
    assert desk.says(text, unreadable=unreadable) == reply
