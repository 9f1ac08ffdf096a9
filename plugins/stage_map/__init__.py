"""The stage map: topics by levels, what readers find there, and what they miss.

It counts what anybody may read; what readers look for, ask for and find fitting, other plugins tell
it (`stage_map_measures`). What counts as a gap is said in one place, `needs`.
"""
