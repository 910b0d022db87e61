"""`make bench`: answers, suggestions alike, WeChat, notices, the console, a hot event: how good and how fast each is.

Last: how soon a newcomer has an answer. The whole takes most of an hour.
"""

from bench import console, events, ideas, notices, search, searching, start, wechat

search.main()
ideas.main()
wechat.main()
notices.main()
console.main()
searching.main()
events.main()
start.main()
