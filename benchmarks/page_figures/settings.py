"""The site as it is served, which says of each answer on request what it asked the database."""

from benchmarks.settings import *  # noqa: F403
from cop_site.settings.base import MIDDLEWARE, STORAGES

STORAGES = STORAGES
MIDDLEWARE = ["benchmarks.page_figures.counting.CountingMiddleware", *MIDDLEWARE]
