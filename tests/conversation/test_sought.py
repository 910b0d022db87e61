"""A question that looks for its own words: asked where something is found, by what was answered before and the turn."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import pytest

from bot.conversation import Ask, Option, Sought, form
from bot.conversation.answers import Said, Scope
from bot.conversation.filling import Filling
from bot.conversation.state import Draft
from bot.errors import Rejected
from bot.messages import Reply, Tap
from tests.conversation.desk import SCOPE


def look(answers: Mapping[str, str | None], turn: Any) -> Sought | None:
    found = [one for one in turn if one in (answers.get("story") or "")]
    options = tuple(Option(one, f"补充到 {one}") for one in found)
    return Sought(f"您说过 {'、'.join(found)}。", (*options, Option("new", "另外登记一件"))) if found else None


@dataclass(frozen=True)
class Form:
    """Asks about what was before."""

    story: Annotated[str, Ask("什么事？")]
    same: Annotated[str | None, Ask("是同一件吗？", "同一件", look=look)] = None
    since: Annotated[date | None, Ask("哪天？", optional=True, when=lambda values: values.get("same") != "甲")] = None


SHAPE = form("test", Form, title="测试")(lambda _answer, _turn: Reply(""))


@dataclass
class Filled:
    """A form in hand, on a turn that has these before."""

    before: list[str]
    draft: Draft = field(default_factory=lambda: Draft("test", "2026-11-23T00:00:00+00:00"))

    @property
    def filling(self) -> Filling:
        return Filling(SHAPE, self.draft, Scope(SCOPE.today, SCOPE.match, self.before))

    def take(self, *texts: str) -> Filling:
        for text in texts:
            self.filling.take(Said(text))
        return self.filling


def test_it_is_asked_only_where_something_is_found() -> None:
    assert Filled([]).take("甲的事").prompt().text == "哪天？ (2/2)"
    reply = Filled(["甲", "丙"]).take("甲的事").prompt()
    assert (reply.text, reply.buttons) == ("您说过 甲。 (2/3)", ("补充到 甲", "另外登记一件"))


@pytest.mark.parametrize("said", ["是", "是的", "同一件事", "是同一件。", "对", "1", "补充到 甲"])
def test_yes_is_the_one_that_was_found_and_what_is_asked_after_it_depends_on_that(said: str) -> None:
    filling = Filled(["甲"]).take("甲的事", said)
    assert dict(filling.values) == {"story": "甲的事", "same": "甲"}
    assert filling.ready
    assert "同一件：补充到 甲" in filling.prompt().text


@pytest.mark.parametrize("said", ["不是", "不是同一件事", "否", "2", "另外登记"])
def test_no_is_the_contrary(said: str) -> None:
    assert Filled(["甲"]).take("甲的事", said).values["same"] == "new"


def test_where_more_was_found_yes_says_too_little() -> None:
    filled = Filled(["甲", "乙"])
    filled.take("甲和乙的事")
    with pytest.raises(Rejected, match="选一项"):
        filled.take("是")
    assert filled.take("补充到 乙").values["same"] == "乙"


def test_a_late_button_is_not_yes() -> None:
    filled = Filled(["甲"])
    filled.take("甲的事")
    with pytest.raises(Rejected, match="没有了"):
        filled.filling.take(Said("是", tap=Tap("")))


def test_an_answer_that_is_no_longer_there_is_not_asked_for_again() -> None:
    filled = Filled(["甲"])
    assert filled.take("甲的事", "是").complete["same"] == "甲"
    filled.before.clear()
    assert "same" not in filled.filling.complete
    assert not any(question.name == "same" for question in filled.filling.asked)
