"""Retagging: the levels and topics of many pages at once, and topics that are renamed or merged.

What one page is given is done by `plugins.levels.retagging`; here are the lists to choose from, the
preview, the work in steps that can be left and gone on with, and its undo.
"""
