"""What the channel itself says."""

from typing import Final

BROKEN: Final = "对不起，我们这边出错了，刚才这句没有办成。请稍后再试；联系工会时请报编号 {number}。"
OLD_BUTTON: Final = "这个按钮太旧了，请直接打字告诉我。"
TOO_LARGE: Final = "这个{what}超过 {most} MB，收不下。请拍短一点、小一点，或者打字告诉我；前面填好的都还在。"
NOT_FETCHED: Final = "刚才的{what}没有从 Telegram 传过来，请再发一次，或者打字告诉我；前面填好的都还在。"
