"""Shows who writes a page what to look at again: in its preview, and in Wagtail's editor."""
