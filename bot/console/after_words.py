"""What an officer reads after they did something on the page of what comes after an event."""

from typing import Final

DONE: Final = {
    "results-saved": "已保存，会员还看不到。都填好了，点“公布结果”。",
    "results-same": "没有要改的：填的和原来一样。",
    "results-corrected": "更正已保存，有变化的人会在聊天里收到更正。",
    "results-published": "结果已公布，参加的人会在聊天里收到自己的结果和名单（夜里的，早上八点发）。",
    "photos-added": "照片已上传，会员回复“结果”就能看到。",
    "photo-removed": "照片已删除。",
    "certificate-saved": "已保存。会员回复“证书：活动名称”就能领。",
    "certificate-off": "正文都空着，这个活动不发证书。",
    "inquiry-set": "已保存，活动第二天上午发给来的人。",
    "inquiry-off": "好的，这个活动不发评价。",
    "event-archived": "已归档：姓名、电话、照片都删了，统计数字留着。",
}
