"""A field that finds its questions when they are asked: known only then, and perhaps others tomorrow."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

import pytest

from bot.conversation import Ask, Files, Number, Option, Sought, Start, Text, YesNo, form
from bot.conversation.answers import Said, Scope
from bot.conversation.filling import Filling
from bot.conversation.state import Draft
from bot.errors import Rejected
from bot.messages import Reply
from tests.conversation.desk import SCOPE, Desk, attachment

Stored = Mapping[str, str | None]
LUNCH, DISH = (Option("own", "自己带"), Option("box", "盒饭")), (Option("own", "自己带"), Option("rice", "米饭"))


def looked_up(answers: Stored, turn: Any) -> Sequence[Sought]:
    """What the turn has, the second only where the first was answered so."""
    return [one for one in turn if one.name != "diet" or answers.get("found.lunch") == "box"]


@dataclass(frozen=True, kw_only=True)
class Form:
    """One fixed question, then those that are found."""

    name: Annotated[str, Ask("叫什么？", "名字")]
    found: Annotated[dict[str, Any], Ask("", several=looked_up)]


SHAPE = form("test", Form, title="测试")(lambda _answer, _turn: Reply(""))
ASKED = (
    Sought("午饭？", LUNCH, label="午饭", name="lunch"),
    Sought("忌口？", kind=Text(), label="忌口", optional=True, private=True, name="diet"),
    Sought("几个人？", kind=Number(most=9), label="人数", name="people"),
)


@dataclass
class Filled:
    """A form in hand, on a turn that finds these."""

    asked: Sequence[Sought] = ASKED
    draft: Draft = field(default_factory=lambda: Draft("test", "2026-11-23T00:00:00+00:00"))

    @property
    def filling(self) -> Filling:
        return Filling(SHAPE, self.draft, Scope(SCOPE.today, SCOPE.match, self.asked))

    def take(self, *texts: str) -> Filling:
        for text in texts:
            self.filling.take(Said(text))
        return self.filling

    @property
    def value(self) -> Any:
        return SHAPE.filled(self.filling.complete)


def test_they_are_asked_each_with_its_own_words_and_kind_and_gathered_by_name() -> None:
    filled = Filled()
    assert filled.take("李娜").prompt().buttons == ("自己带", "盒饭")
    assert filled.take("盒饭").prompt().text == "忌口？ (3/4)"
    assert filled.filling.prompt().buttons == ("跳过",)
    filled.take("花生")
    with pytest.raises(Rejected, match="不能大于 9"):
        filled.take("10")
    assert filled.take("3").ready
    assert filled.value == Form(name="李娜", found={"lunch": "box", "diet": "花生", "people": 3})
    assert "2. 午饭：盒饭\n3. 忌口：（已填，只给经办人看）\n4. 人数：3" in filled.filling.prompt().text


def test_an_answer_that_makes_one_needless_leaves_it_out_and_brings_it_back() -> None:
    filled = Filled()
    filled.take("李娜", "盒饭", "花生", "3")
    filled.filling.correct(2)
    filled.take("自己带")
    assert filled.value.found == {"lunch": "own", "people": 3}
    filled.filling.back()
    assert filled.filling.question == filled.filling.asked[2]
    filled.filling.keep()
    filled.filling.correct(2)
    filled.take("盒饭")
    assert filled.value.found["diet"] == "花生"


def test_what_no_longer_fits_is_asked_again_and_nothing_else_is_lost() -> None:
    filled = Filled()
    filled.take("李娜", "盒饭", "花生", "3")
    new = Sought("坐车吗？", kind=YesNo(), label="坐车", name="bus")
    filled.asked = (new, Sought("午饭？", DISH, label="午饭", name="lunch"), ASKED[2])
    assert filled.filling.question == filled.filling.asked[1]
    assert filled.take("是").prompt().text == "午饭？ (3/4)"
    filled.take("米饭")
    assert filled.value == Form(name="李娜", found={"bus": True, "lunch": "rice", "people": 3})
    filled.asked = ()
    assert filled.value == Form(name="李娜", found={})


def test_files_that_are_asked_for_find_their_place() -> None:
    filled = Filled((Sought("照片？", kind=Files(), label="照片", optional=True, name="photo"),))
    filled.filling.keep_files(Said(files=(attachment("a.png"),)))
    filled.take("李娜")
    assert filled.value.found == {"photo": (attachment("a.png"),)}


@dataclass(frozen=True)
class First:
    """Leads on to a form that asks the same and more."""

    note: Annotated[str, Ask("写什么？", "便条")]


@dataclass(frozen=True)
class Second(First):
    """The same and more."""

    why: Annotated[str, Ask("为什么？", "原因")]


def test_a_form_that_leads_to_another_may_take_along_what_it_was_answered() -> None:
    first = form("first", First, title="一", says=("写一",), confirm=False)
    second = form("second", Second, title="二")(lambda _one, _turn: Reply("好"))
    desk = Desk((first(lambda _one, _turn: Start("second", keep=True)), second))
    assert desk.says("写一", "今天") == "为什么？ (2/2)"
    assert desk.answers == {"note": "今天"}
    assert desk.drafts == ["second"]
