"""Levels: every page says for which stage of a practice it is, and readers meet what is at theirs.

A page type becomes levelled by inheriting `plugins.levels.models.LevelledMixin`; that is the whole
registration. What a reader's lists hold is said in one place, `visible_to()` in `visibility.py`.
"""
