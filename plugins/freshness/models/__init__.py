"""When pages are due to be looked at again, and what became of the links in them."""

from plugins.freshness.models.links import Link, LinkOnPage
from plugins.freshness.models.reviews import Check, Review, ReviewInterval

__all__ = ["Check", "Link", "LinkOnPage", "Review", "ReviewInterval"]
