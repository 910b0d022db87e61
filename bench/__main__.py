"""`make bench`: answers, suggestions alike, WeChat, Telegram, the console, a hot event: how good and how fast each is.

Last: how soon a newcomer has an answer. The whole takes most of an hour.
"""

from bench import console, events, ideas, search, searching, start, telegram, wechat

search.main()
ideas.main()
wechat.main()
telegram.main()
console.main()
searching.main()
events.main()
start.main()
