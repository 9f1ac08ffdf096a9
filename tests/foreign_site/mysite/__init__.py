"""A Wagtail site much as `wagtail start` makes it, with a blog; it knows nothing of this project.

`tests/levels/test_foreign_site.py` takes a copy of it and adds the levels as README says.
"""
