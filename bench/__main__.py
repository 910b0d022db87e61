"""`make bench`: how well and how fast questions are answered, also over WeChat, then how soon a newcomer has one."""

from bench import search, start, wechat

search.main()
wechat.main()
start.main()
