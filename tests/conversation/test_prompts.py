"""What a prompt carries: the step that its buttons belong to, and what kind of answer it hopes for."""

import json
from dataclasses import dataclass
from typing import Annotated

import pytest

from bot.conversation import Ask, Phone, form
from bot.messages import Wish
from tests.conversation.desk import MENU, Desk, take, told

TITLE = "标题？ (2/10)"


def test_every_prompt_has_a_step_of_its_own() -> None:
    desk, steps = Desk(), []
    for text in ("说事", "1", "护栏松了", "四号冲床的护栏松了", "3月5日", "明天", "3", "跳过", "匿名"):
        desk.says(text)
        steps.append(desk.step)
    assert len(set(steps)) == len(steps)
    assert all(step.isascii() and step.isalnum() and len(step) <= 6 for step in steps)


def test_the_same_question_asked_again_has_the_same_step() -> None:
    desk = Desk()
    desk.says("说事", "1")
    step = desk.step
    desk.says("菜单")
    assert desk.step == step
    desk.says("护栏松了", "上一步")
    assert desk.step == step


def test_another_filling_of_the_same_form_has_other_steps_at_the_same_moment_too() -> None:
    desk = Desk()
    desk.says("说事")
    first = desk.step
    desk.says("取消", "说事")
    second = desk.step
    desk.says("菜单", "说事", "重新填")
    assert len({first, second, desk.step}) == 3


def test_what_is_no_prompt_has_no_step() -> None:
    desk = Desk()
    desk.says("菜单")
    assert desk.step == ""
    desk.says("说事", "菜单")
    assert [bool(reply.step) for reply in desk.replies] == [False, True]


def test_a_draft_of_an_older_version_has_steps() -> None:
    desk = Desk()
    desk.says("说事", "1")
    state = desk.state
    for key in ("opened", "references"):
        del state["drafts"][0][key]
    for key in ("opened", "tapped", "unused"):
        del state[key]
    desk.kept = json.dumps(state)
    assert desk.says("菜单").endswith(TITLE)
    assert desk.taps("上一步").startswith("哪一类？")
    assert desk.taps("技术革新") == TITLE


@pytest.mark.parametrize(
    ("answered", "wish"),
    [("photos", Wish.WORDS), ("anonymous", Wish.WORDS), ("name", Wish.PHONE), ("phone", Wish.WORDS)],
)
def test_a_question_for_a_phone_wishes_for_one(answered: str, wish: Wish) -> None:
    assert told(answered).replies[-1].wish is wish


@dataclass(frozen=True)
class CallForm:
    """A phone, and nothing else."""

    phone: Annotated[Phone, Ask("电话？")]


def test_a_form_may_begin_with_the_phone() -> None:
    desk = Desk((*MENU, form("call", CallForm, title="回电", says=("给我回电",), opening=lambda _turn: "好。")(take)))
    assert desk.says("给我回电") == "好。\n电话？"
    assert desk.replies[-1].wish is Wish.PHONE
