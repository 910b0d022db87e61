"""Whatever a member does in whatever order: no error, the state is plain JSON, and a restart changes no question."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from bot.conversation import Conversation, Engine, Menu, Said
from knowledge import closest
from tests.conversation.desk import MENU, PLACES, Desk, Turn, aside, attachment, free, watch

WORDS = (
    "说事 选地点 写便条 写卡片 菜单 拒绝我 查看监控太麻烦 去north 去south 上一步 取消 提交 确认 接着填 "
    "重新填 不填了 不变 跳过 没有 完成 这就是我的答案 修改1 修改2 修改7 修改8 修改99 改一 1 2 3 9 0 "
    "安全生产 护栏松了 四号冲床的护栏松了 3月5日 明天 昨天 下周三 匿名 实名 李娜 13800138000 工资怎么算？ "
    "我要跳楼 北门 五 /nonsense 😀 。 好的"
).split()
SAID = some.tuples(
    some.sampled_from([*WORDS, "", "长" * 6000]) | some.text(max_size=12),
    some.integers(0, 10).map(lambda number: number if number % 5 == 0 else number % 2),
)
TIME = some.sampled_from([0, 0, 0, 0, 1, 3, 100, 200]).map(float)
EVENTS = some.lists(some.tuples(SAID, TIME, some.booleans(), some.booleans()), max_size=25)


@settings(max_examples=300, deadline=None)
@given(EVENTS)
def test_any_walk(events: list[tuple[tuple[str, int], float, bool, bool]]) -> None:
    desk = Desk()
    for (text, files), hours, gone, refusing in events:
        desk.later(hours=hours)
        desk.places, desk.refusing = (() if gone else PLACES), refusing
        desk.says(text, files=[attachment(f"{number}.png") for number in range(files)])
        assert desk.replies
        assert all(reply.text for reply in desk.replies)
        check(desk)


def check(desk: Desk) -> None:
    """The question that is open is worked out from what is kept, the same twice over."""
    state = desk.state
    assert len(state["drafts"]) <= 3
    assert json.loads(json.dumps(Conversation.load(state).dump())) == state
    assert prompt(desk, state) == prompt(desk, json.loads(json.dumps(state)))
    if state["active"]:
        assert desk.replies[-1].text.endswith(prompt(desk, state))


def prompt(desk: Desk, state: dict[str, Any]) -> str:
    """What an empty message is answered with, last of all."""
    turn = Turn(desk.now, [], desk.places, refusing=False)
    engine = Engine(Menu(MENU), closest, aside, free, watch)
    return engine.step(Conversation.load(state), Said(), turn)[-1].text
