"""`make bench`."""

from bench import start

start.main()
