"""`make bench`: how well and how fast questions are answered, then how soon a newcomer gets the first answer."""

from bench import search, start

search.main()
start.main()
