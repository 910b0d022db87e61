"""What the channel itself says."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Missing:
    """What is said of a file that could not be had: `what` it is, `most` MB that we take."""

    too_large: str
    not_fetched: str


BROKEN: Final = "对不起，我们这边出错了，刚才这句没有办成。请稍后再试；联系工会时请报编号 {number}。"
OLD_BUTTON: Final = "这个按钮太旧了，请直接打字告诉我。"
MEMBERS: Final = Missing(
    "这个{what}超过 {most} MB，收不下。请拍短一点、小一点，或者打字告诉我；前面填好的都还在。",
    "刚才的{what}没有从 Telegram 传过来，请再发一次，或者打字告诉我；前面填好的都还在。",
)
STAFF: Final = Missing(
    "这个{what}超过 {most} MB，太大了。请压缩一下，或分开再发。", "这个{what}没有从 Telegram 传过来，请再发一次。"
)
