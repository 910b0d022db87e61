"""What the channel itself says to members."""

from typing import Final

MORE: Final = "\n\n（还有下文，回复“继续”接着看）"
CUT: Final = "\n\n（后面的没能发出来，请把问题再发一次）"
NOTHING: Final = "收到。"
BUSY: Final = "系统现在忙，刚才这句还没有收下。请稍等一会儿再发一次。"
BROKEN: Final = "对不起，我们这边出错了，刚才这句没有办成。请稍后再试；联系工会时请报编号 {number}。"
