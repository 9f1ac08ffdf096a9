"""Collects the links to other sites from all that is published, and forgets those that are gone."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from wagtail.models import AbstractPage, get_page_models

from plugins.freshness.links_in import fields_with_links, links_in_page, own_hosts
from plugins.freshness.models import Link, LinkOnPage
from plugins.freshness.models.links import digest_of
from plugins.levels.visibility import all_pages, published

#: So many pages are read, and so many rows written or deleted, at once.
BATCH = 500

#: The key of a page, and an address.
Found = tuple[Any, str]


def collect() -> None:
    """Make what is kept of links what anybody can read on this site."""
    found = set(published_links())
    with transaction.atomic():
        links = links_to({url for _page, url in found})
        # Some may have been deleted while others were read.
        there = set(all_pages().live().values_list("pk", flat=True))
        keep({(page, links[url]) for page, url in found if page in there})
        Link.objects.unused().delete()


def published_links() -> Iterator[Found]:
    """Yield every link to another site that anybody can read, with the key of the page."""
    hosts = own_hosts()
    for model in get_page_models():
        names = [field.name for field in fields_with_links(model)]
        pages = published(model.objects.exact_type(model)).only(*names, "title")
        for page in pages.iterator(chunk_size=BATCH):
            for url in links_in_page(page, hosts):
                yield page.pk, url


def links_to(urls: set[str]) -> dict[str, Any]:
    """Return the keys of links to addresses, made where there are none."""
    digests = {digest_of(url): url for url in urls}
    known = set(Link.objects.values_list("digest", flat=True))
    new = [Link.to(url) for digest, url in digests.items() if digest not in known]
    Link.objects.bulk_create(new, batch_size=BATCH, ignore_conflicts=True)
    rows = Link.objects.values_list("digest", "pk")
    return {digests[digest]: key for digest, key in rows if digest in digests}


def keep(wanted: set[tuple[Any, Any]]) -> None:
    """Keep which pages lead to which links, by the keys of both, and nothing else."""
    rows = LinkOnPage.objects.values_list("page", "link", "pk")
    kept = {(page, link): key for page, link, key in rows}
    new = sorted(wanted - kept.keys())
    LinkOnPage.objects.bulk_create(
        [LinkOnPage(page_id=page, link_id=link) for page, link in new], batch_size=BATCH
    )
    gone = [kept[pair] for pair in kept.keys() - wanted]
    for start in range(0, len(gone), BATCH):
        LinkOnPage.objects.filter(pk__in=gone[start : start + BATCH]).delete()


def forget_removed(page: AbstractPage) -> None:
    """Forget the links that are no longer on a page: what an editor has mended is done at once."""
    kept = LinkOnPage.objects.filter(page=page.pk).values_list("pk", "link__url")
    if rows := list(kept):
        there = links_in_page(page, frozenset())
        gone = [key for key, url in rows if url not in there]
        LinkOnPage.objects.filter(pk__in=gone).delete()
