"""What is said on the page of an event's door after something was done."""

from typing import Final

DONE: Final = {
    "door-taken": "已签到。点错了，可以在名单里撤销。",
    "door-undone": "签到已撤销，名单里又是没到。",
    "door-entered": "已登记并签到。",
    "door-closed": "链接已停用。打开着它的手机，一联网就把名单清掉。",
    "door-coded": "签到口令做好了。下一步：打开海报打印，贴在门口。",
    "door-stopped": "签到口令已停用，海报上的码也不能用了。",
}
"""Flash lines by word."""
