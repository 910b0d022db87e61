"""What a member can do here; hello, thanks and goodbye."""

from bot.conversation import command
from bot.messages import Reply
from handlers.turn import Turn

WELCOME = """您好，这里是{union}的自助服务。
· 有权益问题，直接把事情说给我，比如“老板拖欠三个月工资怎么办”
· 或者点下面要办的事（也可以回复序号）"""
OFFERED = ("提建议", "法律援助", "诉求投诉", "活动", "我的活动", "进度", "算一算", "人工")


@command(
    *("菜单", "帮助", "你好", "您好", "在吗", "hi", "hello", "开始", "？", "?", "/start", "/help", "/menu"),
    english="What I can do for you",
)
def menu(turn: Turn) -> Reply:
    """The menu."""
    return Reply(WELCOME.format(union=turn.act.config.union.name), OFFERED)


@command("谢谢", "谢谢你", "谢谢您", "多谢", "感谢", "辛苦了", "好的谢谢", "好的", "好", "嗯", "知道了", "ok")
def thanks(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """A kind word for a kind word."""
    return Reply("不客气，有事随时说。")


@command("再见", "拜拜", "bye")
def goodbye(turn: Turn) -> Reply:  # noqa: ARG001 - one signature for all commands
    """Goodbye."""
    return Reply("再见，上班注意安全。")
