"""Calls: what readers ask for, and what editors ask practitioners for, until somebody has it.

A reader whose search finds nothing wishes for it; an editor makes a call of such wishes, or of a
gap in the stage map; practitioners meet it at level 4 and answer it with a story or a resource.
Once that is published, the call closes itself, and whoever left an address is told, once.
"""
