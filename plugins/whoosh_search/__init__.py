"""A Whoosh backend for Wagtail's search API: full text search on files, for any Django site.

Add ``plugins.whoosh_search`` to ``INSTALLED_APPS`` and name ``plugins.whoosh_search.backend`` as a
``BACKEND`` in ``WAGTAILSEARCH_BACKENDS`` (or ``MODELSEARCH_BACKENDS``). The README beside this file
says what the options are and how the parts work together.
"""
