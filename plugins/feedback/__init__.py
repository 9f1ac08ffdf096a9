"""Feedback: who a page is read by, whether it fitted, and what is wrong with it. No account needed.

Answers are counted by page, level and day; nothing tells who gave them. A reader's own browser
remembers what it said, in a signed cookie, so that an answer can be changed and taken back. Who
wants to can still answer twice, from two browsers: what is counted is a hint, and a limit for each
address keeps it one.

Reads are counted by page, level and day as well, and nothing is kept of who read, not even in a
cookie: no address, account or session, neither in memory nor in the database. A page that has been
in view for ten seconds says so; the number is written with others some seconds later
(TALLY_SECONDS, 30 unless it is set). Those who wrote a page or may edit it are not counted.
"""
