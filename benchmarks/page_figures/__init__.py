"""What it costs to serve the pages of a site, and what a browser makes of them.

`make bench-pages` serves two generated sites by a gunicorn of its own and prints the table.
"""
