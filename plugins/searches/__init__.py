"""Searches: which words readers search for, at which level, and what finds nothing.

Counted are words, level, day and number of results, and nothing that tells who searched. Words that
are searched for too rarely are shown to nobody.

Settings: SEARCH_LOG (True) switches it all off; SEARCH_LOG_THRESHOLD (3) is how often words have to
be searched for to be shown; SEARCH_LOG_DAYS (90) is how long they are kept.
"""
