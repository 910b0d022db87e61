"""A member's fuzzy word for one of a few labels: the right one, or none; never a wrong one."""

import pytest

from knowledge import closest

TOPICS = ["安全生产", "技术革新", "经营管理", "服务改进", "生活福利", "其他"]
MENU = ["📋 提建议", "🗓 看活动", "⚖️ 我要维权", "❓ 常见问题", "👤 我的资料"]
EVENTS = ["2026年秋季职工羽毛球友谊赛", "女职工健康讲座", "新就业形态劳动者免费体检", "职工羽毛球培训班"]


@pytest.mark.parametrize(
    ("said", "label"),
    [
        ("安全生产", "安全生产"),
        ("安全", "安全生产"),
        ("技术", "技术革新"),
        ("福利", "生活福利"),
        ("服务", "服务改进"),
        ("管理", "经营管理"),
        ("安权生产", "安全生产"),  # the same sound
        ("生活服利", "生活福利"),
        ("副利", "生活福利"),
        ("其它", "其他"),
        ("安全产生", "安全生产"),  # swapped
        ("生产安全", "安全生产"),  # another order
        ("技术革薪。", "技术革新"),
        ("我选安全生产吧", "安全生产"),
        ("安全方面的", "安全生产"),
        ("技術革新", "技术革新"),  # traditional characters
        (" 安全生产！ ", "安全生产"),
        ("是关于生活福利的", "生活福利"),
    ],
)
def test_the_meant_choice_is_found(said: str, label: str) -> None:
    assert closest(said, TOPICS) == TOPICS.index(label)


@pytest.mark.parametrize(
    "said",
    [
        *("食堂", "工资", "随便", "都行", "不知道", "", "   ", "😀", "安", "全", "4", "好的"),
        *("安全技术", "安全和技术", "安全管理", "技术改造", "服务质量很差"),
        *("不要安全生产", "别选技术革新", "除了生活福利都可以", "不是安全"),
        "我们食堂的菜又贵又难吃",
    ],
)
def test_when_unsure_there_is_none(said: str) -> None:
    assert closest(said, TOPICS) is None


@pytest.mark.parametrize(
    ("said", "place"), [("提建议", 0), ("建议", 0), ("活动", 1), ("维权", 2), ("问题", 3), ("资料", 4)]
)
def test_menu_words_are_found_behind_their_pictures(said: str, place: int) -> None:
    assert closest(said, MENU) == place


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("健康讲座", 1),
        ("体检", 2),
        ("免费体检", 2),
        ("羽毛球", None),
        ("羽毛球友谊赛", 0),
        ("羽毛球赛", 0),
        ("篮球赛", None),
    ],
)
def test_events_are_found_by_part_of_their_title(said: str, place: int | None) -> None:
    assert closest(said, EVENTS) == place


def test_two_equal_labels_fit_about_equally() -> None:
    assert closest("工资", ["工资", "工资"]) is None
    assert closest("技术", ["技术革新", "技术培训"]) is None


def test_the_exact_label_wins_over_a_longer_one() -> None:
    assert closest("工资", ["工资条", "工资"]) == 1


def test_without_labels_there_is_none() -> None:
    assert closest("安全", []) is None
