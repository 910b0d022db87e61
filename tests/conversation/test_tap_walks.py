"""A double tap is one tap; and whatever is typed, tapped and changed, no late button changes an answer."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from tests.conversation.desk import PLACES, Desk, at_summary
from tests.conversation.test_walks import check

TITLE = "标题？ (2/10)"


def test_a_double_tap_is_one_tap() -> None:
    desk = Desk()
    desk.says("说事")
    step = desk.step
    desk.taps("技术革新", step)
    before = desk.kept
    assert desk.taps("技术革新", step) == ""
    assert desk.replies == ()
    assert desk.kept == before


def test_a_double_tap_on_the_menu_opens_one_form() -> None:
    desk = Desk()
    desk.taps("写便条", "", "1")
    assert desk.taps("写便条", "", "1") == ""
    assert desk.drafts == ["note"]


def test_a_double_tap_on_submit_files_once() -> None:
    desk = at_summary()
    step = desk.step
    desk.taps("提交", step)
    assert desk.taps("提交", step) == ""
    assert len(desk.filed) == 1


def test_another_button_below_the_same_message_is_another_tap() -> None:
    desk = Desk()
    desk.taps("菜单", "", "1")
    assert desk.taps("写便条", "", "1") == "写什么？"


def test_the_same_button_is_heard_again_later_or_after_other_words() -> None:
    desk = Desk()
    assert desk.taps("菜单", "", "1")
    desk.later(minutes=1)
    assert desk.taps("菜单", "", "1")
    desk.says("工资")
    assert desk.taps("菜单", "", "1")


# --- whatever is typed, tapped and changed, in whatever order

WORDS = (
    "安全生产 技术革新 北门 匿名 跳过 不变 上一步 取消 提交 菜单 说事 选地点 接着填 重新填 不填了 完成 护栏 昨天 明天 5"
).split()
LEADING = {"菜单", "说事", "选地点"}
EVENT = some.tuples(
    some.sampled_from(["typed", "typed", "open", "late", "loose", "edited"]),
    some.sampled_from(WORDS),
    some.integers(0, 9),
)


@settings(max_examples=300, deadline=None)
@given(some.lists(EVENT, max_size=20))
def test_no_late_button_changes_an_answer(events: list[tuple[str, str, int]]) -> None:
    desk, steps = Desk(places=PLACES), ["zzzzzz"]
    for number, (how, text, which) in enumerate(events):
        desk.later(seconds=5)
        if how == "typed":
            desk.says(text, reference=str(number))
        elif how == "edited":
            desk.edits(str(which), text)
        else:
            tap(desk, text, {"open": open_step(desk), "late": steps[which % len(steps)], "loose": ""}[how], number)
        steps += [reply.step for reply in desk.replies if reply.step]
        if desk.replies:
            check(desk)


def tap(desk: Desk, label: str, step: str, number: int) -> None:
    """Tap a button twice: the second time nothing happens, and the first time nothing that must not."""
    before, open_now = desk.unfinished, open_step(desk)
    desk.taps(label, step, str(number))
    late = step not in {"", open_now}
    if late and (before[0] or label not in LEADING):
        assert desk.unfinished == before
    if not step and before[0]:
        assert answers(desk.unfinished) <= answers(before)
    once, replies = desk.kept, desk.replies
    assert desk.taps(label, step, str(number)) == ""
    assert desk.kept == once
    desk.replies = replies


def open_step(desk: Desk) -> str:
    """What a button must carry now; asked at a copy of the desk, so that this changes nothing."""
    copy = Desk(now=desk.now, kept=desk.kept, places=desk.places)
    copy.says("")
    if not copy.unfinished[0] and copy.unfinished[1]:
        copy.says({"story": "说事", "place": "选地点"}[copy.drafts[-1]])
    return copy.step


def answers(unfinished: tuple[Any, ...]) -> set[tuple[str, str, str]]:
    """Every answer of every unfinished form."""
    return {(opened, name, str(stored)) for opened, given, _ in unfinished[1] for name, stored in given.items()}
