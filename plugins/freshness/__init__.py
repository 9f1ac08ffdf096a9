"""Freshness: when pages are due to be looked at again, who found them right, which links broke.

A page is due so many months after it was last changed or checked (`intervals`), or on a date of its
own, in a field called `review_date`. Only a change of what it says counts, and a check by somebody
who says “Checked, still right”: a page that is published with other levels, topics or names has
been read again by nobody. Nothing is ever taken off by this plugin, or changed.

Settings: LINKS_INTO_PRIVATE_NETWORKS (False) lets `check_links` ask what only this machine's
network can reach, on a site that serves an intranet; LINK_PORTS ({80, 443}) are the ports that it
asks.
"""
