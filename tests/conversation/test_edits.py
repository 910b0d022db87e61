"""Changed messages: the answer that a message gave changes with it; what is over stays as it is, and is said so."""

import pytest

from bot.conversation import Option, Said
from bot.messages import Tap
from tests.conversation.desk import Desk, attachment, told

NOT_TAKEN = "您改的那句之前已经用过了，改动没有记进去；要更正，请再发一条。"
STORY = "经过？ (3/10)"
# --- the answer changes


def test_an_answer_changes_with_its_message_and_the_open_question_is_asked_again() -> None:
    desk = told("title")
    assert desk.edits("title", "护栏断了") == f"已按您改的更新“标题”。\n{STORY}"
    assert desk.answers["title"] == "护栏断了"
    assert desk.edits("title", "护栏没了").startswith("已按您改的更新“标题”。")
    assert desk.answers["title"] == "护栏没了"


@pytest.mark.parametrize(
    ("reference", "text", "line"),
    [
        ("topic", "3", "1. 类别：生活福利"),
        ("title", "护栏断了", "2. 标题：护栏断了"),
        ("since", "3月6日", "4. 开始：2026年3月6日"),
        ("since", "没有", "4. 开始：（未填）"),
        ("people", "五个人", "6. 人数：5"),
        ("phone", "13900139000", "10. 电话：139****9000"),
    ],
)
def test_the_summary_is_shown_again(reference: str, text: str, line: str) -> None:
    desk = told("phone")
    step = desk.step
    reply = desk.edits(reference, text)
    assert reply.startswith("已按您改的更新")
    assert line in reply
    assert desk.step != step


def test_a_change_that_brings_up_a_question_asks_it() -> None:
    desk = told("anonymous")
    assert "请核对" in desk.edits("anonymous", "匿名")
    assert "姓名？ (9/10)" in desk.edits("anonymous", "实名")


def test_what_does_not_fit_is_said_why_and_the_old_answer_stays() -> None:
    desk = told("people")
    assert desk.edits("people", "五十一").startswith(
        "这个数太大了，不能大于 50。\n改动没有记进去，“人数”还是原来填的。\n图片？ (7/10)"
    )
    assert desk.answers["people"] == "3"
    assert desk.edits("people", "").startswith("请回复一个数字，比如 5。\n改动没有记进去")


@pytest.mark.parametrize("text", ["取消", "提交", "上一步", "修改1", "菜单", "说事", "/start", "不变"])
def test_a_word_that_leads_elsewhere_is_no_answer(text: str) -> None:
    desk = told("title")
    assert desk.edits("title", text) == f"{NOT_TAKEN}\n{STORY}"
    assert desk.answers["title"] == "护栏松了"


def test_what_must_be_answered_cannot_be_skipped_afterwards() -> None:
    desk = told("title")
    assert desk.edits("title", "跳过").startswith("这一项要填，不能跳过。\n改动没有记进去")
    assert desk.answers["title"] == "护栏松了"
    assert desk.edits("title", "没有") == f"已按您改的更新“标题”。\n{STORY}"
    assert desk.answers["title"] == "没有"


def test_an_option_may_be_called_like_anything() -> None:
    desk = Desk(places=(Option("menu", "菜单"), Option("north", "北门")))
    desk.says("选地点")
    desk.says("北门", reference="1")
    assert desk.edits("1", "菜单") == "已按您改的更新“地点”。\n多少？ (2/2)"
    assert desk.answers == {"place": "menu"}


def test_an_option_may_be_called_like_a_word_that_skips() -> None:
    desk = Desk(places=(Option("skip", "跳过"), Option("north", "北门")))
    desk.says("选地点")
    desk.says("北门", reference="1")
    assert desk.edits("1", "跳过").startswith("已按您改的更新")
    assert desk.answers == {"place": "skip"}


def test_a_choice_with_nothing_to_choose_from_any_more_stays_and_its_form_waits() -> None:
    desk = Desk()
    desk.says("选地点")
    desk.says("北门", reference="1")
    desk.places = ()
    assert desk.edits("1", "南门").startswith("现在没有可选的地点。\n改动没有记进去，“地点”还是原来填的。")
    assert desk.answers == {"place": "north"}


def test_a_change_of_what_is_being_corrected_corrects_it() -> None:
    desk = told("title")
    desk.says("上一步")
    assert desk.edits("title", "护栏断了") == f"已按您改的更新“标题”。\n{STORY}"


def test_a_correction_of_something_else_goes_on_afterwards() -> None:
    desk = told("story")
    desk.says("修改1")
    assert desk.edits("title", "护栏断了").startswith("已按您改的更新“标题”。\n哪一类？ (1/10)\n（原来填的")


def test_only_the_message_that_was_the_last_answer_counts() -> None:
    desk = told("title")
    desk.says("上一步")
    desk.says("护栏断了", reference="again")
    assert desk.edits("title", "护栏没了") == f"{NOT_TAKEN}\n{STORY}"
    assert desk.edits("again", "护栏没了").startswith("已按您改的更新")
    desk.says("上一步", "上一步")
    desk.taps("技术革新")
    assert desk.edits("topic", "3").startswith(NOT_TAKEN)
    assert desk.answers["topic"] == "technique"


def test_a_form_that_the_change_completes_is_handed_in() -> None:
    desk = Desk()
    desk.says("选地点")
    desk.says("北门", reference="1")
    desk.refusing = True
    desk.says("5", reference="2")
    desk.refusing = False
    assert desk.edits("2", "6") == "已按您改的更新“数量”。\n收下了。"
    assert len(desk.filed) == 1


def test_a_change_that_is_not_taken_hands_nothing_in() -> None:
    desk = Desk()
    desk.says("选地点", "北门")
    desk.refusing = True
    desk.says("5")
    desk.refusing = False
    assert desk.edits("unknown", "6").startswith(f"{NOT_TAKEN}\n请核对")
    assert desk.filed == []


def test_an_answer_that_was_given_once_more_changes_with_its_last_message() -> None:
    desk = told("title")
    desk.says("上一步")
    desk.says("护栏松了", reference="again")
    assert desk.edits("again", "护栏断了") == f"已按您改的更新“标题”。\n{STORY}"
    assert "story" not in desk.answers


# --- forms that wait, and forms that are over


def test_a_form_that_waits_changes_too() -> None:
    desk = told("title")
    desk.says("写便条")
    assert desk.edits("title", "护栏断了") == "已按您改的更新“标题”。\n写什么？"
    assert desk.state["drafts"][0]["answers"]["title"] == "护栏断了"


def test_a_form_that_waits_changes_while_none_is_open() -> None:
    desk = told("title")
    desk.later(hours=3)
    offer = "您的“事情”还没填完（2/10），前面填的都在。 [接着填] [重新填] [不填了]"
    assert desk.edits("title", "护栏断了") == f"已按您改的更新“标题”。\n{offer}"
    assert desk.edits("title", "护栏没了") == "已按您改的更新“标题”。"
    assert desk.says("接着填") == STORY
    assert desk.answers["title"] == "护栏没了"


def test_a_change_gives_a_form_seven_more_days() -> None:
    desk = told("title")
    for text in ("护栏断了", "护栏没了"):
        desk.later(days=6)
        assert desk.edits("title", text).startswith("已按您改的更新")


def test_what_is_handed_in_stays_as_it_is() -> None:
    desk = told("phone")
    desk.says("提交")
    assert desk.edits("title", "护栏断了") == NOT_TAKEN
    assert desk.filed[0].title == "护栏松了"


def test_what_was_cancelled_or_is_too_old_stays_as_it_is() -> None:
    desk = told("title")
    desk.says("取消")
    assert desk.edits("title", "护栏断了") == NOT_TAKEN
    desk = told("title")
    desk.later(days=8)
    assert desk.edits("title", "护栏断了").endswith(f"现在已清除。需要的话可以重新填。\n{NOT_TAKEN}")


def test_an_answer_that_is_asked_no_more_stays_as_it_is() -> None:
    desk = told("name")
    desk.says("修改8", "匿名")
    assert desk.edits("name", "李小娜").startswith(f"{NOT_TAKEN}\n请核对")
    assert desk.answers["name"] == "李娜"


@pytest.mark.parametrize("reference", ["open", "unknown", ""])
def test_a_message_that_answered_nothing(reference: str) -> None:
    assert told("title").edits(reference, "护栏断了") == f"{NOT_TAKEN}\n{STORY}"


def test_neither_files_nor_buttons_are_remembered() -> None:
    desk = Desk()
    desk.says("说事")
    desk.hear(Said("安全生产", tap=Tap("1", desk.step), reference="tap"))
    desk.says("护栏松了", "四号冲床的护栏松了", "跳过", "明天", "3")
    desk.says("", files=[attachment("a.png")], reference="file")
    desk.says("完成", reference="done")
    assert desk.state["drafts"][0]["references"] == {}
    assert desk.edits("tap", "技术革新").startswith(NOT_TAKEN)
    assert desk.edits("done", "跳过").startswith(NOT_TAKEN)
    assert desk.edits("file", "另一张").startswith(NOT_TAKEN)
    assert "a.png" in str(desk.answers["photos"])


# --- nothing changes


@pytest.mark.parametrize(("reference", "text"), [("title", "护栏松了"), ("topic", "1"), ("people", "三个")])
def test_an_edit_that_leaves_the_answer_as_it_is_says_nothing(reference: str, text: str) -> None:
    desk = told("people")
    before = desk.kept
    desk.later(hours=3)
    assert desk.edits(reference, text) == ""
    assert desk.replies == ()
    assert desk.kept == before
