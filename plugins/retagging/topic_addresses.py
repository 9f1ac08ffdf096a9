"""The addresses of topics, and where old ones lead: Wagtail's own redirects, which editors see.

Both the page of a topic and its feeds have addresses with its slug. Nothing ever leads in a circle:
where something is, nothing leads away from, and what led to an old address follows to the new one.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.encoding import iri_to_uri, uri_to_iri
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from plugins.levels.edition import begin_after_commit
from plugins.levels.models import FIRST, LAST, Topic


def addresses(slug: str) -> list[str]:
    """Return the paths of the page of the topic with a slug, and of its feed at each level."""
    if not slug:
        # What taggit makes of a name without any letter.
        return []
    feeds = (reverse("topics:feed", args=[slug, number]) for number in range(FIRST, LAST + 1))
    # As people write them, and redirects: percent signs would make some too long to be kept.
    return [uri_to_iri(path) for path in (reverse("topics:topic", args=[slug]), *feeds)]


def lead(before: str, now: str) -> None:
    """Have the addresses with the slug `before` lead to those with `now`, where a topic is."""
    free(before)
    free(now)
    for old, new in zip(addresses(before), addresses(now), strict=True):
        Redirect.objects.filter(redirect_link__in=list(spellings(old))).update(redirect_link=new)
        Redirect.add_redirect(old, new, automatically_created=True)
    # What `update()` changes, no signal tells.
    begin_after_commit()


def free(slug: str) -> None:
    """Have nothing lead away from the addresses with a slug, whoever had it do so."""
    leading_away(slug).delete()


def leading_away(slug: str) -> QuerySet[Redirect]:
    """Return the redirects from the addresses with a slug."""
    paths = map(Redirect.normalise_path, addresses(slug))
    return Redirect.objects.filter(old_path__in=list(paths))


def leading_to(slug: str) -> QuerySet[Redirect]:
    """Return the redirects that topics left behind, to the addresses with a slug."""
    links = [link for path in addresses(slug) for link in spellings(path)]
    return Redirect.objects.filter(redirect_link__in=links, automatically_created=True)


def spellings(path: str) -> Iterator[str]:
    """Yield a path as a redirect may name it: on each of the sites, with percent signs or not."""
    roots = ["", *(site.root_url for site in Site.objects.all())]
    for written in (path, iri_to_uri(path)):
        for root in roots:
            yield f"{root}{written}"
            yield f"{root}{written.rstrip('/')}"


def take_over(instance: Topic, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Give a new topic the addresses that another one had before."""
    if created and not raw:
        leading_away(instance.slug).filter(automatically_created=True).delete()


def forget(instance: Topic, **kwargs: Any) -> None:
    """Have nothing lead to a topic that is no more."""
    leading_to(instance.slug).delete()
