"""What the engine itself says to members, and the words by which they steer it."""

import re

MENU = "菜单"
BACK, CANCEL, SUBMIT, GO_ON, DROP, KEEP, MEANT = "上一步", "取消", "提交", "接着填", "不填了", "不变", "这就是我的答案"
RESTART = "重新填"

BACKS = frozenset({BACK, "返回上一步", "后退", "/back"})
CANCELS = frozenset({CANCEL, DROP, "退出", "不提了", "算了", "放弃", "/cancel"})
SUBMITS = frozenset({SUBMIT, "确认", "确认提交", "/submit"})
GO_ONS = frozenset({GO_ON, "继续", "继续填", "/continue"})
MUST_SKIPS = frozenset({"跳过", "/skip"})
"""These are no answer even where the question must be answered."""
SKIPS = MUST_SKIPS | {"没有", "无", "不填"}

CORRECT = re.compile(r"(?:修改|更正|改)\s*第?\s*(\d{1,2}|[一二三四五六七八九])\s*[项条个]?")
COMMAND = re.compile(r"/[A-Za-z_]+")
STEERING = BACKS | CANCELS | SUBMITS | GO_ONS
ANSWERING = SKIPS | {KEEP, MEANT}
"""These steer by answering the open question."""

SLASHES = (
    ("continue", "接着填没填完的表", "Go on with an unfinished form"),
    ("back", "回到上一步", "Back to the question before"),
    ("skip", "跳过这一项", "Skip this question"),
    ("submit", "提交填好的表", "Hand in the form"),
    ("cancel", "取消正在填的表", "Cancel the form"),
)
"""The words with a slash that steer, as a channel's own menu shows them: word, in Chinese, in English."""


def plain(text: str) -> str:
    """A word as it steers, whatever punctuation stands after it: 取消。 is 取消, /Cancel is /cancel."""
    return text.rstrip("。.!！~～ ").lower()


def steers(text: str) -> bool:
    """Whether a text is a word that steers an open form, and so no answer."""
    word = plain(text)
    return word in STEERING | ANSWERING | {RESTART} or bool(CORRECT.fullmatch(word))


CANCELLED = "好的，“{title}”已经取消，没有提交。"
NOTHING_OPEN = "现在没有正在填的表。回复“菜单”看看能办什么。"
NOTHING_TO_SUBMIT = "还没到提交的时候，先把这一项填好。"
FIRST_ALREADY = "已经是第一项了。"
MUST_ANSWER = "这一项要填，不能跳过。"
NO_SUCH_ITEM = "只有 1 到 {last} 项，请回复比如“修改1”。"
NOTHING_YET = "还没有填好的项可以改，先回答这一项。"
NO_SUCH_COMMAND = "没有“{text}”这个命令。接着填就行；不想填了，回复“取消”。"
NO_SUCH_BUTTON = "刚才只有 1 到 {last} 项可选，请回复其中一个序号，或者直接打字告诉我。"
UNREADABLE = "我还看不懂{what}，请打字告诉我，或者发图片、文件。"
EMPTY = "没有收到文字。请打字告诉我，或回复“菜单”。"
PUSHED_OUT = "没填完的表最多同时留 {most} 份，最早的“{title}”已经清除，没有提交。需要的话可以重新填。"
EXPIRED = "您上次没填完的“{title}”已经过了 7 天，没有提交，现在已清除。需要的话可以重新填。"
GONE = "您上次没填完的那张表现在不用了，已经清除。回复“菜单”看看能办什么。"
UNFINISHED = "您的“{title}”还没填完（{done}/{total}），前面填的都在。"
NOT_TAKEN = "刚才那句没有记进表里。"
LATE = "这个按钮是前面那一步的，没有记进去。"
LATE_ALONE = LATE + "回复“菜单”看看能办什么。"
EDITED = "已按您改的更新“{label}”。"
EDIT_REJECTED = "{why}\n改动没有记进去，“{label}”还是原来填的。"
EDIT_NOT_TAKEN = "您改的那句之前已经用过了，改动没有记进去；要更正，请再发一条。"
PLACE_ALONE = "位置收到了，但还没说是哪件事的，没有记下。请先选要办的事，问到地点时再发一次（回复“菜单”看看能办什么）。"
FILES_KEPT = "收到 {count} 个文件，会附在这份“{title}”里。"
NO_FILES_HERE = "这张表收不了文件，请用文字写一下。"
FILES_ENOUGH = "最多先收 {most} 个文件，后面 {left} 个没有收下。请先选要办的事，再接着发。"
FILES_GONE = "您发来的 {count} 个文件一直没说是哪件事的，已经过了 7 天，现在已清除。需要的话请再发一次。"
FILES_ALONE = "文件收到了。它是哪件事的？请选要办的事，我会把它附上（回复“菜单”看看能办什么）。"
BEFORE = "（原来填的：{shown}；不改就回复“不变”）"
SUMMARY = "请核对：\n{items}\n\n没问题就回复“提交”；要改哪一项，回复比如“修改{example}”。"
IF_MEANT = "（如果刚才那句就是这一项的答案，请回复“{meant}”）"
