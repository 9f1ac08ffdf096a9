"""How fast and how good search is, against Wagtail's SQLite FTS5 backend and hand-written FTS5.

`make bench` runs all of it in folders of its own and prints one table of ratios. It is no test.
"""
