"""When a member is asked whether it is the same matter, and what becomes of their answer."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.config import Config
from bot.config.kinds import OTHER, TALK, of
from bot.conversation import Sought
from bot.domain import cases, outcomes, units
from bot.domain.acts import OPERATOR, Act
from bot.domain.cases import Case, Story
from bot.messages import Attachment
from bot.store.database import Database
from handlers import same
from handlers.turn import Turn
from knowledge import KnowledgeBase
from tests.conftest import UNION, Clock
from tests.domain.union import address, later, member, officer

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

OWED, FOOD, WAGES = "公司拖欠三个月工资，一直说没钱", "食堂的饭菜不干净，已经有人吃坏肚子", "wage_arrears"
PHOTO = Attachment("key", "饭菜.png", "image/png", 9)


@pytest.fixture
def act(database: Database, config: Config, clock: Clock) -> Iterator[Act]:
    """One transaction."""
    with database.write() as session:
        act = Act(session, clock(), OPERATOR, config)
        units.add(act, UNION)
        yield act


@pytest.fixture
def turn(act: Act, knowledge: KnowledgeBase) -> Turn:
    return Turn(act, member(act), address(), knowledge)


def before(act: Act, story: str = OWED, kind: str = WAGES, *, days: float = 1, who: str = "lina", **more: Any) -> Case:
    return cases.file(later(act, days=-days), member(act, who), address(who), kind, Story(story, **more))


def asked(turn: Turn, story: str, employer: str | None = None, kind: str = OTHER) -> Sought | None:
    look = same.looking(lambda _values: of(turn.act.config.cases.kinds, kind))
    return look({"facts": story, "employer": employer}, replace(turn, looked_up={}))


def test_it_is_asked_about_a_case_of_the_same_kind_or_employer_or_with_a_like_story(act: Act, turn: Turn) -> None:
    one = before(act, employer="清河宏达机械厂")
    found = asked(turn, "这个月又没有", kind=WAGES)
    assert found
    assert found.prompt == f"您之前登记过 {one.number}（欠薪，待受理）。是同一件事吗？"
    assert [option.label for option in found.options] == [f"补充到 {one.number}", "另外登记一件"]
    assert asked(turn, FOOD, "洪达机械")
    assert asked(turn, "老板还是不发工资，已经拖了四个月了")
    assert asked(turn, FOOD, "宏达物流") is None
    assert asked(turn, FOOD) is None
    assert asked(turn, "") is None


def test_other_matters_are_not_alike_because_they_have_no_kind(act: Act, turn: Turn) -> None:
    before(act, FOOD, OTHER)
    assert asked(turn, "班车总是迟到，耽误打卡") is None


def test_danger_is_never_held_up(act: Act, turn: Turn) -> None:
    before(act)
    assert asked(turn, f"{OWED}，我不想活了", kind=WAGES) is None


@pytest.mark.parametrize("what", ["long ago", "done", "of another", "a talk"])
def test_what_nobody_is_asked_about(act: Act, turn: Turn, what: str) -> None:
    one = before(
        act, days=61 if what == "long ago" else 1, who="wang" if what == "of another" else "lina",
        kind=TALK if what == "a talk" else WAGES,
    )  # fmt: skip
    if what == "done":
        outcomes.resolve(act, one, officer(act), "补发了")
    assert asked(turn, OWED, kind=WAGES) is None


def test_three_at_most_are_offered_newest_first_by_their_states(act: Act, turn: Turn) -> None:
    found = [before(act, days=days) for days in (5, 4, 3, 2)]
    cases.take(act, found[3], officer(act))
    sought = asked(turn, OWED, kind=WAGES)
    assert sought
    assert [option.key for option in sought.options] == [*(one.number for one in found[:0:-1]), same.ANEW]
    assert f"{found[3].number}（欠薪，办理中）" in sought.prompt


def test_all_that_was_told_is_added_with_its_files_to_the_case_that_was_chosen(act: Act, turn: Turn) -> None:
    one = before(act, anonymous=True)
    assert same.chosen(one.number, turn) is one
    details = [{"name": "amount", "label": "欠薪金额", "shown": "9000"}]
    reply = same.add(one, Story(FOOD, details, "宏达", evidence=[PHOTO]), turn)
    (remark,) = cases.remarks(act.session, one)
    assert remark.body == f"{FOOD}\n欠薪金额：9000\n单位：宏达"
    assert remark.attachments == [PHOTO]
    assert one.number in reply.text
    assert len(cases.of_address(act.session, address())) == 1


def test_a_case_that_ended_meanwhile_or_is_not_theirs_cannot_be_chosen(act: Act, turn: Turn) -> None:
    ended, other = before(act), before(act, who="wang")
    outcomes.resolve(act, ended, officer(act), "补发了")
    assert [same.chosen(number, turn) for number in (ended.number, other.number, same.ANEW, None)] == [None] * 4
