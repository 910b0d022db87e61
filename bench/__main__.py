"""`make bench`: answers, suggestions alike, WeChat, Telegram, the console: how good and how fast each is.

Last: how soon a newcomer has an answer. The whole takes most of an hour.
"""

from bench import console, ideas, search, searching, start, telegram, wechat

search.main()
ideas.main()
wechat.main()
telegram.main()
console.main()
searching.main()
start.main()
