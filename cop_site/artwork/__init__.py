"""The site's icons and the pictures that stand for its pages where they are shared.

`make artwork` draws them into the folders of static files, where they are committed; a site needs
nothing of this to run. The shapes are those of `levels/shape.html`, the colours those of the
stylesheet. There are no words in them, since editors may reword the levels.
"""
