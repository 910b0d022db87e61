"""`make bench`: how well and how fast questions are answered, then how soon a newcomer gets the first answer."""

import importlib.util

from bench import search

search.main()
if importlib.util.find_spec("bench.start"):
    importlib.import_module("bench.start").main()
