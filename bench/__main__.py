"""`make bench`: answers, how good and how fast, also by WeChat; a notice to a thousand; how soon a newcomer has one."""

from bench import search, start, telegram, wechat

search.main()
wechat.main()
telegram.main()
start.main()
