"""What the desk says to staff."""

from typing import Final

ACCOUNT_LINKED: Final = "关联好了，{name}。现在可以在工作群里接手、回复、办结；要解除，到工作台的“渠道”页。"
GROUP_LINKED: Final = (
    "这个群现在是“{unit}”的工作群：新的诉求会发到这里。"
    "回复卡片就是回复会员，以“//”开头是内部备注。"
    "还没关联账号的同事，请先在工作台的“渠道”页生成代码，私聊我发送 /link 代码。"
)
HOW_TO_LINK: Final = "发送 /link 代码 就行。代码在工作台的“渠道”页生成：个人账号的私聊发给我，工作群的在群里发。"
SEND_CODE: Final = "要把这个群设为工作群，请在这里发送 /link 代码（代码在工作台的“渠道”页生成）。"
NOT_OURS: Final = "我只在工会的工作群里工作。请由已关联账号的工作人员把我加进来。"
NOT_STAFF: Final = (
    "这里只有关联了账号的工作人员能办。刚才的操作没有生效，已记录。"
    "请在工作台的“渠道”页生成代码，私聊我发送 /link 代码。"
)
NOT_SENT: Final = "这条没有发给会员。"
NO_CASE: Final = "没有找到这是哪件事，没有发给会员。请回复那件事的卡片。"
WHICH: Final = "这条消息里有几件事，没有发给会员。请先点“接手”，那一件会单独发出来，再回复它。"
NOT_YOURS: Final = "{number} 不归您的单位管，没有发给会员。"
NOT_YOURS_TO_TAP: Final = "{number} 不归您的单位管。"
UNREADABLE: Final = "这样的内容发不了，没有发给会员。请用文字、照片或文件回复。"
NOTE_WITH_FILES: Final = "内部备注只能写字，不能带文件，没有记下。要发给会员，就不要以“//”开头。"
OUTCOME_WITH_FILES: Final = "办结的结果只能写字。文件请回复那张卡片先发，再来办结。"
NO_WORDS: Final = "没有看到文字，没有发给会员。"
TOO_LONG: Final = "写了 {size} 个字，一次最多 {most} 个字，没有发给会员。请分成几条。"
EDITED: Final = "改动没有发给会员：发出去的话收不回来。要更正，请再回复一条。"
NOTED: Final = "📝 已记为 {number} 的内部备注，会员看不到。"
TAKEN: Final = "您接手了 {number}。回复这张卡片，就是回复会员。"
GIVEN: Final = "已转交给{name}。"
TO_WHOM: Final = "转交给谁？点下面的名字。"
NOBODY: Final = "没有别的同事可以接手。"
CLOSING: Final = "请回复群里刚发的那条消息，写上结果。"
CLOSED: Final = "✅ {number} 已办结，结果已发给会员。"
DETAILS: Final = "详情已私聊发给您。"
OLD: Final = "这个按钮已经不能用了，请看最新的那张卡片。"
BACK: Final = "← 返回"
