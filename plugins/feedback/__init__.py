"""Feedback: whether a page fitted its readers, and what is wrong with it. No account is needed.

Answers are counted by page, level and day; nothing tells who gave them. A reader's own browser
remembers what it said, in a signed cookie, so that an answer can be changed and taken back. Who
wants to can still answer twice, from two browsers: what is counted is a hint, and a limit for each
address keeps it one.
"""
