"""Changed messages that nothing came of are heard anew; danger is heard in every change."""

import json

from bot.conversation import Engine, Menu, Start
from bot.conversation.answers import Said
from bot.conversation.state import Conversation
from bot.messages import Reply
from knowledge import closest
from tests.conversation.desk import MENU, PLACES, Desk, Turn, aside, told, watch

NOT_TAKEN = "您改的那句之前已经用过了，改动没有记进去；要更正，请再发一条。"
STORY = "经过？ (3/10)"


def test_a_free_text_that_was_mended_is_heard_anew() -> None:
    desk = Desk()
    assert desk.says("说式", reference="1") == "没听懂：说式"
    assert desk.edits("1", "说事儿") == "没听懂：说事儿"
    assert desk.edits("1", "说事").startswith("慢慢说。\n哪一类？")
    assert desk.edits("1", "写便条").startswith(NOT_TAKEN)


def test_only_the_last_message_is_heard_anew() -> None:
    desk = Desk()
    desk.says("说式", reference="1")
    desk.says("你们好吗", reference="2")
    assert desk.edits("1", "说事") == NOT_TAKEN
    assert desk.edits("2", "说事").startswith("慢慢说。")
    desk = Desk()
    desk.says("说式", reference="1")
    desk.taps("菜单")
    assert desk.edits("1", "说事") == NOT_TAKEN


def test_a_command_is_not_heard_anew() -> None:
    desk = Desk()
    desk.says("菜单", reference="1")
    assert desk.edits("1", "说事") == NOT_TAKEN


def test_what_could_not_be_read_is_heard_anew() -> None:
    desk = Desk()
    desk.says("😀", reference="1")
    assert desk.edits("1", "写便条") == "写什么？"


def test_an_answer_that_was_sent_back_is_heard_anew() -> None:
    desk = told("until")
    assert desk.says("五十一", reference="wrong").startswith("这个数太大了")
    assert desk.edits("wrong", "五十").startswith("图片？ (7/10)")
    assert desk.answers["people"] == "50"
    assert desk.edits("wrong", "四十").startswith("已按您改的更新“人数”。")


def test_a_question_in_the_middle_is_heard_anew() -> None:
    desk = told("topic")
    desk.says("工资怎么算？", reference="1")
    assert desk.edits("1", "护栏松了") == STORY
    assert desk.answers["title"] == "护栏松了"


def test_an_answer_is_not_heard_anew_for_the_next_question() -> None:
    desk = told("photos")
    desk.edits("photos", "匿名")
    assert "anonymous" not in desk.answers


# --- danger, and a form that begins with what was said


def test_danger_is_heard_in_a_change_too() -> None:
    desk = told("story")
    reply = desk.edits("story", "四号冲床的护栏松了，我要跳楼")
    assert reply.startswith("先保重！（story）\n已按您改的更新“经过”。\n从哪天开始？")
    assert desk.edits("unknown", "我要跳楼").startswith(f"先保重！（story）\n{NOT_TAKEN}")
    desk = told("phone")
    assert desk.edits("phone", "我要跳楼 13800138000").startswith("先保重！")


def test_the_text_that_opened_a_form_may_be_changed() -> None:
    kept = Conversation()
    engine = Engine(Menu(MENU), closest, aside, lambda text, _turn: Start("note", {"note": text}), watch)

    def hear(text: str, *, edited: bool = False) -> tuple[Reply, ...]:
        turn = Turn(Desk().now, [], PLACES, refusing=False)
        return engine.step(kept, Said(text, reference="1", edited=edited), turn)

    assert hear("他打人")[-1].text.startswith("请核对")
    assert [reply.text.split("\n")[0] for reply in hear("他打人了", edited=True)] == [
        "已按您改的更新“便条”。",
        "请核对：",
    ]
    assert kept.drafts[0].answers == {"note": "他打人了"}
    assert json.loads(json.dumps(kept.dump())) == kept.dump()


def test_what_cannot_be_read_is_no_change() -> None:
    desk = told("title")
    assert desk.hear(Said(reference="title", edited=True), "语音") == (
        f"我还看不懂语音，请打字告诉我，或者发图片、文件。\n{STORY}"
    )
