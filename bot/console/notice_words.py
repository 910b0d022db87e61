"""What is said on the pages of notices: after something was done, and before something that cannot be undone."""

from typing import Final

DONE: Final = {
    "notice-begun": "草稿开好了，会员看不到。写好以后点“保存”，旁边就是会员会看到的样子。",
    "notice-saved": "已保存。旁边是会员会看到的样子和人数。",
    "notice-tried": "已试发到您自己的聊天里，前面标着【试发】。",
    "notice-templated": "已存成模板，下次从“新通知”里选。",
    "notice-dropped": "草稿删除了。",
    "notice-submitted": "已提交，等另一位同事批准。",
    "notice-scheduled": "已定好。到时间自动发出，发出以前可以暂停或作废。",
    "notice-back": "已撤回成草稿，可以接着改。",
    "notice-approved": "已批准。到时间自动发出。",
    "notice-sent-back": "已退回，写稿的同事能看到您的理由。",
    "notice-paused": "已暂停。已经交给平台的收不回来，其余的等您点“继续”。",
    "notice-resumed": "接着发。",
    "notice-cancelled": "已作废，没发的不再发。",
    "notice-retried": "没送到的又排上了队。",
    "notice-since": "后来加入的人补进了名单，马上发。",
    "notice-now": "改成现在就发。",
    "notice-corrected": "更正已登记。Telegram 里的几分钟内改好；微信、网页里已经收到的改不了，请再发一条更正。",
    "notice-recalled": "已请微信删除；已经收到的人手机上还看得到。请点“复制成新草稿”，再发一条更正。",
    "template-dropped": "模板删除了，用它写过的通知不受影响。",
}
"""Flash lines by word."""

NOT_SURE: Final = "这一步不能反悔。请先勾选“我确定”，再点一次。"
NO_WHY: Final = "请写一句为什么退回，写稿的同事好改。"
NOT_DRAFT: Final = "这条通知已经提交，现在不能改。要改，请先撤回成草稿。"
NO_EVENT: Final = "请选是哪个活动。"
NO_PICTURE: Final = "“{name}”不是图片，也不是名单表格。图片请用 JPG 或 PNG；名单请用 .xlsx 或 .csv。"
ONE_OF_EACH: Final = "一次只能带一张图片和一个名单表格。请少选一些。"
