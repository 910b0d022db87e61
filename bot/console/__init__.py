"""The staff's web pages: what waits, who wrote, what to answer, what went wrong. Plain pages that need no script."""
