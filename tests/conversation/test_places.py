"""Places: in words or as a position; and what a channel makes of a position."""

import math
from dataclasses import dataclass
from typing import Annotated

import pytest
from hypothesis import given
from hypothesis import strategies as some

from bot.conversation import Ask, Place, form
from bot.conversation.answers import Said
from bot.conversation.places import PlaceName
from bot.errors import Rejected
from bot.messages import Wish
from bot.places import is_position, position
from tests.conversation.desk import MENU, SCOPE, Desk, take

SQUARE = "定位 31.23042,121.47370（人民广场）"


@dataclass(frozen=True)
class SiteForm:
    """Where it happened, and where to meet."""

    site: Annotated[Place, Ask("在哪里发生的？", "地点", max_length=40)]
    meeting: Annotated[Place | None, Ask("在哪里见面？", "见面", max_length=40)]


def desk() -> Desk:
    return Desk((*MENU, form("site", SiteForm, title="现场", says=("报现场",))(take)))


# --- positions


@pytest.mark.parametrize(
    ("latitude", "longitude", "name", "text"),
    [
        (31.230416, 121.473701, "人民广场", SQUARE),
        (-33.8688197, 151.2092955, "", "定位 -33.86882,151.20930"),
        (0, -180, "  甲（乙）\n丙 ", "定位 0.00000,-180.00000（甲 乙 丙）"),
        (90, 180, "（）", "定位 90.00000,180.00000"),
        (1, 2, "长" * 200, f"定位 1.00000,2.00000（{'长' * 80}）"),
    ],
)
def test_a_position_as_text(latitude: float, longitude: float, name: str, text: str) -> None:
    assert position(latitude, longitude, name) == text
    assert is_position(text)


@given(some.floats(-90, 90), some.floats(-180, 180), some.text(max_size=100))
def test_every_position_is_known_again(latitude: float, longitude: float, name: str) -> None:
    assert is_position(position(latitude, longitude, name))


@pytest.mark.parametrize(("latitude", "longitude"), [(90.1, 0), (0, -180.1), (math.nan, 0), (0, math.inf)])
def test_what_is_not_on_the_earth_is_no_position(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="no position on the earth"):
        position(latitude, longitude)


@pytest.mark.parametrize("text", ["", "人民广场", "定位", "定位 31,121", f"{SQUARE}。", f"在{SQUARE}"])
def test_what_is_no_position(text: str) -> None:
    assert not is_position(text)


# --- answers


@pytest.mark.parametrize("text", ["人民广场东门", SQUARE, "3号楼", "3"])
def test_a_place_is_taken(text: str) -> None:
    stored = PlaceName().take(Said(text), SCOPE, None)
    assert type(stored) is str
    place = PlaceName().read(stored, SCOPE)
    assert type(place) is Place
    assert PlaceName().show(place, SCOPE) == text


@pytest.mark.parametrize(
    ("text", "why"),
    [("", "请写一下是什么地方"), ("📍", "请写一下是什么地方"), ("长" * 41, "最多 40 个字"), ("甲", "至少 2 个字")],
)
def test_what_is_no_place_is_asked_again(text: str, why: str) -> None:
    with pytest.raises(Rejected, match=why):
        PlaceName(2, 40).take(Said(text), SCOPE, None)


def test_a_form_asks_for_places() -> None:
    site, wishes = desk(), []
    assert site.says("报现场") == "在哪里发生的？ (1/2)"
    wishes.append(site.replies[-1].wish)
    assert site.says("📍").startswith("请写一下是什么地方，也可以发送位置。\n在哪里发生的？")
    assert site.says(SQUARE) == "在哪里见面？ (2/2) [跳过]"
    wishes.append(site.replies[-1].wish)
    assert f"1. 地点：{SQUARE}\n2. 见面：东门" in site.says("东门")
    wishes.append(site.replies[-1].wish)
    assert wishes == [Wish.PLACE, Wish.PLACE, Wish.WORDS]
    assert site.says("提交") == "收下了。"
    (filed,) = site.filed
    assert (filed.site, type(filed.site), filed.meeting) == (SQUARE, Place, "东门")


def test_a_question_where_a_place_is_asked_for_is_answered() -> None:
    site = desk()
    site.says("报现场")
    assert site.says("工资怎么算？").startswith("工资按月发。\n在哪里发生的？ (1/2)")
    assert site.says("这就是我的答案").startswith("在哪里见面？")


def test_a_position_that_nobody_asked_for_is_not_looked_up() -> None:
    assert desk().says(SQUARE).startswith("位置收到了，但还没说是哪件事的，没有记下。")
