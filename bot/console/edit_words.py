"""What an officer reads after something was done with an event on its page for editing."""

DONE = {
    "event-drafted": "草稿存好了，会员还看不到。看一下“会员会看到的样子”，没问题就点“发布”。",
    "event-saved": "已保存。改了时间、地点，大家会收到通知，纸质名单上的要打电话，见“概况”；名额多了，马上通知排队的。",
    "event-saved-onward": "这一场和以后各场都改了，日期不变。改了时间、地点，大家会收到通知，纸质名单上的要打电话。",
    "event-published": "已发布，会员回复“活动”“报名”就能看到。",
    "event-withdrawn": "已收回成草稿，会员看不到了。改好以后再发布。",
    "event-removed": "草稿删掉了。",
    "event-copied": "复制好了，这是新的草稿。请写上新的日期，再发布。",
    "event-session": "加了一场，是草稿。看一遍，没问题就发布，或者整个系列一起发布。",
    "event-repeated": "各场都排好了，是草稿。看一遍，没问题就整个系列一起发布。",
    "event-series-published": "整个系列都发布了，会员看得到。",
    "event-file": "文件传好了，会员查看活动时会收到。",
    "event-file-gone": "文件删掉了。",
}
