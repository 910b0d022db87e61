"""Teams whose members join, in words for staff: what their page says was done, and what the trail says."""

DONE = {
    "team-admitted": "已破例同意，全队会在聊天里收到。",
    "team-refused": "已告诉全队，名额放出来了。",
    "team-disbanded": "已解散，全队会在聊天里收到理由；名额先给排队的队。",
    "team-member-removed": "已移出，本人和领队会在聊天里收到。",
}

TRAIL = {
    "squad.made": "组了队，报了名或者排上了队",
    "squad.joined": "一位队员同意入队",
    "squad.left": "一位队员离队",
    "squad.member_removed": "领队移出了一位队员，入队码换了新的",
    "squad.handed_on": "换了领队，名额跟着转",
    "squad.changed": "改了队名、单位、简介、队徽或电话",
    "squad.disbanded": "队伍解散，名额放出",
    "squad.code_renewed": "换了入队码，旧的作废",
    "squad.card_sent": "给领队发了入队二维码",
    "squad.warned": "队伍不齐，提醒了领队",
    "squad.admitted": "不齐，破例同意参加",
    "squad.refused": "不齐，没有同意参加",
}
