"""Bringing a community's existing writing along: Markdown files become stories and resources.

From a file to a page, one module for each step: `sources` finds and reads the files, `manifest`,
`front_matter` and `credits` say what each is, `template_tags` takes out the tags of foreign site
generators, `markdown` makes safe HTML, `blocks` makes StreamField blocks of it with the formatting
of `rich_text`, `articles` puts it all together, and only `pages` and `pictures` write to the
database. `importer` runs them file by file and `report` says what came of it.
"""
